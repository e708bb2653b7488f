"""Every forgery of the log is named: which entry, and what was done to it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from kundig_web.audit import anchors
from kundig_web.audit.chain import BEGINNING, hash_of
from kundig_web.audit.jobs import ChainError, anchor
from kundig_web.audit.log import note
from kundig_web.audit.models import AuditEntry, Head, Opened
from kundig_web.audit.triggers import unguard
from kundig_web.audit.verify import verify
from kundig_web.audit.writing import link_of
from tests.web.audit.conftest import Forger
from tests.web.conftest import NOW

pytestmark = pytest.mark.django_db


def rehash(forge: Forger, start: int, previous: str = "", *, head: bool = True) -> None:
    """What a forger who knows the code does: a chain that is sound again from here on."""
    for entry in AuditEntry.objects.filter(seq__gte=start).order_by("seq"):
        entry.previous = previous or entry.previous
        previous = hash_of(link_of(entry))
        forge(
            "UPDATE audit_entry SET previous = %s, hash = %s WHERE seq = %s",
            entry.previous, previous, entry.seq,
        )  # fmt: skip
    last = AuditEntry.objects.order_by("seq").last()
    if head and last:
        forge("UPDATE audit_head SET seq = %s, hash = %s", last.seq, previous or last.hash)


def swapped(forge: Forger, a: int, b: int) -> None:
    for old, new in ((a, -1), (b, a), (-1, b)):
        forge("UPDATE audit_entry SET seq = %s WHERE seq = %s", new, old)


def hash_before(seq: int) -> str:
    entry = AuditEntry.objects.filter(seq__lt=seq).order_by("-seq").first()
    return entry.hash if entry else BEGINNING


def copied(forge: Forger, source: int, seq: int) -> None:
    others = "at, verb, about, of, department, details, sealed, sealed_actor, previous, hash"
    others = ", ".join(connection.ops.quote_name(c) for c in others.split(", "))
    forge(
        f"INSERT INTO audit_entry (seq, {others}) SELECT %s, {others} FROM audit_entry"
        " WHERE seq = %s",
        seq, source,
    )  # fmt: skip


def remade(forge: Forger, sql: str) -> None:
    forge(sql)
    rehash(forge, 5, hash_before(5))


#: Name -> what the forger does, the kind that is found, the entry that is named.
FORGERIES: dict[str, tuple[Any, str, int]] = {
    "a department is changed": (
        lambda f: f("UPDATE audit_entry SET department = '99' WHERE seq = 5"), "changed", 5),
    "a moment is moved by an hour": (
        lambda f: f("UPDATE audit_entry SET at = '2026-11-20T10:04:00.000000Z' WHERE seq = 5"),
        "changed", 5),
    "an actor is exchanged for another": (
        lambda f: f("UPDATE audit_entry SET sealed_actor = "
                    "(SELECT e.sealed_actor FROM audit_entry e WHERE e.seq = 4) WHERE seq = 5"),
        "changed", 5),
    "a change and its hash": (
        lambda f: (f("UPDATE audit_entry SET details = '{}' WHERE seq = 5"),
                   rehash_one(f, 5)), "broken", 6),
    "one is removed": (lambda f: f("DELETE FROM audit_entry WHERE seq = 5"), "removed", 5),
    "the first is removed": (lambda f: f("DELETE FROM audit_entry WHERE seq = 1"), "removed", 1),
    "one is removed and the gap closed": (
        lambda f: (f("DELETE FROM audit_entry WHERE seq = 5"), closed(f, 6)), "moved", 5),
    "one is copied in between": (
        lambda f: (shifted_down(f, 6), copied(f, 2, 6)), "moved", 6),
    "one is inserted after the end": (lambda f: copied(f, 3, 13), "moved", 13),
    "one is inserted before the beginning": (lambda f: copied(f, 3, 0), "inserted", 0),
    "two change places": (lambda f: swapped(f, 5, 9), "moved", 5),
    "two change places and the chain is made anew between": (
        lambda f: (swapped(f, 5, 6), rehash_only(f, 5, 6)), "broken", 7),
    "the end is cut off": (lambda f: f("DELETE FROM audit_entry WHERE seq > 9"), "cut", 10),
    "the head is turned back": (
        lambda f: f("UPDATE audit_head SET seq = 9"), "inserted", 10),
    "the head is gone": (lambda f: f("DELETE FROM audit_head"), "inserted", 1),
    "everything is gone": (lambda f: f("DELETE FROM audit_entry"), "cut", 1),
}  # fmt: skip

#: What only an anchor shows: the forger made everything anew.
PERFECT: dict[str, tuple[Any, str, int]] = {
    "an entry is changed and the rest made anew": (
        lambda f: remade(f, "UPDATE audit_entry SET department = '99' WHERE seq = 5"),
        "rewritten", 5),
    "the end is cut off with its head": (
        lambda f: (f("DELETE FROM audit_entry WHERE seq > 9"), rehash(f, 9)), "cut", 10),
    "the database is put back to before": (
        lambda f: (f("DELETE FROM audit_entry WHERE seq > 2"), rehash(f, 2)), "cut", 3),
    "everything is gone with the head": (
        lambda f: (f("DELETE FROM audit_entry"), f("DELETE FROM audit_head")), "cut", 1),
}  # fmt: skip


def rehash_one(forge: Forger, seq: int) -> None:
    forge(
        "UPDATE audit_entry SET hash = %s WHERE seq = %s",
        hash_of(link_of(AuditEntry.objects.get(seq=seq))), seq,
    )  # fmt: skip


def rehash_only(forge: Forger, *seqs: int) -> None:
    for seq in seqs:
        forge("UPDATE audit_entry SET previous = %s WHERE seq = %s", hash_before(seq), seq)
        rehash_one(forge, seq)


def closed(forge: Forger, start: int) -> None:
    for seq in (
        AuditEntry.objects.filter(seq__gte=start).order_by("seq").values_list("seq", flat=True)
    ):
        forge("UPDATE audit_entry SET seq = %s WHERE seq = %s", seq - 1, seq)


def shifted_down(forge: Forger, start: int) -> None:
    for seq in (
        AuditEntry.objects.filter(seq__gte=start).order_by("-seq").values_list("seq", flat=True)
    ):
        forge("UPDATE audit_entry SET seq = %s WHERE seq = %s", seq + 1, seq)


def test_a_chain_that_nobody_touched_is_sound(chain: Any) -> None:
    report = verify()
    assert report.sound
    assert (report.entries, report.last) == (12, 12)


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_named_without_any_anchor(chain: Any, forge: Forger, name: str) -> None:
    act, kind, seq = FORGERIES[name]
    act(forge)
    report = verify()
    assert report.finding is not None
    assert (report.finding.kind, report.finding.seq) == (kind, seq)
    assert not report.sound


@pytest.mark.parametrize("name", PERFECT)
def test_a_perfect_forgery_is_named_by_the_anchor(chain: Any, forge: Forger, name: str) -> None:
    four = AuditEntry.objects.get(seq=4)
    told = [anchors.Anchor(4, four.hash, four.at), anchors.drop(NOW)]
    act, kind, seq = PERFECT[name]
    act(forge)
    assert verify().finding is None, "this forgery is not perfect"
    report = verify(told)
    assert report.finding is not None
    assert (report.finding.kind, report.finding.seq) in {(kind, seq), (kind, min(seq, 5))}
    assert report.finding.until in {4, 12}


def test_a_missing_guard_and_an_open_door_are_named(chain: Any) -> None:
    unguard(connection, "audit_entry")
    Opened.objects.create(reason="left open")
    report = verify()
    assert (report.finding, report.unguarded, report.open) == (None, ["audit_entry"], True)
    assert not report.sound


def test_anchors_are_appended_once_per_state(chain: Any, own_home: Any) -> None:
    assert anchor() == {"seq": 12}
    assert anchor() == {"seq": None}
    note("audit.test", now=NOW)
    assert anchor() == {"seq": 13}
    told = anchors.read(anchors.place())
    assert [one.seq for one in told] == [12, 13]
    report = verify(told)
    assert report.sound
    assert report.anchors == 2
    assert anchors.place().is_relative_to(own_home.folder)


def test_the_anchor_lies_where_the_setting_says(chain: Any, settings: Any, tmp_path: Path) -> None:
    settings.KUNDIG_AUDIT_ANCHOR = str(tmp_path / "share" / "anchors.jsonl")
    assert anchors.drop(NOW) is not None
    assert len(anchors.read(tmp_path / "share" / "anchors.jsonl")) == 1


def test_a_line_that_was_cut_off_while_writing_does_not_stop_the_next(chain: Any) -> None:
    anchors.drop(NOW)
    with anchors.place().open("ab") as file:
        file.write(b'{"seq": 9')
    note("audit.test", now=NOW)
    assert [one.seq for one in anchors.read(anchors.place())] == [12]
    anchors.drop(NOW)
    assert [one.seq for one in anchors.read(anchors.place())] == [12, 13]


def test_a_line_that_is_no_anchor_is_an_error(chain: Any) -> None:
    anchors.drop(NOW)
    with anchors.place().open("ab") as file:
        file.write(b"forged\n")
    with pytest.raises(anchors.AnchorError, match=":2"):
        anchors.read(anchors.place())


def test_the_daily_job_does_not_anchor_a_chain_that_lost_its_end(chain: Any, forge: Forger) -> None:
    anchor()
    forge("DELETE FROM audit_entry WHERE seq > 9")
    rehash(forge, 9)
    with pytest.raises(ChainError):
        anchor()
    assert len(anchors.read(anchors.place())) == 1


def test_a_restore_leaves_an_entry_and_the_lost_numbers_stay_lost(
    chain: Any, forge: Forger
) -> None:
    newest = anchors.drop(NOW)
    forge("DELETE FROM audit_entry WHERE seq > 9")
    rehash(forge, 9)
    anchors.restored(newest, NOW + timedelta(hours=1))
    entry = AuditEntry.objects.latest("seq")
    assert (entry.seq, entry.verb) == (13, "audit.restored")
    assert '"lost_from":10,"lost_to":12' in entry.details
    note("audit.test", now=NOW)
    anchor()
    report = verify(anchors.read(anchors.place()))
    assert report.sound
    assert report.restored == [(13, 10, 12)]


def test_a_restore_that_lost_nothing_loses_no_number(chain: Any) -> None:
    anchors.restored(anchors.drop(NOW), NOW)
    anchors.restored(None, NOW)
    assert AuditEntry.objects.latest("seq").seq == 14
    assert verify().sound


def test_an_entry_of_a_restore_excuses_only_its_own_gap(chain: Any, forge: Forger) -> None:
    newest = anchors.drop(NOW)
    forge("DELETE FROM audit_entry WHERE seq > 9")
    rehash(forge, 9)
    anchors.restored(newest, NOW)
    forge("DELETE FROM audit_entry WHERE seq = 9")
    finding = verify().finding
    assert finding is not None
    assert (finding.kind, finding.seq) == ("removed", 9)


def test_the_head_is_one_row(chain: Any) -> None:
    assert Head.objects.count() == 1
