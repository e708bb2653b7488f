"""What must hold for every interval, whatever the data."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kundig import stats

counts = st.integers(0, 10_000)
confidences = st.floats(0.5, 0.999)
quick = settings(max_examples=60, deadline=None)
numbers = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60)


def holds(e):
    assert e.low <= e.value <= e.high


@quick
@given(counts, counts, confidences)
def test_wilson_holds_its_share_and_mirrors(a, b, confidence):
    e = stats.wilson(a, a + b, confidence=confidence)
    if a + b == 0:
        assert e.value is None
        return
    holds(e)
    assert e.low >= 0
    assert e.high <= 1
    mirror = stats.wilson(b, a + b, confidence=confidence)
    assert mirror.low == pytest.approx(1 - e.high, abs=1e-12)
    more = stats.wilson(4 * a, 4 * (a + b), confidence=confidence)
    assert more.high - more.low < e.high - e.low
    low, high = stats.wilson_bounds([a, b], [a + b, a + b], confidence=confidence)
    assert low[0] == pytest.approx(e.low, abs=1e-15)
    assert high[1] == pytest.approx(mirror.high, abs=1e-15)


def test_newcombe_examples():
    e = stats.difference((56, 70), (48, 80))  # Newcombe 1998, table II (a), method 10
    assert (round(e.value, 4), round(e.low, 4), round(e.high, 4)) == (0.2, 0.0524, 0.3339)
    e = stats.difference((9, 10), (3, 10))
    assert (round(e.low, 4), round(e.high, 4)) == (0.1705, 0.8090)


@quick
@given(counts, counts, counts, counts)
def test_difference_changes_sign_on_swap(a, b, c, d):
    e, back = stats.difference((a, a + b), (c, c + d)), stats.difference((c, c + d), (a, a + b))
    if e.value is None:
        return
    holds(e)
    assert back.value == pytest.approx(-e.value, abs=1e-12)
    assert back.low == pytest.approx(-e.high, abs=1e-9)


@quick
@given(counts, counts, counts, confidences)
def test_nps_holds_its_score_and_mirrors(p, s, d, confidence):
    e = stats.nps_score(p, s, d, confidence=confidence)
    if p + s + d == 0:
        return
    holds(e)
    assert e.low >= -100
    assert e.high <= 100
    mirror = stats.nps_score(d, s, p, confidence=confidence)
    assert mirror.low == pytest.approx(-e.high, abs=1e-9)
    t = stats.two_waves(stats.Split(p, s, d), stats.Split(d, s, p))
    holds(t.difference)


@quick
@given(st.integers(0, 5000), st.floats(0.1, 1e6), confidences)
def test_poisson_holds_its_rate_and_narrows(events, exposure, confidence):
    e = stats.poisson_rate(events, exposure, confidence=confidence)
    holds(e)
    more = stats.poisson_rate(4 * events, 4 * exposure, confidence=confidence)
    assert more.high - more.low < e.high - e.low


@quick
@given(numbers)
def test_means_and_medians_hold_their_value(values):
    for e in (stats.mean(values), stats.median(values)):
        if e.low is not None:
            holds(e)
    equal = stats.weighted_mean(values, weights=np.full(len(values), 3.0))
    assert equal.value == pytest.approx(np.mean(values), abs=1e-6)
    if len(values) > 1:
        assert equal.low == pytest.approx(stats.mean(values).low, abs=1e-4)


def test_median_of_ten_lies_between_the_second_and_the_ninth():
    e = stats.median(range(1, 11))
    assert (e.value, e.low, e.high) == (5.5, 2, 9)
    assert stats.median([1, 2, 3, 4, 5]).low is None
    assert stats.median([1, 2, 3, 4, 5, 6]).low == 1


def test_student_interval_of_a_known_sample():
    e = stats.mean([1, 2, 3, 4, 5])  # t(4, .975) = 2.776445
    assert e.high - e.value == pytest.approx(2.776445 * np.sqrt(2.5 / 5), abs=1e-6)
    assert stats.mean([7]).low is None
    assert stats.mean([]).value is None


def test_weights_cost_precision():
    assert stats.effective_n([1, 1, 1, 1]) == 4
    assert stats.effective_n([3, 1]) == pytest.approx(1.6)
    flags = np.arange(200) % 2
    plain = stats.weighted_share(flags, weights=np.ones(200))
    assert plain.low == pytest.approx(stats.wilson(100, 200).low)
    uneven = stats.weighted_share(flags, weights=np.repeat([1.0, 9.0], 100))
    assert uneven.high - uneven.low > plain.high - plain.low


def test_bootstrap_is_seeded_and_near_student():
    values = np.random.default_rng(5).normal(10, 2, 200)
    one = stats.bootstrap(values, statistic=np.mean, seed=3)
    assert one == stats.bootstrap(values, statistic=np.mean, seed=3)
    assert one.low == pytest.approx(stats.mean(values).low, abs=0.05)
    assert stats.bootstrap([], statistic=np.mean).value is None


def test_ratio_of_sums_against_the_bootstrap():
    rng = np.random.default_rng(2)
    lines = rng.poisson(8, 400) + 1
    returned = rng.binomial(lines, rng.beta(1, 9, 400))
    e = stats.ratio_of_sums(returned, denominators=lines)
    rows = np.column_stack([returned, lines])
    b = stats.bootstrap(rows, statistic=lambda r: r[:, 0].sum() / r[:, 1].sum())
    assert e.value == b.value
    assert e.low == pytest.approx(b.low, abs=0.004)
    assert e.high == pytest.approx(b.high, abs=0.004)
    assert stats.ratio_of_sums([0], denominators=[0]).value is None


def test_top_share_both_ways():
    values = np.random.default_rng(4).lognormal(0, 1, 4000)
    e = stats.top_share(values)
    holds(e)
    assert e.value == pytest.approx(np.sort(values)[-800:].sum() / values.sum())
    head = np.sort(values)[-800:]
    sums = stats.TopSums(4000, values.sum(), values @ values, 800, head.sum(), head @ head, head[0])
    linear = stats.top_share_from_sums(sums)
    assert linear.value == pytest.approx(e.value)
    assert linear.low == pytest.approx(e.low, abs=0.005)
    assert linear.high == pytest.approx(e.high, abs=0.005)
    assert [stats.top_count(n) for n in (0, 1, 5, 6, 100, 4338)] == [0, 1, 1, 2, 20, 868]


@pytest.mark.parametrize("n", [29, 30])
def test_small_numbers_are_withheld(n):
    shown = stats.guarded(stats.wilson(10, n))
    assert (shown.value is not None) is stats.enough(n) is (n >= 30)
    assert shown.n == n
    assert stats.size(n) is (stats.Size.ENOUGH if n >= 30 else stats.Size.TOO_FEW)


@pytest.mark.parametrize(
    "call",
    [
        lambda: stats.wilson(5, 4),
        lambda: stats.wilson(1, 4, confidence=95),
        lambda: stats.poisson_rate(3, 0),
        lambda: stats.poisson_rate(-1, 5),
        lambda: stats.nps_score(-1, 0, 0),
        lambda: stats.mean([1, float("nan")]),
        lambda: stats.top_share([1, -1]),
        lambda: stats.shrink_shares([3], n=[2]),
        lambda: stats.Estimate(1, 2, 3, 4, "x"),
        lambda: stats.Estimate(None, 2, 3, 4, "x"),
    ],
)
def test_impossible_input_raises(call):
    with pytest.raises(ValueError, match=r"\w"):
        call()


def test_importing_the_room_is_light():
    code = "import sys, kundig.stats, kundig.needs.clv.bg_nbd as b; sys.exit('scipy.stats' in sys.modules or 'scipy.optimize' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
