"""What the pages show of an entry: never an actor in a list, never a department of a few people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q

from kundig_web import company
from kundig_web.access.models import Department
from kundig_web.audit.chain import moment, when
from kundig_web.audit.models import AuditEntry
from kundig_web.audit.words_of import thing_in_words, verb_in_words

#: A department of fewer people than this would point at them.
MIN = 5
ROWS = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the list shows it. The day, not the moment."""

    seq: int
    what: str
    day: date
    department: str
    of: str
    thing: str


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to."""

    verb: str = ""
    of: str = ""
    day: date | None = None
    before: int | None = None

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Filter:
        """From an address; what cannot be read is left out."""
        try:
            day = date.fromisoformat(given.get("day", ""))
        except ValueError:
            day = None
        before = given.get("before", "")
        return cls(
            given.get("verb", "")[:80],
            given.get("of", "").strip()[:240],
            day,
            int(before) if before.isdecimal() and len(before) < 19 else None,
        )

    @property
    def narrowed(self) -> bool:
        """True if not all entries are shown."""
        return bool(self.verb or self.of or self.day)


def lines(wanted: Filter) -> tuple[list[Line], int | None]:
    """The newest entries, and the number to go on from if there are older ones."""
    rows = AuditEntry.objects.order_by("-seq")
    if wanted.verb:
        rows = rows.filter(verb=wanted.verb)
    if wanted.of:
        rows = rows.filter(of=wanted.of)
    if wanted.day:
        rows = rows.filter(
            at__gte=_start(wanted.day), at__lt=_start(wanted.day + timedelta(days=1))
        )
    if wanted.before:
        rows = rows.filter(seq__lt=wanted.before)
    found = list(rows.defer("sealed", "sealed_actor")[: ROWS + 1])
    names = departments()
    shown = [line(entry, names) for entry in found[:ROWS]]
    return shown, shown[-1].seq if len(found) > ROWS else None


def line(entry: AuditEntry, names: Mapping[str, str]) -> Line:
    """One entry."""
    return Line(
        entry.seq,
        verb_in_words(entry.verb),
        when(entry.at).astimezone(company.zone()).date(),
        names.get(entry.department, ""),
        entry.of,
        thing_in_words(entry.of),
    )


def departments() -> dict[str, str]:
    """The names of departments that are large enough to be named."""
    people = Count("user", filter=Q(user__is_active=True))
    rows = Department.objects.annotate(people=people).filter(people__gte=MIN)
    return {str(pk): name for pk, name in rows.values_list("pk", "name")}


def details(entry: AuditEntry) -> list[tuple[str, str]]:
    """What stands open in an entry, code by code."""
    told: dict[str, Any] = json.loads(entry.details)
    return [
        (name, ", ".join(map(str, value)) if isinstance(value, list) else str(value))
        for name, value in told.items()
        if value not in (None, "")
    ]


def _start(day: date) -> str:
    """The company's day as entries keep moments."""
    return moment(datetime.combine(day, time(), tzinfo=company.zone()))
