"""Cleans one piece of HTML from stdin to stdout, in a process of its own with hard limits.

`python -I -m kundig_web.hostile.cleaner`: nothing but the standard library and nh3 is loaded. It
may run out of memory, of time or of stack: then the caller shows the text without its markup.
"""

from __future__ import annotations

import contextlib
import json
import re
import resource
import sys

SECONDS = 2
MEMORY = 512 * 2**20
DEEPEST = 200
OPEN = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
VOID = frozenset({"br", "hr", "col"})
TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup",
    "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins",
    "kbd", "li", "ol", "p", "pre", "q", "s", "small", "span", "strong", "sub", "sup", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
#: Whose text goes, too.
SILENT = {
    "script", "style", "title", "textarea", "noscript", "template", "iframe", "object", "embed",
    "svg", "math", "xmp", "noembed", "noframes", "plaintext", "select", "option",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"}, "*": {"dir", "lang"},
}  # fmt: skip
LINK = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x20]+", re.IGNORECASE)
WHOLE = re.compile(r"\d{1,3}")


def kept(tag: str, name: str, value: str) -> str | None:
    """An attribute's value if it may stay; nh3 asks for each."""
    if name == "href":
        return value if len(value) <= 2000 and LINK.fullmatch(value.strip()) else None
    if name in {"colspan", "rowspan", "start"}:
        return value if WHOLE.fullmatch(value) else None
    if name == "dir":
        return value if value in {"ltr", "rtl"} else None
    return value[:200]


def clean(html: str) -> str:
    """The HTML with nothing but text, its structure and links.

    Raises:
        ValueError: if it is nested too deeply to be shown.
    """
    import nh3

    found = nh3.clean(
        html, tags=TAGS, clean_content_tags=SILENT, attributes=ATTRIBUTES, attribute_filter=kept,
        strip_comments=True, link_rel="noopener noreferrer nofollow",
        url_schemes={"http", "https", "mailto"}, url_relative="deny",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )  # fmt: skip
    depth = 0
    for closing, tag in OPEN.findall(found):
        depth += 0 if tag in VOID else -1 if closing else 1
        if depth > DEEPEST:
            raise ValueError("too deep")
    return str(found)


def main() -> None:
    """Limits first, then one piece."""
    # A system may forbid it; then time and size still hold.
    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    html = sys.stdin.buffer.read().decode("utf-8", "replace")
    images = len(re.findall(r"<ima?ge?[\s/>]", html, re.IGNORECASE))
    sys.stdout.buffer.write(json.dumps({"html": clean(html), "images": images}).encode())


if __name__ == "__main__":
    main()
