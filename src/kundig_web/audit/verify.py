"""Going through the chain from its first entry to its head, and naming the first that is not right.

Entries are read as bytes, in steps, without Django's conversions: a forged value must be named, not
stumble over. Nothing is decrypted, so that a chain verifies without any key.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from kundig_web.audit.anchors import Anchor
from kundig_web.audit.chain import BEGINNING, Link, hash_of
from kundig_web.audit.models import Opened
from kundig_web.audit.triggers import unguarded

STEP = 2000
#: How far away an entry is looked for that does not stand where it was written.
NEAR = 1000
_TEXTS = ("at", "verb", "about", "of", "department", "details")
_COLUMNS = ("seq", *_TEXTS, "sealed", "sealed_actor", "previous", "hash")
RESTORED = b"audit.restored"


@dataclass(frozen=True, slots=True)
class Finding:
    """The first entry that is not right, and what is wrong with it."""

    #: "changed", "removed", "inserted", "moved", "broken", "cut", "rewritten"
    kind: str
    seq: int
    #: Of "rewritten": the entries up to this one may be forged. Of "moved": where it was written.
    until: int | None = None
    at: str = ""  # of an anchor: when it was written


@dataclass(slots=True)
class Report:
    """What was found."""

    entries: int = 0
    last: int = 0
    hash: str = BEGINNING
    finding: Finding | None = None
    anchors: int = 0  # how many agreed
    restored: list[tuple[int, int, int]] = field(default_factory=list)  # entry, lost from, to
    unguarded: list[str] = field(default_factory=list)
    open: bool = False  # the door of append-only tables stands open for everybody

    @property
    def sound(self) -> bool:
        """True if nothing is wrong."""
        return self.finding is None and not self.unguarded and not self.open


def verify(anchors: Sequence[Anchor] = ()) -> Report:
    """Check the whole chain, its head, and what was anchored; stops at the first forgery."""
    report = Report(unguarded=unguarded(connection), open=Opened.objects.exists())
    told = {one.seq: one for one in anchors}
    for link, hash_ in _links():
        report.finding = _wrong(report, link, hash_) or _rewritten(report, told, link.seq, hash_)
        if report.finding:
            return report
        report.entries += 1
        report.last, report.hash = link.seq, hash_
    report.finding = _cut(report, told)
    return report


def _wrong(report: Report, link: Link, hash_: str) -> Finding | None:
    """What is wrong with this entry as the follower of the last one."""
    expected = report.last + 1
    own = hash_of(link) == hash_
    if link.seq < expected:
        return Finding("inserted", link.seq)
    follows = link.previous == report.hash.encode()
    if link.seq > expected:
        if own and follows and _explains_gap(link, expected):
            report.restored.append((link.seq, expected, link.seq - 1))
            return None
        return Finding("removed", expected)
    if not own:
        return _moved(link, hash_) or Finding("changed", link.seq)
    return None if follows else Finding("broken", link.seq)


def _explains_gap(link: Link, expected: int) -> bool:
    if link.verb != RESTORED:
        return False
    try:
        told = json.loads(link.details)
        return (told["lost_from"], told["lost_to"]) == (expected, link.seq - 1)
    except (ValueError, KeyError, TypeError):
        return False


def _moved(link: Link, hash_: str) -> Finding | None:
    """An entry that is sound under another number was moved here."""
    for distance in range(1, NEAR + 1):
        for seq in (link.seq - distance, link.seq + distance):
            if hash_of(link._replace(seq=seq)) == hash_:
                return Finding("moved", link.seq, until=seq)
    return None


def _rewritten(report: Report, told: dict[int, Anchor], seq: int, hash_: str) -> Finding | None:
    """A chain that is sound in itself and not the one that was anchored."""
    anchor = told.get(seq)
    if anchor is None:
        return None
    if anchor.hash == hash_:
        report.anchors += 1
        return None
    good = max((s for s in told if s < seq), default=0)
    return Finding("rewritten", good + 1, until=seq, at=anchor.at)


def _cut(report: Report, told: dict[int, Anchor]) -> Finding | None:
    """What is missing after the last entry."""
    seq, hash_ = _head()
    lost = [range(start, end + 1) for _, start, end in report.restored]
    missing = [a for s, a in told.items() if s > report.last and not any(s in r for r in lost)]
    if missing:
        newest = max(missing, key=lambda one: one.seq)
        return Finding("cut", report.last + 1, until=newest.seq, at=newest.at)
    if seq > report.last:
        return Finding("cut", report.last + 1, until=seq)
    if seq < report.last:
        return Finding("inserted", seq + 1)
    return None if hash_ == report.hash else Finding("broken", report.last)


def _head() -> tuple[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, hash FROM audit_head ORDER BY id LIMIT 1")
        row = cursor.fetchone()
    return (int(row[0]), str(row[1])) if row else (0, BEGINNING)


def _links() -> Iterator[tuple[Link, str]]:
    """All entries in their order, in steps, so that memory stays small and nobody waits for us."""
    after: Any = None
    while rows := _read(after):
        for row in rows:
            yield _link(row)
        after = rows[-1][0]


def _read(after: Any) -> list[tuple[Any, ...]]:
    quote = connection.ops.quote_name
    # SQLite would refuse to hand out text that is none.
    cast = "CAST({} AS BLOB)" if connection.vendor == "sqlite" else "{}"
    columns = ", ".join(["seq", *(cast.format(quote(name)) for name in _COLUMNS[1:])])
    where = "" if after is None else "WHERE seq > %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} FROM audit_entry {where} ORDER BY seq LIMIT {STEP}",
            [] if after is None else [after],
        )
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _link(row: tuple[Any, ...]) -> tuple[Link, str]:
    parts = [_bytes(value) for value in row[1:]]
    seq = row[0] if isinstance(row[0], int) else 0  # SQLite keeps text in a column of numbers
    return Link(seq, *parts[:-1]), parts[-1].decode(errors="replace")


def _bytes(value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode()
    return b"" if value is None else bytes(value)
