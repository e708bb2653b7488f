"""The judged rows of a file, and how a row of a shared table is read from them."""

from __future__ import annotations

from dataclasses import dataclass

from kundig.engines.files import sql_name
from kundig.intake.judge import Judgement
from kundig.readers.mapping import Mapping
from kundig.tables import DUCKDB_TYPE, TABLES


@dataclass(frozen=True, slots=True)
class Fill:
    """How one table is filled from the judged rows.

    `sql` yields contract columns (all but `source`) and `_line`; keys may still repeat.
    """

    table: str
    sql: str
    columns: tuple[str, ...]
    primary: bool = True
    only_if_absent: bool = False
    counted: tuple[str, ...] = ()  # number the rows of equal values of these columns
    several: bool = False  # a record of the file may give several rows


#: When a table's own field is not mapped, where else its value may stand.
_BORROW = {
    ("returns", "return_id"): (("order_lines", "order_id"), ("returns", "order_id")),
    ("deliveries", "delivery_id"): (
        ("deliveries", "order_id"),
        ("orders", "order_id"),
        ("order_lines", "order_id"),
    ),
    ("returns", "returned_at"): (("orders", "ordered_at"),),
    ("returns", "return_date"): (("orders", "order_date"),),
}


class Flat:
    """The judged rows: which fields they have and how a table reads them."""

    def __init__(self, mapping: Mapping, judgement: Judgement, *, relation: str) -> None:
        self.mapping = mapping
        self.fields = judgement.fields
        self.remarks = judgement.remarks
        self.relation = relation

    def find(self, table: str, column: str) -> str | None:
        """SQL for a field of a table, or None if the file says nothing about it."""
        places = [(table, column), *_BORROW.get((table, column), ())]
        main = self.mapping.table
        if (
            column not in {"kind", "status", "quantity", "unit_price", "channel"}
            or table != "customer_records"
        ):
            places += [
                (p, column)
                for p in (main, "orders", "order_lines", "customer_records", "deliveries")
            ]
        for place in places:
            if place in self.fields and not (
                table == "orders" and place[1] in {"quantity"} and place[0] != "orders"
            ):
                return sql_name(f"{place[0]}.{place[1]}")
        return None

    def has(self, table: str, *columns: str) -> bool:
        """Whether the file fills any of these fields of the table itself."""
        return any((table, c) in self.fields for c in columns)

    def remark(self, name: str) -> str:
        """SQL for a remark (false where the file cannot earn it)."""
        return sql_name(f"remark.{name}") if name in self.remarks else "false"


def select(
    flat: Flat,
    good: str,
    table: str,
    given: dict[str, str],
    *,
    primary: bool = True,
    only_if_absent: bool = False,
    where: str = "true",
    counted: tuple[str, ...] = (),
) -> Fill:
    """One row of the table per judged row, from fields and from what `given` says."""
    items, columns = [], []
    for column in TABLES[table].columns:
        if column.name == "source" or (counted and column.name in {"occurrence"}):
            continue
        sql = given.get(column.name) or flat.find(table, column.name)
        if sql is None:
            continue
        items.append(f"CAST({sql} AS {DUCKDB_TYPE[column.type]}) AS {sql_name(column.name)}")
        columns.append(column.name)
    sql = f"SELECT {', '.join(items)}, _line, _raw {good} AND ({where})"
    return Fill(table, sql, tuple(columns), primary, only_if_absent, counted)


def grouped(flat: Flat, good: str, table: str, key: str, given: dict[str, str], where: str) -> Fill:
    """One row per document from rows per line. `min` and `max` are the same on every run."""
    each = select(flat, good, table, given, primary=False, where=where)
    items = [
        sql_name(c)
        if c == key
        else f"{'min' if c.endswith(('_at', '_date')) else 'max'}({sql_name(c)}) AS {sql_name(c)}"
        for c in each.columns
    ]
    sql = f"SELECT {', '.join(items)}, min(_line) AS _line, min(_raw) AS _raw FROM ({each.sql}) GROUP BY {sql_name(key)}"
    return Fill(table, sql, each.columns, False)
