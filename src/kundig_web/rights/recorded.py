"""What the record store holds about a customer: every row of every table, with file and day.

Older versions of a row are told, too, as long as a file holds them. Tables are found by their
contract: a customer's number, or the number of something of his (an order, a complaint, a text).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from kundig.engines.duckdb import DuckDBEngine
from kundig.engines.files import HASH_COLUMN, IMPORT_COLUMN, LINE_COLUMN, TableFiles, sql_text
from kundig.intake.own import is_own
from kundig.store import Snapshot
from kundig.tables import TABLES, Table
from kundig_web import words
from kundig_web.registry.subjects import Section, Told

Row = dict[str, Any]
#: Table -> its purpose in the registry.
PURPOSES: Mapping[str, str] = {
    "customer_records": "care", "customer_links": "care", "contacts": "care", "promises": "care",
    "orders": "trade", "order_lines": "trade", "returns": "trade", "deliveries": "trade",
    "survey_answers": "surveys", "complaints": "concerns", "complaint_events": "concerns",
    "texts": "concerns",
}  # fmt: skip
#: Number of something -> the table whose rows of the customer have it.
PARENTS = {"order_id": "orders", "complaint_id": "complaints"}
_SYSTEM = (IMPORT_COLUMN, LINE_COLUMN, HASH_COLUMN)


def sections(keys: Sequence[str], snapshot: Snapshot, lang: str) -> list[Section]:
    """One section per table that holds something, in the order of the contracts."""
    files = {i.number: i for i in snapshot.imports}
    found: dict[str, list[Row]] = {}
    with DuckDBEngine() as engine:
        for name in _order():
            held = snapshot.tables[name]
            where = _condition(held, keys, found)
            if held.files and where:
                found[name] = _read(engine, held, where)
    return [
        Section(
            f"store_{name}", TABLES[name].de if lang == "de" else TABLES[name].en, PURPOSES[name],
            [_told(TABLES[name], row, files, lang) for row in rows],
        )
        for name, rows in found.items()
        if rows
    ]  # fmt: skip


def _order() -> list[str]:
    """Tables that name a customer's things come before those that hang on them; texts last."""
    return sorted(PURPOSES, key=lambda n: (n == "texts", n not in PARENTS.values()))


def _condition(held: TableFiles, keys: Sequence[str], found: Mapping[str, list[Row]]) -> str:
    """SQL that is true for rows of this customer; empty if no column can say so."""
    columns, parts = held.columns, []
    mine = ", ".join(sql_text(k) for k in keys)
    own = "source || ':' || record_id"
    nobody = "record_id IS NULL" if "record_id" in columns else "true"
    if "record_id" in columns:
        parts.append(f"{own} IN ({mine})")
    if "customer_id" in columns:
        parts.append(f"customer_id IN ({mine})")
    # What hangs on an order of his is his, unless the row itself names somebody.
    for column, parent in PARENTS.items():
        if column in columns and held.table.name != parent and found.get(parent):
            ids = _pairs((r["source"], r[column]) for r in found[parent])
            parts.append(f"({nobody} AND (source, {column}) IN ({ids}))" if ids else "false")
    if held.table.name == "texts":
        for name, rows in found.items():
            column = _key_of(TABLES[name])
            ids = _pairs((r["source"], r[column]) for r in rows if column and r.get(column))
            if ids:
                parts.append(
                    f"({nobody} AND about_table = {sql_text(name)} AND (source, about_id) IN ({ids}))"
                )
    return " OR ".join(parts)


def _key_of(table: Table) -> str:
    """The column by which texts name a row: the last id of its key."""
    ids = [k for k in table.key if k != "source"]
    return ids[0] if len(ids) == 1 else ""


def _pairs(found: Iterable[tuple[Any, Any]]) -> str:
    known = dict.fromkeys((str(a), str(b)) for a, b in found if b is not None)
    return ", ".join(f"({sql_text(a)}, {sql_text(b)})" for a, b in known)


def _read(engine: DuckDBEngine, held: TableFiles, where: str) -> list[Row]:
    paths = ", ".join(sql_text(str(p)) for p in held.files)
    sql = f"SELECT * FROM read_parquet([{paths}], union_by_name=true) WHERE {where}"
    return engine.run(sql).to_pylist()


def _told(table: Table, row: Row, files: Mapping[int, Any], lang: str) -> Told:
    values = {k: v for k, v in row.items() if k not in _SYSTEM and v is not None}
    origin = files.get(row.get(IMPORT_COLUMN) or 0)
    columns = [(table.by_name[k], v) for k, v in values.items() if k in table.by_name]
    said = "; ".join(
        f"{c.de if lang == 'de' else c.en}: {_plain(v)}" for c, v in columns if c.name != "source"
    )
    ids = [str(values[k]) for k in table.key if k in values and k != "source"]
    if origin is None or is_own(origin):
        source, day = words.say("rights.tell_written_here", lang), None
    else:
        line = row.get(LINE_COLUMN)
        day = datetime.fromisoformat(origin.imported_at)
        source = words.say(
            "rights.tell_file", lang, file=origin.file, source=origin.source, line=line or "–"
        )
    return Told(" ".join(ids) or table.name, said, source=source, on=day, data=values)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return str(value)
