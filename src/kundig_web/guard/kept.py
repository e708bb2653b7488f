"""The last result, as a file beside the database: pages show it, and nobody's name stands in it."""

from __future__ import annotations

import json
from pathlib import Path

from kundig.store import durable
from kundig_web.guard.claims import Report

FILE = "guard.json"


def write(folder: Path, report: Report) -> None:
    """Keep it, in place of the one before."""
    durable.replace(folder / FILE, json.dumps(report.to_dict(), ensure_ascii=False).encode())


def read(folder: Path) -> Report | None:
    """The last result; None if there is none."""
    try:
        return Report.of(json.loads((folder / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None
