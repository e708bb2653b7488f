"""Shrinkage: chance is not taken for a difference, a difference is not taken for chance."""

from __future__ import annotations

import numpy as np
import pytest

from kundig.stats import Spread, shrink_means, shrink_shares


def test_equal_branches_rarely_show_a_difference():
    rng = np.random.default_rng(1)
    n = rng.integers(10, 200, 12)
    shown = [
        shrink_shares(rng.binomial(n, 0.7), n=n).spread is Spread.DIFFERENCE_SHOWN
        for _ in range(400)
    ]
    assert np.mean(shown) < 0.09


def test_one_branch_that_is_worse_and_one_that_only_looks_worse():
    n = np.array([200, 200, 200, 200, 200, 12])
    happy = np.array([140, 144, 138, 142, 96, 6])  # 48 % of 200 and 50 % of 12
    g = shrink_shares(happy, n=n)
    assert g.spread is Spread.DIFFERENCE_SHOWN
    assert g.apart == (0, 0, 0, 0, -1, 0)
    assert g.groups[5].value > 0.55
    assert g.groups[4].value == pytest.approx(0.48, abs=0.03)
    assert 0 < g.between_share < 0.2


def test_estimates_lie_between_the_group_and_the_whole():
    n = np.array([20, 80, 300, 15])
    s = np.array([4, 50, 120, 13])
    g = shrink_shares(s, n=n)
    for raw, e in zip(s / n, g.groups, strict=True):
        assert min(raw, g.overall.value) <= e.value <= max(raw, g.overall.value)
        assert e.low <= e.value <= e.high


def test_shrinkage_is_nearer_to_the_truth_than_the_raw_share():
    rng = np.random.default_rng(8)
    raw = shrunk = covered = 0.0
    for _ in range(100):
        truth, n = rng.beta(14, 6, 15), rng.integers(8, 120, 15)
        s = rng.binomial(n, truth)
        groups = shrink_shares(s, n=n).groups
        raw += ((s / n - truth) ** 2).sum()
        shrunk += sum((e.value - t) ** 2 for e, t in zip(groups, truth, strict=True))
        covered += sum(e.low <= t <= e.high for e, t in zip(groups, truth, strict=True))
    assert shrunk < 0.8 * raw
    assert covered / 1500 > 0.88


def test_means_of_groups():
    rng = np.random.default_rng(3)
    n = np.array([60, 60, 60, 60, 8, 0])
    data = [rng.normal(m, 2, k) for m, k in zip([8, 8, 8, 5, 7, 0], n, strict=True)]
    mean = [d.mean() if d.size else 0 for d in data]
    var = [d.var(ddof=1) if d.size > 1 else 0 for d in data]
    g = shrink_means(mean, n=n, variances=var)
    assert g.spread is Spread.DIFFERENCE_SHOWN
    assert g.apart[3] == -1
    assert g.groups[5].value is None
    alike = shrink_means([8, 8.1, 7.9], n=[20, 20, 20], variances=[4, 4, 4])
    assert alike.spread is Spread.NO_DIFFERENCE_SHOWN
    assert alike.groups[0].value == alike.overall.value


@pytest.mark.parametrize(("s", "n"), [([], []), ([0], [0]), ([5], [9]), ([0, 0], [9, 9])])
def test_too_little_to_tell(s, n):
    g = shrink_shares(s, n=n)
    assert g.spread is Spread.CANNOT_TELL
    assert len(g.groups) == len(s)
