"""Reports of retention runs: what was deleted, in numbers alone, one small file per run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from kundig.store import durable
from kundig_web.registry import witness
from kundig_web.registry.retention import Line, told

FOLDER = "retention"
#: So many reports are kept: a little more than a year of daily runs.
MOST = 400


def write(lines: Sequence[Line], *, now: datetime) -> Path:
    """Keep the report of a run that deleted."""
    folder = Path(settings.WEB_FOLDER) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{now:%Y%m%d-%H%M%S}.json"
    report = {
        "at": now.isoformat(timespec="seconds"),
        "deleted": sum(line.deleted for line in lines),
        "lines": told([line for line in lines if line.due or line.held or line.deleted]),
    }
    durable.replace(path, json.dumps(report).encode())
    if report["deleted"]:
        witness.tell("registry.retention_ran", now=now, details={"deleted": report["deleted"]})
    for old in sorted(folder.glob("*.json"))[:-MOST]:
        old.unlink(missing_ok=True)
    return path


def retention_report(most: int = 12) -> list[dict[str, Any]]:
    """The last reports, the newest first; for the pages of rights."""
    folder = Path(settings.WEB_FOLDER) / FOLDER
    found = sorted(folder.glob("*.json"), reverse=True)[:most]
    return [json.loads(path.read_text(encoding="utf-8")) for path in found]
