"""The honest picture of the five: what is known, how fresh, what is missing, what next."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from kundig.answers import ELEMENTS
from kundig.store.home import Home
from kundig_web.questions import position
from kundig_web.questions.position import MOST, Known
from tests.satisfaction.scores import answers
from tests.world import world

Browser = Callable[..., Client]
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _own_sources(monkeypatch: Any) -> None:
    """Only what this test registers."""
    monkeypatch.setattr(position, "SOURCES", [])


def told(home: Home, user: Any, lang: str = "de") -> dict[str, position.Element]:
    found = position.position(
        user, today=TODAY, lang=lang, snapshot=home.store.snapshot(), home=home
    )
    assert [e.key for e in found] == list(ELEMENTS)
    return {e.key: e for e in found}


def test_each_element_has_what_is_known_and_a_next_step(demo: Home, cast: dict[str, Any]) -> None:
    for lang in ("de", "en"):
        for key, element in told(demo, cast["dora"], lang).items():
            assert element.step, key
            assert element.meaning
            if key != "employees":
                assert element.known
                assert element.imported_at is not None


def test_at_most_seven_figures_stand_on_the_page(demo: Home, cast: dict[str, Any]) -> None:
    many = [Known(f"Zahl {i}", figures=1) for i in range(10)] + [Known("Ein Wort")]
    position.register("employees", lambda user, today, lang: many)
    found = told(demo, cast["dora"])
    assert sum(k.figures for e in found.values() for k in e.known) <= MOST
    assert any(k.sentence == "Ein Wort" for k in found["employees"].known)


def test_an_app_tells_what_it_knows_of_an_element(demo: Home, cast: dict[str, Any]) -> None:
    asked = []

    def known(user: Any, today: date, lang: str) -> list[Known]:
        asked.append((user.name, today, lang))
        return [Known("Drei Hindernisse sind benannt.", "/obstacles/")]

    position.register("employees", known)
    element = told(demo, cast["dora"])["employees"]
    assert asked == [("Dora Berger", TODAY, "de")]
    assert element.known[0].url == "/obstacles/"
    assert element.missing == []


def test_an_unknown_element_cannot_be_registered() -> None:
    with pytest.raises(ValueError, match="luck"):
        position.register("luck", lambda *a: [])


def test_old_data_are_called_old_and_newer_ones_asked_for(
    own_home: Home, cast: dict[str, Any]
) -> None:
    old = answers("csat", {5: 40}, scale=(1, 5), answer_date="2026-08-01")
    world(own_home.folder, {"survey_answers": old})
    element = told(own_home, cast["dora"])["satisfaction"]
    assert element.stale
    assert element.until == date(2026, 8, 1)
    assert (element.step, element.step_url) == ("Neuere Daten einlesen", "/import/")
    assert told(own_home, cast["emil"])["satisfaction"].step_url != "/import/"


def test_an_empty_company_hears_what_is_missing(own_home: Home, cast: dict[str, Any]) -> None:
    found = told(own_home, cast["dora"])
    assert not any(e.known for e in found.values())
    assert found["needs"].missing[0] == "Noch nicht eingelesen: Bestellungen."
    assert found["needs"].step == "Daten einlesen"


def test_the_page_shows_the_five_in_order_with_a_named_picture(
    demo: Home, client_of: Browser
) -> None:
    page = client_of("dora").get("/figures/position/").content.decode()
    headings = [unescape(h) for h in re.findall(r'<h2 id="\w+">([^<]+)</h2>', page)]
    assert [h[0] for h in headings] == ["1", "2", "3", "4", "5"]
    assert 'role="img" aria-label="Fünf ineinandergreifende Ringe' in page
    assert len(re.findall(r'<circle class="known"', page)) == 4
