"""What an engine needs to know of a table: its contract, its files, and which rows are superseded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kundig.tables import Table

if TYPE_CHECKING:
    import pyarrow as pa

#: System columns that the store adds to every row. They are not part of a contract.
IMPORT_COLUMN = "_import"  # BIGINT: the import that brought the row
LINE_COLUMN = "_line"  # BIGINT: the line of the source file it stood on
HASH_COLUMN = "_hash"  # BIGINT: md5 over key and content, lower 63 bits


@dataclass(frozen=True, slots=True)
class TableFiles:
    """One table at one version of the store."""

    table: Table
    files: tuple[Path, ...]
    columns: frozenset[str]  # contract columns that at least one file holds
    superseded: tuple[Path, ...] = ()  # files of (_import, _hash): rows replaced by a newer version


class Engine(Protocol):
    """Runs SQL over the shared tables of one snapshot."""

    name: str
    dialect: str

    def attach(self, tables: Mapping[str, TableFiles]) -> None:
        """Make the tables known under their names, each under its contract's schema."""

    def run(self, sql: str) -> pa.Table:
        """Run one query and return its (bounded) result."""

    def close(self) -> None:
        """Give everything back."""


def sql_text(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def sql_name(name: str) -> str:
    """A column or table name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def sql_list(paths: Iterable[Path]) -> str:
    """Paths as an SQL list of texts."""
    return "[" + ", ".join(sql_text(str(p)) for p in paths) + "]"
