"""What the page of backups and Heute ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from kundig_web import company
from kundig_web.access.models import site
from kundig_web.backups import folder, keyring
from kundig_web.backups.errors import BackupError
from kundig_web.backups.models import Run
from kundig_web.backups.workflows import MAKE
from kundig_web.jobs.models import Job

#: A good backup older than this is a matter for the owner.
TOO_OLD = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Standing:
    """How safe the data are."""

    place: Path
    backups: list[folder.Backup]
    good: Run | None  # the last backup that worked
    failed: Run | None  # the last try, if it did not
    test: Run | None
    sheet: bool  # somebody has a sheet with every key there is now
    same_disk: bool
    late: bool


def standing(now: datetime) -> Standing:
    """Everything that the page says."""
    home = company.home()
    place = folder.folder(home)
    try:
        ring = keyring.load(home.keys)
    except BackupError:
        ring = None
    last = _last(Run.Kind.BACKUP)
    return Standing(
        place=place,
        backups=folder.listed(place, ring.site) if ring else [],
        good=_last(Run.Kind.BACKUP, ok=True),
        failed=last if last and not last.ok else None,
        test=_last(Run.Kind.TEST),
        sheet=ring is not None and keyring.sheet_is_current(home, ring),
        same_disk=folder.on_same_disk(home, place),
        late=is_late(now),
    )


def is_late(now: datetime) -> bool:
    """True if the last good backup is older than three days, counted from the start of the site."""
    good = _last(Run.Kind.BACKUP, ok=True)
    since = good.at if good else site().started_at
    return since is not None and now - since > TOO_OLD


def failed_test() -> Run | None:
    """The last restore test, if it failed."""
    last = _last(Run.Kind.TEST)
    return last if last and not last.ok else None


def working() -> Job | None:
    """The backup that waits or runs."""
    busy = (Job.State.QUEUED, Job.State.LEASED)
    return Job.objects.filter(name=MAKE, state__in=busy).order_by("pk").first()


def _last(kind: str, *, ok: bool | None = None) -> Run | None:
    runs = Run.objects.filter(kind=kind)
    if ok is not None:
        runs = runs.filter(ok=ok)
    return runs.order_by("-at", "-pk").first()
