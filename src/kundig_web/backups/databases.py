"""The site's database in a backup: SQLite copied while it is written, PostgreSQL through pg_dump."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kundig_web.backups.errors import BackupError

SQLITE = "database/kundig.sqlite3"
POSTGRES = "database/postgresql.dump"
Settings = Mapping[str, Any]
_HEAD = "SELECT seq, hash FROM audit_head"


@dataclass(frozen=True, slots=True)
class Kept:
    """A database as it lies in a backup."""

    name: str  # SQLITE or POSTGRES; "" if there is none
    migrations: tuple[str, ...] = ()  # "app.name"
    rows: Mapping[str, int] | None = None  # of each table, where counting is exact and cheap
    audit: tuple[int, str] = (0, "")  # how many entries the audit log has, and its last hash


def is_postgres(database: Settings) -> bool:
    """True if the site's settings name a PostgreSQL server."""
    return str(database["ENGINE"]).endswith("postgresql")


def size(database: Settings) -> int:
    """About how many bytes the copy will have."""
    if is_postgres(database):
        with closing(_connect(database)) as connection:
            row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        return int(row[0]) if row else 0
    path = Path(database["NAME"])
    return path.stat().st_size if path.exists() else 0


def keep(database: Settings, folder: Path) -> Kept:
    """Copy the database as it stands at one moment into `folder`; writers are not held up."""
    if is_postgres(database):
        return _keep_postgres(database, folder)
    source = Path(database["NAME"])
    if not source.exists():
        return Kept("")
    target = folder / Path(SQLITE).name
    # VACUUM INTO writes one consistent copy, without the pages that deleted rows once filled.
    with closing(sqlite3.connect(source, timeout=20, isolation_level=None)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    target.chmod(0o600)
    return Kept(SQLITE, migrations_of(target), count(target), audit_of(target))


def migrations_of(path: Path) -> tuple[str, ...]:
    """The migrations that a SQLite database has seen."""
    with closing(sqlite3.connect(path)) as connection:
        try:
            rows = connection.execute("SELECT app, name FROM django_migrations").fetchall()
        except sqlite3.OperationalError:
            return ()
    return tuple(sorted(f"{app}.{name}" for app, name in rows))


def count(path: Path) -> dict[str, int]:
    """Rows of each table of a SQLite database."""
    with closing(sqlite3.connect(path)) as connection:
        names = [
            str(n)
            for (n,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not str(n).startswith("sqlite_")
        ]
        return {
            n: int(connection.execute(f'SELECT count(*) FROM "{n}"').fetchone()[0])
            for n in sorted(names)
        }


def audit_of(path: Path) -> tuple[int, str]:
    """The head of the audit log in a SQLite database."""
    with closing(sqlite3.connect(path)) as connection:
        try:
            found = connection.execute(_HEAD).fetchone()
        except sqlite3.OperationalError:
            found = None
    return (int(found[0]), str(found[1])) if found else (0, "")


def is_sound(path: Path) -> bool:
    """True if SQLite finds nothing wrong in the file."""
    with closing(sqlite3.connect(path)) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok")


def refuse_filled(database: Settings) -> None:
    """Refuse a PostgreSQL database that holds tables already.

    Raises:
        BackupError: `database_filled`.
    """
    with closing(_connect(database)) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')"
        ).fetchone()
    if found and found[0]:
        raise BackupError("database_filled", database=database["NAME"], tables=found[0])


def fill(database: Settings, dump: Path) -> None:
    """Load a dump into an empty PostgreSQL database: everything or nothing."""
    _run(
        [
            str(_program("pg_restore", database)), "--single-transaction", "--exit-on-error",
            "--no-owner", "--no-privileges", "--dbname", str(database["NAME"]), str(dump),
        ],
        database,
    )  # fmt: skip


def read_through(database: Settings, dump: Path) -> None:
    """Read a dump to its end as restoring would, without a database."""
    program = str(_program("pg_restore", database))
    _run([program, "--file", os.devnull, str(dump)], database)


def _keep_postgres(database: Settings, folder: Path) -> Kept:
    with closing(_connect(database)) as connection:
        exists = connection.execute("SELECT to_regclass('django_migrations')").fetchone()
        if not exists or exists[0] is None:
            return Kept("")
        found = connection.execute("SELECT app, name FROM django_migrations").fetchall()
        log = connection.execute("SELECT to_regclass('audit_head')").fetchone()
        head = connection.execute(_HEAD).fetchone() if log and log[0] else None
    target = folder / Path(POSTGRES).name
    _run(
        [
            str(_program("pg_dump", database)), "--format=custom", "--compress=0", "--no-owner",
            "--no-privileges", "--lock-wait-timeout=30s", "--file", str(target),
            str(database["NAME"]),
        ],
        database,
    )  # fmt: skip
    target.chmod(0o600)
    names = tuple(sorted(f"{app}.{name}" for app, name in found))
    return Kept(POSTGRES, names, audit=(int(head[0]), str(head[1])) if head else (0, ""))


def _connect(database: Settings) -> Any:
    import psycopg

    given = {
        "host": database.get("HOST"), "port": database.get("PORT"), "user": database.get("USER"),
        "password": database.get("PASSWORD"), "dbname": database["NAME"],
    }  # fmt: skip
    try:
        return psycopg.connect(**{k: v for k, v in given.items() if v}, connect_timeout=10)
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise BackupError("no_database", database=database["NAME"], reason=reason) from None


def _program(name: str, database: Settings) -> Path:
    """The newest of Debian's programs, which may be newer than the server but not older."""
    found = [p for p in Path("/usr/lib/postgresql").glob(f"*/bin/{name}") if p.is_file()]
    best = max(found, key=lambda p: float(p.parent.parent.name), default=None)
    if best is not None:
        return best
    plain = shutil.which(name)
    if plain is None:
        raise BackupError("no_program", program=name)
    return Path(plain)


def _run(command: list[str], database: Settings) -> None:
    given = {
        "PGHOST": database.get("HOST"), "PGPORT": database.get("PORT"),
        "PGUSER": database.get("USER"), "PGPASSWORD": database.get("PASSWORD"),
    }  # fmt: skip
    environment = os.environ | {k: str(v) for k, v in given.items() if v}
    done = subprocess.run(  # noqa: S603 - Debian's own program, no shell
        command, env=environment, capture_output=True, stdin=subprocess.DEVNULL, check=False,
        text=True,
    )  # fmt: skip
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise BackupError("program_failed", program=Path(command[0]).name, reason=last)
