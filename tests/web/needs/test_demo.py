"""The demo company's talks, promises and tests: lifelike, and the same after a second time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from kundig_web import company
from kundig_web.contact import demo as contact
from kundig_web.contact import questions
from kundig_web.contact.models import Promise
from kundig_web.jobs import mirrors
from kundig_web.needs import demo as needs
from kundig_web.needs.models import Assumption, Hint, Talk
from kundig_web.structure import demo as structure
from kundig_web.structure.models import QuickTest


@pytest.fixture
def people(cast: Mapping[str, Any]) -> dict[str, Any]:
    names = {
        "owner": "dora",
        "marketing": "ana",
        "service": "emil",
        "people": "petra",
        "council": "konrad",
    }
    return {role: cast[name] for role, name in names.items()}


def counts() -> list[int]:
    return [m.objects.count() for m in (Talk, Hint, Assumption, Promise, QuickTest)]


def test_filling_twice_and_days_later_adds_nothing(people: dict[str, Any], demo_copy: Any) -> None:
    now = company.now()
    for later in (0, 0, 5):
        for app in (needs, contact, structure):
            app.seed(people, now + timedelta(days=later))
        if not later:
            first = counts()
            assert all(first)
    assert counts() == first


def test_it_shows_every_fate_of_a_promise_and_an_assumption(
    people: dict[str, Any], demo_copy: Any
) -> None:
    now = company.now()
    for app in (needs, contact, structure):
        app.seed(people, now)
    states = {questions.state_of(p, now) for p in Promise.objects.all()}
    assert states >= {"near", "open", "overdue", "kept", "late"}
    assert set(Assumption.objects.values_list("status", flat=True)) == {"open", "held", "fallen"}
    assert mirrors.publish_now(now)["version"] > 0, "every row keeps its contract"
