"""Every way to reach a customer, whoever told it: files and people here, each once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kundig.intake.own import OWN_SOURCE
from kundig_web import company, words
from kundig_web.customers.contact_points import FRESH_DAYS, ContactPoint, plain_value

Kind = ContactPoint.Kind


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach a customer, with where it comes from and how old that is."""

    kind: str
    value: str
    source: str
    known_on: date | None
    postcode: str = ""
    city: str = ""
    label: str = ""
    preferred: bool = False
    confirmed_on: date | None = None
    ended_on: date | None = None
    stale: bool = False

    @property
    def origin(self) -> str:
        """Where it comes from, in words."""
        if self.source == OWN_SOURCE:
            return words.say("customers.written_here")
        return words.say("customers.known_from", source=self.source)

    @property
    def link(self) -> str:
        """What a click on it does: write, or call."""
        if self.kind == Kind.MAIL:
            return f"mailto:{self.value}"
        if self.kind in {Kind.PHONE, Kind.MOBILE}:
            return "tel:" + "".join(c for c in self.value if c.isdigit() or c == "+")
        return ""

    @property
    def place(self) -> str:
        """`10115 Berlin`."""
        return f"{self.postcode} {self.city}".strip()


def ways(
    points: Iterable[ContactPoint], records: Iterable[Mapping[str, Any]], *, today: date
) -> list[Way]:
    """All ways, what is preferred first, what is ended last."""
    found: dict[tuple[str, str], Way] = {}
    for point in points:
        known = point.confirmed_on or company_day(point.created_at)
        found[_same(point.kind), point.plain] = Way(
            kind=point.kind, value=point.value, source=point.source, known_on=known,
            postcode=point.postcode, city=point.city, label=point.label,
            preferred=point.preferred, confirmed_on=point.confirmed_on, ended_on=point.ended_on,
            stale=_stale(known, today),
        )  # fmt: skip
    for record in records:
        known = company_day(record["imported_at"]) if record.get("imported_at") else None
        for kind, column in ((Kind.MAIL, "email"), (Kind.PHONE, "phone"), (Kind.ADDRESS, "street")):
            postcode, city = record.get("postcode") or "", record.get("city") or ""
            value = record.get(column) or ""
            if not value and not (kind == Kind.ADDRESS and (postcode or city)):
                continue
            if kind != Kind.ADDRESS:
                postcode = city = ""
            plain = plain_value(kind, value, postcode)
            found.setdefault((_same(kind), plain), Way(
                kind=kind, value=value, source=record["source"], known_on=known,
                postcode=postcode, city=city, stale=_stale(known, today),
            ))  # fmt: skip
    order = list(Kind.values)
    return sorted(
        found.values(),
        key=lambda w: (w.ended_on is not None, not w.preferred, order.index(w.kind), w.value),
    )


def company_day(moment: Any) -> date:
    """The company's day of a moment."""
    day: date = moment.astimezone(company.zone()).date()
    return day


def _same(kind: str) -> str:
    """A number is one number, whether somebody called it a mobile or not."""
    return Kind.PHONE if kind == Kind.MOBILE else kind


def _stale(known: date | None, today: date) -> bool:
    return known is not None and today > known + timedelta(days=FRESH_DAYS)
