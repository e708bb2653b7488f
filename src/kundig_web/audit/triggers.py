"""Tables that the database itself keeps from change: SQLite and PostgreSQL refuse UPDATE and DELETE.

In a migration, after the table exists (best as one of its own):

    operations = [append_only("customers_consent")]

with `dependencies = [..., ("audit", "0001_initial")]`, and `append_only: ClassVar = True` on the
model. SQLite rebuilds a table that a later migration alters and drops its triggers with the old
one; what the models say is therefore put back after every `migrate`, and `kundig audit verify`
notices if a guard is gone.

What must go all the same (a person's erasure) goes inside `opened("erasure")`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.apps import apps
from django.db import connection, connections, migrations, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from kundig_web.audit.models import Opened

DOOR = "audit_opened"
FUNCTION = "kundig_append_only"
FUNCTION_CLOSED = "kundig_append_only_closed"


def append_only(table: str, *, openable: bool = True) -> migrations.RunPython:
    """A migration operation: rows of this table are written once.

    Args:
        table: the name of the database table.
        openable: False refuses change even inside `opened` (the audit log itself).
    """
    return migrations.RunPython(
        partial(_forwards, table=table, openable=openable), partial(_backwards, table=table)
    )


def _forwards(_apps: Any, schema_editor: Any, *, table: str, openable: bool) -> None:
    guard(schema_editor.connection, table, openable=openable)


def _backwards(_apps: Any, schema_editor: Any, *, table: str) -> None:
    unguard(schema_editor.connection, table)


@contextmanager
def opened(reason: str) -> Iterator[None]:
    """Let this transaction, and no other, change append-only tables.

    Args:
        reason: a code that says why ("erasure"); nothing about a person.

    Raises:
        TransactionManagementError: outside a transaction, where others would pass the door, too.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("opened() needs a transaction around it")
    # The savepoint takes the row back if something fails, even where the database then refuses
    # every further statement.
    with transaction.atomic():
        door = Opened.objects.create(reason=reason)
        yield
        door.delete()


def guard(on: BaseDatabaseWrapper, table: str, *, openable: bool = True) -> None:
    """Put the triggers on a table; existing ones are replaced."""
    unguard(on, table)
    make = _postgresql if on.vendor == "postgresql" else _sqlite
    with on.cursor() as cursor:
        for statement in make(on, cursor, table, openable):
            cursor.execute(statement)


def unguard(on: BaseDatabaseWrapper, table: str) -> None:
    """Take the triggers off a table."""
    quote = on.ops.quote_name
    behind = f" ON {quote(table)}" if on.vendor == "postgresql" else ""
    with on.cursor() as cursor:
        for name in _names(on, table):
            cursor.execute(f"DROP TRIGGER IF EXISTS {quote(name)}{behind}")


def guarded(on: BaseDatabaseWrapper) -> dict[str, bool]:
    """The tables whose triggers all stand, and are switched on; True if `opened` opens them."""
    with on.cursor() as cursor:
        if on.vendor == "postgresql":
            cursor.execute(
                "SELECT c.relname, t.tgname, p.proname FROM pg_trigger t"
                " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
                " WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND pg_table_is_visible(c.oid)"
            )
        else:
            cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
        there = {(table, name): str(text) for table, name, text in cursor.fetchall()}
    found = {}
    for table in {table for table, _ in there}:
        names = [(table, name) for name in _names(on, table)]
        if all(name in there for name in names):
            text = there[names[0]]
            found[table] = text == FUNCTION or f'"{DOOR}"' in text
    return found


def unguarded(on: BaseDatabaseWrapper) -> list[str]:
    """Tables whose models say `append_only` and which the database does not guard."""
    return sorted(set(_meant()) - set(guarded(on)))


def guard_again(using: str = "default", **_: Any) -> None:
    """After `migrate`: put back what rebuilding a table took off."""
    on = connections[using]
    there = set(on.introspection.table_names())
    if DOOR in there:
        for table in unguarded(on):
            if table in there:
                guard(on, table, openable=_meant()[table])


def _meant() -> dict[str, bool]:
    """Table -> True if `opened` opens it."""
    found = {m._meta.db_table: getattr(m, "append_only", False) for m in apps.get_models()}
    return {table: said != "always" for table, said in found.items() if said}


def _names(on: BaseDatabaseWrapper, table: str) -> list[str]:
    if on.vendor == "postgresql":
        return [f"{table}_rows_stay", f"{table}_never_emptied"]
    return [f"{table}_never_{what}" for what in ("changed", "deleted", "replaced")]


def _sqlite(on: BaseDatabaseWrapper, cursor: Any, table: str, openable: bool) -> list[str]:
    quote = on.ops.quote_name
    closed = f"NOT EXISTS (SELECT 1 FROM {quote(DOOR)})" if openable else "1"
    changed, deleted, replaced = map(quote, _names(on, table))
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    # INSERT OR REPLACE deletes the older row without asking a trigger for deletions.
    same = " OR ".join(
        "("
        + " AND ".join(f"{quote(column)} = NEW.{quote(column)}" for column in one["columns"])
        + ")"
        for one in on.introspection.get_constraints(cursor, table).values()
        if (one["unique"] or one["primary_key"]) and one["columns"]
    )
    again = f"EXISTS (SELECT 1 FROM {quote(table)} WHERE {same})" if same else "0"
    name = quote(table)
    return [
        f"CREATE TRIGGER {changed} BEFORE UPDATE ON {name} WHEN {closed} {refuse}",
        f"CREATE TRIGGER {deleted} BEFORE DELETE ON {name} WHEN {closed} {refuse}",
        f"CREATE TRIGGER {replaced} BEFORE INSERT ON {name} WHEN {closed} AND {again} {refuse}",
    ]


def _postgresql(on: BaseDatabaseWrapper, cursor: Any, table: str, openable: bool) -> list[str]:
    quote = on.ops.quote_name
    cursor.execute("SELECT current_schema()")
    schema = quote(cursor.fetchone()[0])
    rows, emptied = map(quote, _names(on, table))
    function = FUNCTION if openable else FUNCTION_CLOSED
    passes = (
        f"IF EXISTS (SELECT 1 FROM {schema}.{quote(DOOR)}) THEN"
        " IF TG_OP = 'UPDATE' THEN RETURN NEW; END IF; RETURN OLD; END IF; "
        if openable
        else ""
    )
    # The search path stands fixed: a temporary table of the door's name must not open it.
    return [
        f"CREATE OR REPLACE FUNCTION {schema}.{function}() RETURNS trigger LANGUAGE plpgsql"
        f" SET search_path = {schema}, pg_temp AS $$ BEGIN {passes}"
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME"
        " USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER {rows} BEFORE UPDATE OR DELETE ON {quote(table)}"
        f" FOR EACH ROW EXECUTE FUNCTION {schema}.{function}()",
        f"CREATE TRIGGER {emptied} BEFORE TRUNCATE ON {quote(table)}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {schema}.{function}()",
    ]
