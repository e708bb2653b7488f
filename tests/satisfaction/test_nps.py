"""The score follows Reichheld, its interval Rocks, and what was not answered counts nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from kundig.answers import ask
from tests.satisfaction.scores import answers, keys
from tests.world import world

SCALE = (0, 10)


def test_each_mark_once_is_minus_45(tmp_path: Path) -> None:
    world(tmp_path, {"survey_answers": answers("nps", dict.fromkeys(range(11), 3), scale=SCALE)})
    assert ask("nps", home=tmp_path).value == pytest.approx(-45.45, abs=0.005)


def test_each_mark_once_from_one_to_ten_is_minus_40(tmp_path: Path) -> None:
    rows = answers("nps", dict.fromkeys(range(1, 11), 3), scale=(1, 10))
    world(tmp_path, {"survey_answers": rows})
    answer = ask("nps", home=tmp_path, mapping="one_to_ten")
    assert answer.value == pytest.approx(-40.0)
    assert "nps_mapped" in keys(answer)


def test_hundred_answers_give_30_with_the_adjusted_interval(tmp_path: Path) -> None:
    world(tmp_path, {"survey_answers": answers("nps", {10: 50, 8: 30, 3: 20}, scale=SCALE)})
    (row,) = ask("nps", home=tmp_path).rows
    assert row["nps"] == pytest.approx(30.0)
    assert [round(row["low"], 2), round(row["high"], 2)] == [14.05, 44.20]
    assert (row["n"], row["promoters"], row["passives"], row["detractors"]) == (100, 50, 30, 20)


def test_36_answers_give_2_8(tmp_path: Path) -> None:
    world(tmp_path, {"survey_answers": answers("nps", {9: 15, 7: 7, 6: 14}, scale=SCALE)})
    (row,) = ask("nps", home=tmp_path).rows
    assert [round(row[k], 1) for k in ("nps", "low", "high")] == [2.8, -25.2, 30.3]


def test_skips_never_enter_the_denominator(tmp_path: Path) -> None:
    rows = answers("nps", {10: 40, None: 40}, scale=SCALE)
    world(tmp_path, {"survey_answers": rows})
    answer = ask("nps", home=tmp_path)
    assert (answer.value, answer.n) == (100.0, 40)
    assert "skipped" in keys(answer)


def test_ten_fans_are_too_few_for_a_score(tmp_path: Path) -> None:
    world(tmp_path, {"survey_answers": answers("nps", {10: 10}, scale=SCALE)})
    answer = ask("nps", home=tmp_path)
    assert answer.value is None
    assert "too_few" in keys(answer)


@pytest.mark.parametrize("scale", [(1, 10), (1, 5), (None, None)])
def test_another_scale_is_named_and_never_scored(
    tmp_path: Path, scale: tuple[int | None, int | None]
) -> None:
    top = scale[1] or 10
    world(tmp_path, {"survey_answers": answers("nps", {top: 50}, scale=scale)})
    answer = ask("nps", home=tmp_path)
    assert answer.value is None
    assert "nps_other_scale" in keys(answer)


def test_five_of_five_is_not_minus_100_even_when_mapped(tmp_path: Path) -> None:
    world(tmp_path, {"survey_answers": answers("nps", {5: 50}, scale=(1, 5))})
    assert ask("nps", home=tmp_path, mapping="one_to_ten").value is None


def test_scales_are_never_mixed(tmp_path: Path) -> None:
    rows = answers("nps", {10: 40}, scale=SCALE) + answers("nps", {1: 40}, scale=(1, 10))
    world(tmp_path, {"survey_answers": rows})
    assert ask("nps", home=tmp_path).value == 100
    assert ask("nps", home=tmp_path, mapping="one_to_ten").value == -100


def test_late_orders_are_told_from_those_on_time(tmp_path: Path) -> None:
    def order(number: str, arrived: str) -> dict[str, str]:
        return {"delivery_id": number, "order_id": number, "promised_date": "2026-05-03",
                "delivered_date": arrived}  # fmt: skip

    rows = [
        *answers("nps", {2: 30}, scale=SCALE, order_id="late"),
        *answers("nps", {10: 30}, scale=SCALE, order_id="good"),
        *answers("nps", {7: 30}, scale=SCALE, order_id="lost"),
    ]
    deliveries = [order("late", "2026-05-04"), order("good", "2026-05-03")]
    world(tmp_path, {"survey_answers": rows, "deliveries": deliveries})
    told = {r["late"]: r["nps"] for r in ask("nps", by="late", home=tmp_path).rows}
    assert told == {"yes": -100, "no": 100, "unknown": 0}
