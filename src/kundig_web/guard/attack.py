"""The spreadsheet attack: gather all that a role is shown over many days, and try to count.

For each viewer, every page, export and answer of the API becomes rows (matter, day, person) of one
sheet, wherever a trace of somebody else (name, mail address, number, initials) stands in the same
answer as a matter. The claim holds if the sheet stays empty: then no sum over it can tell how much
anybody does. Traces alone, without a matter, are allowed where accounts are managed and nowhere
else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kundig_web.guard.claims import Breach, Claim, distinct
from kundig_web.guard.people import Invented, in_text
from kundig_web.guard.visits import Shown

#: Where accounts are managed: who works here stands there, but never beside what was done.
ACCOUNTS = frozenset({"access:people", "access:person", "access:invite", "access:accept"})
_MARK = re.compile(r"Sache [bcdfghklmnprstvwxz]{10}")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the attacker's sheet."""

    viewer: str
    matter: str
    person: int
    route: str


def gathered(
    shown: Iterable[Shown], people: list[Invented], viewers: dict[str, Invented]
) -> tuple[list[Row], list[Shown]]:
    """The sheet, and the answers that name somebody where no accounts are managed."""
    sheet: list[Row] = []
    named: list[Shown] = []
    for one in shown:
        own = viewers.get(one.viewer)
        found = [p for p in in_text(people, one.text) if p != own]
        if not found:
            continue
        if one.route not in ACCOUNTS:
            named.append(one)
        for mark in set(_MARK.findall(one.text)):
            sheet += [Row(one.viewer, mark, p.pk, one.route) for p in found]
    return sheet, named


def nobody_is_named(shown: list[Shown], named: list[Shown]) -> Claim:
    """Pages: no name stands where no accounts are managed."""
    pages = [s for s in shown if s.kind in {"html", "text"}]
    breaches = [Breach("named", f"{s.route} ({s.viewer})") for s in named if s in pages]
    broken = [Breach("broken", f"{s.route} ({s.viewer})") for s in shown if _broken(s)]
    return Claim("pages", len(pages), distinct([*breaches, *broken]))


def exports_name_departments(shown: list[Shown], named: list[Shown]) -> Claim:
    """Files and answers of the API hold no name of anybody who works here."""
    files = [s for s in shown if s.kind in {"table", "json"} and s.status == 200]
    breaches = [Breach("exported", f"{s.route} ({s.viewer})") for s in named if s in files]
    return Claim("exports", len(files), distinct(breaches))


def nobody_can_be_counted(shown: list[Shown], sheet: list[Row]) -> Claim:
    """The sheet of each viewer is empty."""
    found: dict[tuple[str, str], set[tuple[str, int]]] = {}
    for row in sheet:
        found.setdefault((row.viewer, row.route), set()).add((row.matter, row.person))
    breaches = [
        Breach("counted", f"{route} ({viewer})", {
            "n": len({person for _, person in rows}), "most": _most(rows),
        })
        for (viewer, route), rows in sorted(found.items())
    ]  # fmt: skip
    return Claim("sheet", len(shown), tuple(breaches))


def _most(rows: set[tuple[str, int]]) -> int:
    by_person: dict[int, set[str]] = {}
    for matter, person in rows:
        by_person.setdefault(person, set()).add(matter)
    return max(len(m) for m in by_person.values())


def _broken(one: Shown) -> bool:
    """A page that fails shows nothing, and proves nothing."""
    return one.status >= 500 and one.status != 503
