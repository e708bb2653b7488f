"""Between a restored database and the first page: migrations, erasures, sessions, the audit log."""

from __future__ import annotations

import json
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from kundig.engines.files import TableFiles
from kundig.store import suppression
from kundig_web import company
from kundig_web.audit import anchors
from kundig_web.audit.verify import verify
from kundig_web.backups import databases, upgrade
from kundig_web.erasure.replay import replay


def after_restore(*, objections: Path | None, now: datetime) -> dict[str, Any]:
    """Bring restored data up to date; may be repeated.

    The list of erasures and the anchors of the audit log stand in the folder already.

    Args:
        objections: purpose -> keyed hashes of those who objected since the backup.
        now: the moment.
    """
    migrated = upgrade.migrate()
    # First of all: entries that follow must not take the numbers of those that are lost.
    anchors.restored(anchors.last(), now)
    home = company.home()
    if objections is not None:
        for purpose, hashes in json.loads(objections.read_text(encoding="utf-8")).items():
            suppression.object(home, hashes, purpose)
    repeated = replay(home, now)
    sessions = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class()
    ended = sessions.objects.all().delete()[0]
    return {"migrated": migrated, "erased": repeated, "sessions": ended}


def inspect_restored() -> dict[str, Any]:
    """Open the database and the store of a restored company and count."""
    path = Path(settings.DATABASES["default"]["NAME"])
    told: dict[str, Any] = {"rows": {}, "sound": True, "audit": [0, ""], "chain": ""}
    if connection.vendor == "sqlite" and path.exists():
        told["sound"] = databases.is_sound(path)
        told["rows"] = databases.count(path)
        told["audit"] = list(databases.audit_of(path))
        upgrade.migrate()  # as a restore would: an older backup must become one of this version
        found = verify().finding
        told["chain"] = f"{found.kind} {found.seq}" if found else ""
    snapshot = company.snapshot()
    told["store"] = {name: _rows(files) for name, files in snapshot.tables.items() if files.files}
    told["expected"] = _expected()
    told["version"] = snapshot.version
    return told


def _expected() -> dict[str, int]:
    """Rows that the manifest promises for each table."""
    told: dict[str, int] = {}
    for entry in company.snapshot().imports:
        for table, part in entry.tables.items():
            if part.files:
                told[table] = told.get(table, 0) + part.rows
    return told


def _rows(files: TableFiles) -> int:
    import pyarrow.parquet as pq

    return sum(pq.ParquetFile(path).metadata.num_rows for path in files.files)
