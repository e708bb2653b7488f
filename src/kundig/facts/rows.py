"""From aggregated rows to rows of an answer: group columns, value, interval, n."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from kundig.glossary.measure import Caveat, Request, Result, Rows
from kundig.stats.estimate import Estimate
from kundig.stats.guards import MIN_N, enough

Row = Mapping[str, Any]


def estimated(
    rows: Rows,
    request: Request,
    *,
    key: str,
    estimate: Callable[[Row], Estimate],
    more: Callable[[Row], dict[str, Any]] | None = None,
    minimum: int = MIN_N,
) -> Result:
    """One row per group with `key`, `low`, `high` and `n`, sorted by group.

    A group of fewer than `minimum` cases gets no figure, and a caveat says how many are missing.
    """
    told: list[dict[str, Any]] = []
    thin: list[int] = []
    for row in by_group(rows, request):
        figure = estimate(row)
        value = {key: figure.value, "low": figure.low, "high": figure.high, "n": figure.n}
        if not enough(figure.n, minimum=minimum):
            thin.append(figure.n)
            value |= {key: None, "low": None, "high": None}
        told.append(
            {b: row[b] for b in request.by} | value | (more(row) if more is not None else {})
        )
    caveats: tuple[Caveat, ...] = ()
    if not told:
        caveats = (Caveat("nothing_found"),)
    elif thin and not request.by:
        caveats = (
            Caveat("too_few", {"n": thin[0], "missing": minimum - thin[0], "minimum": minimum}),
        )
    elif thin:
        caveats = (Caveat("too_few_groups", {"groups": len(thin), "minimum": minimum}),)
    return Result(told, sum(r["n"] for r in told), caveats)


def percent(share: Estimate, per: float = 100) -> Estimate:
    """A share of 0 to 1 as percent (or per thousand)."""
    value, low, high = (
        None if v is None else per * v for v in (share.value, share.low, share.high)
    )
    return Estimate(value, low, high, share.n, share.method)


def cents(money: Any) -> Decimal | None:
    """A sum of money rounded to the cent, half up; None stays None."""
    return None if money is None else Decimal(money).quantize(Decimal("0.01"), ROUND_HALF_UP)


def by_group(rows: Rows, request: Request) -> list[Row]:
    """The rows in the order of their groups, groups without a name last."""
    return sorted(rows, key=lambda r: tuple(_sortable(r[b]) for b in request.by))


def count(row: Row, name: str) -> int:
    """A count as a whole number; an engine that counts nothing as NULL means 0."""
    return int(row[name] or 0)


def _sortable(value: Any) -> tuple[bool, str]:
    return value is None, str(value)
