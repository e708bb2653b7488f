"""After a restore: whoever was forgotten since the backup is forgotten again, before anybody looks.

The list holds hashes alone; so every key that the restored company knows is hashed and compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from kundig.store import suppression
from kundig.store.erasing import all_records
from kundig.store.home import Home
from kundig.store.suppression import hashes
from kundig_web.audit.log import note
from kundig_web.customers.person import Person
from kundig_web.erasure import log, running, subject, workflows
from kundig_web.erasure.models import Erasure


def replay(home: Home, now: datetime, log_path: Path | None = None, **more: Path) -> int:
    """Forget again whom the list names; how many people were found.

    Args:
        home: the company.
        now: the moment.
        log_path: the list, if it lies elsewhere than in the company's folder.
        more: `log` is another name of `log_path`.
    """
    given = log_path or more.get("log")
    listed = log.listed(log.path_of(home), given)
    suppression.forget(home, listed)  # also of those whom the backup does not know yet
    for row in Erasure.objects.exclude(state=Erasure.State.DONE):
        running.run(row)  # the backup was made in the middle of one
    found = 0
    done: set[str] = set()
    for key in _known(home, listed):
        if key in done:
            continue
        meant = subject.subject_of(key)
        done |= set(meant.keys)
        running.run(workflows.begin(meant, now=now, ground=Erasure.Ground.DUTY))
        found += 1
    if found:
        note("erasure.repeated", now=now, details={"people": found})
    return found


def _known(home: Home, listed: frozenset[str]) -> Iterator[str]:
    """Keys of the store and of the database whose hashes are on the list."""
    if not listed:
        return
    waiting: list[tuple[str, str]] = list(all_records(home))
    for key in Person.objects.values_list("key", flat=True):
        source, _, number = key.partition(":")
        waiting.append((source, number))
    for source, number in dict.fromkeys(waiting):
        if not listed.isdisjoint(hashes(home, keys=[(source, number)])):
            yield f"{source}:{number}"
