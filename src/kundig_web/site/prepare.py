"""What must be true before the site starts: a current database, a sound site, a first owner.

Runs in a process of its own (`python -m kundig_web prepare`), so that the process that watches over
the others stays small.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.checks import run_checks
from django.db import DatabaseError, OperationalError

from kundig_web import company
from kundig_web.access import first_start
from kundig_web.backups import upgrade
from kundig_web.backups.errors import BackupError


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
    migrate(now)
    token = first_start.issue_token(now)
    return f"/start/?token={token}" if token else "/"


def _check() -> None:
    """Refuse to start with an address that does not say who may open it, and the like."""
    errors = [m for m in run_checks() if m.is_serious()]
    if errors:
        lines = (f"  - {m.msg}" + (f" ({m.hint})" if m.hint else "") for m in errors)
        raise NotReadyError("not_sound", errors="\n".join(lines))


def migrate(now: datetime | None = None) -> None:
    """Bring the database to this version; with a moment, after a backup of what is there.

    Raises:
        NotReadyError: if it cannot be reached, comes from a newer version, or cannot be backed up.
    """
    try:
        seen, missing = upgrade.pending()
        if seen and missing and now is not None and not company.is_demo():
            upgrade.back_up_first(now)
        upgrade.migrate()
    except upgrade.UnknownMigrationsError as error:
        raise NotReadyError("newer_database", names=", ".join(error.names[:5])) from None
    except BackupError as error:
        raise NotReadyError("no_backup", reason=str(error)) from None
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
