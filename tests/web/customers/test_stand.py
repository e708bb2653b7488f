"""Where the data ended long ago, what they say of the future is told with their day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from kundig.store.home import Home
from kundig_web.customers.addresses import customer_url
from kundig_web.customers.called import in_a_line
from kundig_web.customers.consents import Consent, ConsentText
from kundig_web.customers.list_shown import shown
from kundig_web.customers.next_step import next_step
from kundig_web.customers.person import Person
from kundig_web.customers.worth import stand_of, worth_of
from tests.web.conftest import NOW, TODAY
from tests.web.customers.conftest import WEISS, YILDIZ
from tests.web.customers.test_words import QUIET, customer

END = date(2011, 12, 9)


def bought(**fields: Any) -> dict[str, Any]:
    known = {
        "purchases": 9, "first_day": date(2010, 12, 9), "last_day": date(2011, 11, 3),
        "revenue": 900, "value_12m": 508.2, "value_low": 0.0, "value_high": 1200.0,
        "p_alive": 0.96, "segment": "lost",
    }  # fmt: skip
    return customer(**{**known, **fields})


@pytest.mark.parametrize(("days", "stale"), [(0, False), (31, False), (32, True)])
def test_data_older_than_31_days_tell_of_their_own_day(days: int, stale: bool) -> None:
    until = TODAY - timedelta(days=days)
    assert stand_of(until, TODAY) == (until if stale else None)
    assert stand_of(None, TODAY) is None


def test_a_forecast_from_old_data_says_of_which_day_it_is(clock: None, own_home: Home) -> None:
    with translation.override("de"):
        worth = worth_of(bought(), currency="GBP", stand=END)
        assert worth.stand == "Stand 9. Dezember 2011"
        assert worth.expected == (
            "Stand 9. Dezember 2011: Umsatz, der in den zwölf Monaten danach zu erwarten war"
        )
        assert "zuletzt am 3. November 2011" in worth.bought
        line = in_a_line({}, bought(), None, END)
        assert line.endswith("uletzt am 3. November 2011 gekauft")
        today = worth_of(bought(), currency="GBP")
        assert today.stand == ""
        assert today.expected == "Voraussichtlicher Umsatz der nächsten zwölf Monate"


def test_an_average_above_the_range_is_told_as_what_most_spend_and_why(
    clock: None, own_home: Home
) -> None:
    few = bought(value_12m=9.2, value_high=0.0)
    with translation.override("de"):
        worth = worth_of(few, currency="EUR")
        assert worth.value == "meist 0\u00a0€, im Durchschnitt 9\u00a0€"
        assert worth.range == ""
        assert worth.skewed.startswith("Die meisten Kunden mit diesem Muster kaufen nicht mehr")
        row = shown({**listed(), **few})
        assert (row.value, row.spread) == ("meist 0\u00a0€", "im Durchschnitt 9\u00a0€")
        some = worth_of(bought(value_12m=9.2, value_high=5), currency="EUR")
        assert some.value == "meist höchstens 5\u00a0€, im Durchschnitt 9\u00a0€"
        whole = worth_of(bought(value_12m=9.2, value_high=12), currency="EUR")
        assert (whole.value, whole.skewed) == ("9\u00a0€", "")
    with translation.override("en"):
        worth = worth_of(few, currency="EUR")
        assert worth.value == "mostly €0, €9 on average"


def listed() -> dict[str, Any]:
    return {
        "key": "shop:7", "name": "Frau Öz", "refusal": None, "branch": None, "postcode": None,
        "city": None, "currency": "EUR", "open_complaints": 0, "open_promises": 0,
    }  # fmt: skip


def test_silence_after_the_end_of_the_data_suggests_nothing(clock: None, own_home: Home) -> None:
    asked: dict[str, Any] = {
        "today": TODAY,
        "silent": False,
        "spoken": None,
        "needs": 1,
        "stale": 0,
    }
    with translation.override("de"):
        assert next_step(QUIET, (), **asked).kind == "quiet"
        assert next_step(QUIET, (), **asked, stand=TODAY - timedelta(days=40)) is None


def test_page_and_list_say_that_the_data_ended(
    town: Home, client_of: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = client_of("dora").get("/customers/").content.decode()
    assert "der nächsten zwölf Monate" in fresh
    assert "Die Daten enden am" not in fresh
    monkeypatch.setattr("kundig_web.company.now", lambda: datetime(2027, 2, 1, tzinfo=NOW.tzinfo))
    old = client_of("dora").get("/customers/").content.decode()
    assert "Die Daten enden am 18. November 2026. Gruppe, Wert und" in old
    assert "der nächsten zwölf Monate" not in old
    page = client_of("dora").get(customer_url(WEISS)).content.decode()
    assert "zuletzt am " in page
    assert "zuletzt vor" not in page


def test_open_matters_stand_once_in_full_and_are_marked_in_the_timeline(
    town: Home, see: Callable[..., str]
) -> None:
    page = see(YILDIZ)
    assert page.count("Die Stiefel kamen zwei Tage nach der Abreise.") == 1
    assert page.index("Die Stiefel kamen") < page.index('id="timeline"')
    assert "offen, steht oben" in page[page.index('id="timeline"') :]


@pytest.mark.parametrize("language", ["de", "en"])
def test_an_unknown_purpose_in_the_database_is_shown_by_its_key(
    town: Home, client_of: Callable[..., Client], language: str
) -> None:
    client = client_of("dora", language)
    person, _ = Person.objects.get_or_create(
        key=WEISS, defaults={"created_at": NOW, "edited_at": NOW}
    )
    Consent.objects.create(
        person=person, purpose="tracking", channel="pigeon", said="given", source="fax", at=NOW,
        recorded_at=NOW,
    )  # fmt: skip
    Consent.objects.create(
        person=person, purpose="advertising", channel="mail", said="given", source="fax", at=NOW,
        recorded_at=NOW,
    )  # fmt: skip
    ConsentText.objects.create(key="tracking", version=1, language="de", text="Ja.", created_at=NOW)
    answer = client.get(reverse("customers:consent", kwargs={"key": WEISS}))
    assert answer.status_code == 200
    assert "tracking pigeon" in answer.content.decode()
    assert client.get(customer_url(WEISS)).status_code == 200
    assert "tracking" in client.get(reverse("customers:consent_texts")).content.decode()
