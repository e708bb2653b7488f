"""The menu: seven words that follow people's work, shown only as far as one may go."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from kundig_web import words
from kundig_web.access.permissions import Permission


@dataclass(frozen=True, slots=True)
class Item:
    """One word of the menu."""

    key: str
    url: str
    label: str
    here: bool


#: Key, name of the address, permission, beginnings of addresses that belong to it.
ITEMS = (
    ("today", "site:today", Permission.SEE_TODAY, ("/letter/",)),
    ("customers", "customers:list", Permission.SEE_CUSTOMERS, ("/customers/",)),
    ("talks", "needs:talks", Permission.RECORD_WORK, ("/talks/", "/hints/", "/promises/")),
    ("complaints", "satisfaction:complaints", Permission.SEE_CUSTOMERS, ("/complaints/",)),
    ("surveys", "satisfaction:surveys", Permission.SEE_FIGURES, ("/surveys/",)),
    ("figures", "questions:index", Permission.SEE_FIGURES, ("/figures/",)),
    ("more", "site:more", None, (
        "/more/", "/import/", "/settings/", "/account/", "/quick-test/", "/rights/", "/erasure/",
        "/guard/", "/audit/", "/backups/",
    )),
)  # fmt: skip


def menu(request: HttpRequest) -> list[Item]:
    """The items that this person may open."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    found = []
    for key, name, permission, beginnings in ITEMS:
        if permission is not None and not user.may(permission):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        here = request.path == url or request.path.startswith(beginnings)
        found.append(Item(key, url, words.say(f"site.menu_{key}"), here))
    return found
