"""What is written here reaches the shared tables, the letter and the listings."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from kundig.answers.asking import open_engine
from kundig.answers.listings import listing
from kundig.glossary.measure import Request
from kundig.letter import compose
from kundig.letter.page import page
from kundig_web import company
from kundig_web.contact.models import Promise
from kundig_web.jobs import mirrors
from kundig_web.jobs.models import Job
from kundig_web.needs import workflows
from tests.web.conftest import NOW, TODAY


def rows(home: Any, key: str, **options: Any) -> list[dict[str, Any]]:
    request = Request(as_of=company.today(), limit=5000, options=options)
    with open_engine("duckdb") as engine:
        return listing(key, request, snapshot=home.store.snapshot(), engine=engine, home=home)


def test_a_promise_given_on_the_phone_stands_in_the_listing_of_promises(
    client_of: Any, demo_copy: Any
) -> None:
    client = client_of("emil")
    data = {"what": "Leihzelt bis zur Anreise", "customer": "nordhang:10002", "by": "today"}
    assert client.post(reverse("contact:promise_new"), data).status_code == 302
    before = demo_copy.store.manifest().version
    mirrors.publish_now(company.now())
    assert demo_copy.store.manifest().version == before + 1
    (row,) = [
        r for r in rows(demo_copy, "promises_due") if r["subject"] == "Leihzelt bis zur Anreise"
    ]
    assert (row["customer"], row["state"], row["due_date"], row["last_name"]) == (
        "nordhang:10002", "open", company.today(), "Weiß",
    )  # fmt: skip


def test_a_first_promise_makes_a_letter_without_any_data(client_of: Any, own_home: Any) -> None:
    data = {"what": "Dachrinne ansehen", "who": "Familie Kern", "customer": "new", "by": "tomorrow"}
    assert client_of("dora").post(reverse("contact:promise_new"), data).status_code == 302
    mirrors.publish_now(company.now())
    letter = compose(own_home, lang="de", today=company.today())
    assert [(d.who, d.what) for d in letter.promises] == [("Familie Kern", "Dachrinne ansehen")]
    assert "hier aufgeschrieben" in letter.promises[0].why
    assert "Dachrinne ansehen" in page(letter)


def test_what_became_of_a_promise_reaches_the_store(client_of: Any, demo_copy: Any) -> None:
    client = client_of("emil")
    data = {"what": "Rückruf", "customer": "nordhang:10002", "by": "today"}
    client.post(reverse("contact:promise_new"), data)
    mirrors.publish_now(company.now())
    client.post(reverse("contact:keep", args=[Promise.objects.get().pk]))
    mirrors.publish_now(company.now())
    assert [r for r in rows(demo_copy, "promises_due") if r["subject"] == "Rückruf"] == []


def talk(actor: Any, **more: Any) -> Any:
    today = company.today()
    given = {
        "actor": actor, "now": company.now(), "today": today, "day": today, "channel": "face",
        "quote": "Ich wusste nicht, wen ich fragen soll.", "offered": False,
        "customer": "nordhang:10001",
    }  # fmt: skip
    return workflows.note_talk(**given | more)


def test_his_words_are_a_voice_of_the_letter(cast: Any, demo_copy: Any) -> None:
    talk(cast["lena"])
    mirrors.publish_now(company.now())
    found = [r for r in rows(demo_copy, "voices", days=2) if r["about_table"] == "contacts"]
    assert [(r["words"], r["customer"]) for r in found] == [
        ("Ich wusste nicht, wen ich fragen soll.", "nordhang:10001")
    ]


def test_the_first_talk_of_a_company_without_data_leads_its_letter(
    cast: Any, own_home: Any
) -> None:
    talk(cast["dora"], customer="new", who="Familie Kern")
    mirrors.publish_now(company.now())
    letter = compose(own_home, lang="de", today=company.today())
    assert letter.voice is not None
    assert "wen ich fragen soll" in letter.voice.words
    assert letter.voice.who == "Familie Kern"
    assert "hier aufgeschrieben" in letter.voice.why
    assert (
        "talk, written down here" in compose(own_home, lang="en", today=company.today()).voice.why
    )


def test_what_hinders_us_and_what_is_private_stay_here(cast: Any, own_home: Any) -> None:
    given = {"actor": cast["emil"], "now": NOW, "today": TODAY, "day": TODAY}
    workflows.note_hint(**given, text="Kein Schlüssel zum Lager.", kind="obstacle")
    workflows.note_hint(**given, text="Nur für Petra bestimmt.", private=True)
    kept = workflows.note_hint(**given, text="Die Hose kratzt.", who="Frau Kern an der Kasse")
    gathered = mirrors.gather(NOW)
    assert [r["text"] for r in gathered["texts"]] == ["Die Hose kratzt."]
    assert [r["contact_id"] for r in gathered["contacts"]] == [f"kundig-hint-{kept.pk}"]
    assert "Kern" not in str(gathered), "names stand in customer records only"


def test_those_who_ask_within_a_minute_share_one_run_at_its_end(db: None, own_home: Any) -> None:
    moment = datetime(2026, 11, 20, 9, 5, 10, tzinfo=NOW.tzinfo)
    for seconds in (0, 5, 49):
        mirrors.mirror_soon(moment + timedelta(seconds=seconds))
    (job,) = Job.objects.filter(name="mirror.publish")
    assert job.run_at == datetime(2026, 11, 20, 9, 6, tzinfo=NOW.tzinfo)
    mirrors.mirror_soon(moment + timedelta(seconds=50))
    assert Job.objects.filter(name="mirror.publish").count() == 2, "the next minute has its own"


def test_an_import_that_is_publishing_does_not_fail_the_job(
    cast: Any, own_home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kundig.store import Store

    talk(cast["dora"], customer="")
    monkeypatch.setattr("kundig.intake.own.LOCK_SECONDS", 0.05)
    with Store(own_home.store.folder).locked():
        assert mirrors.publish() == {"busy": True}
    assert mirrors.publish() == {"version": 1}


def test_a_decision_after_a_quick_test_is_a_decision_of_the_company(
    cast: Any, own_home: Any
) -> None:
    from kundig_web.structure import workflows as structure

    one = structure.ask_quickly(
        actor=cast["emil"], now=NOW, today=TODAY, subject="report", name="Wochenbericht",
        helps="reporting", eases="neither",
    )  # fmt: skip
    assert mirrors.gather(NOW)["decisions"] == []
    structure.decide(
        actor=cast["dora"], now=NOW, test=one, verdict="drop", text="Zeit für Gespräche."
    )
    (row,) = mirrors.gather(NOW)["decisions"]
    assert (row["title"], row["decided_date"]) == ("Wochenbericht: weglassen", date(2026, 11, 20))
