"""Whether two groups really differ, from their values and ranges alone.

The interval of a difference is recovered from the two ranges (Zou and Donner 2008; for shares with
Wilson's ranges it is Newcombe's). Whoever picks the highest and the lowest of many groups finds a
gap by chance alone, so the ranges are widened for the number of pairs (Bonferroni). A headline that
calls overlapping ranges possible chance is not contradicted here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scipy.special import ndtri

from kundig.answers import Answer
from kundig.charts.plotted import TIME, groups_of, label
from kundig.glossary.numbers import digits_for, figure
from kundig_web import words

Row = Mapping[str, Any]
USUAL = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Gap:
    """A value less another, with its range."""

    value: float
    low: float
    high: float

    @property
    def shown(self) -> bool:
        """True if the data show a difference."""
        return self.low > 0 or self.high < 0


def gap(one: Row, other: Row, key: str, *, pairs: int = 1) -> Gap:
    """`one` less `other`, as one of so many pairs that could have been looked at."""
    wide = float(ndtri(1 - 0.025 / pairs)) / USUAL
    a, b = float(one[key]), float(other[key])
    below = math.hypot(a - float(one["low"]), float(other["high"]) - b)
    above = math.hypot(float(one["high"]) - a, b - float(other["low"]))
    return Gap(a - b, a - b - wide * below, a - b + wide * above)


def verdict(answer: Answer, lang: str) -> str:
    """Whether the groups of an answer really differ, in a sentence; empty if there are none."""
    key, by = answer.measure.key, answer.request.by
    told = [r for r in answer.rows if r.get(key) is not None and r.get("low") is not None]
    if not by or list(by) != groups_of(answer):
        return ""
    if len(told) < 2:
        return words.say("questions.verdict_too_few", lang) if _ranged(answer) else ""
    if len(by) == 1 and by[0] in TIME:
        return _changed(answer, told, lang)
    ranked = sorted(told, key=lambda r: float(r[key]))
    last, first = ranked[0], ranked[-1]
    pairs = len(told) * (len(told) - 1) // 2
    found = gap(first, last, key, pairs=pairs)
    names = {"first": label(first, by, lang), "last": label(last, by, lang)}
    if first["low"] <= last["high"]:
        return ""  # the headline says that this may be chance
    if not found.shown:
        return words.say("questions.verdict_many", lang, groups=len(told), **names)
    return words.say("questions.verdict_groups", lang, gap=_written(answer, found, lang), **names)


def _changed(answer: Answer, told: Sequence[Row], lang: str) -> str:
    before, last = told[-2:]
    found = gap(last, before, answer.measure.key)
    names = {
        "last": label(last, answer.request.by, lang),
        "before": label(before, answer.request.by, lang),
    }
    if not found.shown:
        return words.say("questions.verdict_unchanged", lang, **names)
    return words.say("questions.verdict_changed", lang, gap=_written(answer, found, lang), **names)


def _ranged(answer: Answer) -> bool:
    """True if the measure is an estimate; what was counted needs no verdict."""
    return any("low" in r for r in answer.rows) and answer.measure.chart != "bars"


def _written(answer: Answer, found: Gap, lang: str) -> str:
    """The gap in the unit of the measure; the gap of two percentages is told in points."""
    unit = answer.measure.unit
    row = {"gap": found.value, "low": found.low, "high": found.high}
    digits = digits_for([found.high - found.low], unit)
    if unit == "percent":
        from kundig.glossary.measure import Unit

        told = figure(row, "gap", Unit.POINTS, lang, digits=digits)
        return words.say("questions.points", lang, value=told)
    return figure(row, "gap", unit, lang, digits=digits, currency=answer.currency)
