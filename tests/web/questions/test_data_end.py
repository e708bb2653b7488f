"""Where the data ended long ago, windows and periods count back from their end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kundig.glossary.measure import Caveat
from kundig.store.home import Home
from kundig_web.questions import asking, data_end
from tests.web.conftest import NOW, TODAY
from tests.world import world

Browser = Callable[..., Client]
SAID = "Die Daten enden am 9. Dezember 2011;"


def shop(folder: Path, last: date) -> Home:
    """Forty customers who bought twice in the last weeks before a day."""
    orders = [
        {
            "order_id": f"B{i}-{j}", "record_id": str(i), "currency": "GBP",
            "order_date": (last - timedelta(days=7 * j)).isoformat(), "total": 10,
        }
        for i in range(40) for j in range(2)
    ]  # fmt: skip
    return world(folder, {"orders": orders}, lang="de")


@pytest.fixture
def old(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setattr("kundig_web.company.now", lambda: NOW)
    settings.KUNDIG_HOME = str(tmp_path / "old")
    settings.WEB_FOLDER = tmp_path / "old" / "web"
    return shop(tmp_path / "old", date(2011, 12, 9))


def read(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_leading_figures_look_at_the_last_days_that_the_data_know(
    old: Home, client_of: Browser
) -> None:
    page = read(client_of("ana"), "/figures/")
    assert page.count(SAID) == 1
    assert "40 von 40 Kunden kauften mindestens zweimal" in page
    assert "period=2011-11-10..2011-12-09" in page
    assert "2025" not in page.split('id="all"')[0]


def test_last_year_is_the_year_before_the_data_end_and_the_page_says_so_once(
    old: Home, client_of: Browser
) -> None:
    page = read(client_of("ana"), "/figures/repeat_rate/")
    assert page.count(SAID) == 1
    assert '?period=2010"' in page
    assert '?period=2011-11"' in page
    assert '?period=2025"' not in page
    assert '<h1 class="answer">40 von 40 Kunden kauften mindestens zweimal: 100' in page


def test_the_source_of_the_method_is_folded_away(old: Home, client_of: Browser) -> None:
    page = read(client_of("ana"), "/figures/repeat_rate/")
    before, _, folded = page.partition("<summary>Wie gerechnet wird</summary>")
    assert "Wilson 1927" not in before
    assert "Wilson 1927" in folded.partition("</details>")[0]


@pytest.mark.parametrize(
    ("customers", "told"),
    [
        (0, "Es braucht mindestens 30 Fälle; es gibt keinen."),
        (1, "Es braucht mindestens 30 Fälle, es gibt erst einen."),
        (2, "Es braucht mindestens 30 Fälle, es gibt erst 2."),
    ],
)
def test_too_few_cases_are_told_in_words_for_none_one_and_more(
    old: Home, customers: int, told: str
) -> None:
    found = asking.answer("repeat_rate", {"period": "2011"}, "de")
    values = {"n": customers, "missing": 30 - customers, "minimum": 30}
    thin = replace(found, caveats=(Caveat("too_few", values),))
    assert thin.told_caveats()[0].endswith(told)


@pytest.mark.parametrize(
    ("behind", "today", "ended"),
    [(31, TODAY, False), (32, TODAY - timedelta(days=31), True)],
)
def test_only_data_older_than_a_month_set_the_clock_back(
    tmp_path: Path, settings: Any, behind: int, today: date, ended: bool
) -> None:
    settings.WEB_FOLDER = tmp_path / "web"
    home = shop(tmp_path / "shop", TODAY - timedelta(days=behind))
    found = data_end.clock(TODAY, snapshot=home.store.snapshot(), home=home)
    assert (found.today, found.ended is not None) == (today, ended)
    assert bool(found.told) == ended


def test_without_data_the_clock_is_the_real_one(own_home: Home) -> None:
    found = data_end.clock(TODAY, snapshot=own_home.store.snapshot(), home=own_home)
    assert found == data_end.Clock(TODAY)
