"""Limits let through exactly what they say, however many try at once, and refuse when unsure."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kundig_web.limits.counting import (
    LIMITS,
    UNSURE,
    Limit,
    forgive,
    hidden,
    limit,
    sweep,
    take,
    wait_for,
)
from kundig_web.limits.models import Tries
from tests.web.conftest import NOW

THREE = Limit("test.three", 3, 60)


def later(seconds: float) -> Any:
    return NOW + timedelta(seconds=seconds)


@pytest.mark.django_db
def test_so_many_pass_and_the_next_one_is_told_how_long_to_wait() -> None:
    assert [take(THREE, "a", now=later(i)) for i in range(5)] == [0, 0, 0, 57, 56]
    assert take(THREE, "b", now=NOW) == 0


@pytest.mark.django_db
def test_a_window_begins_with_the_first_try_and_ends_after_its_seconds() -> None:
    for i in (0, 40, 50):
        assert take(THREE, "a", now=later(i)) == 0
    assert take(THREE, "a", now=later(59.9)) > 0
    assert [take(THREE, "a", now=later(60 + i)) for i in range(4)] == [0, 0, 0, 57]


@pytest.mark.django_db
def test_being_refused_does_not_lengthen_the_wait() -> None:
    for _ in range(20):
        take(THREE, "a", now=NOW)
    assert Tries.objects.get().tries == 3
    assert take(THREE, "a", now=later(60)) == 0


@pytest.mark.django_db
def test_looking_counts_nothing_and_forgiving_forgets() -> None:
    assert wait_for(THREE, "a", now=NOW) == 0
    for _ in range(3):
        assert take(THREE, "a", now=NOW) == 0
    assert wait_for(THREE, "a", now=NOW) == 60
    assert wait_for(THREE, "a", now=later(60)) == 0
    forgive(THREE, "a")
    assert not Tries.objects.exists()
    assert take(THREE, "a", now=NOW) == 0


@pytest.mark.django_db
def test_two_limits_count_the_same_subject_apart_and_neither_keeps_its_name(settings: Any) -> None:
    other = Limit("test.other", 3, 60)
    take(THREE, "dora@nordhang.example", now=NOW)
    take(other, "dora@nordhang.example", now=NOW)
    rows = list(Tries.objects.values_list("subject", flat=True))
    assert len(rows) == 2
    assert not any("dora" in r for r in rows)
    before = hidden(THREE, "dora@nordhang.example")
    settings.SECRET_KEY = "another key of another site"
    assert hidden(THREE, "dora@nordhang.example") != before


@pytest.mark.django_db
def test_what_has_ended_is_swept_and_nothing_else() -> None:
    take(THREE, "old", now=NOW)
    take(THREE, "new", now=later(30))
    assert sweep(later(59)) == 0
    assert sweep(later(60)) == 1
    assert Tries.objects.get().subject == hidden(THREE, "new")


class Broken:
    """A connection that cannot be used."""

    ops = connection.ops

    def cursor(self) -> Any:
        raise DatabaseError("gone")


@pytest.mark.django_db
def test_a_database_that_does_not_answer_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kundig_web.limits.counting.connection", Broken())
    assert take(THREE, "a", now=NOW) == UNSURE
    monkeypatch.setattr(Tries.objects, "filter", lambda **_: Broken().cursor())
    assert wait_for(THREE, "a", now=NOW) == UNSURE


def test_a_limit_has_one_declaration() -> None:
    made = limit("test.declared", 1, 1)
    try:
        assert limit("test.declared", 1, 1) == made
        with pytest.raises(ValueError, match="declared twice"):
            limit("test.declared", 2, 1)
        for tries, seconds in ((0, 1), (1, 0)):
            with pytest.raises(ValueError, match="without"):
                limit(f"test.{tries}.{seconds}", tries, seconds)
    finally:
        for name in ("test.declared", "test.0.1", "test.1.0"):
            LIMITS.pop(name, None)


class Model(TestCase):
    """Against a plain model: a dictionary of windows."""

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 90)), max_size=25))
    def test_every_order_of_tries_is_counted_as_the_plain_model_counts(self, steps: Any) -> None:
        Tries.objects.all().delete()
        windows: dict[str, tuple[int, int]] = {}
        clock = 0
        for subject, wait in steps:
            clock += wait
            ends, tries = windows.get(subject, (0, 0))
            if clock >= ends:
                ends, tries = clock + 60, 0
            passes = tries < 3
            windows[subject] = (ends, tries + passes)
            assert (take(THREE, subject, now=later(clock)) == 0) is passes


MANY = 50


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tries", [1, 7])
def test_of_fifty_at_once_exactly_the_limit_passes(tries: int) -> None:
    of = Limit(f"test.many{tries}", tries, 90)
    gate = threading.Barrier(MANY)
    passed: list[int] = []
    errors: list[str] = []

    def run() -> None:
        try:
            gate.wait(30)
            # SQLite in memory turns writers away instead of letting them wait; that refuses.
            while (wait := take(of, "one", now=NOW)) == UNSURE:
                time.sleep(0.01)
            passed.append(wait == 0)
        except Exception as error:
            errors.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(passed) == MANY
    assert sum(passed) == tries
    assert Tries.objects.get().tries == tries
