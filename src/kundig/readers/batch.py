"""What a reader hands over: batches of text columns, refusals, and remarks about the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from kundig import glossary
from kundig.readers.errors import say


@dataclass(frozen=True)
class Batch:
    """A run of records as text.

    `table` has only string columns, named as in the source (made unique), in the order of the file;
    an absent value is the empty string. `lines` is int64 and as long as the table: the physical
    line on which each record starts, or the row number in a workbook or a Parquet file.
    """

    table: pa.Table
    lines: pa.Array


@dataclass(frozen=True)
class Refusal:
    """A record that could not even be read as text in columns.

    `reason` is a key of the texts of this room; `field` names the column at fault where there is
    one; `values` are the cells as far as they could be told apart; `original` is the record as it
    stands in the file (cut where it is very long, and marked so).
    """

    line: int
    field: str | None
    reason: str
    values: dict[str, str]
    original: str

    def text(self, lang: str) -> str:
        """Why the record was refused, as a sentence."""
        return say(self.reason, lang)


@dataclass(frozen=True)
class Remark:
    """Something a person should know about the file, e.g. which encoding was taken and why."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)

    def text(self, lang: str) -> str:
        """The remark in `lang`."""
        return say(self.key, lang, **self.values)

    def __str__(self) -> str:
        return self.text(glossary.language())
