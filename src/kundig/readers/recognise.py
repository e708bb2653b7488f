"""Which known layout a file has, judged by its columns, and that layout fitted to the file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from importlib import resources

from kundig.readers.errors import ReadError
from kundig.readers.fields import missing_fields
from kundig.readers.mapping import ColumnSpec, Mapping, Rules, parse_mapping
from kundig.readers.source import Source

_PATTERN_ROWS = 200


@cache
def layouts() -> tuple[Mapping, ...]:
    """The layouts that Kundig knows, by name."""
    folder = resources.files("kundig.readers").joinpath("layouts")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return tuple(parse_mapping(f.read_text(encoding="utf-8"), file=f.name) for f in files)


def recognise(source: Source, extra: Iterable[Mapping] = ()) -> Mapping | None:
    """The layout of the file, fitted to its columns; None if nobody knows it.

    `extra` are mappings that users have saved; they count before the built-in ones.
    """
    for known in (tuple(extra), layouts()):
        fitting = [fit(m, source) for m in known if _knows(m, source)]
        usable = [m for m in fitting if m.passes_over or not missing_fields(m)]
        if usable:
            return max(usable, key=lambda m: len(m.recognise) + len(m.patterns))
    return None


def _knows(mapping: Mapping, source: Source) -> bool:
    if mapping.recognise and source.has_header:
        present = {normal(c) for c in source.columns}
        return all(normal(c) in present for c in mapping.recognise)
    if mapping.patterns and not source.has_header:
        return _matches(mapping.patterns, source)
    return False


def _matches(patterns: tuple[str, ...], source: Source) -> bool:
    if len(patterns) != len(source.columns):
        return False
    table = source.sample(_PATTERN_ROWS)
    return table.num_rows > 0 and all(
        all(re.fullmatch(pattern, value) for value in column.to_pylist())
        for pattern, column in zip(patterns, table.columns, strict=True)
    )


def fit(mapping: Mapping, source: Source) -> Mapping:
    """The mapping in the file's own column names, without columns that this file does not have."""
    names = {normal(c): c for c in source.columns}
    if mapping.file.columns and len(mapping.file.columns) == len(source.columns):
        if not source.has_header:
            names = {
                normal(told): actual
                for told, actual in zip(mapping.file.columns, source.columns, strict=True)
            }
        mapping = replace(mapping, file=replace(mapping.file, columns=None))
    columns = {}
    for field, spec in mapping.columns.items():
        present = tuple(names[normal(c)] for c in spec.columns if normal(c) in names)
        if present:
            columns[field] = ColumnSpec(present, spec.join)
    skip = tuple((names[normal(c)], p) for c, p in mapping.rules.skip if normal(c) in names)
    rules = Rules(mapping.rules.cancellation, skip)
    questions = {names[normal(c)]: q for c, q in mapping.questions.items() if normal(c) in names}
    codes = {f: c for f, c in mapping.codes.items() if f in columns or f in mapping.constants}
    if rules.cancellation and rules.cancellation[0] not in columns:
        rules = Rules(None, skip)
    return replace(mapping, columns=columns, rules=rules, questions=questions, codes=codes)


def check_columns(mapping: Mapping, source: Source) -> Mapping:
    """A user's mapping in the file's own column names.

    Raises:
        ReadError: if the file lacks a column that the mapping reads.
    """
    told = mapping.file.columns
    present = {normal(c) for c in (told if told and not source.has_header else source.columns)}
    missing = [c for c in mapping.used_columns() if normal(c) not in present]
    if missing:
        raise ReadError(
            "mapping_columns_missing",
            file=source.path.name,
            mapping=mapping.name,
            missing=", ".join(missing),
            present=", ".join(source.columns[:40]),
        )
    return fit(mapping, source)


def normal(name: str) -> str:
    """A column name as it is compared: case, outer and double blanks do not count."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
