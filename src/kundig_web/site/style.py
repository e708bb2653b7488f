"""Gestaltung: every piece of the design with its markup, so that new pages are made of old pieces."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from csp.constants import SELF
from csp.decorators import csp_exempt, csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from kundig_web import words
from kundig_web.access.permit import signed_in
from kundig_web.hostile import html

#: The pieces in the order in which the page shows them; each is a template in `site/style/`.
PIECES = (
    "head", "tabs", "entry", "quote", "stat", "calls", "person", "facts", "timeline", "notes",
    "empty", "cards", "question", "buttons", "menu", "ask", "form", "choices", "drop", "steps",
    "working", "filters", "table", "pager", "tags", "links", "why", "type", "mail",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of the design: its name, when to use it, how it looks, what makes it."""

    key: str
    name: str
    use: str
    markup: str


@cache
def samples() -> dict[str, dict[str, str]]:
    """The invented sentences that the pieces are shown with: key -> language -> sentence."""
    path = resources.files("kundig_web").joinpath("site", "style.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def pieces() -> list[Piece]:
    """All pieces in the language of this request."""
    said = {key: by_lang[words.lang()] for key, by_lang in samples().items()}
    return [
        Piece(
            key,
            said[f"name_{key}"],
            said[f"use_{key}"],
            render_to_string(f"site/style/{key}.html", {"s": said}).strip(),
        )
        for key in PIECES
    ]


@signed_in
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
def style(request: HttpRequest) -> HttpResponse:
    """The page of all pieces."""
    return render(request, "site/style.html", {"pieces": pieces()})


@signed_in
@csp_exempt()
def mail(request: HttpRequest) -> HttpResponse:
    """A stranger's mail as a frame shows it; the policy of this answer is stricter than the site's."""
    said = {key: by_lang[words.lang()] for key, by_lang in samples().items()}
    cleaned = html.sanitise(render_to_string("site/style_mail.html", {"s": said}))
    return html.document(cleaned.html, title=said["name_mail"], lang=words.lang())
