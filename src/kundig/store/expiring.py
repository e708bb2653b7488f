"""Deleting rows whose period is over: every version of them, in every file, at once.

Which period a table has is not for the store to know: whoever calls names a day for each. Rows that
the site wrote down itself are left to its database, which would publish them again. A file that is
read once more brings its rows back; the next run deletes them again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kundig.engines.duckdb import current_rows
from kundig.engines.files import sql_name
from kundig.store.rewriting import OWN_PREFIX, Erasing, Key, ordered, publish, scratch
from kundig.tables import TABLES

if TYPE_CHECKING:
    from kundig.store.home import Home
    from kundig.store.manifest import Manifest
    from kundig.store.store import Store

#: Tables that are about a customer through a document only: table -> its document's table and key.
PARENTS = {
    "order_lines": ("orders", "order_id"),
    "deliveries": ("orders", "order_id"),
    "complaint_events": ("complaints", "complaint_id"),
}
#: Tables without a day of their own, which leave with their document.
FOLLOWS = ("order_lines",)


@dataclass(frozen=True, slots=True)
class Period:
    """Rows of `table` whose `column` lies before this day are past their period."""

    table: str
    column: str
    before: date


def past(home: Home, periods: Sequence[Period], *, held: Iterable[Key] = ()) -> dict[str, int]:
    """Table -> how many rows in force `expire` would delete; changes nothing."""
    store = home.store
    with (
        scratch(store, "expire") as folder,
        Expiring(store, store.manifest(), periods, held, folder) as work,
    ):
        return dict(work.due)


def expire(home: Home, periods: Sequence[Period], *, held: Iterable[Key] = ()) -> dict[str, int]:
    """Delete what is past its period; table -> rows in force that went.

    Safe to repeat, and whole: readers see all of the rows or none.

    Args:
        home: the company.
        periods: a day for each table; `order_lines` go with their orders.
        held: source and number of customers whose rows must stay.

    Raises:
        StoreError: `busy` if an import publishes for too long.
    """
    store = home.store
    with store.locked():
        manifest = store.manifest()
        with (
            scratch(store, "expire") as folder,
            Expiring(store, manifest, periods, held, folder) as work,
        ):
            gone = dict(work.due)
            imports = work.rewrite() if any(gone.values()) else manifest.imports
        publish(store, manifest, imports)
    return gone


class Expiring(Erasing):
    """One run: `due` says how many rows of each table are past their period."""

    def __init__(
        self,
        store: Store,
        manifest: Manifest,
        periods: Sequence[Period],
        held: Iterable[Key],
        folder: Path,
    ) -> None:
        super().__init__(store, manifest, (), folder, documents=False)
        self._engine.execute("CREATE TEMP TABLE held (source VARCHAR, record_id VARCHAR)")
        for source, record in dict.fromkeys(held):
            self._engine.execute("INSERT INTO held VALUES (?, ?)", [source, record])
        self.due: dict[str, int] = {}
        for period in periods:
            self._find(period.table, f"t.{sql_name(period.column)} < ?", [period.before])
        for table in FOLLOWS:
            parent, column = PARENTS[table]
            if not self.due.get(parent):  # no need to read the largest table for none
                self.due |= {table: 0} if parent in self.due else {}
            else:
                old = f"(SELECT source, {column} FROM old_{parent})"
                self._find(table, f"(t.source, t.{column}) IN {old}", [])

    def _find(self, table: str, condition: str, values: list[date]) -> None:
        """Keep the keys of the rows in force that are past it."""
        files = self._files[table]
        keys = ", ".join(f"t.{sql_name(k)}" for k in TABLES[table].key)
        self._engine.execute(
            f"CREATE TEMP TABLE old_{table} AS SELECT DISTINCT {keys} FROM ({current_rows(files)}) AS t "
            f"WHERE {condition} AND {self._foreign(table)} AND NOT {self._is_held(table)}",
            values,
        )
        self.due[table] = int(self._engine.execute(f"SELECT count(*) FROM old_{table}")[0][0])

    def _foreign(self, table: str) -> str:
        """SQL: a file brought the row; what was written down on the site begins with our sign."""
        own = [
            k for k in TABLES[table].key
            if k.endswith("_id") and (table != "complaint_events" or k == "event_id")
        ]  # fmt: skip
        return (
            " AND ".join(f"NOT starts_with(t.{sql_name(k)}, '{OWN_PREFIX}')" for k in own) or "true"
        )

    def _is_held(self, table: str) -> str:
        if "record_id" in TABLES[table].by_name:
            return (
                "coalesce((t.source, t.record_id) IN (SELECT source, record_id FROM held), false)"
            )
        if table not in PARENTS:
            return "false"
        parent, column = PARENTS[table]
        rows = current_rows(self._files[parent])
        return (
            f"coalesce((t.source, t.{column}) IN (SELECT p.source, p.{column} FROM ({rows}) AS p "
            "SEMI JOIN held AS h ON p.source = h.source AND p.record_id = h.record_id), false)"
        )

    def _join(self, table: str) -> tuple[str, list[str]]:
        if not self.due.get(table):
            return "", []
        keys = TABLES[table].key
        same = " AND ".join(f"t.{sql_name(k)} = o.{sql_name(k)}" for k in keys)
        return f" LEFT JOIN old_{table} AS o ON {same}", [f"o.{sql_name(keys[0])} IS NOT NULL"]

    def _own(self, table: str) -> str:
        return "true"  # every row that is touched goes

    def _kept(self, table: str, path: Path, joins: str, touched: list[str]) -> str:
        columns = ", ".join(f"t.{sql_name(c)}" for c in ordered(self._columns(path)))
        meant = " OR ".join(touched)
        return f"SELECT {columns} FROM {self._source(table, path)}{joins} WHERE NOT ({meant})"
