"""Answers are told as sentences and tables without false precision, and nothing slips into HTML."""

from __future__ import annotations

from pathlib import Path

import pytest

from kundig.answers import Answer, ask
from kundig.answers.numbers import digits_for, money, number, percent
from kundig.answers.told import as_text, headline, sentence
from kundig.glossary.measure import Unit
from tests.satisfaction.scores import answers
from tests.satisfaction.test_tgw import orders
from tests.world import world


def asked(folder: Path, measure: str, rows: list[dict], lang: str, **more: str) -> Answer:
    world(folder, {"survey_answers": rows, "orders": orders(1500)})
    return ask(measure, home=folder, lang=lang, **more)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_numbers_have_the_marks_of_the_language() -> None:
    assert (number(-1234.56, "de", 1), number(-1234.56, "en", 1)) == ("−1.234,6", "−1,234.6")
    assert (plain(percent(46.2, "de")), percent(46.2, "en")) == ("46 %", "46%")
    assert (plain(money(1234.5, "de")), money(-1234.5, "en")) == ("1.234,50 €", "−€1,234.50")
    assert plain(money(10, "en", "CHF")) == "10.00 CHF"
    assert number(-0.2, "de") == "0"
    assert number(None, "de") == "–"


@pytest.mark.parametrize(("width", "digits"), [(30, 0), (4, 0), (3.7, 1), (0.4, 1), (0.05, 2)])
def test_wide_ranges_carry_no_decimals(width: float, digits: int) -> None:
    assert digits_for([width], Unit.PERCENT) == digits


def test_a_score_is_a_sentence_with_counts_and_range(tmp_path: Path) -> None:
    rows = answers("nps", {10: 50, 8: 30, 3: 20}, scale=(0, 10))
    answer = asked(tmp_path, "nps", rows, "de")
    assert headline(answer) == (
        "Von 100 Antworten: 50 Fans, 20 Kritiker. Weiterempfehlung 30 (14 bis 44)"
    )


def test_a_share_is_told_as_a_count(tmp_path: Path) -> None:
    rows = answers("csat", {4: 50, 5: 25, 2: 25}, scale=(1, 5))
    answer = asked(tmp_path, "csat", rows, "de")
    told = plain(sentence(answer, answer.rows[0]))
    assert told == "75 von 100 gaben eine der zwei besten Noten: 75 % (66 bis 82 %)"


def test_too_few_answers_are_told_not_scored(tmp_path: Path) -> None:
    answer = asked(tmp_path, "csat", answers("csat", {5: 12}, scale=(1, 5)), "de")
    text = as_text(answer)
    assert "lässt sich noch nicht sagen" in text
    assert "mindestens 30 Fälle, es gibt erst 12" in text
    assert "100 %" not in plain(text)


def test_a_terminal_shows_question_table_caveats_decision_and_version(tmp_path: Path) -> None:
    text = as_text(asked(tmp_path, "tgw", [], "de", by="source"))
    lines = text.splitlines()
    assert lines[0] == "Wie oft geht bei tausend Käufen etwas schief?"
    assert lines[2].split()[0] == "Quelle"
    assert "1.500" in text
    assert "Zu den letzten Käufen können noch Beschwerden kommen." in text
    assert "Welche Ursache wir abstellen" in text
    assert lines[-1] == "Stand: Version 1"


def test_both_ends_of_the_ranking_are_named_and_their_overlap(tmp_path: Path) -> None:
    rows = [
        *answers("csat", {5: 30, 1: 10}, scale=(1, 5), branch="north"),
        *answers("csat", {5: 28, 1: 12}, scale=(1, 5), branch="south"),
    ]
    told = headline(asked(tmp_path, "csat", rows, "en", by="branch"))
    assert told.startswith("Highest: north: 75%")
    assert "ranges overlap" in told


def test_a_notebook_shows_everything_and_escapes_it(tmp_path: Path) -> None:
    rows = answers("nps", {10: 40}, scale=(0, 10), branch="<script>alert(1)</script>")
    answer = asked(tmp_path, "nps", rows, "en", by="branch")
    html = answer._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    for part in (answer.question, "<table", "<details", "SELECT", "As of: version 1", "n</th>"):
        assert part in html


def test_a_notebook_without_a_renderer_still_shows_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "vl_convert", None)
    rows = answers("nps", {10: 40}, scale=(0, 10))
    html = asked(tmp_path, "nps", rows, "en")._repr_html_()
    assert "<table" in html
    assert "pip install &#x27;kundig[charts]&#x27;" in html


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_measure_of_the_element_can_be_told_without_data(tmp_path: Path, lang: str) -> None:
    from kundig.answers import measures

    world(tmp_path, {})
    for measure in measures().values():
        if measure.element == "satisfaction":
            answer = ask(measure.key, home=tmp_path, lang=lang)
            assert str(answer).startswith(answer.question)
            assert answer._repr_html_()
            assert answer.chart()["$schema"]
