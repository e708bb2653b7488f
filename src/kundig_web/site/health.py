"""Whether the site lives, and whether it can serve: for a proxy, a supervisor, a monitor.

Both say nothing about the company. What is missing is named by a word that an operator can look up.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from kundig_web import company
from kundig_web.access.permit import public
from kundig_web.imports.receive import RESERVE
from kundig_web.jobs import heartbeat

_migrated: set[str] = set()


@public
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return _told({"status": "live"})


@public
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Everything that pages need is there; 503 with what is missing."""
    missing = [name for name, holds in CHECKS.items() if not _holds(holds)]
    if missing:
        return _told({"status": "not ready", "missing": missing}, status=503)
    return _told({"status": "ready"})


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _migrations() -> bool:
    # Once up to date, a database does not fall behind the code of this process.
    name = str(connection.settings_dict["NAME"])
    if name not in _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _migrated.add(name)
    return True


def _store() -> bool:
    company.snapshot()
    return True


def _disk() -> bool:
    return shutil.disk_usage(Path(settings.WEB_FOLDER)).free > RESERVE


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "migrations": _migrations,
    "store": _store,
    "disk": _disk,
    "worker": heartbeat.is_alive,
}


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:  # whatever it is, the site is not ready; the log of the cause is elsewhere
        return False


def _told(what: dict[str, object], status: int = 200) -> HttpResponse:
    response = JsonResponse(what, status=status)
    response["Cache-Control"] = "no-store"
    return response
