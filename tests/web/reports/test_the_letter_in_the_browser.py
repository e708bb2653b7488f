"""The letter says in the browser what it says on paper, and names nobody to those who may not see."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kundig.letter import compose
from kundig_web.access.models import User
from kundig_web.reports.letters import day_of, readable


def page(client: Any, path: str = "/letter/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("lang", ["de", "en"])
def test_it_says_the_same_as_the_letter_of_the_command_line(warm, demo, client_of, lang) -> None:
    told = compose(demo, lang=lang, today=date(2026, 11, 20))
    shown = page(client_of("dora", lang))
    assert told.voice is not None
    # The letter on paper is written for the morning; in the browser the last sentence, how much is
    # left of the 24 hours, is told at the hour of reading.
    for words in (told.voice.words, *told.voice.followed[:-1], told.branches, told.question,
                  *(c.because for c in told.calls), *(d.what for d in told.promises),
                  *told.wrong):  # fmt: skip
        assert words.replace('"', "&quot;") in shown, words


def test_without_the_right_to_see_customers_it_names_nobody(warm, client_of, cast) -> None:
    shown = page(client_of("petra"))
    told = warm.told["de"].letter
    people = {told.voice.who, *(c.who for c in told.calls), *(d.who for d in told.promises),
              *(c.who for c in told.pack.cases)}  # fmt: skip
    assert not [who for who in people if who in shown]
    assert told.voice.words in shown
    unnamed = readable(told, User.objects.get(pk=cast["petra"].pk))
    assert not [who for who in people if who in repr(unnamed)]  # nor does the PDF


def test_the_pdf_is_a_pdf_of_that_month(warm, client_of) -> None:
    answer = client_of("dora").get("/letter/pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert 'filename="lagebrief-2026-11.pdf"' in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF-")


def test_an_earlier_month_is_told_as_of_its_last_day(warm, client_of) -> None:
    shown = page(client_of("dora"), "/letter/?month=2026-10&wait=1")
    assert "Oktober\u00a02026" in shown
    assert "Nachträglich geschrieben" in shown
    assert "Die Stiefel kamen" not in shown  # that was in November


@pytest.mark.parametrize("month", ["2026-13", "2027-01", "x", "2026-1", "0000-00", "9999-12"])
def test_a_month_that_does_not_exist_is_not_found(warm, client_of, month: str) -> None:
    for path in ("/letter/", "/letter/pdf/"):
        assert client_of("dora").get(f"{path}?month={month}").status_code == 404


def test_the_running_months_letter_is_todays() -> None:
    today = date(2026, 11, 20)
    assert day_of("", today) == day_of("2026-11", today) == today
    assert day_of("2026-10", today) == date(2026, 10, 31)
    assert day_of("2024-02", today) == date(2024, 2, 29)


def test_without_data_it_says_how_it_begins(own_home, clock, client_of) -> None:
    assert "Noch kein Lagebrief" in page(client_of("dora"))
    assert client_of("dora").get("/letter/pdf/").status_code == 302


def test_without_the_right_to_see_figures_there_is_no_letter(warm, client_of) -> None:
    for name in ("konrad", "nina"):
        assert client_of(name).get("/letter/").status_code == 403
        assert client_of(name).get("/letter/pdf/").status_code == 403
