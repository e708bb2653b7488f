"""What every page knows: the menu, the language, whose company it is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from kundig_web import company, words
from kundig_web.access import demo, modes
from kundig_web.site.navigation import menu


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of every template."""
    return {
        "lang": words.lang(),
        "other_lang": "en" if words.lang() == "de" else "de",
        "company": company.company(),
        "is_demo": company.is_demo(),
        "menu": menu(request),
        # Asked only by templates that show them, so that an error page needs no database.
        "mode": SimpleLazyObject(modes.mode),
        "view_as": SimpleLazyObject(lambda: demo.faces(request)),
    }
