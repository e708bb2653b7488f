"""How the file of a proposal writes dates and decimals: as told, else as all its values say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kundig.readers.formats import NumberFormat, date_formats, number_format
from kundig.readers.mapping import FileSpec, Mapping
from kundig.readers.match import DATES
from kundig.readers.profile import Profile
from kundig.readers.source import Source
from kundig.tables import TABLES, Type

_DECIMALS = frozenset({Type.AMOUNT, Type.QUANTITY})
_SPOKEN = frozenset({"dmy", "mdy"})


def settled(
    mapping: Mapping,
    known: dict[str, Profile],
    source: Source,
    *,
    dates: str | None,
    decimal: str | None,
) -> dict[str, Profile]:
    """The profiles with what the sample left open, settled by other columns or by all rows.

    One program wrote all columns of the file. What the user has said needs no settling.
    """
    moments, numbers = _columns(mapping, known)
    result = dict(known)
    orders = {p.dates.order for p in moments} & _SPOKEN
    for profile in moments:
        if profile.dates.order == "ambiguous" and dates not in _SPOKEN:
            order = next(iter(orders)) if len(orders) == 1 else None
            found = date_formats(_all(source, profile.name), order=order)
            result[profile.name] = replace(profile, dates=found)
    signs = {sign for p in numbers if (sign := _sign(p)) is not None}
    for profile in numbers:
        if profile.numbers is NumberFormat.AMBIGUOUS and decimal is None:
            one = next(iter(signs)) if len(signs) == 1 else None
            sign = one or number_format(_all(source, profile.name))
            result[profile.name] = replace(result[profile.name], numbers=sign)
    return result


def file_spec(
    mapping: Mapping, known: dict[str, Profile], *, dates: str | None, decimal: str | None
) -> FileSpec:
    """Decimal sign and order of the date: as told, else as far as values settle them."""
    moments, numbers = _columns(mapping, known)
    orders = {p.dates.order for p in moments} - {"none", "iso"}
    order = next(iter(orders)) if len(orders) == 1 and orders <= _SPOKEN else None
    signs = {sign for p in numbers if (sign := _sign(p)) is not None}
    comma = "comma" if signs == {NumberFormat.COMMA} else None
    return FileSpec(dates=dates or order, decimal=decimal or comma)


def _columns(mapping: Mapping, known: dict[str, Profile]) -> tuple[list[Profile], list[Profile]]:
    """The columns that hold days or moments, and those that hold numbers with decimals."""
    moments, numbers = [], []
    for place, column, key in mapping.fields():
        spec = mapping.columns.get(key)
        if spec is None:
            continue
        kind = TABLES[place].by_name[column].type
        if kind in DATES:
            moments.append(known[spec.columns[0]])
        elif kind in _DECIMALS:
            numbers.append(known[spec.columns[0]])
    return moments, numbers


def _sign(profile: Profile) -> NumberFormat | None:
    """The decimal sign that the values show; whole numbers show none."""
    if profile.numbers is NumberFormat.COMMA:
        return NumberFormat.COMMA
    if profile.numbers is NumberFormat.POINT and profile.shows_point:
        return NumberFormat.POINT
    return None


def _all(source: Source, column: str) -> Iterator[str]:
    for batch in source.batches(rows=65_536, refuse=lambda _: None):
        yield from batch.table.column(column).to_pylist()
