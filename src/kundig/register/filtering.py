"""Which customers somebody wants to see, and in which order: as SQL with parameters."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kundig.register.folding import Wanted

#: Name of an order -> column of the register, and whether it usually begins with the highest.
SORTS: Mapping[str, tuple[str, bool]] = {
    "name": ("sort_name", False),
    "value": ("value_12m", True),
    "alive": ("p_alive", True),
    "satisfaction": ("satisfaction", False),
    "last_purchase": ("last_day", True),
    "last_contact": ("last_contact", True),
    "revenue": ("revenue", True),
}
MOODS = ("unhappy", "neutral", "happy")
#: Stands among branches or segments for customers of whom none is known.
NONE = "-"


@dataclass(frozen=True, slots=True)
class Filter:
    """What customers must fulfil, all of it at once; what is left out does not matter.

    Attributes:
        text: words, each of which must occur in name, mail, phone, place or number.
        branches, segments: one of these; `-` for customers without any.
        moods: mood of the last answer: `unhappy`, `neutral`, `happy`; `-` if there is none.
        value_from, value_to: expected spend of the next twelve months.
        value_known: False only those whose value cannot be told, True only the others.
        alive_from, alive_to: probability of still being a customer, 0 to 1.
        bought_from, bought_before: day of the last purchase.
        spoken_from: the last personal contact was on this day or later.
        silent_since: there was none on this day or later (or never any).
        open_complaint, open_promise: True only with, False only without an open one.
        refused: True only those who may not be contacted, False only the others.
        kinds: person, household, firm.
        keys: only these customers.
        without: none of these customers.
    """

    text: str = ""
    branches: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    moods: tuple[str, ...] = ()
    value_from: float | None = None
    value_to: float | None = None
    value_known: bool | None = None
    alive_from: float | None = None
    alive_to: float | None = None
    bought_from: date | None = None
    bought_before: date | None = None
    spoken_from: date | None = None
    silent_since: date | None = None
    open_complaint: bool | None = None
    open_promise: bool | None = None
    refused: bool | None = None
    kinds: tuple[str, ...] = ()
    keys: tuple[str, ...] | None = None
    without: tuple[str, ...] = field(default=())


def condition(chosen: Filter) -> tuple[str, list[Any]]:
    """The filter as an SQL condition and its parameters."""
    parts: list[str] = []
    values: list[Any] = []

    def add(sql: str, *given: Any) -> None:
        parts.append(sql)
        values.extend(given)

    if chosen.text.strip():
        add(*_search(Wanted.of(chosen.text)))
    for column, wanted in (
        ("branch", chosen.branches), ("segment", chosen.segments), ("mood", chosen.moods),
        ("person_kind", chosen.kinds),
    ):  # fmt: skip
        if wanted:
            named = [w for w in wanted if w != NONE]
            sides = [f"{column} IS NULL"] if NONE in wanted else []
            sides += [f"{column} IN ({_marks(named)})"] if named else []
            add(f"({' OR '.join(sides)})", *named)
    for column, comparison, value in (
        ("value_12m", ">=", chosen.value_from), ("value_12m", "<=", chosen.value_to),
        ("p_alive", ">=", chosen.alive_from), ("p_alive", "<=", chosen.alive_to),
        ("last_day", ">=", chosen.bought_from), ("last_day", "<", chosen.bought_before),
        ("last_contact", ">=", chosen.spoken_from),
    ):  # fmt: skip
        if value is not None:
            add(f"{column} {comparison} ?", value)
    if chosen.silent_since is not None:
        add("(last_contact < ? OR last_contact IS NULL)", chosen.silent_since)
    for sql, yes in (
        ("value_12m IS NOT NULL", chosen.value_known), ("open_complaints > 0", chosen.open_complaint),
        ("open_promises > 0", chosen.open_promise), ("refused", chosen.refused),
    ):  # fmt: skip
        if yes is not None:
            add(sql if yes else f"NOT ({sql})")
    if chosen.keys is not None:
        add(f"key IN ({_marks(chosen.keys)})" if chosen.keys else "false", *chosen.keys)
    if chosen.without:
        add(f"key NOT IN ({_marks(chosen.without)})", *chosen.without)
    return " AND ".join(parts) or "true", values


def _search(wanted: Wanted) -> tuple[Any, ...]:
    def all_of(words: tuple[str, ...]) -> str:
        return " AND ".join(["contains(search, ?)"] * len(words)) or "true"

    if not wanted.words:
        return ("false",)
    if not wanted.phone:
        return (f"({all_of(wanted.words)})", *wanted.words)
    by_phone = (wanted.phone, *wanted.rest)
    return (
        f"(({all_of(wanted.words)}) OR ({all_of(by_phone)}))", *wanted.words, *by_phone,
    )  # fmt: skip


def _marks(values: Any) -> str:
    return ", ".join("?" * len(values))


@dataclass(frozen=True, slots=True)
class Order:
    """An order without ties: an exact customer number first, then the column, then the key.

    Unknown values come last whichever way the column runs.
    """

    column: str
    descending: bool
    exact: tuple[str, ...] = ()  # marked numbers: whoever has one of them goes first

    @classmethod
    def of(cls, sort: str, *, descending: bool | None, text: str) -> Order:
        """The order of this name; `descending` None means its usual direction.

        Raises:
            ValueError: if there is no such order.
        """
        if sort not in SORTS:
            raise ValueError(f"no order {sort!r}; one of {', '.join(SORTS)}")
        column, usual = SORTS[sort]
        exact = Wanted.of(text).marked if text.strip() else ()
        return cls(column, usual if descending is None else descending, exact)

    @property
    def place(self) -> str:
        """0 for whose number was typed, 1 for everybody else; selected as `_place`."""
        if not self.exact:
            return "1"
        found = " OR ".join(f"contains(search, {_text(e)})" for e in self.exact)
        return f"CASE WHEN {found} THEN 0 ELSE 1 END"

    def sql(self) -> str:
        """ORDER BY."""
        way = "DESC" if self.descending else "ASC"
        first = "_place, " if self.exact else ""
        return f"{first}{self.column} {way} NULLS LAST, key"

    def token(self, row: Mapping[str, Any]) -> str:
        """Where a page ended, as a piece of an address."""
        value = row[self.column]
        kind = "d" if isinstance(value, date) else "v"
        told = value.isoformat() if isinstance(value, date) else value
        told = float(told) if not isinstance(told, (str, float, int, type(None))) else told
        raw = json.dumps([row.get("_place", 1), kind, told, row["key"]], ensure_ascii=False)
        return base64.urlsafe_b64encode(raw.encode()).decode("ascii").rstrip("=")

    def after(self, token: str) -> tuple[str, list[Any]]:
        """The condition for what follows a token, and its parameters.

        Raises:
            ValueError: if the token is none of this order.
        """
        try:
            raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
            place, kind, value, key = json.loads(raw)
            value = date.fromisoformat(value) if kind == "d" else value
        except (ValueError, TypeError, binascii.Error):
            raise ValueError("no page of this list") from None
        c, beyond = self.column, "<" if self.descending else ">"
        values: list[Any]
        if (
            not isinstance(key, str)
            or not isinstance(place, int)
            or isinstance(value, (list, dict))
        ):
            raise ValueError("no page of this list")
        if value is None:
            here, values = f"({c} IS NULL AND key > ?)", [key]
        else:
            here = f"({c} {beyond} ? OR {c} IS NULL OR ({c} = ? AND key > ?))"
            values = [value, value, key]
        if not self.exact:
            return here, values
        return f"(_place > ? OR (_place = ? AND {here}))", [place, place, *values]


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
