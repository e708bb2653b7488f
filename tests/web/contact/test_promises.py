"""A promise: what, to whom, by when; warned before it breaks; closed by a person only."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundig_web import company
from kundig_web.contact import entries, questions, timeline, workflows
from kundig_web.contact.forms import day_of
from kundig_web.contact.models import Promise
from kundig_web.contact.workflows import PromiseError
from tests.web.conftest import NOW, TODAY

NEW = "/promises/new/"
MORGEN = TODAY + timedelta(days=1)


def promise(actor: Any, **more: Any) -> Promise:
    data = {
        "actor": actor, "now": NOW, "today": TODAY, "what": "Rückruf", "due_date": MORGEN,
        "customer": "nordhang:10001", "department": actor.department,
    }  # fmt: skip
    return workflows.make_promise(**data | more)


def act(verb: Any, one: Promise, actor: Any, now: datetime = NOW, **more: Any) -> Promise:
    day = now.astimezone(company.zone()).date()
    return verb(actor=actor, now=now, today=day, promise=one, **more)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_next_friday_is_always_a_friday_within_a_week_and_never_today(day: date) -> None:
    found = day_of("friday", day)
    assert found.weekday() == 4
    assert 1 <= (found - day).days <= 7
    assert (day_of("today", day), day_of("tomorrow", day)) == (day, day + timedelta(days=1))
    assert day_of("week", day).weekday() == day.weekday()


def test_words_and_one_tap_make_a_promise(client_of: Any, demo: Any) -> None:
    client = client_of("emil")
    answer = client.post(NEW, {"what": " Leihzelt  zurücklegen ", "who": "Kundin", "by": "week"})
    one = Promise.objects.get()
    assert answer["Location"] == f"/promises/{one.pk}/?saved"
    today = company.today()
    assert (one.what, one.who, one.made_on, one.due_date, one.department.name) == (
        "Leihzelt zurücklegen", "Kundin", today, today + timedelta(days=7), "Service",
    )  # fmt: skip
    page = client.get(answer["Location"]).content.decode()
    assert "Die Zusage ist gespeichert: bis" in page
    assert "Noch eine Zusage" in page
    assert [s.kind for s in one.steps.all()] == ["made"]


def test_a_date_and_an_hour_may_be_named(client_of: Any, demo: Any) -> None:
    day = company.today() + timedelta(days=3)
    data = {
        "what": "Rückruf",
        "who": "Kern",
        "by": "other",
        "due_date": day.isoformat(),
        "due_time": "14:30",
    }
    client = client_of("emil")
    page = client.get(client.post(NEW, data)["Location"]).content.decode()
    one = Promise.objects.get()
    assert (one.due_date, one.due_time) == (day, time(14, 30))
    assert "14:30 Uhr" in page


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"what": ""}, "Schreiben Sie auf, was der Kunde erwarten darf"),
        ({"who": ""}, "Wem? Ein Name oder freie Worte genügen."),
        ({"by": "other"}, "An welchem Tag?"),
        ({"by": "other", "due_date": "2020-01-01"}, "Dieser Tag ist schon vorbei"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    client_of: Any, demo: Any, change: dict[str, str], told: str
) -> None:
    data = {"what": "Leihzelt", "who": "Familie Kern", "by": "today"} | change
    answer = client_of("emil").post(NEW, data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert told in text
    for kept in (data["what"], data["who"]):
        assert kept in text
    assert not Promise.objects.exists()


def test_it_warns_the_day_before_and_not_earlier(cast: Any, demo: Any, monkeypatch: Any) -> None:
    promise(cast["emil"], due_date=TODAY + timedelta(days=2))

    def seen(now: datetime) -> list[tuple[str, bool]]:
        monkeypatch.setattr(company, "now", lambda: now)
        return [(e.action, e.urgent) for e in entries.promises(cast["emil"], company.today())]

    assert seen(NOW) == []
    assert seen(NOW + timedelta(days=1)) == [("Ansehen", True)]
    assert seen(NOW + timedelta(days=2)) == [("Ansehen", True)]
    assert seen(NOW + timedelta(days=3)) == [("Vermerken, was wurde", True)]


def test_with_an_hour_it_warns_twenty_four_hours_before(cast: Any, demo: Any) -> None:
    one = promise(cast["emil"], due_date=MORGEN, due_time=time(15))
    due = datetime.combine(MORGEN, time(15), tzinfo=company.zone())
    assert not one.near(due - timedelta(hours=24, minutes=1))
    assert one.near(due - timedelta(hours=24))
    assert not one.overdue(due - timedelta(minutes=1))
    assert one.overdue(due)


def test_a_promise_for_today_may_still_be_kept_tonight(cast: Any, demo: Any) -> None:
    one = promise(cast["emil"], due_date=TODAY)
    midnight = datetime.combine(MORGEN, time(), tzinfo=company.zone())
    assert not one.overdue(midnight - timedelta(seconds=1))
    assert one.overdue(midnight)


def test_time_alone_never_closes_a_promise(cast: Any, demo: Any) -> None:
    one = promise(cast["emil"])
    later = NOW + timedelta(days=400)
    (told,) = questions.open_promises(cast["emil"], now=later)
    assert told.state == "overdue"
    one.refresh_from_db()
    assert (one.status, one.closed_on) == ("open", None)


def test_kept_in_time_is_kept(cast: Any, demo: Any) -> None:
    one = act(workflows.keep, promise(cast["emil"]), cast["emil"])
    assert (one.status, one.kept_on) == ("kept", TODAY)


def test_kept_late_is_broken_and_says_when_it_was_kept_after_all(cast: Any, demo: Any) -> None:
    later = NOW + timedelta(days=5)
    one = act(workflows.keep, promise(cast["emil"]), cast["emil"], later, in_time=False)
    assert (one.status, one.kept_on) == ("broken", TODAY + timedelta(days=5))
    assert questions.state_of(one, later) == "late"


def test_what_was_kept_in_time_and_noted_late_is_kept(cast: Any, demo: Any) -> None:
    one = act(workflows.keep, promise(cast["emil"]), cast["emil"], NOW + timedelta(days=5))
    assert (one.status, one.kept_on) == ("kept", MORGEN)


def test_it_moves_with_the_customers_consent_only(client_of: Any, cast: Any, demo: Any) -> None:
    one = promise(cast["emil"], due_date=company.today())
    client, day = client_of("emil"), company.today() + timedelta(days=4)
    data = {"due_date": day.isoformat(), "words": "Passt ihr besser."}
    refused = client.post(f"/promises/{one.pk}/move/", data)
    assert refused.status_code == 422
    assert "nur mit dem Kunden verschoben" in refused.content.decode()
    assert client.post(f"/promises/{one.pk}/move/", data | {"agreed": "on"}).status_code == 302
    one.refresh_from_db()
    assert (one.due_date, one.status) == (day, "open")
    step = one.steps.last()
    assert (step.kind, step.due_before, step.due_after, step.words) == (
        "moved", company.today(), day, "Passt ihr besser.",
    )  # fmt: skip


def test_a_broken_promise_says_what_we_do_now(client_of: Any, cast: Any, demo: Any) -> None:
    one = promise(cast["emil"])
    client = client_of("emil")
    assert client.post(f"/promises/{one.pk}/broken/", {"words": " "}).status_code == 422
    client.post(f"/promises/{one.pk}/broken/", {"words": "Wir liefern per Kurier."})
    one.refresh_from_db()
    assert one.status == "broken"
    assert "Wir liefern per Kurier." in client.get(f"/promises/{one.pk}/").content.decode()


def test_an_overdue_promise_cannot_be_taken_back_any_more(cast: Any, demo: Any) -> None:
    one = promise(cast["emil"])
    with pytest.raises(PromiseError, match="Zurücknehmen geht nicht mehr"):
        act(workflows.take_back, one, cast["emil"], NOW + timedelta(days=9), words_="Doch nicht")
    taken = act(workflows.take_back, one, cast["emil"], words_="Auf Wunsch des Kunden")
    assert (taken.status, taken.kept_on) == ("withdrawn", None)


def test_two_people_do_not_close_the_same_promise(client_of: Any, cast: Any, demo: Any) -> None:
    one = promise(cast["emil"])
    act(workflows.keep, one, cast["emil"])
    answer = client_of("lena").post(f"/promises/{one.pk}/broken/", {"words": "Tut uns leid."})
    assert answer.status_code == 422
    assert "schon abgeschlossen" in answer.content.decode()
    one.refresh_from_db()
    assert one.status == "kept"


def test_a_slip_can_be_undone(client_of: Any, cast: Any, demo: Any) -> None:
    one = act(workflows.keep, promise(cast["emil"]), cast["emil"])
    client_of("emil").post(f"/promises/{one.pk}/reopen/")
    one.refresh_from_db()
    assert (one.status, one.closed_on, one.kept_on) == ("open", None, None)
    assert [s.kind for s in one.steps.all()] == ["made", "kept", "reopened"]


def test_who_may_not_see_customers_sees_what_he_promised_himself(
    client_of: Any, cast: Any, demo: Any
) -> None:
    own = promise(cast["petra"], customer="", who="Bewerber")
    other = promise(cast["emil"])
    petra = client_of("petra")
    assert petra.get(f"/promises/{own.pk}/").status_code == 200
    for path in ("", "keep/", "broken/", "move/", "take-back/"):
        method = petra.post if path else petra.get
        assert method(f"/promises/{other.pk}/{path}").status_code == 404, path
    assert "Rückruf" in petra.get("/promises/").content.decode()
    assert "Yıldız" not in petra.get("/promises/?customer=nordhang:10001").content.decode()


def test_an_analyst_closes_only_what_she_promised(client_of: Any, cast: Any, demo: Any) -> None:
    other, own = promise(cast["emil"]), promise(cast["ana"])
    ana = client_of("ana")
    assert ana.post(f"/promises/{other.pk}/keep/").status_code == 403
    assert "Gehalten</button>" not in ana.get(f"/promises/{other.pk}/").content.decode()
    assert ana.post(f"/promises/{own.pk}/keep/").status_code == 302


def test_what_a_customer_was_promised_last_time_is_found_by_his_name(
    client_of: Any, cast: Any, demo: Any
) -> None:
    promise(cast["emil"], what="Ersatzschnalle bestellen")
    client = client_of("emil")
    page = client.get("/promises/?q=yildiz").content.decode()
    assert "/promises/?customer=nordhang%3A10001" in page
    assert "Familie Yıldız" in page
    assert (
        "Ersatzschnalle bestellen"
        in client.get("/promises/?customer=nordhang%3A10001").content.decode()
    )


def test_a_promise_in_free_words_is_found_by_them(client_of: Any, cast: Any, demo: Any) -> None:
    promise(cast["emil"], customer="", who="Herr mit dem blauen Rad", what="Kette")
    page = client_of("emil").get("/promises/?q=blauen").content.decode()
    assert "Herr mit dem blauen Rad" in page
    assert "Niemand mit" in client_of("emil").get("/promises/?q=gibtesnicht").content.decode()


def test_the_customers_page_shows_an_open_promise_as_open(cast: Any, demo: Any) -> None:
    one = promise(cast["emil"])
    (event,) = timeline.events(["nordhang:10001"], cast["lena"])
    assert (event.kind, event.open, event.due) == ("promise", True, MORGEN)
    act(workflows.keep, one, cast["emil"])
    (event,) = timeline.events(["nordhang:10001"], cast["lena"])
    assert (event.open, event.due, event.detail) == (False, None, "gehalten")


def test_the_list_asks_the_same_number_of_questions_however_long(
    client_of: Any, cast: Any, demo: Any, django_assert_max_num_queries: Any
) -> None:
    for n in range(15):
        promise(cast["emil"], what=f"Zusage {n}", customer=f"nordhang:{10001 + n}")
    client = client_of("emil")
    client.get("/promises/")
    with django_assert_max_num_queries(20):
        assert "Zusage 14" in client.get("/promises/").content.decode()


def test_both_languages_say_everything(client_of: Any, cast: Any, demo: Any) -> None:
    one = promise(cast["emil"])
    for path in (
        "/promises/",
        NEW,
        f"/promises/{one.pk}/?saved",
        "/promises/?customer=nordhang:10001",
    ):
        assert client_of("emil", "de").get(path).status_code == 200
        assert client_of("emil", "en").get(path).status_code == 200
