"""Effort has two versions of opposite direction, and they are kept apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from kundig.answers import ask
from tests.satisfaction.scores import answers, keys
from tests.world import world

NEW = answers("ces", {1: 2, 2: 3, 3: 5, 4: 10, 5: 20, 6: 35, 7: 25}, scale=(1, 7))
OLD = answers("ces", {1: 40, 2: 30, 3: 15, 4: 10, 5: 5}, scale=(1, 5))


def test_version_two_is_the_share_of_five_to_seven(tmp_path: Path) -> None:
    world(tmp_path, {"survey_answers": NEW})
    answer = ask("ces", home=tmp_path)
    (row,) = answer.rows
    assert [round(row[k], 1) for k in ("ces", "low", "high")] == [80.0, 71.1, 86.7]
    assert row["mean"] == pytest.approx(5.48)
    assert (row["version"], row["direction"], row["in_box"]) == ("2.0", "high_is_good", 80)
    assert not answer.caveats


def test_version_one_is_the_share_of_high_effort(tmp_path: Path) -> None:
    world(tmp_path, {"survey_answers": OLD})
    answer = ask("ces", home=tmp_path)
    (row,) = answer.rows
    assert row["ces"] == pytest.approx(15.0)
    assert row["mean"] == pytest.approx(2.10)
    assert (row["version"], row["direction"]) == ("1.0", "low_is_good")
    assert keys(answer) == {"ces_low_is_good"}


def test_both_versions_stand_apart_and_the_newer_first(tmp_path: Path) -> None:
    world(tmp_path, {"survey_answers": OLD + NEW})
    rows = ask("ces", home=tmp_path).rows
    assert [(r["version"], r["ces"]) for r in rows] == [("2.0", 80.0), ("1.0", 15.0)]


def test_a_scale_without_a_version_is_named_not_scored(tmp_path: Path) -> None:
    world(tmp_path, {"survey_answers": answers("ces", {10: 40}, scale=(0, 10))})
    answer = ask("ces", home=tmp_path)
    assert answer.value is None
    assert "ces_other_scale" in keys(answer)
