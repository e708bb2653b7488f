"""From version to version: each migration happens with its note or not at all, after a backup.

Django notes a migration after its transaction; killed between the two, the next start would try to
make tables that exist. Here both are one transaction, so that a killed migration just runs again.
"""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from kundig_web import company
from kundig_web.backups import folder, keyring, making

#: `0` leaves out the backup before an upgrade.
SWITCH = "KUNDIG_BACKUP_BEFORE_UPGRADE"


class UnknownMigrationsError(Exception):
    """The database has seen a newer version; `names` says by which migrations."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(names)
        self.names = names


class _Executor(MigrationExecutor):
    """Writes the change and its note in one transaction."""

    def apply_migration(
        self, state: ProjectState, migration: Any, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        if not migration.atomic:
            return super().apply_migration(state, migration, fake, fake_initial)
        # SQLite's schema editor asks for this before a transaction begins.
        connection.disable_constraint_checking()
        try:
            with transaction.atomic():
                return super().apply_migration(state, migration, fake, fake_initial)
        finally:
            connection.enable_constraint_checking()


def pending() -> tuple[int, int]:
    """How many migrations the database has seen, and how many it still needs.

    Raises:
        UnknownMigrationsError: if it comes from a newer version.
    """
    executor = MigrationExecutor(connection)
    known = set(executor.loader.disk_migrations)
    ours = {app for app, _ in known}
    applied = {(app, name) for app, name in executor.loader.applied_migrations if app in ours}
    if applied - known:
        raise UnknownMigrationsError(sorted(f"{app}.{name}" for app, name in applied - known))
    return len(applied), len(known - applied)


def migrate() -> int:
    """Bring the database to this version; how many migrations were missing."""
    _, missing = pending()
    if missing:
        executor = _Executor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    # Nothing is left for Django's own command but what follows migrations: content types.
    call_command("migrate", interactive=False, verbosity=0)
    return missing


def back_up_first(now: datetime) -> making.Made | None:
    """The backup before an upgrade; None if the company switched it off.

    Raises:
        BackupError: if it fails; the upgrade must not begin then.
    """
    if os.environ.get(SWITCH, "").strip().lower() in {"0", "false", "no", "off"}:
        return None
    home = company.home()
    ring = keyring.load_or_make(home.keys)
    place = folder.folder(home)
    made = making.make(
        home, settings.DATABASES["default"], place / folder.name(ring.site, now), now=now
    )
    folder.rotate(place, ring.site, now)
    return made
