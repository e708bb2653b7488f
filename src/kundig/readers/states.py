"""The words that files use for states and kinds, as the codes of the tables."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from importlib import resources

import pyarrow as pa

from kundig.readers.mapping import Mapping
from kundig.readers.names import plain
from kundig.tables import TABLES

_MOST = 60


def with_codes(mapping: Mapping, sample: pa.Table) -> Mapping:
    """The mapping with a code for every known word.

    A column whose words the table has no place for is left out: all its rows would be refused.
    """
    columns, codes = dict(mapping.columns), dict(mapping.codes)
    for place, column, key in mapping.fields():
        allowed = TABLES[place].by_name[column].one_of
        spec = mapping.columns.get(key)
        if not allowed or spec is None:
            continue
        words = {v.strip() for c in spec.columns for v in sample[c].to_pylist() if v.strip()}
        known = _words().get(f"{place}.{column}", {})
        found = {w: known[plain(w)] for w in sorted(words) if plain(w) in known}
        strange = {w for w in words if w not in found and w.casefold() not in allowed}
        if (strange and "other" not in allowed) or len(words) > _MOST:
            del columns[key]
            continue
        told = {w: code for w, code in found.items() if w.casefold() != code}
        if told:
            codes[key] = told
    return replace(mapping, columns=columns, codes=codes)


@cache
def _words() -> dict[str, dict[str, str]]:
    """`table.column` -> compared word -> code."""
    raw = resources.files("kundig.readers").joinpath("states.toml").read_text(encoding="utf-8")
    return {
        field: {plain(word): code for code, words in codes.items() for word in (code, *words)}
        for field, codes in tomllib.loads(raw).items()
    }
