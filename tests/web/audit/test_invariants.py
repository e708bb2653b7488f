"""Whatever is noted and forgotten, the chain verifies; whichever byte is flipped, it is named."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kundig_web.audit.log import note
from kundig_web.audit.models import AuditEntry
from kundig_web.audit.sealing import destroy, forget_actors
from kundig_web.audit.verify import verify
from tests.web.audit.conftest import ANNA, BERND, NAMES, Forger
from tests.web.conftest import NOW

pytestmark = pytest.mark.django_db

TEXTS = ("at", "verb", "about", "of", "department", "details", "previous", "hash")
BYTES = ("sealed", "sealed_actor")

noted = st.tuples(
    st.just("note"),
    st.sampled_from([ANNA, BERND, ""]),
    st.sampled_from(["emil", "dora", None]),
    st.integers(0, 200),
    st.text(max_size=20).filter(lambda t: "\x00" not in t),
)
forgotten = st.tuples(st.just("forget"), st.sampled_from([ANNA, BERND]))
aged = st.tuples(st.just("age"), st.integers(0, 400))


@settings(
    max_examples=40, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.lists(st.one_of(noted, noted, forgotten, aged), max_size=15))
def test_notes_and_destroyed_keys_in_any_order_leave_a_sound_chain(
    cast: Any, own_home: Any, steps: list[Any]
) -> None:
    with transaction.atomic():
        for kind, *more in steps:
            if kind == "forget":
                destroy([more[0]])
            elif kind == "age":
                forget_actors(NOW + timedelta(days=more[0]))
            else:
                about, who, days, words = more
                note(
                    "test.done",
                    now=NOW + timedelta(days=days),
                    actor=cast[who] if who else None,
                    about=about,
                    details={"words": words},
                    values={**NAMES, "words": words} if about else None,
                )
        report = verify()
        assert report.sound, report
        assert report.entries == sum(step[0] == "note" for step in steps)
        transaction.set_rollback(True)


def put(forge: Forger, column: str, seq: int, raw: bytes) -> bool:
    """Put these bytes into a column; False if the database does not keep such text at all."""
    column = connection.ops.quote_name(column)
    if connection.vendor == "sqlite":
        forge(f"UPDATE audit_entry SET {column} = CAST(%s AS TEXT) WHERE seq = %s", raw, seq)
        return True
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return False
    if "\x00" in text:
        return False
    forge(f"UPDATE audit_entry SET {column} = %s WHERE seq = %s", text, seq)
    return True


@settings(
    max_examples=200, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(data=st.data())
def test_any_flipped_byte_is_named_with_its_entry(chain: Any, forge: Forger, data: Any) -> None:
    seq = data.draw(st.integers(1, 12))
    entry = AuditEntry.objects.get(seq=seq)
    filled = [c for c in (*TEXTS, *BYTES) if getattr(entry, c)]
    column = data.draw(st.sampled_from(filled))
    value = getattr(entry, column)
    raw = bytearray(value.encode() if column in TEXTS else bytes(value))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    with transaction.atomic():
        if column in TEXTS:
            kept = put(forge, column, seq, bytes(raw))
        else:
            name = connection.ops.quote_name(column)
            forge(f"UPDATE audit_entry SET {name} = %s WHERE seq = %s", bytes(raw), seq)
            kept = True
        if kept:
            report = verify()
            assert report.finding is not None, (column, place)
            assert report.finding.seq == seq
            assert report.finding.kind == "changed"
        transaction.set_rollback(True)


@pytest.mark.parametrize("bit", range(8))
@pytest.mark.parametrize("seq", [1, 7, 12])
def test_a_flipped_number_is_named(chain: Any, forge: Forger, seq: int, bit: int) -> None:
    other = seq ^ (1 << bit)
    if AuditEntry.objects.filter(seq=other).exists():
        forge("UPDATE audit_entry SET seq = -1 WHERE seq = %s", other)
        seq = -1  # what was moved out of the way is found first
    forge("UPDATE audit_entry SET seq = %s WHERE seq = %s", other, seq if seq > 0 else 7)
    report = verify()
    assert report.finding is not None
    assert report.finding.kind in {"removed", "inserted", "moved", "cut"}
    assert report.finding.seq in {seq, other}
