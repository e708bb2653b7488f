"""DuckDB: the engine for one machine. Spills to disk, reads the store's Parquet files directly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from kundig.engines.files import (
    HASH_COLUMN,
    IMPORT_COLUMN,
    TableFiles,
    sql_list,
    sql_name,
    sql_text,
)
from kundig.tables import DUCKDB_TYPE, Table

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


class DuckDBEngine:
    """One private in-memory DuckDB whose views are the shared tables.

    Args:
        memory_limit: the most that DuckDB itself may hold; beyond it, it spills.
        spill: folder for spilled data; without it DuckDB uses its own default.
        threads: worker threads; all cores by default.
    """

    name = "duckdb"
    dialect = "duckdb"

    def __init__(
        self, *, memory_limit: str = "1GB", spill: Path | None = None, threads: int | None = None
    ) -> None:
        import duckdb

        config: dict[str, Any] = {
            "memory_limit": memory_limit,
            "preserve_insertion_order": "false",
            # Nothing may be fetched from outside, whatever a query says.
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        if spill is not None:
            config["temp_directory"] = str(spill)
        if threads is not None:
            config["threads"] = threads
        self.connection: duckdb.DuckDBPyConnection = duckdb.connect(":memory:", config=config)
        self.connection.execute("SET TimeZone = 'UTC'")

    def __enter__(self) -> DuckDBEngine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def attach(self, tables: Mapping[str, TableFiles]) -> None:
        """Make each table a view under its contract's schema (missing columns are NULL)."""
        for name, files in tables.items():
            self.execute(f"CREATE OR REPLACE VIEW {sql_name(name)} AS {current_rows(files)}")

    def run(self, sql: str) -> pa.Table:
        """Run one query and return its result as an Arrow table."""
        return self.connection.execute(sql).to_arrow_table()

    def execute(self, sql: str, parameters: Sequence[Any] | None = None) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows as plain values."""
        cursor = self.connection.execute(sql, parameters)
        return list(cursor.fetchall()) if cursor.description else []

    def close(self) -> None:
        """Close the connection and its spill files."""
        self.connection.close()


def current_rows(files: TableFiles, *, system_columns: bool = False) -> str:
    """SQL for the rows of a table that are in force: all of them less those superseded."""
    table = files.table
    extra = [IMPORT_COLUMN, HASH_COLUMN] if system_columns else []
    if not files.files:
        columns = ", ".join(
            [_null(table, c.name) for c in table.columns]
            + [f"NULL::BIGINT AS {sql_name(c)}" for c in extra]
        )
        return f"SELECT {columns} WHERE false"
    columns = ", ".join(
        [
            f"t.{sql_name(c.name)}" if c.name in files.columns else _null(table, c.name)
            for c in table.columns
        ]
        + [f"t.{sql_name(c)}" for c in extra]
    )
    source = f"read_parquet({sql_list(files.files)}, union_by_name = true) AS t"
    if not files.superseded:
        return f"SELECT {columns} FROM {source}"
    return (
        f"SELECT {columns} FROM {source} ANTI JOIN "
        f"(SELECT {IMPORT_COLUMN}, {HASH_COLUMN} FROM read_parquet({sql_list(files.superseded)})) AS s "
        f"ON t.{IMPORT_COLUMN} = s.{IMPORT_COLUMN} AND t.{HASH_COLUMN} = s.{HASH_COLUMN}"
    )


def _null(table: Table, column: str) -> str:
    return f"NULL::{DUCKDB_TYPE[table.by_name[column].type]} AS {sql_name(column)}"


__all__ = ["DuckDBEngine", "current_rows", "sql_list", "sql_name", "sql_text"]
