"""Net Promoter Score: how many more fans than critics among those who answered.

Formula: share of answers 9 and 10 minus share of answers 0 to 6, in points from -100 to 100.
Source: Reichheld 2003 (HBR 81:12); interval: adjusted Wald, Rocks 2016. The scale is 0 to 10. A
scale of 1 to 10 is scored only with the option `mapping=one_to_ten`, and the answer says so; the
two are never mixed. Skipped answers never enter the denominator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kundig.facts import answers as facts
from kundig.facts.frame import restrict
from kundig.facts.options import choice
from kundig.facts.rows import count, estimated
from kundig.glossary.measure import Caveat, Measure, Request, Result, Rows, Unit
from kundig.stats.nps import nps_score

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables

ORIGINAL = (0, 10)
ONE_TO_TEN = (1, 10)


def query(tables: Tables, request: Request) -> ir.Table:
    """Counts of promoters, passives, detractors and skipped answers per group and scale."""
    frame = restrict(facts.answers(tables, "nps", request), request)
    score = frame.score
    return frame.aggregate(
        by=[*request.by, "scale_min", "scale_max"],
        promoters=score.count(where=score >= 9),
        passives=score.count(where=(score >= 7) & (score < 9)),
        detractors=score.count(where=score < 7),
        skipped=frame.count(where=score.isnull()),
        outside=frame.count(where=frame.no_answer == "outside_scale"),
    )


def estimate(rows: Rows, request: Request) -> Result:
    """Scores of one scale; the other scale is named, not mixed in."""
    mapped = choice(request, "mapping", "none", "one_to_ten") == "one_to_ten"
    scale = ONE_TO_TEN if mapped else ORIGINAL
    usable = [r for r in rows if _scale(r) == scale]
    result = estimated(usable, request, key="nps", estimate=_score, more=_parts)
    caveats = list(result.caveats)
    other = sum(_answered(r) for r in rows if _scale(r) != scale)
    if mapped:
        caveats.append(Caveat("nps_mapped"))
    if other:
        caveats.append(Caveat("nps_other_scale", {"n": other}))
    skipped = sum(count(r, "skipped") for r in usable)
    if skipped:
        outside = sum(count(r, "outside") for r in usable)
        caveats.append(Caveat("skipped", {"n": skipped, "outside": outside}))
    return Result(result.rows, result.n, tuple(caveats))


def _scale(row: Any) -> tuple[int, int] | None:
    low, high = row["scale_min"], row["scale_max"]
    return None if low is None or high is None else (int(low), int(high))


def _answered(row: Any) -> int:
    return sum(_parts(row).values())


def _score(row: Any) -> Any:
    return nps_score(**_parts(row))


def _parts(row: Any) -> dict[str, Any]:
    return {k: count(row, k) for k in ("promoters", "passives", "detractors")}


MEASURE = Measure(
    key="nps",
    element="satisfaction",
    reads=facts.READS,
    query=query,
    estimate=estimate,
    unit=Unit.POINTS,
    chart="interval",
    source="Reichheld 2003; Rocks 2016",
    dimensions=facts.DIMENSIONS,
    clock=("survey_answers", "answer_date"),
    options=("mapping",),
)
