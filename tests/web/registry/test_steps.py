"""No basis, no run."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundig_web.jobs import queue
from kundig_web.jobs.worker import work_off
from kundig_web.registry import steps
from kundig_web.registry.purposes import PURPOSES, Objection, switchable
from kundig_web.registry.steps import (
    STEPS,
    NoBasisError,
    PersonState,
    basis_of,
    has_basis,
    may_process,
    run_only,
)
from kundig_web.registry.switch import FILE, NotSwitchableError, switch, switched_off
from tests.web.conftest import NOW

pytestmark = pytest.mark.django_db

CHOSEN = [p.key for p in switchable()]


def test_every_step_and_purpose_has_its_words_in_both_languages() -> None:
    for lang in ("de", "en"):
        for p in PURPOSES.values():
            assert p.say("", lang)
            assert p.say("text", lang)
            assert p.say("data", lang)
    assert all(s.words for s in STEPS.values())


def test_a_step_that_nobody_declared_does_not_run(own_home) -> None:
    with pytest.raises(NoBasisError) as refused, run_only("spam.send"):
        pytest.fail("ran")
    assert "spam.send" in refused.value.text("de")


@pytest.mark.parametrize("purpose", CHOSEN)
def test_without_a_purpose_none_of_its_steps_runs_and_all_others_do(own_home, purpose) -> None:
    before = {s for s in STEPS if has_basis(s)}
    assert before == set(STEPS)
    switch(purpose=purpose, on=False, now=NOW)
    mine = {s.key for s in STEPS.values() if purpose in s.purposes}
    assert {s for s in STEPS if not has_basis(s)} == mine
    switch(purpose=purpose, on=True, now=NOW)
    assert {s for s in STEPS if has_basis(s)} == set(STEPS)


def test_the_log_says_what_the_company_does_without(own_home, cast) -> None:
    from kundig_web.audit.models import AuditEntry

    switch(purpose="surveys", on=False, now=NOW)
    switch(purpose="surveys", on=True, now=NOW)
    found = AuditEntry.objects.order_by("seq").values_list("verb", "details")
    assert [verb for verb, _ in found][-2:] == [
        "registry.purpose_left",
        "registry.purpose_taken_up",
    ]
    assert all('"surveys"' in details for _, details in list(found)[-2:])


def test_a_decorated_function_asks_each_time_it_is_called(own_home) -> None:
    @run_only("customers.export")
    def export() -> str:
        return "list"

    assert export() == "list"
    switch(purpose="advertising", on=False, now=NOW)
    with pytest.raises(NoBasisError) as refused:
        export()
    assert "Neuigkeiten und Angebote" in refused.value.text("de")
    switch(purpose="advertising", on=True, now=NOW)
    assert export() == "list"


@pytest.mark.parametrize("purpose", [*sorted(set(PURPOSES) - set(CHOSEN)), "fun"])
def test_what_the_law_or_the_site_needs_cannot_be_switched_off(own_home, purpose) -> None:
    with pytest.raises(NotSwitchableError):
        switch(purpose=purpose, on=False, now=NOW)


@pytest.mark.parametrize(
    "text", ["[off", "off = 3", '[off]\nfun = "2026"', '[off]\ncare = ""', "\x00"]
)
def test_a_file_that_cannot_be_understood_switches_everything_off(own_home, text) -> None:
    own_home.folder.mkdir(parents=True, exist_ok=True)
    (own_home.folder / FILE).write_text(text)
    assert set(switched_off()) == set(CHOSEN)
    assert not has_basis("customers.export")
    assert has_basis("rights.tell")


def test_since_when_a_purpose_is_off_stands_in_the_file_and_stays(own_home) -> None:
    switch(purpose="surveys", on=False, now=NOW)
    switch(purpose="surveys", on=False, now=NOW + timedelta(days=3))
    assert switched_off() == {"surveys": "2026-11-20T09:00:00+00:00"}


def test_background_work_without_a_basis_is_not_run_and_not_tried_again(
    own_home, monkeypatch
) -> None:
    done: list[Any] = []
    monkeypatch.setitem(queue.REGISTRY, "test.send", lambda job: done.append(job))
    monkeypatch.setitem(queue.STEPS_OF, "test.send", "advertising.send")
    switch(purpose="advertising", on=False, now=NOW)
    job = queue.enqueue("test.send", now=NOW)
    work_off(NOW)
    job.refresh_from_db()
    assert not done
    assert (job.state, job.result, job.attempts) == ("done", {"no_basis": "advertising"}, 1)


def test_background_work_that_is_no_step_is_not_run(own_home, monkeypatch) -> None:
    done: list[Any] = []
    monkeypatch.setitem(queue.REGISTRY, "test.send", lambda job: done.append(job))
    queue.enqueue("test.send", now=NOW)
    work_off(NOW)
    assert not done


@given(
    step=st.sampled_from(sorted(STEPS)),
    restricted=st.booleans(),
    objected=st.frozensets(st.sampled_from(sorted(PURPOSES))),
)
def test_a_person_is_processed_only_as_law_and_wish_allow(step, restricted, objected) -> None:
    may = may_process(step, PersonState(restricted, objected))
    known = basis_of(step)
    if restricted and not known.restricted:
        assert not may
    heeded = {p for p in known.purposes if PURPOSES[p].objection is not Objection.NONE}
    if heeded & objected:
        assert not may
    if not restricted and not objected:
        assert may


def test_restriction_stops_sending_scoring_export_and_lists_and_nothing_that_serves_the_person() -> (
    None
):
    restricted = PersonState(restricted=True)
    for step in (
        "advertising.send",
        "surveys.send",
        "value.score",
        "customers.export",
        "customers.list",
        "customers.api",
        "value.talk_suggestion",
        "letter.call_list",
        "figures.ask",
    ):
        assert not may_process(step, restricted), step
    for step in (
        "customers.show",
        "rights.tell",
        "rights.forget",
        "concerns.answer",
        "backups.make",
    ):
        assert may_process(step, restricted), step


def test_an_objection_to_advertising_or_profiling_cannot_be_outweighed() -> None:
    assert PURPOSES["advertising"].objection is Objection.ABSOLUTE
    assert PURPOSES["value"].objection is Objection.ABSOLUTE
    assert not may_process("customers.export", PersonState(objected=frozenset({"advertising"})))
    assert not may_process("value.score", PersonState(objected=frozenset({"value"})))
    assert may_process("customers.show", PersonState(objected=frozenset(PURPOSES)))


def test_unsure_means_no(own_home, monkeypatch) -> None:
    monkeypatch.setattr(steps, "_STATES", [])
    assert steps.refused("customers.export", ["a:1", "a:2"]) == {"a:1", "a:2"}
    steps.register_states(lambda keys: {"a:1": PersonState(restricted=True)})
    assert steps.refused("customers.export", ["a:1", "a:2"]) == {"a:1"}
    assert steps.refused("rights.tell", ["a:1", "a:2"]) == frozenset()
