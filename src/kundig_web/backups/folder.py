"""Where backups lie, what they are called, and which of them are kept.

A name says whose backup it is and when it was made: `kundig-3fa9c1d2-20261122T233000Z.age`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kundig.store.home import Home

#: Which are kept: the newest of each of so many days, of so many weeks, and none older than this.
DAYS, WEEKS = 7, 4
OLDEST = timedelta(days=35)
VARIABLE = "KUNDIG_BACKUP_DIR"
_NAME = re.compile(r"kundig-([0-9a-f]{8})-(\d{8}T\d{6}Z)\.age")
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup in the folder."""

    path: Path
    at: datetime
    size: int


def folder(home: Home) -> Path:
    """`KUNDIG_BACKUP_DIR`, else the folder `backups` of the company."""
    named = os.environ.get(VARIABLE, "").strip()
    return Path(named).absolute() if named else home.folder / "backups"


def on_same_disk(home: Home, place: Path) -> bool:
    """True if backups would be lost with the disk that they are meant to save."""
    while not place.exists():
        place = place.parent
    return home.folder.exists() and place.stat().st_dev == home.folder.stat().st_dev


def name(site: str, now: datetime) -> str:
    """The name of a backup that is made now."""
    return f"kundig-{site}-{now.astimezone(UTC).strftime(_STAMP)}.age"


def listed(place: Path, site: str) -> list[Backup]:
    """The company's backups in a folder, the newest first."""
    found = []
    for path in place.glob("kundig-*.age") if place.is_dir() else ():
        match = _NAME.fullmatch(path.name)
        if match and match[1] == site and path.is_file():
            at = datetime.strptime(match[2], _STAMP).replace(tzinfo=UTC)
            found.append(Backup(path, at, path.stat().st_size))
    return sorted(found, key=lambda b: b.at, reverse=True)


def to_delete(moments: Iterable[datetime], now: datetime) -> set[datetime]:
    """Which backups are no longer kept; never the newest.

    The newest of each of the last seven days that have one, the newest of each of the last four
    weeks; whatever is older than 35 days goes, so that what was erased is gone from every backup.
    """
    order = sorted(set(moments), reverse=True)
    kept: set[datetime] = set(order[:1])
    days: set[object] = set()
    weeks: set[object] = set()
    for at in order:
        if now - at > OLDEST:
            continue
        day, week = at.date(), at.isocalendar()[:2]
        if day not in days and len(days) < DAYS:
            days.add(day)
            kept.add(at)
        if week not in weeks and len(weeks) < WEEKS:
            weeks.add(week)
            kept.add(at)
    return set(order) - kept


def rotate(place: Path, site: str, now: datetime) -> int:
    """Delete the backups that are no longer kept; how many."""
    known = listed(place, site)
    gone = to_delete((b.at for b in known), now)
    for backup in known:
        if backup.at in gone:
            backup.path.unlink(missing_ok=True)
    return sum(b.at in gone for b in known)
