"""Answers on a scale, aggregated so that scales are never mixed: counts, box, sums of marks.

Each row of the aggregate belongs to one group and one scale. What is worked out of it is a share
with Wilson's interval and a mean with Student's; under weights both rest on Kish's effective n.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kundig.facts.options import choice
from kundig.facts.rows import count, estimated, percent
from kundig.glossary.measure import Caveat, Request, Result
from kundig.stats.estimate import Estimate, around, cannot_tell
from kundig.stats.guards import enough
from kundig.stats.means import mean_from_moments
from kundig.stats.proportions import wilson, wilson_bounds

if TYPE_CHECKING:
    import ibis.expr.types as ir

Row = Mapping[str, Any]
Scale = tuple[int, int]


def by_scale(frame: ir.Table, request: Request, in_box: ir.BooleanValue) -> ir.Table:
    """Per group and scale: answers, those in the box, sums of marks, and the skipped."""
    score = frame.score.cast("float64")
    weight = frame.weight.cast("float64")
    counts = {
        "answered": score.count(),
        "in_box": frame.count(where=in_box),
        "marks": score.sum(),
        "squares": (score * score).sum(),
        "skipped": frame.count(where=score.isnull()),
        "outside": frame.count(where=frame.no_answer == "outside_scale"),
    }
    if weighted(request):
        given = score.notnull() & (weight > 0)
        counts |= {
            "weighed": frame.count(where=given),
            "weights": weight.sum(where=given),
            "weights_squared": (weight * weight).sum(where=given),
            "weights_in_box": weight.sum(where=given & in_box),
            "weighted_marks": (weight * score).sum(where=given),
        }
    return frame.aggregate(by=[*request.by, "scale_min", "scale_max"], **counts)


def weighted(request: Request) -> bool:
    """True if the request asks for weighted figures."""
    return choice(request, "weighted", "no", "yes") == "yes"


def scale_of(row: Row) -> Scale | None:
    """The scale of a row: lowest and highest mark."""
    low, high = row["scale_min"], row["scale_max"]
    return None if low is None or high is None else (int(low), int(high))


def scored(
    rows: Iterable[Row],
    request: Request,
    *,
    key: str,
    first: Scale,
    more: Callable[[Row], dict[str, Any]] = lambda row: {},
) -> Result:
    """Box shares in percent, one row per group and scale; `first` is the scale that comes first."""
    share = _weighted_share if weighted(request) else _share
    usable = [{**r, "scale": "{}..{}".format(*(scale_of(r) or ()))} for r in rows]
    several = len({r["scale"] for r in usable}) > 1
    asked = replace(request, by=(*request.by, "scale")) if several else request

    def parts(row: Row) -> dict[str, Any]:
        shown = enough(share(row).n)
        told: dict[str, Any] = {}
        if weighted(request):
            told["effective_n"] = round(_effective(row), 1)
            told["mean"] = row["weighted_marks"] / row["weights"] if shown else None
        else:
            mean = _mean(row)
            told |= {"mean": mean.value, "mean_low": mean.low, "mean_high": mean.high}
            told = told if shown else told | dict.fromkeys(("mean", "mean_low", "mean_high"))
        return {"scale": row["scale"]} | told | more(row)

    result = estimated(usable, asked, key=key, estimate=share, more=parts)
    result.rows.sort(key=lambda r: r["scale"] != "{}..{}".format(*first))
    return result


def not_answered(rows: Iterable[Row]) -> tuple[Caveat, ...]:
    """How many answers hold no mark."""
    rows = list(rows)
    skipped = sum(count(r, "skipped") for r in rows)
    outside = sum(count(r, "outside") for r in rows)
    return (Caveat("skipped", {"n": skipped, "outside": outside}),) if skipped else ()


def _share(row: Row) -> Estimate:
    return percent(wilson(count(row, "in_box"), count(row, "answered")))


def _weighted_share(row: Row) -> Estimate:
    n, eff = count(row, "weighed"), _effective(row)
    if n == 0:
        return cannot_tell(0, method="wilson_kish")
    share = min(1.0, (row["weights_in_box"] or 0.0) / row["weights"])
    low, high = wilson_bounds(share * eff, eff)
    return percent(around(share, low=float(low), high=float(high), n=n, method="wilson_kish"))


def _effective(row: Row) -> float:
    if not row["weighed"]:
        return 0.0
    return min(float(row["weights"] ** 2 / row["weights_squared"]), float(row["weighed"]))


def _mean(row: Row) -> Estimate:
    n = count(row, "answered")
    if n == 0:
        return cannot_tell(0, method="student_t")
    mean = row["marks"] / n
    spread = max(0.0, row["squares"] - n * mean * mean)
    return mean_from_moments(n, mean=mean, variance=spread / (n - 1) if n > 1 else None)
