"""Rows that were written down here, not delivered in a file: talks, promises, customers.

Whoever keeps them (the web floor) hands over their full current state; it replaces the state that
was published before, in one step. So what is edited becomes a new version, what is gone is gone,
and the store gets a new version only if something changed.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kundig.engines.files import HASH_COLUMN, IMPORT_COLUMN, LINE_COLUMN
from kundig.intake.errors import IntakeError
from kundig.intake.withholding import without_forgotten
from kundig.store import Import, Staged, Store, StoreError, suppression
from kundig.store.home import Home
from kundig.tables import TABLES, Column, Table, Type

#: The source of everything that was written down here.
OWN_SOURCE = "kundig"
#: The name of its mapping marks an import that no user's file brought.
OWN_MAPPING = "kundig-own"
#: Somebody who just wrote a promise need not wait behind a long import: the next try comes soon.
LOCK_SECONDS = 5

_ARROW = {
    Type.ID: pa.string(),
    Type.TEXT: pa.string(),
    Type.AMOUNT: pa.decimal128(18, 4),
    Type.QUANTITY: pa.decimal128(18, 3),
    Type.INTEGER: pa.int64(),
    Type.BOOLEAN: pa.bool_(),
    Type.DATE: pa.date32(),
    Type.INSTANT: pa.timestamp("us", "UTC"),
}
_DIGITS = {Type.AMOUNT: Decimal("0.0001"), Type.QUANTITY: Decimal("0.001")}

Row = Mapping[str, Any]


def own_id(kind: str, number: int) -> str:
    """The id of a row that was written down here: `kundig-promise-12`, whatever its source.

    A row about a customer of a file carries that file's source and the customer's number there,
    like any fact, so that who is who reaches it; the id says where it was written.
    """
    return f"{OWN_SOURCE}-{kind}-{number}"


def is_own_id(number: object) -> bool:
    """True for an id that `own_id` made."""
    return str(number).startswith(f"{OWN_SOURCE}-")


def is_own(entry: Import) -> bool:
    """True for the import of what was written down here; lists of users' files leave it out."""
    return entry.mapping == OWN_MAPPING


def publish_rows(
    home: Home,
    tables: Mapping[str, Iterable[Row]],
    *,
    source: str = OWN_SOURCE,
    now: datetime,
) -> int:
    """Publish the full current rows of tables kept elsewhere, in place of those published before.

    Args:
        home: the company.
        tables: table -> all its rows in force. Columns as in the contract; missing ones are NULL,
            a missing `source` is the one given. Equal rows count once.
        source: whose rows these are; another source has a state of its own.
        now: the moment of publishing.

    Returns:
        The version of the store afterwards; the one before if nothing changed.

    Raises:
        IntakeError: `busy` if another import is publishing.
        ValueError: if a row breaks its contract (a defect of whoever wrote it, never a user's).
    """
    known = suppression.load(home)
    tables = without_forgotten(home, tables, source)
    ordered = {name: _unique(TABLES[name], rows, source) for name, rows in sorted(tables.items())}
    ordered = {name: rows for name, rows in ordered.items() if rows}
    digest = _digest(ordered)
    manifest = home.store.manifest()
    before = [i for i in manifest.imports if is_own(i) and i.source == source]
    if (not ordered and not before) or (len(before) == 1 and before[0].sha256 == digest):
        return manifest.version
    number = secrets.randbits(62)
    entry = Import(
        id=f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}",
        number=number,
        table=next(iter(ordered), ""),
        source=source,
        file="",
        sha256=digest,
        mapping=OWN_MAPPING,
        zone=home.company().zone,
        imported_at=now.isoformat(timespec="seconds"),
        counts={"read": sum(len(rows) for rows in ordered.values()), "refused": 0},
    )
    store = Store(home.store.folder, lock_seconds=LOCK_SECONDS)
    folder = store.staging(entry.id)
    try:
        staged = [_staged(TABLES[name], rows, number, folder) for name, rows in ordered.items()]
        return store.publish(
            entry,
            staged,
            replacing=lambda i: is_own(i) and i.source == source,
            still=lambda: suppression.load(home) == known,
        ).version
    except StoreError as error:
        if error.key == "moved_on":  # somebody was forgotten meanwhile: the next try knows it
            raise IntakeError("busy", seconds=0) from None
        raise IntakeError(error.key, **error.values) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unique(table: Table, rows: Iterable[Row], source: str) -> list[dict[str, Any]]:
    """Clean rows in the order of their keys, each once."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        unknown = set(row) - set(table.by_name)
        if unknown:
            raise ValueError(f"{table.name} has no column {', '.join(sorted(unknown))}")
        clean = {c.name: _value(table, c, row.get(c.name)) for c in table.columns}
        clean["source"] = clean["source"] or source
        for column in table.columns:
            if column.required and clean[column.name] is None:
                raise ValueError(f"{table.name}.{column.name}: a value is needed")
        key = tuple(clean[k] for k in table.key)
        if found.setdefault(key, clean) != clean:
            raise ValueError(f"{table.name}: two different rows of the key {key}")
    return [found[key] for key in sorted(found, key=str)]


def _value(table: Table, column: Column, value: Any) -> Any:
    """A value of the column's type; an empty text says nothing and is NULL."""
    if value is None or value == "":
        return None
    name = f"{table.name}.{column.name}"
    if column.type in {Type.ID, Type.TEXT}:
        value = str(value)
        if column.one_of and value not in column.one_of:
            raise ValueError(f"{name}: {value!r} is none of {', '.join(column.one_of)}")
        return value
    if column.type in _DIGITS:
        return Decimal(str(value)).quantize(_DIGITS[column.type])
    if column.type is Type.INSTANT:
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise ValueError(f"{name}: an instant with its zone is needed, not {value!r}")
        return value.astimezone(UTC)
    if column.type is Type.DATE and (isinstance(value, datetime) or not isinstance(value, date)):
        raise ValueError(f"{name}: a date is needed, not {value!r}")
    return value


def _staged(table: Table, rows: list[dict[str, Any]], number: int, folder: Path) -> Staged:
    columns: dict[str, pa.Array] = {
        c.name: pa.array([r[c.name] for r in rows], _ARROW[c.type]) for c in table.columns
    }
    columns[IMPORT_COLUMN] = pa.array([number] * len(rows), pa.int64())
    columns[LINE_COLUMN] = pa.array(range(1, len(rows) + 1), pa.int64())
    columns[HASH_COLUMN] = pa.array([_hash(r) for r in rows], pa.int64())
    path = folder / f"{table.name}.parquet"
    pq.write_table(pa.table(columns), path, compression="zstd")
    return Staged(table.name, path, tuple(table.by_name), len(rows))


def _digest(tables: Mapping[str, list[dict[str, Any]]]) -> str:
    """One number for the whole state: equal if and only if nothing changed."""
    total = hashlib.sha256()
    for name, rows in tables.items():
        for row in rows:
            total.update(f"{name}\x1f{_canonical(row)}\x1e".encode())
    return total.hexdigest()


def _hash(row: dict[str, Any]) -> int:
    digest = hashlib.md5(_canonical(row).encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def _canonical(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True, default=str)


__all__ = ["OWN_MAPPING", "OWN_SOURCE", "is_own", "is_own_id", "own_id", "publish_rows"]
