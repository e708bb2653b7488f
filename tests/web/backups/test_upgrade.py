"""A newer version backs up before it changes the database, and a killed migration runs again."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kundig_web.backups import folder, keyring
from kundig_web.backups.verify import check

SCRIPT = """
import sys
import django
django.setup()
from kundig_web import company
from kundig_web.backups import upgrade
what = sys.argv[1]
if what == "first":
    upgrade.migrate()
elif what == "backwards":
    from django.core.management import call_command
    call_command("migrate", "backups", "zero", verbosity=0)
elif what == "die":
    # As if the power failed after the tables were made, before Django notes it.
    import os
    from django.db.migrations.recorder import MigrationRecorder
    upgrade._Executor.record_migration = lambda self, migration: os._exit(9)
    upgrade.migrate()
elif what == "django":
    import os
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    note = MigrationExecutor.record_migration
    def late(self, migration):
        if not connection.in_atomic_block:
            os._exit(9)
        note(self, migration)
    MigrationExecutor.record_migration = late
    call_command("migrate", verbosity=0)
elif what == "plain":
    from django.core.management import call_command
    call_command("migrate", verbosity=0)
elif what == "prepare":
    from kundig_web.site.prepare import migrate
    migrate(company.now())
"""


def run(home: Path, what: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KUNDIG_")}
    environment |= {"KUNDIG_HOME": str(home), "DJANGO_SETTINGS_MODULE": "kundig_web.site.settings"}
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, what], env=environment | more, capture_output=True,
        text=True, check=False,
    )  # fmt: skip


def tables(home: Path) -> set[str]:
    with closing(sqlite3.connect(home / "web" / "kundig.sqlite3")) as database:
        return {n for (n,) in database.execute("SELECT name FROM sqlite_master")}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_a_first_start_needs_no_backup_and_an_upgrade_makes_one(home: Path) -> None:
    assert run(home, "prepare").returncode == 0
    assert not (home / "backups").exists()
    assert run(home, "prepare").returncode == 0
    assert not (home / "backups").exists()  # nothing to migrate, nothing to back up
    assert run(home, "backwards").returncode == 0
    done = run(home, "prepare")
    assert done.returncode == 0, done.stderr
    [backup] = (home / "backups").glob("*.age")
    contents = check(backup, keyring.load(home / "keys")).contents
    assert "backups.0001_first" not in contents.migrations
    assert "backups_run" in tables(home)
    assert folder.listed(home / "backups", keyring.load(home / "keys").site)


def test_the_backup_before_an_upgrade_can_be_switched_off(home: Path) -> None:
    run(home, "first")
    run(home, "backwards")
    assert run(home, "prepare", KUNDIG_BACKUP_BEFORE_UPGRADE="0").returncode == 0
    assert not (home / "backups").exists()


def test_an_upgrade_without_room_for_its_backup_changes_nothing(home: Path) -> None:
    run(home, "first")
    run(home, "backwards")
    before = tables(home)
    blocked = home / "blocked"
    blocked.write_text("a file where a folder should be", encoding="utf-8")
    done = run(home, "prepare", KUNDIG_BACKUP_DIR=str(blocked / "backups"))
    assert done.returncode != 0
    assert tables(home) == before


@pytest.mark.parametrize("times", [1, 2])
def test_a_migration_that_dies_before_its_note_runs_again(home: Path, times: int) -> None:
    for _ in range(times):
        assert run(home, "die").returncode == 9
    done = run(home, "first")
    assert done.returncode == 0, done.stderr
    assert {"backups_run", "jobs_job", "access_user"} <= tables(home)


def test_without_our_step_such_a_death_would_need_a_hand(home: Path) -> None:
    """The danger is real: Django's own command leaves tables that its next run trips over."""
    assert run(home, "django").returncode == 9
    again = run(home, "plain")
    assert again.returncode != 0
    assert "already exists" in again.stderr
