"""An entry is written with its change or not at all, and says nothing openly about people."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from django.db import connection, transaction

from kundig_web.access.models import Department
from kundig_web.audit import writing
from kundig_web.audit.arguments import HIDDEN, open_value
from kundig_web.audit.chain import when
from kundig_web.audit.events import EACH, note_event
from kundig_web.audit.log import audited, note
from kundig_web.audit.models import AuditEntry, SubjectKey
from kundig_web.audit.sealing import actor_of, destroy, forget_actors, values_of, week_of
from kundig_web.audit.verify import verify
from tests.web.audit.conftest import ANNA, BERND, NAMES
from tests.web.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]


@audited("test.renamed", about="key", of="result", details=("kind", "words"), values=("words",))
def rename(*, key: str, actor: Any, now: Any, kind: str, words: str) -> Department:
    department = Department.objects.create(name=words)
    if words == "refused":
        raise LookupError
    return department


@audited("test.outer", about="key")
def outer(*, key: str, actor: Any, now: Any, fails: bool = False) -> None:
    rename(key=key, actor=actor, now=now, kind="inner", words=f"Inner {fails}")
    with suppress(LookupError):
        rename(key=key, actor=actor, now=now, kind="inner", words="refused")
    if fails:
        raise LookupError


def last() -> AuditEntry:
    return AuditEntry.objects.latest("seq")


def test_a_workflow_leaves_one_entry(cast: Any) -> None:
    made = rename(key=ANNA, actor=cast["emil"], now=NOW, kind="front", words="Frau Yıldız")
    entry = AuditEntry.objects.get()
    assert (entry.seq, entry.verb, entry.of) == (1, "test.renamed", f"access.department:{made.pk}")
    assert when(entry.at) == NOW
    assert entry.department == str(cast["emil"].department_id)
    assert json.loads(entry.details) == {"kind": "front", "words": HIDDEN}


def test_a_refusal_leaves_neither_change_nor_entry(cast: Any) -> None:
    with pytest.raises(LookupError):
        rename(key=ANNA, actor=cast["emil"], now=NOW, kind="x", words="refused")
    assert not Department.objects.filter(name="refused").exists()
    assert not AuditEntry.objects.exists()


def test_without_its_entry_there_is_no_change(cast: Any, monkeypatch: Any) -> None:
    def broken(*_: Any) -> str:
        raise OSError("the disk is full")

    monkeypatch.setattr(writing, "hash_of", broken)
    with pytest.raises(OSError, match="full"):
        rename(key=ANNA, actor=None, now=NOW, kind="x", words="Neu")
    assert not Department.objects.filter(name="Neu").exists()


def test_workflows_inside_others_leave_their_entries_first_and_refused_ones_none(cast: Any) -> None:
    outer(key=ANNA, actor=None, now=NOW)
    verbs = list(AuditEntry.objects.order_by("seq").values_list("verb", flat=True))
    assert verbs == ["test.renamed", "test.outer"]
    with pytest.raises(LookupError):
        outer(key=ANNA, actor=None, now=NOW, fails=True)
    assert AuditEntry.objects.count() == 2
    note("test.after", now=NOW)
    assert last().seq == 3
    assert verify().sound


def test_nothing_about_people_stands_open(cast: Any) -> None:
    rename(key=ANNA, actor=cast["emil"], now=NOW, kind="front", words="Frau Yıldız")
    note("test.key_in_object", now=NOW, about=ANNA, of=f"call:{ANNA}", actor=cast["lena"])
    note("access.person_changed", now=NOW, of=f"access.user:{cast['emil'].pk}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM audit_entry")
        rows = repr(
            [tuple(bytes(v) if isinstance(v, memoryview) else v for v in r) for r in cursor]
        )
        cursor.execute("SELECT * FROM audit_subject_key")
        rows += repr(cursor.fetchall())
    for secret in (ANNA, "4711", "Yıldız", "Emil", "Sander", "Lena", f"user:{cast['emil'].pk}"):
        assert secret not in rows


def test_sealed_values_and_actors_open_with_their_keys(chain: Any) -> None:
    entry = AuditEntry.objects.get(seq=1)
    assert values_of(entry) == {**NAMES, "street": "Weg 0", "customer": ANNA}
    assert actor_of(entry, when(entry.at)) == {"id": chain["emil"].pk, "name": "Emil Sander"}
    machine = AuditEntry.objects.get(seq=3)
    assert values_of(machine) is None
    assert actor_of(machine, when(machine.at)) is None


def test_a_ciphertext_opens_in_its_own_entry_only(chain: Any) -> None:
    one, other = AuditEntry.objects.get(seq=1), AuditEntry.objects.get(seq=4)
    other.sealed, other.sealed_actor = one.sealed, one.sealed_actor
    assert values_of(other) is None
    assert actor_of(other, when(other.at)) is None


def test_the_length_of_a_ciphertext_does_not_tell_who_it_was(cast: Any) -> None:
    for name in ("emil", "dora", "nina"):
        note("test.done", now=NOW, actor=cast[name])
    assert len({len(bytes(e.sealed_actor)) for e in AuditEntry.objects.all()}) == 1


def test_destroying_a_customers_key_erases_the_values_and_the_chain_verifies(chain: Any) -> None:
    about = AuditEntry.objects.get(seq=1).about
    assert destroy([ANNA]) == 1
    assert [values_of(e) for e in AuditEntry.objects.filter(about=about)] == [None] * 4
    assert values_of(AuditEntry.objects.get(seq=2)) is not None
    assert verify().sound
    note("customers.created", now=NOW, about=ANNA)
    assert last().about != about  # nothing leads from the person to the old entries
    assert destroy([ANNA, BERND, "shop:nobody"]) == 2


def test_names_of_actors_leave_after_ninety_days_and_not_a_fortnight_before(cast: Any) -> None:
    note("test.done", now=NOW, actor=cast["emil"])
    entry = last()
    forget_actors(NOW + timedelta(days=76))
    assert actor_of(entry, NOW) is not None
    assert forget_actors(NOW + timedelta(days=90)) == 1
    assert actor_of(entry, NOW) is None
    assert verify().sound


@pytest.mark.parametrize("hours", range(0, 24 * 8, 5))
def test_no_name_can_be_read_after_ninety_days(cast: Any, hours: int) -> None:
    at = NOW + timedelta(hours=hours)
    note("test.done", now=at, actor=cast["emil"])
    forget_actors(at + timedelta(days=90))
    assert actor_of(last(), at) is None


def test_two_weeks_of_one_person_have_nothing_in_common(cast: Any) -> None:
    for days in (0, 7):
        note("test.done", now=NOW + timedelta(days=days), actor=cast["emil"])
    one, other = SubjectKey.objects.order_by("pk")
    assert one.subject != other.subject
    assert one.period == week_of(NOW).isoformat()
    assert all(e.about == "" for e in AuditEntry.objects.all())


def test_keys_alone_open_nothing(chain: Any, own_home: Any) -> None:
    (own_home.keys / "audit").unlink()  # a database without the company's key file
    entry = AuditEntry.objects.get(seq=1)
    assert values_of(entry) is None
    assert actor_of(entry, when(entry.at)) is None
    assert verify().sound


def test_values_need_somebody_whose_key_seals_them() -> None:
    with pytest.raises(ValueError, match="without the customer"):
        note("test.done", now=NOW, values=NAMES)


class Kind(StrEnum):
    A = "a"


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("front", "front"), ("", ""), (Kind.A, "a"), (True, True), (7, 7), (None, None),
        (NOW.date(), "2026-11-20"), (Decimal("1.50"), "1.50"), (["lead", "front"], ["front", "lead"]),
        ("Frau Weiß", HIDDEN), ("shop:4711", HIDDEN), ("emil@nordhang.example", HIDDEN),
        ("+49 170 1", HIDDEN), (["shop:1", "shop:2"], 2), ({"a": "b"}, 1), (object(), HIDDEN),
        (list("abcdefghijklm"), 13),
    ],
)  # fmt: skip
def test_only_what_reads_like_a_code_stands_open(value: Any, told: Any) -> None:
    assert open_value(value) == told


def test_a_flood_at_the_door_fills_the_log_up_to_its_limit_and_says_so() -> None:
    noted = [
        note_event("access.sign_in_failed", now=NOW, subject="dora@nordhang.example")
        for _ in range(100)
    ]
    assert sum(noted) == EACH.tries
    verbs = list(AuditEntry.objects.order_by("seq").values_list("verb", flat=True))
    assert verbs.count("access.sign_in_failed") == EACH.tries
    assert verbs.count("audit.flood") == 1
    assert note_event("access.sign_in_failed", now=NOW, subject="emil@nordhang.example")


def test_tries_at_one_address_belong_together_without_telling_the_address() -> None:
    for subject in ("dora@nordhang.example", "DORA@nordhang.example ", "x@nordhang.example"):
        note_event("access.sign_in_failed", now=NOW, subject=subject)
    one, same, other = AuditEntry.objects.order_by("seq").values_list("about", flat=True)
    assert one == same
    assert one != other
    forget_actors(NOW + timedelta(days=90))
    assert not SubjectKey.objects.exists()


def test_an_entry_in_a_rolled_back_transaction_is_gone_with_it() -> None:
    with transaction.atomic():
        note("test.done", now=NOW)
        transaction.set_rollback(True)
    note("test.done", now=NOW)
    assert last().seq == 1


def test_an_entry_costs_four_statements(cast: Any, django_assert_num_queries: Any) -> None:
    rename(key=ANNA, actor=cast["emil"], now=NOW, kind="x", words="first")
    with transaction.atomic(), django_assert_num_queries(4):  # keys, head, entry, head
        note("test.done", now=NOW, actor=cast["emil"], about=ANNA, values=NAMES)
