"""What an address asks: `?period=2026-10&by=branch&by=month&where.channel=online&option.top=0.1`.

The same question always has the same address, so that it can be kept, sent and opened later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from kundig.answers import AskError
from kundig.answers.period import parse_day
from kundig_web.questions.spans import short

WHERE, OPTION = "where.", "option."
#: More than two of them fill no table that anybody reads.
MOST_BY = 2
MOST_VALUES = 200
#: Days beyond these are a slip of the finger, and some calendars end there.
FIRST_YEAR, LAST_YEAR = 1900, 2199


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a measure, as an address says it."""

    period: str = ""
    by: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def kwargs(self) -> dict[str, Any]:
        """The keywords of `asking.answer`."""
        return {
            "period": self.period, "by": self.by, "where": self.where, "options": self.options,
        }  # fmt: skip

    def query(self, **changed: Any) -> str:
        """The question as the query of an address, with some parts changed; `?` included."""
        said = {**self.kwargs, **changed}
        pairs = [("period", said["period"])] if said["period"] else []
        pairs += [("by", name) for name in said["by"]]
        pairs += [
            (WHERE + name, value) for name, values in said["where"].items() for value in values
        ]
        pairs += [(OPTION + name, value) for name, value in said["options"].items()]
        return "?" + urlencode(pairs) if pairs else ""

    def command(self, measure: str) -> str:
        """The same question on the command line."""
        parts = ["kundig ask", measure]
        parts += [f"--by {name}" for name in self.by]
        parts += [f"--period {self.period}"] if self.period else []
        parts += [
            f"--where {_quoted(f'{name}={value}')}"
            for name, values in self.where.items()
            for value in values
        ]
        parts += [f"--option {_quoted(f'{name}={v}')}" for name, v in self.options.items()]
        return " ".join(parts)


def read(query: QueryDict) -> Asked:
    """What the address asks; empty fields of the form say nothing.

    Raises:
        AskError: if the period cannot be read.
    """
    where: dict[str, tuple[str, ...]] = {}
    options: dict[str, str] = {}
    for name in query:
        values = tuple(dict.fromkeys(v.strip() for v in query.getlist(name) if _said(v)))
        if not values:
            continue
        if name.startswith(WHERE):
            where[name.removeprefix(WHERE)] = values[:MOST_VALUES]
        elif name.startswith(OPTION):
            options[name.removeprefix(OPTION)] = values[0].replace(",", ".")
    by = tuple(dict.fromkeys(v for v in query.getlist("by") if _said(v)))[:MOST_BY]
    return Asked(_period(query), by, where, options)


def is_canonical(query: QueryDict) -> bool:
    """False if the form sent empty fields or two days: the address can be said more simply."""
    return not any(not _said(v) for name in query for v in query.getlist(name)) and not (
        {"from", "to"} & query.keys()
    )


def _said(value: str) -> bool:
    return bool(value.strip()) and "\0" not in value


def _period(query: QueryDict) -> str:
    first, last = query.get("from", "").strip(), query.get("to", "").strip()
    said = query.get("period", "").strip()
    if "\0" in first + last + said:
        raise AskError("unreadable_period", period="…")
    if first or last:
        start, end = (parse_day(d) if d else None for d in (first, last))
        if start and end and start <= end and _sane(start.year) and _sane(end.year):
            return short(start, end)
        said = "..".join(d.isoformat() if d else "" for d in (start, end))
    for part in said.split(".."):
        year = part.strip()[:4]
        if year.isdecimal() and not _sane(int(year)):
            raise AskError("unreadable_period", period=said)
    return said


def _sane(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR


def _quoted(text: str) -> str:
    return text if text.replace("=", "").replace("_", "").isalnum() else f"'{text}'"


@dataclass(frozen=True, slots=True)
class Preset:
    """A period that people often ask for; `key` names its word."""

    key: str
    period: str


def presets(today: date) -> tuple[Preset, ...]:
    """Periods that are over, in the words of `kundig.answers.period`; empty means everything."""
    month = today.replace(day=1) - timedelta(days=1)
    quarter = (today.month - 1) // 3
    last_quarter = f"{today.year}-Q{quarter}" if quarter else f"{today.year - 1}-Q4"
    year_ago = today.replace(day=1, year=today.year - 1)
    return (
        Preset("month", f"{month:%Y-%m}"),
        Preset("quarter", last_quarter),
        Preset("twelve", f"{year_ago:%Y-%m}..{month:%Y-%m}"),
        Preset("year", str(today.year - 1)),
        Preset("all", ""),
    )
