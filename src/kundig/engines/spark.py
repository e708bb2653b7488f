"""Spark: for those whose data have outgrown one machine. The same files, the same questions.

With `KUNDIG_SPARK_REMOTE` (or Spark's own `SPARK_REMOTE`), such as `sc://cluster:15002`, questions
run on that cluster through Spark Connect, and the small package `pyspark-client` is enough; the
cluster must see the store's files under the same paths. Without it, a full `pyspark` starts Spark
on this machine.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

from kundig.engines.files import HASH_COLUMN, IMPORT_COLUMN, TableFiles
from kundig.tables import Type

if TYPE_CHECKING:
    import pyarrow as pa

SPARK_TYPE: Mapping[Type, str] = {
    Type.ID: "string",
    Type.TEXT: "string",
    Type.AMOUNT: "decimal(18,4)",
    Type.QUANTITY: "decimal(18,3)",
    Type.INTEGER: "bigint",
    Type.BOOLEAN: "boolean",
    Type.DATE: "date",
    Type.INSTANT: "timestamp",
}


class SparkMissingError(Exception):
    """PySpark, or what it needs, is not there; the text says what."""


class SparkEngine:
    """One Spark session whose temporary views are the shared tables.

    Raises:
        SparkMissingError: if PySpark is not installed, or no session can be started.
    """

    name = "spark"
    dialect = "pyspark"

    def __init__(self) -> None:
        try:
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise SparkMissingError(str(error)) from None
        remote = os.environ.get("KUNDIG_SPARK_REMOTE") or os.environ.get("SPARK_REMOTE")
        try:
            builder = SparkSession.builder.appName("kundig").config(
                "spark.sql.session.timeZone", "UTC"
            )
            if remote:
                self.session = builder.remote(remote).getOrCreate()
            else:
                self.session = (
                    builder.master(os.environ.get("KUNDIG_SPARK_MASTER", "local[*]"))
                    .config("spark.ui.enabled", "false")
                    .config("spark.ui.showConsoleProgress", "false")
                    .config("spark.sql.shuffle.partitions", "4")
                    .config("spark.log.level", "ERROR")
                    .config("spark.driver.bindAddress", "127.0.0.1")
                    .config("spark.driver.host", "127.0.0.1")
                    .getOrCreate()
                )
        except Exception as error:  # no Java, no server: PySpark raises many kinds
            raise SparkMissingError(
                f"{type(error).__name__}: {str(error).splitlines()[0]}"
            ) from None

    def __enter__(self) -> SparkEngine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def attach(self, tables: Mapping[str, TableFiles]) -> None:
        """Make each table a temporary view under its contract's schema."""
        for name, files in tables.items():
            self._current(files).createOrReplaceTempView(name)

    def run(self, sql: str) -> pa.Table:
        """Run one query and bring its (bounded) result here."""
        return self.session.sql(sql).toArrow()

    def close(self) -> None:
        """Leave the session to whoever shares it; a local one ends with the process."""

    def _current(self, files: TableFiles) -> Any:
        columns = files.table.columns
        if not files.files:
            empty = ", ".join(f"CAST(NULL AS {SPARK_TYPE[c.type]}) AS `{c.name}`" for c in columns)
            return self.session.sql(f"SELECT {empty} WHERE false")
        frame = self.session.read.option("mergeSchema", "true").parquet(*map(str, files.files))
        if files.superseded:
            gone = self.session.read.parquet(*map(str, files.superseded))
            frame = frame.join(
                gone.select(IMPORT_COLUMN, HASH_COLUMN), [IMPORT_COLUMN, HASH_COLUMN], "left_anti"
            )
        return frame.selectExpr(
            *(
                f"`{c.name}`"
                if c.name in files.columns
                else f"CAST(NULL AS {SPARK_TYPE[c.type]}) AS `{c.name}`"
                for c in columns
            )
        )
