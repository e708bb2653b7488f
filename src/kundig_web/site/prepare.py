"""What must be true before the site starts: a current database, a sound site, a first owner.

Runs in a process of its own (`python -m kundig_web prepare`), so that the process that watches over
the others stays small.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from kundig_web.access import first_start


class NotReadyError(Exception):
    """The site cannot start; `key` names the sentence of `serve.toml` that says why."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values


def prepare(now: datetime) -> str:
    """Check the site, migrate its database; the path of the first start, or of Heute.

    Raises:
        NotReadyError: if the site is not sound or its database cannot be used.
    """
    _check()
    migrate()
    token = first_start.issue_token(now)
    return f"/start/?token={token}" if token else "/"


def _check() -> None:
    """Refuse to start with an address that does not say who may open it, and the like."""
    errors = [m for m in run_checks() if m.is_serious()]
    if errors:
        lines = (f"  - {m.msg}" + (f" ({m.hint})" if m.hint else "") for m in errors)
        raise NotReadyError("not_sound", errors="\n".join(lines))


def migrate() -> None:
    """Bring the database to this version.

    Raises:
        NotReadyError: if it cannot be reached, or comes from a newer version.
    """
    try:
        executor = MigrationExecutor(connection)
        known = set(executor.loader.disk_migrations)
        ours = {app for app, _ in known}
        applied = {(app, name) for app, name in executor.loader.applied_migrations if app in ours}
        if applied - known:
            names = sorted(f"{app}.{name}" for app, name in applied - known)
            raise NotReadyError("newer_database", names=", ".join(names[:5]))
        call_command("migrate", interactive=False, verbosity=0)
    except OperationalError as error:
        raise NotReadyError("no_database", database=_name(), reason=_reason(error)) from None
    except DatabaseError as error:
        raise NotReadyError("no_database", database=_name(), reason=type(error).__name__) from None


def _name() -> str:
    """The database without its password."""
    told = settings.DATABASES["default"]
    host = f"{told['HOST']}/" if told.get("HOST") else ""
    return f"{host}{told['NAME']}"


def _reason(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
