"""Ibis as a compiler: an expression over the shared tables becomes SQL of an engine's dialect."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from kundig.tables import TABLES

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables

#: Compilations of one question before it is given up.
MOST_TRIES = 6


def unbound(names: tuple[str, ...]) -> Tables:
    """The shared tables of these names as unbound Ibis tables under their contracts' schemas."""
    import ibis

    return {name: ibis.table(TABLES[name].ibis_schema(), name=name) for name in names}


def to_sql(expression: ir.Table, *, dialect: str) -> str:
    """The SQL of an expression, without blanks at line ends."""
    import ibis

    _prepare()
    return re.sub(r"[ \t]+\n", "\n", str(ibis.to_sql(expression, dialect=dialect)))


def compiled(build: Callable[[], ir.Table], *, dialect: str) -> tuple[str, tuple[str, ...]]:
    """The SQL of what `build` makes, and its columns; taken only when two compilations agree.

    Ibis 12 has been seen, about once in a thousand questions of one long process, to return the
    SQL of an earlier question. Why is not known yet; a wrong figure would be the price. Such a
    slip does not repeat itself, so every question is built and compiled until the same text has
    come out twice.

    Raises:
        RuntimeError: if no two compilations agree.
    """
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for _ in range(MOST_TRIES):
        expression = build()
        one = to_sql(expression, dialect=dialect), tuple(expression.columns)
        if one in seen:
            return one
        seen.add(one)
    raise RuntimeError("no two compilations of the question agree")


@cache
def _prepare() -> None:
    """Give Ibis's Spark compiler the options that its backend would register (it is never opened)."""
    import ibis
    from ibis.config import Config

    class Spark(Config):  # type: ignore[misc]
        treat_nan_as_null: bool = False

    if ibis.options.pyspark is None:
        ibis.options.pyspark = Spark()
