"""What the record store knows about people, asked before they are forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from kundig.engines.duckdb import current_rows
from kundig.engines.files import TableFiles
from kundig.store import suppression

if TYPE_CHECKING:
    from kundig.engines.duckdb import DuckDBEngine


class Asking:
    """Questions about the people of one erasure; the table `wanted` holds their records."""

    _engine: DuckDBEngine
    _files: Mapping[str, TableFiles]

    def linked(self, keys: set[str]) -> set[str]:
        """All keys of the customers whom these belong to, by the links in force."""
        files = self._files["customer_links"]
        if not files.files:
            return keys
        found = set(keys)
        while True:
            rows = self._engine.execute(
                f"SELECT source || ':' || record_id, customer_id FROM ({current_rows(files)}) "
                "WHERE source || ':' || record_id IN (SELECT unnest(?::VARCHAR[])) "
                "OR customer_id IN (SELECT unnest(?::VARCHAR[]))",
                [sorted(found), sorted(found)],
            )
            more = {key for row in rows for key in row} | found
            if more == found:
                return found
            found = more

    def shared(self, mails: Iterable[str], phones: Iterable[str]) -> set[str]:
        """Which of these ways another customer has, too: they must not block that one."""
        files = self._files["customer_records"]
        asked = {
            "email": (suppression.plain_mail_sql, sorted({*map(suppression.plain_mail, mails)})),
            "phone": (suppression.plain_phone_sql, sorted({*map(suppression.plain_phone, phones)})),
        }
        found: set[str] = set()
        for column, (plain, ways) in asked.items():
            if column in files.columns and any(ways):
                sql = plain(f"t.{column}")
                rows = self._engine.execute(
                    f"SELECT DISTINCT {sql} FROM ({current_rows(files)}) AS t ANTI JOIN wanted AS w "
                    "ON t.source = w.source AND t.record_id = w.record_id "
                    f"WHERE {sql} IN (SELECT unnest(?::VARCHAR[]))",
                    [[w for w in ways if w]],
                )
                found |= {r[0] for r in rows}
        return found

    def everybody(self) -> list[tuple[str, str]]:
        """Source and number of every record that any table names."""
        found: dict[tuple[str, str], None] = {}
        for files in self._files.values():
            if files.files and "record_id" in files.columns:
                rows = self._engine.execute(
                    f"SELECT DISTINCT source, record_id FROM ({current_rows(files)}) "
                    "WHERE record_id IS NOT NULL"
                )
                found |= dict.fromkeys((r[0], r[1]) for r in rows)
        return list(found)

    def vouchers(self) -> list[dict[str, Any]]:
        """Their orders in force, each with its lines."""
        orders, lines = self._files["orders"], self._files["order_lines"]
        if not orders.files:
            return []
        theirs = (
            f"SELECT t.* FROM ({current_rows(orders)}) AS t SEMI JOIN wanted AS w "
            "ON t.source = w.source AND t.record_id = w.record_id"
        )
        found: list[dict[str, Any]] = self._engine.run(f"{theirs} ORDER BY order_date").to_pylist()
        rows = self._engine.run(
            f"SELECT l.* FROM ({current_rows(lines)}) AS l SEMI JOIN ({theirs}) AS o "
            "ON l.source = o.source AND l.order_id = o.order_id"
        ).to_pylist()
        for order in found:
            same = (order["source"], order["order_id"])
            order["lines"] = [r for r in rows if (r["source"], r["order_id"]) == same]
        return found
