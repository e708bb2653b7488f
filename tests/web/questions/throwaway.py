"""A measure as a newcomer would add it: one file and its texts, no web code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kundig.facts import answers as facts
from kundig.facts.frame import restrict
from kundig.facts.options import choice
from kundig.facts.rows import count, estimated, percent
from kundig.glossary.measure import Measure, Request, Result, Rows, Unit
from kundig.stats.proportions import wilson

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables

TEXTS = {
    f"{name}_{lang}": f"{name} {lang} Schluckauf"
    for name in ("name", "question", "formula", "decides", "caveat")
    for lang in ("de", "en")
}


def query(tables: Tables, request: Request) -> ir.Table:
    frame = restrict(facts.answers(tables, "csat", request), request)
    choice(request, "taste", "sweet", "sour")
    return frame.aggregate(
        by=list(request.by), n=frame.score.count(), best=frame.count(where=frame.score == 5)
    )


def estimate(rows: Rows, request: Request) -> Result:
    def share(row: Any) -> Any:
        return percent(wilson(count(row, "best"), count(row, "n")))

    return estimated(rows, request, key="hiccups", estimate=share)


def make() -> Measure:
    return Measure(
        key="hiccups", element="employees", reads=facts.READS, query=query, estimate=estimate,
        unit=Unit.PERCENT, chart="interval", source="Hand 2026", dimensions=("branch", "customer"),
        clock=("survey_answers", "answer_date"), options=("taste",),
    )  # fmt: skip
