"""Characters that nobody sees, made visible: they turn words around or hide some of them.

A name with U+202E reads backwards, a text with tag characters carries a message that only machines
read. Both stay in the data as they came; pages show `⟨U+202E⟩` where they stand.
"""

from __future__ import annotations

import re

from kundig.glossary.cells import HIDDEN

_HIDDEN = re.compile(f"[{HIDDEN}]")
#: The same in UTF-8, a little wider: asked before a page is decoded.
_SUSPECT = re.compile(
    rb"\xd8\x9c|\xe1\x85[\x9f\xa0]|\xe1\xa0\x8e|\xe2\x80[\x8b\x8e\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]"
    rb"|\xe3\x85\xa4|\xef\xbb\xbf|\xef\xbe\xa0|\xef\xbf[\xb9-\xbb]|\xf3\xa0[\x80\x81]"
)


def visible(text: str) -> str:
    """The text with its hidden characters named."""
    return _HIDDEN.sub(lambda found: f"⟨U+{ord(found.group()):04X}⟩", text)


def visible_page(page: bytes) -> bytes:
    """A page in UTF-8, likewise; almost always the very same bytes."""
    if not _SUSPECT.search(page):
        return page
    return visible(page.decode("utf-8", "replace")).encode("utf-8")
