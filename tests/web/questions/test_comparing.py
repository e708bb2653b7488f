"""Two groups are called different only if they are; among many groups, chance is reckoned with."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kundig.answers import Answer, measures
from kundig.answers.told import headline
from kundig.glossary.measure import Request
from kundig.stats import difference, wilson
from kundig_web.questions.comparing import gap, verdict


def row(name: str, yes: int, n: int, *, by: str = "branch") -> dict[str, Any]:
    one = wilson(yes, n)
    assert one.value is not None
    assert one.low is not None
    assert one.high is not None
    return {
        by: name, "csat": 100 * one.value, "low": 100 * one.low, "high": 100 * one.high, "n": n,
        "satisfied": yes,
    }  # fmt: skip


def answer(*rows: dict[str, Any], by: str = "branch") -> Answer:
    return Answer(
        measure=measures()["csat"], request=Request(by=(by,)), rows=list(rows), n=0, caveats=(),
        version=1, sql="", currency="EUR", lang="de",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("a", "b"), [((80, 100), (60, 100)), ((9, 40), (30, 41)), ((5, 30), (6, 31))]
)
def test_the_gap_of_two_shares_is_newcombes(a: tuple[int, int], b: tuple[int, int]) -> None:
    found = gap(row("a", *a), row("b", *b), "csat")
    newcombe = difference(a, b)
    assert (found.value, found.low, found.high) == pytest.approx(
        tuple(100 * v for v in (newcombe.value, newcombe.low, newcombe.high))  # type: ignore[operator]
    )


def test_a_clear_gap_is_told_with_its_range() -> None:
    told = verdict(answer(row("Nord", 90, 100), row("Süd", 40, 100)), "de")
    assert told.startswith("Nord und Süd unterscheiden sich wirklich: Der Abstand beträgt 50 (")
    assert told.endswith("Prozentpunkte.")


def test_overlapping_ranges_are_not_called_a_difference() -> None:
    close = answer(row("Nord", 50, 100), row("Süd", 45, 100))
    assert verdict(close, "de") == ""
    assert "kann Zufall sein" in headline(close)


def test_groups_too_small_for_a_figure_give_no_comparison() -> None:
    thin = {"branch": "Süd", "csat": None, "low": None, "high": None, "n": 14}
    assert "lässt sich noch nicht sagen" in verdict(answer(row("Nord", 50, 100), thin), "de")


def test_counts_need_no_verdict() -> None:
    counted = Answer(
        measure=measures()["customers"], request=Request(by=("branch",)),
        rows=[{"branch": "a", "customers": 5, "n": 5}, {"branch": "b", "customers": 9, "n": 9}],
        n=14, caveats=(), version=1, sql="", currency="EUR", lang="de",
    )  # fmt: skip
    assert verdict(counted, "de") == ""


def test_time_compares_the_last_stretch_with_the_one_before() -> None:
    rows = [row("2026-08", 10, 100, by="month"), row("2026-09", 50, 100, by="month"),
            row("2026-10", 80, 100, by="month")]  # fmt: skip
    told = verdict(answer(*rows, by="month"), "de")
    assert told.startswith("Gegenüber Sep 2026 hat sich Okt 2026 wirklich etwas verändert: um 30 (")
    rows[-1] = row("2026-10", 55, 100, by="month")
    assert "kann Zufall sein" in verdict(answer(*rows, by="month"), "de")


def test_among_twenty_equal_groups_a_difference_is_claimed_in_at_most_one_case_of_twenty() -> None:
    random = np.random.default_rng(7)
    claimed = 0
    for _ in range(1200):
        counts = random.binomial(120, 0.7, size=20)
        rows = [row(f"g{i}", int(c), 120) for i, c in enumerate(counts)]
        claimed += "wirklich: Der Abstand" in verdict(answer(*rows), "de")
    assert claimed <= 0.05 * 1200


def test_a_real_difference_among_twenty_groups_is_found() -> None:
    rows = [row(f"g{i}", 280, 400) for i in range(19)]
    told = verdict(answer(*rows, row("West", 160, 400)), "de")
    assert "West unterscheiden sich wirklich" in told
