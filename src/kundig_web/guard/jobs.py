"""Every night: names leave, and the proof is made anew."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from kundig_web import company
from kundig_web.access.models import site
from kundig_web.guard import leaving
from kundig_web.guard.claims import Report
from kundig_web.guard.kept import read, write
from kundig_web.jobs.queue import job

DAY, HOUR = 86_400, 3_600
NIGHT = range(1, 6)  # by the company's clock
MOST_SECONDS = 900


@job("guard.names_leave", every=DAY)
def names_leave(job: Any = None) -> Mapping[str, Any]:
    """Empty the names whose time is over."""
    return {"emptied": leaving.names_leave(company.now())}


@job("guard.prove", every=HOUR)
def prove(job: Any = None) -> Mapping[str, Any]:
    """Prove once a night, in a process and a folder of its own; the council's page shows it.

    Only where `kundig serve` runs (it sets `KUNDIG_PROVE`): commands and tests that work off what
    is due would wait for a minute.
    """
    now = company.now()
    if os.environ.get("KUNDIG_PROVE") != "1" or not _due(now):
        return {"waits": True}
    # It takes a core for a minute: imports and pages go first.
    done = subprocess.run(
        [
            sys.executable, "-c",
            "import os; os.nice(15); from kundig.cli.main import main; raise SystemExit(main())",
            "guard", "--json",
        ],
        capture_output=True, text=True, timeout=MOST_SECONDS, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    report = Report.of(json.loads(done.stdout))
    write(Path(settings.WEB_FOLDER), report)
    return {"ok": report.ok, "seconds": round(report.seconds)}


def _due(now: datetime) -> bool:
    """At night, unless it has been proven within the last day or people have only just begun."""
    started = site().started_at
    if started is None or now - started < timedelta(hours=6):
        return False
    last = read(Path(settings.WEB_FOLDER))
    if last is not None and now - last.at < timedelta(hours=20):
        return False
    return now.astimezone(company.zone()).hour in NIGHT
