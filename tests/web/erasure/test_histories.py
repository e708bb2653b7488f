"""Whatever happens before and after: a forgotten name never comes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kundig.store.home import Home
from kundig_web.customers import identity_workflows, workflows
from kundig_web.customers.errors import RefusedError
from kundig_web.customers.models import IdentityDecision
from kundig_web.erasure import running
from kundig_web.erasure import workflows as erasure
from kundig_web.erasure.errors import Refused
from kundig_web.erasure.replay import replay
from kundig_web.jobs.mirrors import publish_now
from kundig_web.needs import workflows as needs
from tests.erase.company import ANSWERS, ANSWERS_CSV, PEOPLE, PEOPLE_BROKEN, PEOPLE_CSV, bring, hits
from tests.web.conftest import NOW, TODAY
from tests.web.erasure.planted import KEY, Planted

ACTS = (
    "people",
    "people again",
    "answers",
    "merge",
    "split",
    "talk",
    "mirror",
    "withdraw",
    "replay",
)
NAMES = ["Quitterling", "kanarie.example", "9988776", "Zwieselpfosten", "Marmeladenglas"]


@pytest.mark.slow
@settings(
    max_examples=6, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(
    before=st.lists(st.sampled_from(ACTS), max_size=5),
    after=st.lists(st.sampled_from(ACTS), min_size=1, max_size=5),
)
def test_no_history_brings_a_forgotten_name_back(
    tmp_path_factory: pytest.TempPathFactory, settings_: Any, cast: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch, before: list[str], after: list[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(running, "empty_pages", lambda: None)
    folder = tmp_path_factory.mktemp("history") / "home"
    settings_.KUNDIG_HOME, settings_.WEB_FOLDER = str(folder), folder / "web"
    home = Home(folder)
    point = transaction.savepoint()
    try:
        bring(home, PEOPLE, PEOPLE_CSV)
        for act in before:
            do(act, home, cast)
        try:
            row = erasure.forget(key=KEY, actor=cast["dana"], now=NOW, ground="request")
        except Refused:  # her file was withdrawn
            return
        running.run(row)
        planted = Planted(home, cast)
        for i, act in enumerate(["people", *after]):
            do(act, home, cast, forgotten=True)
            publish_now(NOW + timedelta(minutes=i + 1))
            assert hits(planted.files(), NAMES) == [], act
            said = planted.database().lower()
            assert [n for n in NAMES if n.lower().encode() in said] == [], act
    finally:
        transaction.savepoint_rollback(point)


def do(act: str, home: Home, cast: dict[str, Any], *, forgotten: bool = False) -> None:
    """One thing that happens; what somebody could only do to a person who is there is left out."""
    who = {"actor": cast["dora"], "now": NOW}
    if act.startswith("people"):
        bring(home, PEOPLE, PEOPLE_CSV if act == "people" else PEOPLE_BROKEN)
    elif act == "answers":
        bring(home, ANSWERS, ANSWERS_CSV)
    elif act == "mirror":
        publish_now(NOW)
    elif act == "withdraw":
        entries = [e for e in home.store.manifest().imports if e.table]
        if len(entries) > 1:
            home.store.withdraw(entries[-1].id)
    elif act == "replay":
        replay(home, NOW)
    elif act == "split":
        decision = IdentityDecision.objects.filter(undone_at__isnull=True).first()
        if decision is not None:
            identity_workflows.undo_decision(decision=decision, **who)
    elif forgotten:
        return
    elif act == "merge":
        second = workflows.create_customer(
            **who, names={"kind": "person", "last_name": "Quitterling"}
        )
        try:
            identity_workflows.mark_same(left=KEY, right=second.key, since={}, **who)
        except RefusedError:
            return
    else:
        needs.note_talk(
            **who, today=TODAY, day=TODAY, channel="phone", quote="Das Marmeladenglas war zu.",
            offered=False, customer=KEY,
        )  # fmt: skip


@pytest.fixture
def settings_(settings: Any) -> Any:
    """Django's settings under a name that hypothesis does not use."""
    return settings
