"""Anchors: the head of the chain, written once a day to a file that no backup of the data brings back.

Whoever rewrites the whole chain, cuts its end or puts an older database in place cannot change what
lies elsewhere: `kundig audit verify` compares. `KUNDIG_AUDIT_ANCHOR` names the file; it belongs on
another machine's share or on write-once storage. Without it the file lies in the company's folder.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from kundig_web import company
from kundig_web.audit.chain import canonical, moment
from kundig_web.audit.models import Head
from kundig_web.audit.writing import Pending, write

FOLDER = "anchors"
FILE = "audit.jsonl"


class AnchorError(Exception):
    """The file is no list of anchors."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What the chain's last entry was at a moment."""

    seq: int
    hash: str
    at: str


def place() -> Path:
    """Where the anchors of this site lie."""
    named = getattr(settings, "KUNDIG_AUDIT_ANCHOR", "")
    return Path(named) if named else company.home().folder / FOLDER / FILE


def read(path: Path) -> list[Anchor]:
    """The anchors in a file, oldest first; none if there is no file.

    Raises:
        AnchorError: if a line is no anchor. A last line without its end was cut off while it was
            written, and does not count.
    """
    if not path.exists():
        return []
    found = []
    lines = path.read_bytes().split(b"\n")
    for number, line in enumerate(lines[:-1], 1):
        try:
            told = json.loads(line)
            found.append(Anchor(int(told["seq"]), str(told["hash"]), str(told["at"])))
        except (ValueError, KeyError, TypeError):
            raise AnchorError(f"{path}:{number}") from None
    return found


def last(path: Path | None = None) -> Anchor | None:
    """The newest anchor."""
    found = read(path or place())
    return max(found, key=lambda one: one.seq) if found else None


def drop(now: datetime, path: Path | None = None) -> Anchor | None:
    """Write the chain's head to the file; None if nothing was written since, or at all."""
    path = path or place()
    head = Head.objects.filter(seq__gt=0).first()
    before = last(path)
    if head is None or (before is not None and before.seq >= head.seq):
        return None
    anchor = Anchor(head.seq, head.hash, moment(now))
    line = canonical({"seq": anchor.seq, "hash": anchor.hash, "at": anchor.at})
    path.parent.mkdir(parents=True, exist_ok=True)
    _cut_torn_end(path)
    with open(path, "ab") as file:
        file.write(line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return anchor


def restored(anchor: Anchor | None, now: datetime) -> None:
    """Note that an older state of the database was put back, and which entries are lost by it.

    Their numbers are not given again: the next entry is numbered after the newest one anchored.

    Args:
        anchor: the newest anchor, from a file that the restore did not bring back; None if there
            is none, and nobody knows what came after the last entry.
        now: the moment.
    """
    head = Head.objects.first()
    there = head.seq if head else 0
    details: dict[str, int] = {"last": there}
    if anchor is not None and anchor.seq > there:
        details |= {"lost_from": there + 1, "lost_to": anchor.seq}
    first = anchor.seq + 1 if anchor is not None else None
    write([Pending("audit.restored", now, details=details)], first=first)


def _cut_torn_end(path: Path) -> None:
    """Take off a last line that was cut off while it was written."""
    if path.exists():
        text = path.read_bytes()
        whole = text.rfind(b"\n") + 1
        if whole < len(text):
            os.truncate(path, whole)
