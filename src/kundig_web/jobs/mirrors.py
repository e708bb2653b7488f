"""Mirroring: what people write here becomes rows of the shared tables, at most once a minute.

An app registers a function in its `AppConfig.ready`; it is given the moment and returns the full
current rows of its tables. Several apps may fill one table. Workflows call `mirror_soon` inside
their transaction; a schedule of a minute catches what a crash left behind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from kundig.intake.errors import IntakeError
from kundig.intake.own import publish_rows
from kundig_web import company
from kundig_web.jobs.models import Job
from kundig_web.jobs.queue import enqueue, job

Rows = dict[str, list[dict[str, Any]]]
#: `fn(now)` -> table -> all rows in force. Columns as in the contract; missing ones are NULL.
Mirror = Callable[[datetime], Rows]
MIRRORS: dict[str, Mirror] = {}


def register(name: str, mirror: Mirror) -> None:
    """Add a source of rows; the same name again replaces it."""
    MIRRORS[name] = mirror


def gather(now: datetime) -> Rows:
    """The rows of all mirrors, table by table. An equal row of two mirrors stands once."""
    found: Rows = {}
    for name in sorted(MIRRORS):
        for table, rows in MIRRORS[name](now).items():
            found.setdefault(table, []).extend(rows)
    return found


def mirror_soon(now: datetime) -> None:
    """Ask for a mirror at the next full minute; all who ask before it share one run.

    The next minute, not this one: what is written after this minute's run must not wait for
    somebody else to write.
    """
    at = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    enqueue("mirror.publish", now=now, key=f"mirror:{at:%Y-%m-%dT%H:%M}", delay=at - now)


@job("mirror.publish", every=60)
def publish(job: Job | None = None) -> Mapping[str, Any]:
    """Publish what has changed since the last mirror; nothing if nothing did."""
    return publish_now(company.now())


def publish_now(now: datetime) -> Mapping[str, Any]:
    """Mirror at once: for commands, the demo and tests."""
    try:
        return {"version": publish_rows(company.home(), gather(now), now=now)}
    except IntakeError as error:
        if error.key != "busy":
            raise
        # An import is publishing; the schedule comes back within a minute.
        return {"busy": True}
