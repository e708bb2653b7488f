"""Ibis as a compiler: an expression over the shared tables becomes SQL of an engine's dialect."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from kundig.tables import TABLES

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables


def unbound(names: tuple[str, ...]) -> Tables:
    """The shared tables of these names as unbound Ibis tables under their contracts' schemas."""
    import ibis

    return {name: ibis.table(TABLES[name].ibis_schema(), name=name) for name in names}


def to_sql(expression: ir.Table, *, dialect: str) -> str:
    """The SQL of an expression, without blanks at line ends."""
    import ibis

    _prepare()
    return re.sub(r"[ \t]+\n", "\n", str(ibis.to_sql(expression, dialect=dialect)))


@cache
def _prepare() -> None:
    """Give Ibis's Spark compiler the options that its backend would register (it is never opened)."""
    import ibis
    from ibis.config import Config

    class Spark(Config):  # type: ignore[misc]
        treat_nan_as_null: bool = False

    if ibis.options.pyspark is None:
        ibis.options.pyspark = Spark()
