"""Cells of exported files: a spreadsheet must show what strangers wrote, never compute it.

Numbers are numbers by their type, not by how a text looks: a figure keeps its minus, and the text
"-12,50" is guarded like any other text.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import IO, Any

#: Characters without a shape: direction marks, overrides and isolates; blanks without width; tag
#: characters. Not in here: what scripts and pictures need (U+200C, U+200D, U+FE0F), soft hyphens.
HIDDEN = (
    "\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff9-\ufffb\U000e0000-\U000e007f"
)
#: What a spreadsheet takes for the beginning of a formula, also in the wide forms of Asian fonts.
_FORMULA = re.compile(rf"^(?:[\s\u200c\u200d\u00ad{HIDDEN}]*[=+\-@＝＋－＠]|[\t\r\n\x00])")


def guarded(text: str) -> str:
    """The text, with an apostrophe in front if a spreadsheet would compute it."""
    text = text.replace("\x00", "")
    return f"'{text}" if _FORMULA.match(text) else text


def is_active(text: str) -> bool:
    """True if a spreadsheet would compute this cell."""
    return bool(_FORMULA.match(text))


def cell(value: Any, *, excel: bool = False) -> str:
    """A typed value as a cell of a CSV file.

    Args:
        value: text, number, day, truth or None.
        excel: as German spreadsheets write it, with decimal commas and days as 24.12.2026.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, (int, float, Decimal)):
        return _number(value, comma=excel)
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}" if excel else value.isoformat()
    return guarded(str(value))


def _number(value: int | float | Decimal, *, comma: bool) -> str:
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return ""
        told = f"{Decimal(repr(value)):f}"  # every digit, never 1e-07
        told = told.removesuffix(".0")
    else:
        told = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return told.replace(".", ",") if comma else told


def write_csv(
    file: IO[str], heads: Iterable[str], rows: Iterable[Iterable[Any]], *, excel: bool = False
) -> None:
    """Write a whole CSV file (RFC 4180, every cell quoted); heads are guarded like cells."""
    writer = csv.writer(
        file, delimiter=";" if excel else ",", quoting=csv.QUOTE_ALL, lineterminator="\r\n"
    )
    writer.writerow([guarded(h) for h in heads])
    for row in rows:
        writer.writerow([cell(v, excel=excel) for v in row])
