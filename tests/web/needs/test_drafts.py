"""A form that is sent twice is written once, and nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from kundig_web import company
from kundig_web.contact.models import Promise
from kundig_web.customers.models import Person
from kundig_web.needs.models import Hint
from kundig_web.structure.models import QuickTest

OUTBOX = {"HTTP_X_KUNDIG_DRAFT": "1"}
HINT = {"text": "Die Hose kratzt.", "draft_key": "11111111-1111-4111-8111-111111111111"}


def test_a_draft_sent_twice_is_one_hint(client_of: Any, demo: Any) -> None:
    client = client_of("emil")
    first = client.post("/hints/new/", HINT, **OUTBOX)
    again = client.post("/hints/new/", HINT, **OUTBOX)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert Hint.objects.count() == 1


def test_a_draft_sent_twice_is_one_promise_and_one_customer(client_of: Any, demo: Any) -> None:
    client = client_of("emil")
    data = {
        "what": "Rückruf",
        "who": "Familie Kern",
        "customer": "new",
        "by": "tomorrow",
        "draft_key": "k",
    }
    answers = [client.post("/promises/new/", data, **OUTBOX).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert (Promise.objects.count(), Person.objects.count()) == (1, 1)


def test_a_draft_sent_twice_is_one_quick_test(client_of: Any, demo: Any) -> None:
    data = {
        "name": "Liste",
        "subject": "report",
        "helps": "both",
        "eases": "eases",
        "draft_key": "k",
    }
    for _ in range(2):
        assert client_of("emil").post("/quick-test/new/", data, **OUTBOX).status_code == 201
    assert QuickTest.objects.count() == 1


def test_text_that_was_changed_before_sending_again_is_not_lost(client_of: Any, demo: Any) -> None:
    client = client_of("emil")
    client.post("/hints/new/", HINT)
    client.post("/hints/new/", HINT | {"text": "Die Hose kratzt am Knie."})
    assert set(Hint.objects.values_list("text", flat=True)) == {
        "Die Hose kratzt.", "Die Hose kratzt am Knie.",
    }  # fmt: skip


def test_the_key_of_somebody_else_shows_nothing_and_loses_nothing(
    client_of: Any, demo: Any
) -> None:
    first = client_of("emil").post("/hints/new/", HINT, **OUTBOX).json()
    other = client_of("lena").post("/hints/new/", HINT, **OUTBOX).json()
    assert first != other
    assert Hint.objects.count() == 2


def test_tomorrow_is_the_day_after_it_was_written_not_after_it_arrived(
    client_of: Any, demo: Any
) -> None:
    today = company.today()
    written = today - timedelta(days=3)
    data = {"what": "Rückruf", "who": "Kern", "by": "tomorrow", "written_on": written.isoformat()}
    assert client_of("emil").post("/promises/new/", data).status_code == 302
    promise = Promise.objects.get()
    assert (promise.made_on, promise.due_date) == (written, written + timedelta(days=1))


def test_a_clock_that_cannot_be_right_is_not_believed(client_of: Any, demo: Any) -> None:
    today = company.today()
    for n, wrong in enumerate((today + timedelta(days=2), today - timedelta(days=400))):
        data = {
            "what": f"Rückruf {n}",
            "who": "Kern",
            "by": "today",
            "written_on": wrong.isoformat(),
        }
        assert client_of("emil").post("/promises/new/", data).status_code == 302
    assert set(Promise.objects.values_list("made_on", flat=True)) == {today}


def test_the_outbox_gets_a_fresh_token_that_works(cast: Any, demo: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast["emil"])
    assert strict.post("/hints/new/", HINT, **OUTBOX).status_code == 403
    answer = strict.get(reverse("needs:draft_token"))
    assert answer["Cache-Control"] == "no-store"
    told = answer.json()
    assert told["you"] == cast["emil"].pk
    assert (
        strict.post("/hints/new/", HINT, HTTP_X_CSRFTOKEN=told["token"], **OUTBOX).status_code
        == 201
    )


def test_a_stranger_gets_no_token_but_the_service_worker(client: Any, db: None, demo: Any) -> None:
    assert client.get(reverse("needs:draft_token")).status_code == 302
    worker = client.get("/sw.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert worker["Cache-Control"] == "no-cache"
    assert b'"fetch"' in worker.content
