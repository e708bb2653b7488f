"""What a Measure is: a question with a formula, a source, an interval and a decision.

A measure has two stages. `query` turns shared tables (unbound Ibis tables) into a bounded
aggregate; `estimate` turns the rows of that aggregate into values with intervals. Neither
executes anything: the question layer does.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis.expr.types as ir

    Tables = Mapping[str, ir.Table]
    Query = Callable[[Tables, "Request"], ir.Table]

Rows = Sequence[Mapping[str, Any]]


class Unit(StrEnum):
    """How a value is written."""

    COUNT = "count"
    PERCENT = "percent"  # 0 to 100
    POINTS = "points"  # -100 to 100
    SCORE = "score"
    MONEY = "money"
    PER_1000 = "per_1000"


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a measure."""

    by: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    start: date | None = None  # first day of the period
    end: date | None = None  # last day of the period
    as_of: date | None = None  # the day on which "today" stands; filled by the question layer
    options: Mapping[str, Any] = field(default_factory=dict)
    limit: int = 1000


@dataclass(frozen=True, slots=True)
class Caveat:
    """Something to know before acting on a figure; `key` names a sentence in texts/answers.toml."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """Rows of plain values, how many cases stand behind them, and what to know about them.

    Each row holds the columns of `by`, then the value under the key of the measure, `low`,
    `high` and `n` where it is an estimate. A value of None means: cannot tell.
    """

    rows: list[dict[str, Any]]
    n: int
    caveats: tuple[Caveat, ...] = ()
    model: Mapping[str, Any] | None = None
    currency: str | None = None  # of the data; None: the rows say it, or there is none


Estimate = Callable[[Rows, Request], Result]


@dataclass(frozen=True, slots=True)
class Measure:
    """One question that kundig can answer.

    Name, question, formula, decision and caveat stand in glossary/measures.toml in both
    languages; a measure without them cannot be made.
    """

    key: str
    element: str  # contact | employees | needs | structure | satisfaction
    reads: tuple[str, ...]
    query: Query
    estimate: Estimate
    unit: Unit
    chart: str
    source: str
    dimensions: tuple[str, ...] = ()
    clock: tuple[str, str] | None = None  # (table, date column) whose last day sets `as_of`
    options: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a measure that does not say in both languages what it is for."""
        for name in ("name", "question", "formula", "decides"):
            for lang in ("de", "en"):
                if not descriptions().get(self.key, {}).get(f"{name}_{lang}"):
                    raise ValueError(f"glossary/measures.toml: [{self.key}] lacks {name}_{lang}")

    def say(self, what: str, lang: str) -> str:
        """`name`, `question`, `formula`, `decides` or `caveat` in `lang`."""
        return descriptions()[self.key].get(f"{what}_{lang}", "")


@cache
def descriptions() -> dict[str, dict[str, str]]:
    """What glossary/measures.toml says: key of the measure -> its texts."""
    raw = resources.files("kundig.glossary").joinpath("measures.toml").read_text(encoding="utf-8")
    return tomllib.loads(raw)
