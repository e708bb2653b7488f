"""Every score example of the reference, to the printed digit."""

from __future__ import annotations

import pytest

from kundig.stats import (
    Split,
    answers_needed,
    box_share,
    mean_of_counts,
    nps_score,
    nps_wald,
    poisson_rate,
    rate_ratio,
    retained,
    split,
    two_waves,
)
from kundig.stats.nps import adjusted_wald, standard_error, variance


def score(marks, low, high, mapping=None):
    s = split(marks, scale_min=low, scale_max=high, mapping=mapping)
    return nps_score(s.promoters, s.passives, s.detractors)


def rounded(estimate, digits):
    return tuple(round(v, digits) for v in (estimate.value, estimate.low, estimate.high))


def test_each_mark_once():
    assert round(score(range(11), 0, 10).value, 2) == -45.45
    assert round(score(range(1, 11), 1, 10, "one_to_ten").value, 1) == -40.0


def test_hundred_answers():
    assert round(variance(50, 30, 20), 2) == 0.61
    assert round(standard_error(50, 30, 20), 3) == 7.810
    assert rounded(nps_wald(50, 30, 20), 2) == (30, 14.69, 45.31)
    adjusted = adjusted_wald(50, 30, 20)
    assert round(adjusted.centre, 2) == 29.13
    assert rounded(nps_score(50, 30, 20), 2) == (30, 14.05, 44.20)


def test_only_promoters():
    assert rounded(nps_wald(10, 0, 0), 2) == (100, 100, 100)
    i = adjusted_wald(10, 0, 0)
    assert (round(i.centre, 1), round(i.low, 1), round(i.high, 1)) == (76.9, 47.5, 106.3)
    assert rounded(nps_score(10, 0, 0), 1) == (100, 47.5, 100)


def test_thirty_six_answers():
    assert rounded(nps_score(15, 7, 14), 1) == (2.8, -25.2, 30.3)


def test_two_waves_show_no_change():
    t = two_waves(Split(50, 30, 20), Split(60, 25, 15))
    assert round(t.difference.value, 6) == 15
    assert round(t.standard_error, 2) == 10.76
    assert round(t.z, 3) == 1.394
    assert round(t.p, 3) == 0.163
    assert t.changed is False


@pytest.mark.parametrize(("half_width", "n"), [(10, 235), (5, 938)])
def test_answers_needed(half_width, n):
    assert answers_needed(half_width, variance=0.61) == n


def test_csat():
    counts = [4, 6, 15, 50, 25]
    share = box_share(counts, scale_min=1, low=4, high=5)
    assert rounded(share, 4) == (0.75, 0.6570, 0.8245)
    assert round(mean_of_counts(counts, scale_min=1).value, 2) == 3.86


def test_ces_1_low_is_good():
    counts = [40, 30, 15, 10, 5]
    assert round(mean_of_counts(counts, scale_min=1).value, 2) == 2.10
    assert box_share(counts, scale_min=1, low=4, high=5).value == 0.15


def test_ces_2_high_is_good():
    counts = [2, 3, 5, 10, 20, 35, 25]
    assert round(mean_of_counts(counts, scale_min=1).value, 2) == 5.48
    assert rounded(box_share(counts, scale_min=1, low=5, high=7), 3) == (0.800, 0.711, 0.867)


def test_things_gone_wrong_per_thousand():
    assert rounded(poisson_rate(12, 4000), 2) == (3.00, 1.55, 5.24)
    none = poisson_rate(0, 500)
    assert (none.value, none.low, round(none.high, 2)) == (0, 0, 7.38)


def test_retention():
    assert retained(200, end=190, new=30).value == 0.80
    with pytest.raises(ValueError, match="cannot be kept"):
        retained(100, end=190, new=30)
    with pytest.raises(ValueError, match="new customers"):
        retained(100, end=20, new=30)


def test_ratio_of_rates_holds_one_when_nothing_changed():
    same = rate_ratio((12, 4000), (12, 4000))
    assert same.value == 1
    assert same.low < 1 < same.high
    assert rate_ratio((3, 100), (0, 100)).value is None
