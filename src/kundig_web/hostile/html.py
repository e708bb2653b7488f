"""HTML that strangers wrote, such as mails: cleaned, and shown in a box of its own.

    cleaned = sanitise(mail.html)
    return document(cleaned.html, title="…")     # the answer for an <iframe sandbox>

Three walls, each of which would do: the sanitiser keeps text, structure and links alone; the answer
has a policy that allows neither scripts nor requests and a sandbox without an origin; the frame has
the attribute `sandbox`. Pictures are never loaded: each would tell its sender that it was opened.
"""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from html import escape

from django.http import HttpResponse

from kundig_web.hostile.cleaner import SECONDS
from kundig_web.hostile.shown import visible

#: More than this is not cleaned but shown as text, cut.
MOST_BYTES = 2**20
MOST_SHOWN = 200_000
#: What the frame's own attribute must allow, so that links open in a tab of their own.
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
STYLE = (
    "html{color-scheme:light dark}body{font:1rem/1.55 system-ui,sans-serif;margin:0;"
    "overflow-wrap:anywhere}table{border-collapse:collapse;max-width:100%}"
    "td,th{padding:.2rem .5rem .2rem 0;text-align:start;vertical-align:top}"
    "pre{white-space:pre-wrap}h1,h2,h3{font-size:1.1rem}a{color:LinkText}"
)
_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"sandbox {SANDBOX}; default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """HTML that may be shown.

    Args:
        html: text, its structure and links, nothing else.
        images: how many pictures were left out.
        plain: True if it could not be cleaned and is shown as the text that it came as.
    """

    html: str
    images: int = 0
    plain: bool = False


def sanitise(html: str) -> Cleaned:
    """Clean HTML; whatever cannot be cleaned in time becomes text."""
    data = html.encode("utf-8", "replace")
    if len(data) > MOST_BYTES:
        return _as_text(html)
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "kundig_web.hostile.cleaner"],
            input=data, capture_output=True, timeout=SECONDS, check=True, env={"LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        told = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError):
        return _as_text(html)
    return Cleaned(visible(told["html"]), int(told["images"]))


def _as_text(html: str) -> Cleaned:
    cut = html[:MOST_SHOWN].encode("utf-8", "replace").decode()
    return Cleaned(f"<pre>{escape(visible(cut))}</pre>", plain=True)


def document(body: str, *, title: str, lang: str = "") -> HttpResponse:
    """The answer for a frame; `body` comes from `sanitise`."""
    page = (
        f"<!doctype html><html{f' lang={chr(34)}{escape(lang)}{chr(34)}' if lang else ''}>"
        f'<head><meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style></head>'
        f"<body>{body}</body></html>"
    )
    response = HttpResponse(page)
    response["Content-Security-Policy"] = POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
