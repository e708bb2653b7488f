"""The company that this site serves: its folder, its store, its clock.

One site serves one company. Whoever needs "now" or "today" asks here at the edge (views, jobs,
commands) and passes it down; nothing below calls the clock.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from kundig.store import Snapshot
from kundig.store.home import Company, Home


def home() -> Home:
    """The company's folder (KUNDIG_HOME)."""
    return Home.find(settings.KUNDIG_HOME)


def company() -> Company:
    """What the company says of itself in `company.toml`."""
    return home().company()


def snapshot() -> Snapshot:
    """The record store at the version in force; reading the manifest takes about a millisecond."""
    return home().store.snapshot()


def zone() -> ZoneInfo:
    """The zone in which the company's days begin."""
    return ZoneInfo(company().zone)


def now() -> datetime:
    """This moment, in UTC."""
    return timezone.now()


def today() -> date:
    """The company's day."""
    return now().astimezone(zone()).date()


def is_demo() -> bool:
    """True in the folder of a demo company, where one may look on as somebody else."""
    return (home().folder / "demo.json").exists()


def demo_day() -> date | None:
    """The day on which the demo company's data end; None elsewhere."""
    path = home().folder / "demo.json"
    if not path.exists():
        return None
    return date.fromisoformat(json.loads(path.read_text(encoding="utf-8"))["today"])
