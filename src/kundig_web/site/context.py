"""What every page knows: the menu, the language, whose company it is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from kundig_web import company, words
from kundig_web.site.navigation import menu


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of every template."""
    return {
        "lang": words.lang(),
        "other_lang": "en" if words.lang() == "de" else "de",
        "company": company.company(),
        "is_demo": company.is_demo(),
        "menu": menu(request),
    }
