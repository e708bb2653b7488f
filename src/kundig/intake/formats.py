"""Deciding how a file's numbers and dates are written; what stays open is asked, never guessed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kundig.intake.errors import IntakeError
from kundig.intake.judge import ColumnFormat
from kundig.readers.formats import NumberFormat, date_formats, number_format
from kundig.readers.mapping import Mapping
from kundig.readers.source import Source
from kundig.tables import TABLES, Type

NUMBERS = {Type.AMOUNT, Type.QUANTITY}
MOMENTS = {Type.DATE, Type.INSTANT}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user said about the file; it outranks what the file seems to say."""

    dates: str | None = None  # "iso" | "dmy" | "mdy"
    decimal: str | None = None  # "point" | "comma"
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    zone: str | None = None


def column_formats(mapping: Mapping, source: Source, wishes: Wishes) -> dict[str, ColumnFormat]:
    """The format of every mapped column that holds numbers or moments.

    A column that its own values leave open takes the format of the file's other columns (one
    program wrote them all); if those are open too, the whole file is read; then it is asked.

    Raises:
        IntakeError: `ambiguous_dates` or `ambiguous_numbers`, naming column and examples.
    """
    sample = source.sample()
    numbers, moments = _columns(mapping)
    decimal = wishes.decimal or mapping.file.decimal
    dates = wishes.dates or mapping.file.dates
    found_numbers = {c: number_format(sample.column(c).to_pylist()) for c in numbers}
    found_dates = {c: date_formats(sample.column(c).to_pylist()) for c in moments}
    result: dict[str, ColumnFormat] = {}
    for column, found in found_numbers.items():
        if decimal is None and found is NumberFormat.AMBIGUOUS:
            found = _agreed(found_numbers, sample) or number_format(_all(source, column))
            if found is NumberFormat.AMBIGUOUS:
                raise IntakeError(
                    "ambiguous_numbers",
                    file=source.path.name,
                    column=column,
                    examples=_examples(sample, column),
                )
        comma = decimal == "comma" if decimal else found is NumberFormat.COMMA
        result[column] = ColumnFormat(comma=comma)
    for column, read in found_dates.items():
        order = dates or read.order
        # A file may write ISO days in one column and German ones in another.
        if dates and read.order not in {"ambiguous", "none", dates}:
            order = read.order if read.order == "iso" or wishes.dates is None else dates
        if order == "ambiguous":
            others = {r.order for r in found_dates.values()} & {"dmy", "mdy"}
            order = others.pop() if len(others) == 1 else date_formats(_all(source, column)).order
            if order == "ambiguous":
                raise IntakeError(
                    "ambiguous_dates",
                    file=source.path.name,
                    column=column,
                    examples=_examples(sample, column),
                )
        values = [v for v in sample.column(column).to_pylist() if v]
        midnight = bool(values) and all(_is_midnight(v) for v in values)
        result[column] = ColumnFormat(
            dates="iso" if order == "none" else order, midnight_only=midnight
        )
    return result


def _columns(mapping: Mapping) -> tuple[list[str], list[str]]:
    numbers, moments = [], []
    for place, column, key in mapping.fields():
        spec = mapping.columns.get(key)
        if spec is None:
            continue
        type_ = TABLES[place].by_name[column].type
        if type_ in NUMBERS:
            numbers += [c for c in spec.columns if c not in numbers]
        elif type_ in MOMENTS:
            moments += [c for c in spec.columns if c not in moments]
    return numbers, moments


def _agreed(found: dict[str, NumberFormat], sample: object) -> NumberFormat | None:
    """What the other columns say; one of whole numbers says nothing about signs."""
    decided = {
        f
        for c, f in found.items()
        if f in {NumberFormat.POINT, NumberFormat.COMMA}
        and any(set(v) & set(".,") for v in _values(sample, c))
    }
    return decided.pop() if len(decided) == 1 else None


def _all(source: Source, column: str) -> Iterator[str]:
    for batch in source.batches(rows=65_536, refuse=lambda _: None):
        yield from batch.table.column(column).to_pylist()


def _is_midnight(value: str) -> bool:
    _, _, time = value.strip().replace("T", " ").partition(" ")
    return bool(time) and not time.strip("0:.")


def _values(sample: object, column: str) -> list[str]:
    return [v for v in sample.column(column).to_pylist() if v]  # type: ignore[attr-defined]


def _examples(sample: object, column: str) -> str:
    values = dict.fromkeys(_values(sample, column))
    return ", ".join(list(values)[:3])
