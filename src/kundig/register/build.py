"""Building the register of one store version and publishing it as a folder."""

from __future__ import annotations

import json
import os
import shutil
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from kundig.engines.duckdb import DuckDBEngine
from kundig.intake.own import is_own
from kundig.register.reading import FORMAT, NOTE, Register, current
from kundig.store.durable import sync_file, sync_folder
from kundig.store.home import Home

if TYPE_CHECKING:
    from kundig.register.computing import Progress

MEMORY_LIMIT = "1GB"
#: A register that is no longer the newest is removed after so many seconds: somebody may read it.
GRACE_SECONDS = 15 * 60
DRAFT = ".draft-"


def build(home: Home, *, today: date | None = None, progress: Progress | None = None) -> Register:
    """Compute the register of the store as it is now; if that exists already, give it back.

    Safe to run twice and in several processes: one works, the others wait for it.

    Args:
        home: the company.
        today: the real day. Facts after it do not count, so that a mistyped date moves nobody's
            "today"; and it is the day on which promises are due, unless the last fact is more than
            a month old. By default that is the day after the last fact.
        progress: called as `progress(step, done, total)` with a step of `computing.STEPS`.
    """
    root = home.folder / "register"
    root.mkdir(parents=True, exist_ok=True)
    with FileLock(root / "lock"):
        for left in root.glob(f"{DRAFT}*"):
            shutil.rmtree(left, ignore_errors=True)
        draft = root / f"{DRAFT}{time.time_ns()}"
        (draft / "spill").mkdir(parents=True)
        try:
            published = _published(home, draft, today, progress or (lambda *step: None))
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    sweep(home)
    return published


def publish(draft: Path, version: int) -> Path:
    """Make a finished draft the newest register of that version of the store; its folder."""
    for path in draft.iterdir():
        sync_file(path)
    sync_folder(draft)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    place = draft.rename(draft.parent / f"{version}-{stamp}")
    sync_folder(draft.parent)
    return place


def sweep(home: Home, *, grace: float = GRACE_SECONDS) -> None:
    """Remove registers that another one replaced more than `grace` seconds ago.

    After a person was erased from the store and the register built anew, `grace=0` leaves no older
    copy of the name.
    """
    root = home.folder / "register"
    newest = current(home)
    before = time.time() - grace
    for path in root.iterdir() if root.exists() else ():
        old = path.is_dir() and not path.name.startswith(".")
        if old and newest is not None and path != newest.folder and path.stat().st_mtime <= before:
            shutil.rmtree(path, ignore_errors=True)


def _published(home: Home, draft: Path, today: date | None, progress: Progress) -> Register:
    from kundig.register.computing import STEPS, compute, days_of  # Ibis: readers do without

    started = time.monotonic()
    snapshot, newest = home.store.snapshot(), current(home)
    spill = draft / "spill"
    with DuckDBEngine(memory_limit=MEMORY_LIMIT, spill=spill) as engine:
        engine.attach(snapshot.tables)
        days = days_of(engine, today)
        if newest is not None and (newest.version, newest.as_of) == (snapshot.version, days.work):
            return newest
        note = compute(engine, draft, snapshot, home.company().zone, days, progress)
    shutil.rmtree(spill)
    note |= {
        "format": FORMAT,
        "built_at": datetime.now(UTC).isoformat(),
        "seconds": round(time.monotonic() - started, 1),
        "imports": {i.number: [i.file, i.imported_at] for i in snapshot.imports},
        "files": sorted(i.number for i in snapshot.imports if not is_own(i)),
    }
    (draft / NOTE).write_text(json.dumps(note), encoding="utf-8")
    publish(draft, snapshot.version)
    if newest is not None:
        os.utime(newest.folder)  # from now on it is an old one
    progress("done", len(STEPS) - 1, len(STEPS) - 1)
    found = current(home)
    assert found is not None  # noqa: S101 - it has just been published
    return found
