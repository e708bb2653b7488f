from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest

from kundig.letter import Letter, compose
from kundig.letter.page import page
from kundig.store.home import Home
from tests.letter.companies import TODAY, answer, build, day, instant, person, shop


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return build(tmp_path_factory.mktemp("shop"), shop())


@pytest.fixture(scope="module", params=["de", "en"])
def letter(request: pytest.FixtureRequest, home: Home) -> Letter:
    return compose(home, lang=request.param, today=TODAY)


def test_order_is_words_decision_promises_people_figures_branches_wrong_question(
    letter: Letter,
) -> None:
    shown = page(letter)
    assert letter.voice is not None
    assert letter.outcome is not None
    marks = [
        "Die Schuhe kamen nach der Abreise.", letter.outcome.title, letter.labels["promises"],
        letter.labels["calls"], letter.labels["figures"], letter.labels["branches"],
        letter.labels["question"], letter.labels["quotes"], letter.labels["decide"],
    ]  # fmt: skip
    places = [shown.index(m) for m in marks]
    assert places == sorted(places)


def test_it_opens_with_whoever_waits_and_says_what_followed(home: Home) -> None:
    voice = compose(home, lang="de", today=TODAY).voice
    assert voice is not None
    assert voice.who == "Familie Yıldız"
    told = " ".join(voice.followed)
    assert "„Schuhe vor der Abreise“" in told
    assert "4\u00a0Tage zu spät" in told
    assert "5\u00a0Stunden von 24" in told  # received at 14:00 in Berlin, read at 9:00
    assert voice.act == "Antworten Sie bis heute, 14:00 Uhr."
    assert "Bestellung A1" in voice.why
    assert "Quelle shop" in voice.why


def test_an_answer_that_is_overdue_says_since_when(tmp_path: Path) -> None:
    tables = shop()
    tables["complaints"][0] |= {"received_date": day(4), "received_at": instant(4, 13)}
    voice = compose(build(tmp_path, tables), lang="en", today=TODAY).voice
    assert voice is not None
    assert "Nobody has answered for 4\u00a0days" in " ".join(voice.followed)
    assert voice.act == "Answer today."


def test_at_most_seven_figures_and_none_is_bare(letter: Letter) -> None:
    assert 3 <= len(letter.figures) <= 7
    assert letter.figures[0].measure in {"csat", "retention"}
    for figure in letter.figures:
        assert figure.decides
        assert re.search(r"\d", figure.sentence)
        if figure.value is None:
            assert figure.n < 30
            assert "%" not in figure.sentence
        else:
            assert figure.low is not None
            assert figure.high is not None
            assert re.search(r"\(.+ (bis|to) .+\)", figure.sentence)
            assert (
                f"{figure.n:,}".replace(",", "." if letter.lang == "de" else ",") in figure.sentence
            )
            assert figure.bar.startswith("<svg")


def test_a_change_that_is_not_shown_is_called_so(home: Home) -> None:
    figures = compose(home, lang="de", today=TODAY).figures
    nps = next(f for f in figures if f.measure == "nps")
    assert nps.trend.startswith("Keine Veränderung gezeigt")


def test_a_window_that_the_data_only_touch_is_not_compared(tmp_path: Path) -> None:
    answers = [
        {"survey_id": "s", "response_id": f"R{k}", "question_id": "nps", "kind": "nps", "score": 9 if k % 3 else 3,
         "scale_min": 0, "scale_max": 10, "answer_date": day(1 + k % 35)}
        for k in range(120)
    ]  # fmt: skip
    figures = compose(build(tmp_path, {"survey_answers": answers}), lang="de", today=TODAY).figures
    nps = next(f for f in figures if f.measure == "nps")
    assert nps.trend == ""


def test_the_decision_has_both_figures_and_one_of_three_verdicts(letter: Letter) -> None:
    assert letter.outcome is not None
    assert letter.outcome.kind in {"better", "same", "worse"}
    for value in (letter.outcome.before_value, letter.outcome.since_value):
        assert re.search(r"\d+ .+ \d+.*\(.+\)", value)
    said = " ".join(str(v) for v in dataclasses.asdict(letter.outcome).values()).lower()
    assert "ursache" not in said
    assert "cause" not in said
    assert "because" not in said


