"""What stands in the address of the customer list: the filter, the order, and links to others.

Every view of the list is a link; it can be sent, saved and opened again. Spans of time are counted
from the day of the register, so a saved list moves with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from kundig.register import MOODS, NONE, SORTS, Filter
from kundig_web import words

#: Choices of the address -> days back from the day of the register.
SPOKEN = {"month": 30, "quarter": 91}
SILENT = {"quiet_quarter": 91, "quiet_year": 365}
BOUGHT = {"month": 30, "quarter": 91, "year": 365}
GONE = {"quiet_half": 182, "quiet_year": 365}
#: Choices of the address -> lowest and highest probability of still being a customer.
ALIVE: Mapping[str, tuple[float, float]] = {
    "likely": (0.8, 1.0), "open": (0.5, 0.8), "unlikely": (0.0, 0.5),
}  # fmt: skip
SEGMENTS = ("champions", "loyal", "new", "fading", "at_risk", "lost", NONE)
#: Names of the address that hold several values, and those that hold one of a few.
SEVERAL = ("branch", "segment", "mood", "kind")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "segment": SEGMENTS,
    "mood": (*MOODS, NONE),
    "kind": ("person", "household", "firm"),
    "alive": tuple(ALIVE),
    "value": ("unknown",),
    "contact": (*SPOKEN, *SILENT),
    "bought": (*BOUGHT, *GONE),
    "complaint": ("yes",),
    "promise": ("yes",),
    "writing": ("allowed", "refused"),
}
NUMBERS = ("value_from", "value_to")
FILTERS = ("q", "branch", *CHOICES, *NUMBERS)
LONGEST = 200


@dataclass(frozen=True, slots=True)
class ListQuery:
    """One view of the list. `given` is what the address says, cleaned: name -> values."""

    given: tuple[tuple[str, tuple[str, ...]], ...] = ()
    sort: str = "name"
    descending: bool = False
    after: str = ""

    @classmethod
    def read(cls, address: QueryDict | Mapping[str, Sequence[str]]) -> ListQuery:
        """Read an address; what it does not know or cannot be is left out."""

        def values(name: str) -> Sequence[str]:
            return (
                address.getlist(name) if isinstance(address, QueryDict) else address.get(name, ())
            )

        given = tuple((n, found) for n in FILTERS if (found := _clean(n, values(n))))
        sort = next((s for s in values("sort") if s in SORTS), "name")
        way = next((d for d in values("dir") if d in {"up", "down"}), "")
        descending = way == "down" if way else SORTS[sort][1]
        return cls(given, sort, descending, next(iter(values("after")), ""))

    def values(self, name: str) -> tuple[str, ...]:
        """What the address says of one name."""
        return dict(self.given).get(name, ())

    def value(self, name: str) -> str:
        """The first of these."""
        return next(iter(self.values(name)), "")

    @property
    def text(self) -> str:
        """What is searched for."""
        return self.value("q")

    @property
    def scores(self) -> bool:
        """True if it chooses or sorts by what models say of a person."""
        named = {"segment", "value", "value_from", "value_to", "alive"}
        return self.sort in {"value", "alive"} or any(n in named for n, _ in self.given)

    def filter(self, day: date) -> Filter:
        """The same for the register; `day` is the day from which spans are counted."""

        def back(days: int) -> date:
            return day - timedelta(days=days)

        contact, bought, alive = self.value("contact"), self.value("bought"), self.value("alive")
        low, high = ALIVE.get(alive, (None, None))
        writing, unknown = self.value("writing"), self.value("value") == "unknown"
        return Filter(
            text=self.text,
            branches=self.values("branch"),
            segments=self.values("segment"),
            moods=self.values("mood"),
            kinds=self.values("kind"),
            value_from=_number(self.value("value_from")),
            value_to=_number(self.value("value_to")),
            value_known=False if unknown else None,
            alive_from=low,
            alive_to=high,
            spoken_from=back(SPOKEN[contact]) if contact in SPOKEN else None,
            silent_since=back(SILENT[contact]) if contact in SILENT else None,
            bought_from=back(BOUGHT[bought]) if bought in BOUGHT else None,
            bought_before=back(GONE[bought]) if bought in GONE else None,
            open_complaint=True if self.values("complaint") else None,
            open_promise=True if self.values("promise") else None,
            refused={"allowed": False, "refused": True}.get(writing),
        )

    def saved(self) -> dict[str, list[str]]:
        """What a saved list keeps: filter and order, not the page."""
        kept = {name: list(values) for name, values in self.given}
        if (self.sort, self.descending) != ("name", False):
            kept |= {"sort": [self.sort], "dir": ["down" if self.descending else "up"]}
        return kept

    def link(self, **changed: Any) -> str:
        """The address of a similar view, from the question mark on."""
        kept: dict[str, Any] = {**self.saved(), **changed}
        told = urlencode({k: v for k, v in kept.items() if v not in (None, "", [], ())}, doseq=True)
        return f"?{told}" if told else "?"

    def sorted_by(self, sort: str) -> str:
        """The address of the same list in another order; the same one again turns it round."""
        down = not self.descending if sort == self.sort else SORTS[sort][1]
        return self.link(sort=sort, dir="down" if down else "up")

    def without(self, name: str, value: str) -> str:
        """The address of the same list without one of its conditions."""
        return self.link(**{name: [v for v in self.values(name) if v != value]})

    def searching_only(self) -> bool:
        """True if nothing but words (or nothing at all) chooses."""
        return all(name == "q" for name, _ in self.given)

    def plain(self) -> ListQuery:
        """The same without the words and the page."""
        return replace(self, given=tuple(g for g in self.given if g[0] != "q"), after="")


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition in words, and the link that takes it away."""

    label: str
    url: str


def chips(query: ListQuery) -> list[Chip]:
    """All conditions of a list in words."""
    found = []
    for name, values in query.given:
        for value in values:
            found.append(Chip(said(name, value), query.without(name, value)))
    return found


def said(name: str, value: str) -> str:
    """One condition in words."""
    if name == "q":
        return words.say("customers.list_chip_q", text=value)
    if name in NUMBERS:
        from kundig_web.words.templatetags.words import money

        return words.say(f"customers.list_chip_{name}", amount=money(_number(value)))
    if name == "branch":
        name_of = words.say("customers.list_branch_none") if value == NONE else value
        return words.say("customers.list_chip_branch", branch=name_of)
    return choice(name, value)


def choice(name: str, value: str) -> str:
    """One of a few choices in words."""
    if name == "segment" and value != NONE:
        return words.say(f"glossary:needs.segment_{value}")
    return words.say(f"customers.list_{name}_{'none' if value == NONE else value}")


def _clean(name: str, values: Sequence[str]) -> tuple[str, ...]:
    values = [" ".join(str(v).replace("\x00", "").split())[:LONGEST] for v in values]
    if name in NUMBERS:
        values = [v for v in values if _number(v) is not None]
    if name in CHOICES:
        values = [v for v in values if v in CHOICES[name]]
    found = tuple(dict.fromkeys(v for v in values if v))
    return found if name in SEVERAL else found[:1]


def _number(value: str) -> float | None:
    """A number as somebody types it: `1.500`, `1500,50`, `1500.5`."""
    value = value.replace(" ", "").replace("€", "")
    if "," in value:
        value = value.replace(".", "").replace(",", ".")
    elif value.count(".") and len(value.rsplit(".", 1)[1]) == 3:
        value = value.replace(".", "")
    try:
        number = float(value)
    except ValueError:
        return None
    return number if abs(number) < 1e12 else None
