"""The morning: computed once for each state of the data, shown while a new one is made."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kundig.intake.own import publish_rows
from kundig.letter import morning as ground
from kundig_web import company
from kundig_web.desk import morning as mornings
from kundig_web.desk.models import KeptMorning
from kundig_web.jobs.queue import REGISTRY, SCHEDULES
from kundig_web.reports.jobs import compose
from tests.web.today.conftest import NINE

TODAY = date(2026, 11, 20)


def promise(home: Any, what: str) -> None:
    row = {"promise_id": "1", "due_date": TODAY, "made_date": TODAY, "subject": what,
           "status": "open"}  # fmt: skip
    publish_rows(home, {"promises": [row]}, now=NINE)


def test_a_day_that_nobody_read_shows_the_page_at_once_and_asks_for_the_rest(
    demo, cold, clock, client_of
) -> None:
    dora = client_of("dora")
    first = dora.get("/").content.decode()
    assert "Ihre Daten werden gelesen." in first
    assert 'hx-get="/"' in first
    assert "?wait=1" in first  # the way without JavaScript
    assert not KeptMorning.objects.exists()
    rest = dora.get("/", headers={"HX-Request": "true"}).content.decode()
    assert "Die Stiefel kamen" in rest
    assert KeptMorning.objects.count() == 1
    assert "Ihre Daten werden gelesen." not in dora.get("/").content.decode()


def test_a_morning_is_not_computed_twice(demo, cold, clock, monkeypatch) -> None:
    made = mornings.make(company.snapshot(), TODAY, NINE)
    mornings._MEMORY.clear()
    monkeypatch.setattr(ground, "gather", lambda *a, **k: pytest.fail("computed again"))
    again = mornings.make(company.snapshot(), TODAY, NINE)
    assert again.told == made.told
    assert again.rows["voices"][0] == made.rows["voices"][0]


def test_what_people_write_makes_no_page_wait(demo_copy, cold, clock, client_of) -> None:
    mornings.make(company.snapshot(), TODAY, NINE)
    promise(demo_copy, "Rückruf")
    kept = mornings.kept(company.snapshot(), TODAY)
    assert kept is not None
    assert not kept.fresh
    assert (
        "Neuere Einträge werden gerade eingearbeitet."
        in client_of("dora").get("/").content.decode()
    )
    assert mornings.make(company.snapshot(), TODAY, NINE).version == company.snapshot().version
    assert "Rückruf" in str(mornings.kept(company.snapshot(), TODAY).morning.rows["promises"])


def test_withdrawing_an_import_hides_the_old_day_at_once(demo_copy, cold, clock) -> None:
    mornings.make(company.snapshot(), TODAY, NINE)
    [first, *_] = company.snapshot().imports
    demo_copy.store.withdraw(first.id)
    assert mornings.kept(company.snapshot(), TODAY) is None


def test_the_job_reads_the_day_once_and_then_has_nothing_to_do(demo_copy, cold, clock) -> None:
    assert REGISTRY["reports.compose"] is compose
    assert SCHEDULES["reports.compose"] <= 60
    assert compose()["made"]
    assert not compose()["made"]
    promise(demo_copy, "Rückruf")
    assert not compose()["made"]  # it was made a moment ago
    clock(NINE + timedelta(minutes=6))
    assert compose()["made"]
    assert KeptMorning.objects.filter(day=TODAY).count() <= 2


def test_forgetting_leaves_no_word_of_a_customer(demo, cold, clock) -> None:
    mornings.make(company.snapshot(), TODAY, NINE)
    assert "Die Stiefel" in KeptMorning.objects.get().content
    mornings.forget()
    assert not KeptMorning.objects.exists()
    assert mornings.kept(company.snapshot(), TODAY) is None


def test_another_releases_morning_is_made_anew(demo, cold, clock) -> None:
    mornings.make(company.snapshot(), TODAY, NINE)
    mornings._MEMORY.clear()
    KeptMorning.objects.update(content='{"version": 1}')
    assert mornings.kept(company.snapshot(), TODAY) is None
    assert mornings.make(company.snapshot(), TODAY, NINE).rows["voices"]


def test_old_data_are_told_as_of_their_day(demo, cold, clock, client_of) -> None:
    clock(NINE + timedelta(days=90))
    shown = client_of("dora").get("/?wait=1").content.decode()
    assert "Stand vom 20.\u00a0November\u00a02026, 9 Uhr." in shown
    assert "noch 5 Stunden" in shown  # as things stood then


def test_an_empty_company_is_shown_how_to_begin(own_home, clock, client_of) -> None:
    shown = client_of("dora").get("/").content.decode()
    assert "So beginnen Sie" in shown
    assert "Ihre Daten werden gelesen." not in shown
    assert not KeptMorning.objects.exists()
    front = client_of("emil").get("/").content.decode()
    assert "Eine Datei einlesen" not in front  # Emil may not import
