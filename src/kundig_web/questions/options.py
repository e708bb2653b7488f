"""What a measure lets one choose: dimensions that it can be broken down by, and its options.

A measure says the names of its options; what each may be stands in the sentence with which it
refuses anything else. So it is asked for something that nobody means, and the refusal is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kundig.answers import AskError
from kundig.answers.compiling import unbound
from kundig.facts.frame import TIME
from kundig.glossary.measure import Measure, Request

NOTHING_MEANT = "?"


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a measure: one of `values`, or a number between `low` and `high`, or open."""

    name: str
    values: tuple[str, ...] = ()
    low: str = ""
    high: str = ""


@lru_cache(maxsize=256)
def breakdowns(measure: Measure) -> tuple[str, ...]:
    """The dimensions that the measure can be broken down by, parts of time apart."""
    return tuple(d for d in measure.dimensions if _divides(measure, d))


@lru_cache(maxsize=256)
def grains(measure: Measure) -> tuple[str, ...]:
    """The parts of time that the measure can be broken down by."""
    return tuple(d for d in TIME if measure.dimensions and _divides(measure, d))


@lru_cache(maxsize=256)
def options(measure: Measure) -> tuple[Option, ...]:
    """The options of the measure with what they may be."""
    return tuple(_option(measure, name) for name in measure.options)


@lru_cache(maxsize=1024)
def is_column(measure: Measure, dimension: str) -> bool:
    """True if the measure's query tells the dimension apart itself, not only its estimate."""
    try:
        return dimension in measure.query(unbound(measure.reads), Request(by=(dimension,))).columns
    except AskError:
        return False


def _divides(measure: Measure, dimension: str) -> bool:
    try:
        measure.query(unbound(measure.reads), Request(by=(dimension,)))
    except AskError:
        return False
    return True


def _option(measure: Measure, name: str) -> Option:
    asked = {name: NOTHING_MEANT}
    for by in ((), *((d,) for d in measure.dimensions)):
        try:
            request = Request(by=by, options=asked)
            measure.query(unbound(measure.reads), request)
            measure.estimate([], request)
        except AskError as refusal:
            if refusal.key == "unreadable_option" and refusal.values.get("option") == name:
                return _read(name, str(refusal.values["possible"]))
    return Option(name)


def _read(name: str, possible: str) -> Option:
    low, dots, high = possible.partition(" … ")
    if dots:
        return Option(name, low=low.rpartition(", ")[0] or low, high=high)
    return Option(name, tuple(possible.split(", ")))
