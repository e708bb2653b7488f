"""Four defects that published survey tools had, as tests that this code does not have them."""

from __future__ import annotations

import math

import pytest

from kundig.stats import nps_score, split


def test_skipped_answers_do_not_enter_the_denominator():
    s = split([10] * 5 + [None] * 4 + [math.nan], scale_min=0, scale_max=10)
    assert (s.n, s.skipped) == (5, 5)
    assert nps_score(s.promoters, s.passives, s.detractors).value == 100


def test_a_five_point_scale_is_never_scored():
    for mapping in (None, "one_to_ten"):
        with pytest.raises(ValueError, match=r"1\.\.5 has no Net Promoter Score"):
            split([5] * 5, scale_min=1, scale_max=5, mapping=mapping)


def test_one_to_ten_needs_to_be_said():
    with pytest.raises(ValueError, match="mapping='one_to_ten'"):
        split([10, 9], scale_min=1, scale_max=10)
    with pytest.raises(ValueError, match="no Net Promoter Score"):
        split([10, 9], scale_min=0, scale_max=10, mapping="one_to_ten")
    with pytest.raises(ValueError, match="unknown mapping"):
        split([10, 9], scale_min=1, scale_max=10, mapping="stars")


def test_a_recoding_is_not_dropped_silently():
    marks = [1, 6, 7, 8, 9, 10]
    s = split(marks, scale_min=1, scale_max=10, mapping="one_to_ten")
    assert (s.promoters, s.passives, s.detractors) == (2, 2, 2)
    with pytest.raises(ValueError, match="not whole numbers from 1 to 10"):
        split([0, *marks], scale_min=1, scale_max=10, mapping="one_to_ten")


@pytest.mark.parametrize("mark", [11, -1, 9.5, math.inf])
def test_marks_off_the_scale_raise(mark):
    with pytest.raises(ValueError, match="first is"):
        split([9, mark], scale_min=0, scale_max=10)


def test_no_answer_no_score():
    assert nps_score(0, 0, 0).value is None
