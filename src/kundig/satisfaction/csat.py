"""Customer satisfaction: the share who gave one of the two best marks.

Formula: answers in the two top boxes of the scale 1 to 5 (4 and 5) of all answers, in percent.
Interval: Wilson 1927; with `weighted=yes` on Kish's effective n (Kish 1965). Other scales of at
least five marks get rows of their own and are never mixed; shorter ones are not scored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kundig.facts import answers as facts
from kundig.facts import marks
from kundig.facts.frame import restrict
from kundig.facts.rows import count
from kundig.glossary.measure import Caveat, Measure, Request, Result, Rows, Unit

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables

FIRST = (1, 5)
SHORTEST = 4  # distance of the ends: five marks


def query(tables: Tables, request: Request) -> ir.Table:
    """Answers and those in the two top boxes, per group and scale."""
    frame = restrict(facts.answers(tables, "csat", request), request)
    return marks.by_scale(frame, request, frame.score >= frame.scale_max - 1)


def estimate(rows: Rows, request: Request) -> Result:
    """Shares of the two best marks; each scale on rows of its own."""
    usable = [r for r in rows if _long_enough(r)]
    result = marks.scored(usable, request, key="csat", first=FIRST, more=_satisfied)
    caveats = list(result.caveats)
    other = sum(count(r, "answered") for r in usable if marks.scale_of(r) != FIRST)
    if other:
        caveats.append(Caveat("csat_other_scale", {"n": other}))
    unscored = sum(count(r, "answered") for r in rows if not _long_enough(r))
    if unscored:
        caveats.append(Caveat("csat_short_scale", {"n": unscored}))
    if marks.weighted(request):
        caveats.append(Caveat("weighted"))
    caveats.extend(marks.not_answered(usable))
    return Result(result.rows, result.n, tuple(caveats))


def _long_enough(row: Any) -> bool:
    scale = marks.scale_of(row)
    return scale is not None and scale[1] - scale[0] >= SHORTEST


def _satisfied(row: Any) -> dict[str, Any]:
    return {"satisfied": count(row, "in_box")}


MEASURE = Measure(
    key="csat",
    element="satisfaction",
    reads=facts.READS,
    query=query,
    estimate=estimate,
    unit=Unit.PERCENT,
    chart="interval",
    source="Top-2-Box; Wilson 1927; Kish 1965",
    dimensions=facts.DIMENSIONS,
    clock=("survey_answers", "answer_date"),
    options=("weighted",),
)
