"""What people and the clock do with backups."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings

from kundig_web import company
from kundig_web.access.models import User
from kundig_web.audit.log import audited
from kundig_web.backups import beside, folder, keyring, making, testing
from kundig_web.backups.errors import BackupError
from kundig_web.backups.models import Run
from kundig_web.jobs.models import Job
from kundig_web.jobs.queue import enqueue

MAKE = "backups.make"
TEST = "backups.test"
_BUSY = (Job.State.QUEUED, Job.State.LEASED)


@audited("backups.asked_for")
def ask_for_backup(*, actor: User, now: datetime) -> Job:
    """Queue a backup; while one waits or runs, that one is returned."""
    waiting = Job.objects.filter(name=MAKE, state__in=_BUSY).order_by("pk").first()
    return waiting or enqueue(MAKE, {"asked": True}, now=now)


@audited("backups.test_asked_for")
def ask_for_test(*, actor: User, now: datetime) -> Job:
    """Queue a restore test; while one waits or runs, that one is returned."""
    waiting = Job.objects.filter(name=TEST, state__in=_BUSY).order_by("pk").first()
    return waiting or enqueue(TEST, now=now)


@audited("backups.sheet_handed_out")
def hand_out_sheet(*, actor: User, now: datetime, lang: str) -> str:
    """The key sheet for the owner; the keys are made at first need."""
    home = company.home()
    ring = keyring.load_or_make(home.keys)
    text = keyring.sheet(ring, company=home.company().name, now=now, lang=lang)
    keyring.note_sheet(home, ring, now)
    return text


def make_backup(*, now: datetime, progress: Callable[[int, int], None]) -> Run:
    """Write a backup into the usual folder, delete those that are no longer kept, note both."""
    home = company.home()
    started = time.monotonic()

    def work() -> tuple[str, int]:
        ring = keyring.load_or_make(home.keys)
        place = folder.folder(home)
        target = place / folder.name(ring.site, now)
        made = making.make(home, settings.DATABASES["default"], target, now=now, progress=progress)
        folder.rotate(place, ring.site, now)
        beside.copy(home, ring.site)
        return made.path.name, made.size

    return _noted(Run.Kind.BACKUP, started, now, work)


def try_newest(*, now: datetime) -> Run | None:
    """Try the newest backup and note how it went; None if there is none to try."""
    home = company.home()
    started = time.monotonic()
    try:
        ring = keyring.load(home.keys)
    except BackupError:
        return None
    known = folder.listed(folder.folder(home), ring.site)
    if not known:
        return None

    def work() -> tuple[str, int]:
        testing.try_restore(home, settings.DATABASES["default"], known[0].path)
        return known[0].path.name, known[0].size

    return _noted(Run.Kind.TEST, started, now, work, name=known[0].path.name)


def _noted(
    kind: str, started: float, now: datetime, work: Callable[[], tuple[str, int]], name: str = ""
) -> Run:
    told: dict[str, Any] = {"name": name, "ok": False}
    try:
        told["name"], told["size"] = work()
        told["ok"] = True
    except BackupError as error:
        if error.key == "busy":
            raise
        told["problem"] = {lang: error.text(lang) for lang in ("de", "en")}
    except OSError as error:
        told["problem"] = dict.fromkeys(("de", "en"), error.strerror or type(error).__name__)
    seconds = round(time.monotonic() - started, 1)
    return Run.objects.create(kind=kind, at=now, seconds=seconds, **told)
