"""Mehr: everything that the menu has no word for, as far as the viewer may open it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from kundig_web import words
from kundig_web.access import modes
from kundig_web.access.models import Mode, User
from kundig_web.access.permit import access_of


@dataclass(frozen=True, slots=True)
class Link:
    """One line of the page."""

    key: str
    url: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """Links that belong together, under one heading."""

    title: str
    links: list[Link]
    folded: bool = False  # only shown when asked for


#: Group -> its links: key of the words, name of the address. The order is the page's order.
GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "look",
        (
            ("standing", "questions:position"),
            ("letter", "reports:letter"),
            ("promises", "contact:promises"),
            ("hint", "needs:hint_new"),
            ("quick_test", "structure:quick_tests"),
            ("conditions", "employees:obstacles"),
        ),
    ),
    ("data", (("import", "imports:start"),)),
    (
        "house",
        (
            ("people", "access:people"),
            ("settings", "access:settings"),
            ("consent_texts", "customers:consent_texts"),
            ("privacy", "rights:start"),
            ("erasures", "erasure:erasures"),
            ("council", "guard:council"),
            ("me", "guard:me"),
            ("audit", "audit:entries"),
            ("backups", "backups:start"),
            ("account", "access:account"),
        ),
    ),
    ("technical", (("api", "api:docs"), ("style", "site:style"))),
)
#: Groups for few readers: they stay folded.
FOLDED = frozenset({"technical"})
#: Whoever works alone has no colleagues to manage or to ask; None leaves a link out.
ALONE: dict[str, tuple[str, str] | None] = {
    "people": ("grow", "access:company"),
    "conditions": None,
}


def groups(user: User) -> list[Group]:
    """The groups with at least one link that this person may open."""
    found = []
    alone = modes.mode() is Mode.ALONE
    for group, entries in GROUPS:
        links = []
        for entry in entries:
            shown = ALONE.get(entry[0], entry) if alone else entry
            if shown is None:
                continue
            key, name = shown
            url = open_to(user, name)
            if url:
                said = (words.say(f"site.more_{key}"), words.say(f"site.more_{key}_text"))
                links.append(Link(key, url, *said))
        if links:
            found.append(Group(words.say(f"site.more_group_{group}"), links, group in FOLDED))
    return found


def open_to(user: User, name: str) -> str | None:
    """The address of a named page; None if there is none, or if it is closed to this person.

    The page itself says who may open it, so that nothing can be listed here and refused there.
    """
    try:
        url = reverse(name)
        access = access_of(resolve(url).func)
    except (NoReverseMatch, Resolver404):
        return None
    if access is None or (access.permission is not None and not user.may(access.permission)):
        return None
    return url
