"""Names, lines, events and suggestions in words: nothing guessed, singular and plural right."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from kundig_web.customers import called
from kundig_web.customers.event_words import told
from kundig_web.customers.history import Event
from kundig_web.customers.next_step import next_step
from kundig_web.customers.worth import worth_of

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def german(clock: None, own_home: Any):
    with translation.override("de"):
        yield


def parts(**fields: Any) -> dict[str, Any]:
    empty = dict.fromkeys(
        ("salutation", "person_kind", "title", "first_name", "last_name", "company_name")
    )
    return {**empty, "customer": "shop:7", "record_id": "7", **fields}


@pytest.mark.parametrize(
    ("fields", "name", "form"),
    [
        ({"salutation": "Frau", "title": "Dr.", "last_name": "Weiß"}, "Frau Dr. Weiß", "frau"),
        ({"salutation": "Herr", "last_name": "Öz"}, "Herr Öz", "herr"),
        ({"first_name": "Kim", "last_name": "Lee"}, "Kim Lee", "neutral"),
        ({"salutation": "Mx", "first_name": "Kim", "last_name": "Lee"}, "Kim Lee", "neutral"),
        ({"title": "Dr.", "last_name": "Lee"}, "Dr. Lee", "neutral"),
        ({"person_kind": "household", "last_name": "Yıldız"}, "Familie Yıldız", "family"),
        ({"person_kind": "firm", "company_name": "Kern GmbH"}, "Kern GmbH", "firm"),
        ({}, "Kundennummer 7", "neutral"),
    ],
)
def test_a_customer_is_called_as_known_and_nothing_is_guessed(fields, name, form) -> None:
    assert called.name_of(parts(**fields)) == name
    assert called.form_of(parts(**fields)) == form


def test_a_full_name_is_told_only_where_it_says_more() -> None:
    anna = parts(salutation="Frau", title="Dr.", first_name="Anna", last_name="Weiß")
    assert called.full_name(anna) == "Dr. Anna Weiß"
    assert called.full_name(parts(first_name="Kim", last_name="Lee")) == ""


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ("Frau", "Stammkundin seit 2019"), ("Herr", "Stammkunde seit 2019"),
        ("", "Kauft regelmäßig, bei uns seit 2019"),
    ],
)  # fmt: skip
def test_who_buys_often_and_is_still_here_is_a_regular(form, line) -> None:
    row = {"purchases": 4, "p_alive": 0.9, "last_day": TODAY - timedelta(days=12)}
    since = date(2019, 5, 1)
    assert (
        called.in_a_line(parts(salutation=form), row, since)
        == f"{line}, zuletzt vor 12 Tagen gekauft"
    )
    gone = called.in_a_line(parts(salutation=form), {**row, "p_alive": 0.1}, since)
    assert "tamm" not in gone
    assert "regelmäßig" not in gone


def row(kind: str, **fields: Any) -> dict[str, Any]:
    empty = dict.fromkeys((
        "what", "state", "unsettled", "amount", "currency", "items", "positions", "products", "marks",
        "words", "detail", "channel", "branch", "department", "direction", "due_day", "done_day",
        "moment", "order_id",
    ))  # fmt: skip
    return {**empty, "kind": kind, "day": TODAY, "source": "shop", "ref": "A1", **fields}


def mark(kind: str, score: str, high: str = "10", question: str = "q") -> dict[str, Any]:
    return {
        "question": question, "kind": kind, "score": Decimal(score), "scale_min": Decimal(0),
        "scale_max": Decimal(high), "choice": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "title", "detail"),
    [
        (
            row("order", amount=Decimal("1234.5"), currency="EUR", positions=3, products=["Zelt"], branch="Nord"),
            "Bestellung A1 über 1.234,50\u00a0€", "Zelt und 2 weitere Positionen · Nord",
        ),
        (row("order", what="cancelled", amount=Decimal(5)), "Bestellung A1, nicht ausgeführt", ""),
        (
            row("order", positions=2, products=["Zelt"]), "Bestellung A1", "Zelt und eine weitere Position",
        ),
        (
            row("delivery", due_day=TODAY, done_day=TODAY + timedelta(days=1)),
            "Lieferung zu A1 einen Tag zu spät", "zugesagt für 20.11.2026, geliefert am 21.11.2026",
        ),
        (row("delivery", due_day=TODAY), "Lieferung zu A1 steht aus", "zugesagt für 20.11.2026"),
        (row("answer", marks=[mark("nps", "9")]), "Weiterempfehlung: 9 von 10", ""),
        (
            row("answer", marks=[mark("rating", "4", "5", "Beratung"), mark("solved", "0", "1")]),
            "Beratung: 4 von 5", "Problem nicht gelöst",
        ),
        (row("complaint", what="praise"), "Lob", ""),
        (row("complaint", state="settled", amount=Decimal(20)), "Beschwerde", "erledigt · Kulanz 20\u00a0€"),
        (row("contact", what="mailing", channel="E-Mail"), "Rundschreiben", "E-Mail"),
        (row("contact", direction="in"), "Der Kunde hat sich gemeldet", ""),
        (
            row("promise", state="broken", detail="Zelt", due_day=TODAY, done_day=TODAY + timedelta(days=3)),
            "Zusage: Zelt", "zu spät: am 23.11.2026 statt am 20.11.2026",
        ),
        (row("promise", state="open", due_day=TODAY), "Zusage: ohne Beschreibung", "fällig am 20.11.2026"),
    ],
)  # fmt: skip
def test_every_event_is_told_in_words(given, title, detail) -> None:
    event = told(given, today=TODAY)
    assert (event.title, event.detail) == (title, detail)
    assert event.source == "aus shop, Nr. A1"


def customer(**fields: Any) -> dict[str, Any]:
    empty = {
        "purchases": 0, "first_day": None, "last_day": None, "revenue": None, "currency": "EUR",
        "value_12m": None, "value_low": None, "value_high": None, "value_why": None, "p_alive": None,
        "segment": None, "mood": None, "last_nps": None, "last_nps_day": None, "last_csat": None,
        "last_csat_max": None, "satisfaction_day": None, "last_contact": None,
    }  # fmt: skip
    return {**empty, **fields}


def step(given: dict[str, Any] | None = None, *events: Event, **more: Any):
    values = {"today": TODAY, "silent": False, "spoken": None, "needs": 1, "stale": 0, **more}
    return next_step(given, events, **values)


COMPLAINT = Event("complaint", TODAY - timedelta(days=2), "Beschwerde", open=True)


def owed(days: int) -> Event:
    return Event("promise", TODAY, "Zusage: Zelt", open=True, due=TODAY + timedelta(days=days))


UNHAPPY = customer(mood="unhappy", satisfaction_day=TODAY - timedelta(days=9))
QUIET = customer(
    purchases=5, first_day=TODAY - timedelta(days=520), last_day=TODAY - timedelta(days=200)
)


@pytest.mark.parametrize(
    ("given", "events", "more", "kind"),
    [
        (UNHAPPY, [owed(-1), COMPLAINT], {}, "complaint"),
        (UNHAPPY, [owed(2), owed(-1)], {}, "overdue"),
        (UNHAPPY, [owed(3)], {}, "due"),
        (UNHAPPY, [owed(4)], {}, "unhappy"),
        (UNHAPPY, [], {"spoken": TODAY}, None),
        (UNHAPPY, [], {"silent": True}, None),
        ({**UNHAPPY, "satisfaction_day": TODAY - timedelta(days=91)}, [], {}, None),
        (QUIET, [], {}, "quiet"),
        (QUIET, [], {"silent": True}, None),
        (QUIET, [], {"spoken": TODAY}, None),
        ({**QUIET, "purchases": 3}, [], {}, None),
        ({**QUIET, "first_day": TODAY - timedelta(days=900)}, [], {}, None),
        ({**UNHAPPY, "mood": "happy"}, [], {}, "thanks"),
        (None, [], {"stale": 2}, "stale"),
        (None, [], {"needs": 0}, "learn"),
        (None, [], {"needs": 0, "silent": True}, "learn_silent"),
        (None, [], {}, None),
    ],
)
def test_one_step_is_suggested_the_most_urgent_one(given, events, more, kind) -> None:
    found = step(given, *events, **more)
    assert (found.kind if found else None) == kind
    if found:
        assert found.title
        assert found.why


def test_silence_is_told_with_the_usual_pause() -> None:
    assert step(QUIET).why == "Seit 200 Tagen kein Kauf; üblich waren etwa alle 80 Tage."


def test_a_value_stands_with_its_range_and_its_reason() -> None:
    given = customer(
        purchases=14, first_day=date(2023, 10, 1), last_day=TODAY - timedelta(days=12),
        revenue=Decimal("5558.00"), value_12m=729.2, value_low=0.0, value_high=2183.6, p_alive=0.512,
        segment="loyal",
    )  # fmt: skip
    worth = worth_of(given, currency="EUR")
    assert worth.value == "729\u00a0€"
    assert worth.range == "(0\u00a0€ bis 2.184\u00a0€, acht von zehn)"
    assert worth.bought == "14 Käufe in 3 Jahren, zuletzt vor 12 Tagen, zusammen 5.558\u00a0€"
    assert worth.alive == "Wahrscheinlich noch Kunde: 51\u00a0%"
    assert worth.segment == "Treue Kunden"


def test_nobody_is_certain_to_be_a_customer_or_to_have_left() -> None:
    for p, shown in ((0.9999, "99"), (0.0001, "1")):
        given = customer(purchases=2, first_day=TODAY, last_day=TODAY, p_alive=p, value_why="short")
        assert f": {shown}\u00a0%" in worth_of(given, currency="EUR").alive


def test_nothing_is_scored_of_whoever_objected() -> None:
    given = customer(purchases=2, first_day=TODAY, last_day=TODAY, value_12m=5.0, p_alive=0.5)
    worth = worth_of(given, objected=True, currency="EUR")
    assert (worth.value, worth.alive, worth.bought) == ("", "", "")
