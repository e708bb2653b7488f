"""The database itself refuses to change what is written once, whoever asks it."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction

from kundig_web.audit.models import AuditEntry, Opened
from kundig_web.audit.triggers import guard, guarded, opened, unguard, unguarded

TABLE = "proof_of_test"


@pytest.fixture
def proof(db: None) -> None:
    """A table with two rows, kept by the database."""
    run(f"CREATE TABLE {TABLE} (id integer PRIMARY KEY, code varchar(9) UNIQUE, text varchar(20))")
    guard(connection, TABLE)
    run(f"INSERT INTO {TABLE} VALUES (1, 'a', 'first'), (2, 'b', 'second')")


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def rows() -> list[tuple[int, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, code, text FROM {TABLE} ORDER BY id")
        return [(int(i), str(c), str(t)) for i, c, t in cursor.fetchall()]


BEFORE = [(1, "a", "first"), (2, "b", "second")]
EVERYWHERE = [
    f"UPDATE {TABLE} SET text = 'forged' WHERE id = 1",
    f"UPDATE {TABLE} SET text = 'forged'",
    f"DELETE FROM {TABLE} WHERE id = 2",
    f"DELETE FROM {TABLE}",
    f"INSERT INTO {TABLE} VALUES (1, 'z', 'forged') ON CONFLICT (id) DO UPDATE SET text = 'forged'",
]
OF_SQLITE = [
    f"INSERT OR REPLACE INTO {TABLE} VALUES (1, 'z', 'forged')",
    f"REPLACE INTO {TABLE} VALUES (9, 'a', 'forged')",
    f"UPDATE OR REPLACE {TABLE} SET id = 1 WHERE id = 2",
]
OF_POSTGRESQL = [
    f"TRUNCATE {TABLE}",
    f"TRUNCATE {TABLE} CASCADE",
    f"CREATE TEMPORARY TABLE audit_opened (reason text); INSERT INTO audit_opened VALUES ('x');"
    f" DELETE FROM {TABLE}",
]


@pytest.mark.parametrize("sql", [*EVERYWHERE, *OF_SQLITE, *OF_POSTGRESQL])
def test_plain_sql_changes_nothing(proof: None, sql: str) -> None:
    other = OF_SQLITE if connection.vendor == "postgresql" else OF_POSTGRESQL
    if sql in other:
        with pytest.raises((DatabaseError, Warning)):  # not its language, or refused
            run(sql)
    else:
        with pytest.raises(DatabaseError, match=f"{TABLE} is append-only"):
            run(sql)
    assert rows() == BEFORE


def test_new_rows_are_welcome(proof: None) -> None:
    run(f"INSERT INTO {TABLE} VALUES (3, 'c', 'third')")
    assert len(rows()) == 3


def test_erasure_opens_the_table_and_closes_it_again(proof: None) -> None:
    with transaction.atomic(), opened("erasure"):
        run(f"DELETE FROM {TABLE} WHERE id = 1")
        run(f"UPDATE {TABLE} SET text = 'blank' WHERE id = 2")
    assert rows() == [(2, "b", "blank")]
    assert not Opened.objects.exists()
    with pytest.raises(DatabaseError):
        run(f"DELETE FROM {TABLE}")


def test_what_fails_while_open_leaves_nothing_open_and_nothing_changed(proof: None) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), opened("erasure"):
        [run(sql) for sql in (f"DELETE FROM {TABLE}", "SELECT nonsense")]
    assert not Opened.objects.exists()
    assert rows() == BEFORE


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_opens() -> None:
    with pytest.raises(transaction.TransactionManagementError), opened("erasure"):
        pass
    assert not Opened.objects.exists()


def test_entries_of_the_audit_log_stay_even_while_others_may_go(db: None) -> None:
    entry = AuditEntry(seq=1, at="2026", verb="a.b", previous="0", hash="1")
    entry.save(force_insert=True)
    for sql in ("UPDATE audit_entry SET verb = 'x'", "DELETE FROM audit_entry"):
        with pytest.raises(DatabaseError), transaction.atomic(), opened("erasure"):
            run(sql)
    assert AuditEntry.objects.get().verb == "a.b"


def test_a_missing_guard_is_noticed(proof: None) -> None:
    assert guarded(connection)[TABLE]
    assert unguarded(connection) == []
    unguard(connection, "audit_entry")
    assert unguarded(connection) == ["audit_entry"]
    guard(connection, "audit_entry", openable=False)
    assert unguarded(connection) == []


@pytest.mark.django_db(transaction=True)
def test_a_table_that_a_migration_rebuilt_is_guarded_again() -> None:
    """SQLite drops the triggers with the old table; PostgreSQL alters it in place."""
    field = AuditEntry._meta.get_field("verb")
    longer = models.CharField(max_length=99)
    longer.set_attributes_from_name("verb")
    with connection.schema_editor() as editor:
        editor.alter_field(AuditEntry, field, longer)
    assert unguarded(connection) == ([] if connection.vendor == "postgresql" else ["audit_entry"])
    with connection.schema_editor() as editor:
        editor.alter_field(AuditEntry, longer, field)
    call_command("migrate", verbosity=0)
    assert guarded(connection)["audit_entry"] is False  # guarded, and opened by nothing
