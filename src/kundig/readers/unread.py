"""Columns of a file that no field is filled from: they are named, never dropped in silence."""

from __future__ import annotations

from kundig.readers.batch import Remark
from kundig.readers.mapping import Mapping
from kundig.readers.recognise import normal
from kundig.readers.source import Source

_MOST = 40


def unread_columns(mapping: Mapping, source: Source) -> tuple[str, ...]:
    """The columns of the file that the mapping does not read, in the order of the file."""
    used = {normal(c) for c in mapping.used_columns()}
    told = mapping.file.columns
    names: tuple[str, ...] = source.columns
    if told and not source.has_header and len(told) == len(names):
        names = told
    return tuple(
        column
        for column, name in zip(source.columns, names, strict=True)
        if normal(name) not in used
    )


def unread_remark(columns: tuple[str, ...]) -> Remark | None:
    """The sentence that names them; None where every column is read."""
    if not columns:
        return None
    named = ", ".join(columns[:_MOST]) + (", …" if len(columns) > _MOST else "")
    return Remark("unread_column" if len(columns) == 1 else "unread_columns", {"columns": named})
