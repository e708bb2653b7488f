"""What the values of a column look like: dates, numbers, e-mail addresses, scores, names, words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa

from kundig.readers.formats import (
    PLACEHOLDER_DATES,
    DateFormats,
    NumberFormat,
    date_formats,
    number_format,
)

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}")
_WHOLE = re.compile(r"[-+]?\d{1,3}(?:\.0+)?")
_UNIT = r"(?:[€$£%]|EUR|USD|GBP|CHF)"
_NUMBER = re.compile(
    rf"[-+(]?\s*{_UNIT}?\s*[-+]?\d[\d.,'’\s\u00a0\u202f]*-?\s*{_UNIT}?[-)]?", re.IGNORECASE
)
_MONEY = re.compile(rf"{_UNIT}|[.,]\d\d(?!\d)", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?: [AaPp][Mm])?")
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?:[ ,&]+[^\W\d_][\w.'’-]*)+")
_ROWS = 2_000
_EXAMPLES = 20


@dataclass(frozen=True)
class Fit:
    """How many of the values are of a kind, and examples of those that are not."""

    good: int
    of: int
    others: tuple[str, ...]

    @property
    def share(self) -> float:
        """The share of values that fit; 0 for a column without values."""
        return self.good / self.of if self.of else 0.0


@dataclass(frozen=True)
class Profile:
    """One column, judged by its first values."""

    name: str
    filled: float  # share of rows with a value
    distinct: int
    unique: float  # distinct values per value
    dates: DateFormats
    dated: Fit
    numbers: NumberFormat
    numbered: Fit
    shows_point: bool  # a value has a point in it
    mail_share: float
    clock_share: float  # times of a day without the day
    money_share: float  # numbers with two decimals or a currency sign
    digit_share: float  # values with a digit in them
    name_share: float  # two or more words of letters
    whole: tuple[int, int] | None  # smallest and largest of the whole numbers, if they are few
    whole_share: float
    words: float  # mean length of the values

    @property
    def date_share(self) -> float:
        """The share of values that are dates (placeholders count neither way)."""
        return self.dated.share

    @property
    def number_share(self) -> float:
        """The share of values that are numbers."""
        return self.numbered.share

    @property
    def is_date(self) -> bool:
        """Whether nearly all values are dates."""
        return self.date_share > 0.8

    @property
    def is_number(self) -> bool:
        """Whether nearly all values are numbers."""
        return self.number_share > 0.8

    @property
    def is_free_text(self) -> bool:
        """Whether people have written sentences here."""
        return self.words > 25 and self.unique > 0.5 and not self.is_date and not self.is_number

    @property
    def is_score(self) -> bool:
        """Whether the values could be points on a scale of 0 to 10."""
        return self.whole is not None and self.whole_share >= 0.8 and self._in_reach

    @property
    def may_be_score(self) -> bool:
        """Whether at least half of the values could be points on a scale of 0 to 10."""
        return self.whole is not None and self.whole_share >= 0.5 and self._in_reach

    @property
    def _in_reach(self) -> bool:
        return self.whole is not None and self.whole[0] >= 0 and self.whole[1] <= 11

    @property
    def has_clock(self) -> bool:
        """Whether its dates tell the time of the day."""
        return any("%H" in f or "%I" in f for f in self.dates.formats) or any(
            ":" in e for e in self.dates.examples
        )


def profiles(table: pa.Table) -> dict[str, Profile]:
    """A profile of every column of a sample."""
    return {name: _profile(name, table[name].slice(0, _ROWS)) for name in table.column_names}


def _profile(name: str, column: pa.ChunkedArray) -> Profile:
    values = [v.strip() for v in column.to_pylist()]
    given = Counter(v for v in values if v)
    count = max(sum(given.values()), 1)
    dates = date_formats(given.elements())
    whole = {v: int(float(v)) for v in given if _WHOLE.fullmatch(v)}
    few = bool(whole) and len(set(whole.values())) <= 12
    real = Counter({v: n for v, n in given.items() if v not in PLACEHOLDER_DATES})
    return Profile(
        name=name,
        filled=sum(given.values()) / max(len(values), 1),
        distinct=len(given),
        unique=len(given) / count,
        dates=dates,
        dated=_fit(real, lambda v: date_formats((v,)).order != "none"),
        numbers=number_format(given.elements()),
        numbered=_fit(given, lambda v: _NUMBER.fullmatch(v) is not None),
        shows_point=any("." in v for v in given),
        mail_share=_share(given, lambda v: _MAIL.fullmatch(v) is not None),
        clock_share=_share(given, lambda v: _CLOCK.fullmatch(v) is not None),
        money_share=_share(given, lambda v: bool(_NUMBER.fullmatch(v) and _MONEY.search(v))),
        digit_share=_share(given, lambda v: any(c.isdigit() for c in v)),
        name_share=_share(given, lambda v: _NAME.fullmatch(v) is not None),
        whole=(min(whole.values()), max(whole.values())) if few else None,
        whole_share=sum(given[v] for v in whole) / count,
        words=sum(len(v) * n for v, n in given.items()) / count,
    )


def _fit(given: Counter[str], good: Callable[[str], bool]) -> Fit:
    fitting = {v for v in given if good(v)}
    others = tuple(v for v in given if v not in fitting)[:_EXAMPLES]
    return Fit(sum(given[v] for v in fitting), sum(given.values()), others)


def _share(given: Counter[str], good: Callable[[str], bool]) -> float:
    return _fit(given, good).share
