"""Small worlds for tests: rows in Python become a published record store."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kundig.store import Import, Staged
from kundig.store.home import Company, Home
from kundig.tables import TABLES, Type

ARROW = {
    Type.ID: pa.string(),
    Type.TEXT: pa.string(),
    Type.AMOUNT: pa.decimal128(18, 4),
    Type.QUANTITY: pa.decimal128(18, 3),
    Type.INTEGER: pa.int64(),
    Type.BOOLEAN: pa.bool_(),
    Type.DATE: pa.date32(),
    Type.INSTANT: pa.timestamp("us", "UTC"),
}


def world(folder: Path, tables: dict[str, list[dict[str, Any]]], *, lang: str = "en") -> Home:
    """A home whose store holds these rows. Missing columns are NULL, `source` is `shop`.

    Dates and instants may be given as ISO texts, money as text or int.
    """
    home = Home(folder)
    home.write_company(Company(name="Test", language=lang))
    number = secrets.randbits(60)
    name = f"world-{number}"
    staging = home.store.staging(name)
    staged = []
    for table, rows in tables.items():
        contract = TABLES[table]
        columns: dict[str, pa.Array] = {}
        for column in contract.columns:
            values = [
                _value(r.get(column.name, "shop" if column.name == "source" else None), column.type)
                for r in rows
            ]
            columns[column.name] = pa.array(values, ARROW[column.type])
        keys = [tuple(str(columns[k][i]) for k in contract.key) for i in range(len(rows))]
        assert len(set(keys)) == len(keys), f"{table}: a key stands twice"
        columns["_import"] = pa.array([number] * len(rows), pa.int64())
        columns["_line"] = pa.array(range(1, len(rows) + 1), pa.int64())
        columns["_hash"] = pa.array(
            [_hash(repr(sorted(r.items(), key=str)), i) for i, r in enumerate(rows)], pa.int64()
        )
        path = staging / f"{table}.parquet"
        pq.write_table(pa.table(columns), path)
        staged.append(Staged(table, path, tuple(contract.by_name), len(rows)))
    entry = Import(
        name,
        number,
        "test",
        "shop",
        "world.csv",
        name,
        "world",
        "Europe/Berlin",
        "2026-01-01T00:00:00+00:00",
    )
    home.store.publish(entry, staged)
    return home


def _value(value: Any, type_: Type) -> Any:
    if value is None:
        return None
    if type_ is Type.DATE and isinstance(value, str):
        return date.fromisoformat(value)
    if type_ is Type.INSTANT and isinstance(value, str):
        moment = datetime.fromisoformat(value)
        assert moment.tzinfo is not None, f"an instant needs its offset: {value}"
        return moment
    if type_ in {Type.AMOUNT, Type.QUANTITY}:
        import decimal

        return decimal.Decimal(str(value))
    return value


def _hash(text: str, i: int) -> int:
    return int.from_bytes(hashlib.md5(f"{text}{i}".encode()).digest()[:7], "big")  # noqa: S324
