"""Customer effort: how easy it was to get something done.

CES 2.0 (CEB 2013, "made it easy for me", 1 to 7): share of answers 5 to 7, high is good. CES 1.0
(Dixon, Freeman & Toman 2010, "how much effort", 1 to 5): share of answers 4 and 5, the high effort,
low is good. Both with Wilson's interval and the mean beside it; the two are never mixed.
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

ONE, TWO = (1, 5), (1, 7)
VERSIONS = {ONE: ("1.0", "low_is_good"), TWO: ("2.0", "high_is_good")}


def query(tables: Tables, request: Request) -> ir.Table:
    """Answers and those in the box of their version, per group and scale."""
    frame = restrict(facts.answers(tables, "ces", request), request)
    first, second = frame.scale_max == ONE[1], frame.scale_max == TWO[1]
    in_box = (second & (frame.score >= 5)) | (first & (frame.score >= 4))
    return marks.by_scale(frame, request, in_box)


def estimate(rows: Rows, request: Request) -> Result:
    """Shares per version; answers on any other scale are named, not scored."""
    usable = [r for r in rows if marks.scale_of(r) in VERSIONS]
    result = marks.scored(usable, request, key="ces", first=TWO, more=_version)
    caveats = list(result.caveats)
    old = sum(count(r, "answered") for r in usable if marks.scale_of(r) == ONE)
    if old:
        caveats.append(Caveat("ces_low_is_good", {"n": old}))
    other = sum(count(r, "answered") for r in rows if marks.scale_of(r) not in VERSIONS)
    if other:
        caveats.append(Caveat("ces_other_scale", {"n": other}))
    caveats.extend(marks.not_answered(usable))
    return Result(result.rows, result.n, tuple(caveats))


def _version(row: Any) -> dict[str, Any]:
    scale = marks.scale_of(row)
    assert scale is not None  # noqa: S101 - only rows with a known version get here
    version, direction = VERSIONS[scale]
    return {"in_box": count(row, "in_box"), "version": version, "direction": direction}


MEASURE = Measure(
    key="ces",
    element="satisfaction",
    reads=facts.READS,
    query=query,
    estimate=estimate,
    unit=Unit.PERCENT,
    chart="interval",
    source="CEB 2013; Dixon, Freeman & Toman 2010; Wilson 1927",
    dimensions=facts.DIMENSIONS,
    clock=("survey_answers", "answer_date"),
)