@pytest.mark.parametrize(("late_after", "kind"), [(0, "better"), (80, "worse"), (30, "same")])
def test_a_decision_is_judged_against_chance(tmp_path: Path, late_after: int, kind: str) -> None:
    def sent(k: int, ago: int, late: bool) -> dict[str, Any]:
        return {"delivery_id": f"D{k}", "order_id": f"X{k}", "promised_date": day(ago + late),
                "delivered_date": day(ago), "status": "delivered"}  # fmt: skip

    rows = [sent(k, 40 + k % 40, k % 10 < 3) for k in range(200)]
    rows += [sent(300 + k, 2 + k % 28, k % 100 < late_after) for k in range(100)]
    decision = {"decision_id": "E", "decided_date": day(40), "effective_date": day(35), "title": "T",
                "measure": "late_deliveries"}  # fmt: skip
    letter = compose(
        build(tmp_path, {"deliveries": rows, "decisions": [decision]}), lang="en", today=TODAY
    )
    assert letter.outcome is not None
    assert letter.outcome.kind == kind


def test_three_people_with_reason_and_question_who_waits_first(letter: Letter) -> None:
    assert len(letter.calls) == 3
    assert letter.calls[0].customer == "shop:1"
    assert "shop:2" in {c.customer for c in letter.calls}  # the quiet regular
    assert all(c.because and c.ask and c.why for c in letter.calls)
    assert len({c.customer for c in letter.calls}) == 3


def test_whoever_forbids_contact_is_never_called_nor_named(letter: Letter) -> None:
    assert "shop:4" not in {c.customer for c in letter.calls}
    assert "Lê" not in page(letter)


def test_names_have_the_right_salutation(home: Home) -> None:
    names = {c.customer: c.who for c in compose(home, lang="de", today=TODAY).calls}
    assert names["shop:1"] == "Familie Yıldız"
    assert names["shop:2"] == "Herr Dr. Weiß"


def test_a_branch_with_few_answers_is_not_called_worse(tmp_path: Path) -> None:
    rows = [answer(k, str(k), (10, 9, 8, 3)[k % 4], 5 + k % 300, branch="Nord") for k in range(200)]
    rows += [
        answer(1000 + k, str(k), (1, 2, 3, 9)[k % 4], 5 + k % 300, branch="West")
        for k in range(200)
    ]
    rows += [
        answer(3000 + k, str(k), (10, 9, 8, 3)[k % 4], 120 + k % 200, branch="Süd")
        for k in range(100)
    ]
    rows += [answer(2000 + k, str(k), (2, 9, 3, 8)[k % 4], 3 + k, branch="Süd") for k in range(14)]
    told = compose(build(tmp_path, {"survey_answers": rows}), lang="de", today=TODAY).branches
    assert told.startswith("West ist schlechter")
    assert (
        "Süd sieht zurzeit schwächer aus, doch das lässt sich noch nicht sagen: nur 14\u00a0Antworten"
        in told
    )
    assert "Nord" not in told  # no league table


def test_alike_branches_are_called_alike(tmp_path: Path) -> None:
    rows = [
        answer(k, str(k), (10, 9, 8, 3)[k % 4], 5 + k % 50, branch=("A", "B")[k // 4 % 2])
        for k in range(160)
    ]
    told = compose(build(tmp_path, {"survey_answers": rows}), lang="en", today=TODAY).branches
    assert told.startswith("No difference between branches")


def test_a_firm_is_called_by_its_name(tmp_path: Path) -> None:
    tables = shop(
        customer_records=[person("1", "", kind="firm", company="Berg & Tal KG", salutation=None)]
    )
    voice = compose(build(tmp_path, tables), lang="de", today=TODAY).voice
    assert voice is not None
    assert voice.who == "Berg & Tal KG"
