"""What the values of a column look like: dates, numbers, e-mail addresses, scores, words."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyarrow as pa

from kundig.readers.formats import (
    DateFormats,
    NumberFormat,
    date_formats,
    number_format,
)

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}")
_WHOLE = re.compile(r"[-+]?\d{1,3}(?:\.0+)?")
_NUMBER = re.compile(r"[-+(]?\s*[€$£]?\s*\d[\d.,' ]*\s*(?:[€$£%]|EUR|USD)?\)?")
_ROWS = 2_000


@dataclass(frozen=True)
class Profile:
    """One column, judged by its first values."""

    name: str
    filled: float  # share of rows with a value
    distinct: int
    unique: float  # distinct values per value
    dates: DateFormats
    date_share: float
    numbers: NumberFormat
    number_share: float
    mail_share: float
    whole: tuple[int, int] | None  # smallest and largest, if all values are small whole numbers
    words: float  # mean length of the values

    @property
    def is_date(self) -> bool:
        """Whether nearly all values are dates."""
        return self.date_share > 0.8

    @property
    def is_number(self) -> bool:
        """Whether nearly all values are numbers."""
        return self.number_share > 0.9

    @property
    def is_free_text(self) -> bool:
        """Whether people have written sentences here."""
        return self.words > 25 and self.unique > 0.5 and not self.is_date and not self.is_number

    @property
    def is_score(self) -> bool:
        """Whether the values could be points on a scale of 0 to 10."""
        return self.whole is not None and self.whole[0] >= 0 and self.whole[1] <= 11


def profiles(table: pa.Table) -> dict[str, Profile]:
    """A profile of every column of a sample."""
    return {name: _profile(name, table[name].slice(0, _ROWS)) for name in table.column_names}


def _profile(name: str, column: pa.ChunkedArray) -> Profile:
    values = [v.strip() for v in column.to_pylist()]
    given = [v for v in values if v]
    count = max(len(given), 1)
    distinct = set(given)
    dates = date_formats(given)
    dated = sum(1 for v in distinct if date_formats((v,)).order != "none") if given else 0
    whole = [int(float(v)) for v in distinct if _WHOLE.fullmatch(v)]
    all_whole = bool(distinct) and len(whole) == len(distinct) and len(distinct) <= 12
    return Profile(
        name=name,
        filled=len(given) / max(len(values), 1),
        distinct=len(distinct),
        unique=len(distinct) / count,
        dates=dates,
        date_share=dated / max(len(distinct), 1),
        numbers=number_format(given),
        number_share=sum(1 for v in given if _NUMBER.fullmatch(v)) / count,
        mail_share=sum(1 for v in given if _MAIL.fullmatch(v)) / count,
        whole=(min(whole), max(whole)) if all_whole else None,
        words=sum(map(len, given)) / count,
    )
