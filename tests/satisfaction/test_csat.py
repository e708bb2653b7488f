"""Satisfaction is a share of the two best marks of one scale, never of several."""

from __future__ import annotations

from pathlib import Path

import pytest

from kundig.answers import ask
from tests.satisfaction.scores import answers, keys
from tests.world import world

FIVE = (1, 5)


def test_75_of_100_are_satisfied(tmp_path: Path) -> None:
    marks = {1: 4, 2: 6, 3: 15, 4: 50, 5: 25}
    world(tmp_path, {"survey_answers": answers("csat", marks, scale=FIVE)})
    (row,) = ask("csat", home=tmp_path).rows
    assert [round(row[k], 2) for k in ("csat", "low", "high", "mean")] == [75.0, 65.70, 82.45, 3.86]
    # standard deviation of the marks .99514, t(99) 1.98422: 3.86 -/+ .19746
    assert (row["mean_low"], row["mean_high"]) == pytest.approx((3.6625, 4.0575), abs=5e-4)
    assert (row["n"], row["satisfied"], row["scale"]) == (100, 75, "1..5")


def test_skips_count_nowhere(tmp_path: Path) -> None:
    world(tmp_path, {"survey_answers": answers("csat", {5: 40, None: 60}, scale=FIVE)})
    answer = ask("csat", home=tmp_path)
    assert (answer.value, answer.n) == (100, 40)
    assert keys(answer) == {"skipped"}


def test_another_scale_stands_on_a_row_of_its_own(tmp_path: Path) -> None:
    rows = answers("csat", {5: 30, 2: 10}, scale=FIVE) + answers(
        "csat", {9: 10, 5: 30}, scale=(1, 10)
    )
    world(tmp_path, {"survey_answers": rows})
    answer = ask("csat", home=tmp_path)
    assert [(r["scale"], r["csat"], r["n"]) for r in answer.rows] == [
        ("1..5", 75.0, 40),
        ("1..10", 25.0, 40),
    ]
    assert "csat_other_scale" in keys(answer)


def test_a_scale_of_two_marks_has_no_top_two_boxes(tmp_path: Path) -> None:
    world(tmp_path, {"survey_answers": answers("csat", {1: 40}, scale=(0, 1))})
    answer = ask("csat", home=tmp_path)
    assert answer.value is None
    assert "csat_short_scale" in keys(answer)


def test_weights_move_the_share_and_widen_the_range(tmp_path: Path) -> None:
    rows = answers("csat", {5: 50}, scale=FIVE, weight=3) + answers(
        "csat", {1: 50}, scale=FIVE, weight=1
    )
    world(tmp_path, {"survey_answers": rows})
    (row,) = ask("csat", home=tmp_path, weighted="yes").rows
    # (150 + 50)^2 / (50 x 9 + 50) = 80 answers in effect; Wilson of 60 in 80
    assert (row["csat"], row["effective_n"], row["n"]) == (75, 80, 100)
    assert (row["low"], row["high"]) == pytest.approx((64.52, 83.19), abs=0.02)
    assert row["mean"] == pytest.approx(4.0)
    (plain,) = ask("csat", home=tmp_path).rows
    assert plain["csat"] == 50


def test_29_answers_are_too_few_for_share_and_mean(tmp_path: Path) -> None:
    world(tmp_path, {"survey_answers": answers("csat", {5: 29}, scale=FIVE)})
    answer = ask("csat", home=tmp_path)
    (row,) = answer.rows
    assert [row[k] for k in ("csat", "low", "high", "mean", "mean_low")] == [None] * 5
    assert row["n"] == 29
    (caveat,) = answer.caveats
    assert dict(caveat.values) == {"n": 29, "missing": 1, "minimum": 30}


def test_an_empty_store_says_so(tmp_path: Path) -> None:
    world(tmp_path, {})
    assert ask("csat", home=tmp_path).rows == []
