"""Day and time in two columns become one moment."""

from __future__ import annotations

from dataclasses import replace

from kundig.readers.fields import DATE_OF
from kundig.readers.mapping import ColumnSpec, Mapping
from kundig.readers.names import LAST_WORDS, closeness, synonyms
from kundig.readers.profile import Profile

#: Words that a time of the day may have before it: `Kassenzeit`, `Bon-Uhrzeit`.
_TIMES = ("uhrzeit", "zeit", "time")
_NOT_TIMES = ("lieferzeit", "wartezeit", "arbeitszeit", "laufzeit", "bearbeitungszeit", "leadtime")


def with_clock(mapping: Mapping, known: dict[str, Profile]) -> Mapping:
    """The mapping with the time of the day joined to the day, where they stand apart."""
    field = moment_of(mapping)
    spec = mapping.columns.get(field) if field else None
    if field is None or spec is None or len(spec.columns) > 1:
        return mapping
    if known[spec.columns[0]].has_clock:
        return mapping
    used = set(mapping.used_columns())
    clocks = [(_sure(p), p.name) for p in known.values() if p.name not in used and _sure(p)]
    if not clocks:
        return mapping
    clock = max(clocks, key=lambda c: c[0])[1]
    joined = ColumnSpec((spec.columns[0], clock), " ")
    return replace(mapping, columns={**mapping.columns, field: joined})


def moment_of(mapping: Mapping) -> str | None:
    """The field that says when the row happened, if the mapping fills it."""
    homes = (mapping.table, *(("orders",) if mapping.table == "order_lines" else ()))
    for home in homes:
        for place, column, key in mapping.fields():
            if place == home and column in DATE_OF.get(home, {}).values():
                return key
    return None


def _sure(profile: Profile) -> float:
    if profile.clock_share < 0.8:
        return 0.0
    names = synonyms()["clock"]["time"]
    sure = closeness(profile.name, names)
    last = profile.name.casefold().rstrip(" .")
    if not sure and last.endswith(_TIMES) and not last.endswith(_NOT_TIMES):
        sure = LAST_WORDS
    return sure
