"""How many customers stay, where no contract says so: they are kept if they buy again.

Formula: of the customers who bought in one window, the share that bought again in the window after
it; two windows of 12 months (option `months`) up to the day on which "today" stands. By cohort: of
the customers whose first purchase ever fell into a quarter (option `cohort`: month, quarter, year),
the share that bought in each later one. Source: (E - N) / S for non-contractual settings, where the
customers kept are E - N; interval by Wilson 1927. A pause is not yet a farewell: whoever buys every
other year counts as lost here. Windows and periods that are not over have no figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from kundig.facts import purchases as facts
from kundig.facts.frame import restrict
from kundig.facts.months import add_months, months_between
from kundig.facts.options import Unanswerable, choice, only_by, whole
from kundig.facts.people import today, until_today
from kundig.facts.rows import estimated, percent
from kundig.glossary.measure import Caveat, Measure, Request, Result, Rows, Unit
from kundig.stats.estimate import Estimate, cannot_tell
from kundig.stats.proportions import wilson

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables

DIMENSIONS = (*facts.OF_GROUPS, "cohort")


def query(tables: Tables, request: Request) -> ir.Table:
    """Customers of the window before and those kept, or active customers by cohort and age."""
    only_by(request, "retention", *DIMENSIONS)
    where = {k: v for k, v in request.where.items() if k != "cohort"}
    chosen = replace(request, by=_others(request), where=where)
    frame = facts.known(until_today(facts.purchases(tables), request))
    frame = restrict(frame, chosen, period=False)
    counted = _by_cohort(frame, request) if _cohorts(request) else _kept(frame, request)
    orders = tables["orders"]
    return counted.cross_join(
        orders.aggregate(data_from=orders.order_date.min(), data_until=orders.order_date.max())
    )


def _kept(frame: ir.Table, request: Request) -> ir.Table:
    before, start, end = windows(request)
    frame = frame.filter((frame.day >= before) & (frame.day < end))
    each = frame.aggregate(
        by=[*request.by, "customer"],
        bought_before=frame.count(where=frame.day < start),
        bought_again=frame.count(where=frame.day >= start),
    )
    return each.aggregate(
        by=list(request.by),
        customers=each.count(where=each.bought_before > 0),
        kept=each.count(where=(each.bought_before > 0) & (each.bought_again > 0)),
    )


def _by_cohort(frame: ir.Table, request: Request) -> ir.Table:
    day = frame.day
    number = {
        "month": day.year() * 12 + day.month() - 1,
        "quarter": day.year() * 4 + day.quarter() - 1,
        "year": day.year(),
    }[_unit(request)].cast("int64")
    others = list(_others(request))
    active = frame.select("customer", *others, "day", number=number)
    active = active.aggregate(by=[*others, "customer", "number"], day=active.day.min())
    own = active.group_by([*others, "customer"])
    active = own.mutate(cohort_number=active.number.min(), first_day=active.day.min())
    if request.start is not None:
        active = active.filter(active.first_day >= request.start)
    return active.aggregate(by=[*others, "cohort_number", "number"], active=active.count())


def windows(request: Request) -> tuple[date, date, date]:
    """First day of the window before, first day of the last window, and the day after it."""
    end = today(request)
    usual: int | None = 12
    if request.start is not None and "months" not in request.options:
        usual = months_between(request.start, end)
    if usual is None:
        raise Unanswerable("months_needed", start=request.start, end=request.end or "…")
    months = whole(request, "months", default=usual, low=1, high=120)
    return add_months(end, -2 * months), add_months(end, -months), end


def estimate(rows: Rows, request: Request) -> Result:
    """Shares with Wilson's interval; n is the number of customers that could be kept."""
    if _cohorts(request):
        return _cohort_table(rows, request)
    end = today(request)
    until = rows[0]["data_until"] if rows else None
    over = until is not None and (end - until).days <= 1

    def share(row: Any) -> Estimate:
        n = int(row["customers"] or 0)
        return (
            percent(wilson(int(row["kept"] or 0), n)) if over else cannot_tell(n, method="wilson")
        )

    result = estimated(rows, request, key="retention", estimate=share,
                       more=lambda r: {"kept": int(r["kept"] or 0) if over else None})  # fmt: skip
    caveats = list(result.caveats)
    if rows and not over:
        caveats.append(Caveat("window_not_over", {"until": until}))
    before = windows(request)[0]
    if rows and rows[0]["data_from"] is not None and rows[0]["data_from"] > before:
        caveats.append(
            Caveat("window_before_data", {"first": rows[0]["data_from"], "before": before})
        )
    if request.by:
        caveats.append(Caveat("kept_within_group"))
    return Result(result.rows, result.n, tuple(caveats))


def _cohort_table(rows: Rows, request: Request) -> Result:
    """One row per cohort and age; a missing combination means that nobody bought."""
    unit, others = _unit(request), _others(request)
    counts: dict[tuple[Any, ...], dict[int, int]] = {}
    for r in rows:
        group = (*(r[b] for b in others), int(r["cohort_number"]))
        counts.setdefault(group, {})[int(r["number"])] = int(r["active"])
    end = min(today(request), add_days(rows[0]["data_until"])) if rows else today(request)
    wanted = request.where.get("cohort")
    table = []
    for group, active in counts.items():
        first = group[-1]
        named = dict(zip(others, group, strict=False)) | {"cohort": name_of(first, unit)}
        if wanted and named["cohort"] not in wanted:
            continue
        for number in _complete(first, unit, end):
            table.append({**named, "age": number - first, "customers": active[first],
                          "active": active.get(number, 0)})  # fmt: skip
    result = estimated(
        table,
        replace(request, by=(*others, "cohort", "age")),
        key="retention",
        estimate=_active,
        more=lambda r: {"active": r["active"]},
    )
    told = sorted(result.rows, key=lambda r: (*(str(r[b]) for b in others), r["cohort"], r["age"]))
    return Result(told, sum(r["n"] for r in told if r["age"] == 0), result.caveats)


def _active(row: Any) -> Estimate:
    """Share of a cohort that bought; in its own period all did, by definition."""
    if row["age"] == 0:
        return Estimate(100.0, None, None, row["customers"], "definition")
    return percent(wilson(row["active"], row["customers"]))


def _complete(first: int, unit: str, end: date) -> Iterator[int]:
    """The numbers of the periods from `first` on that are over before `end`."""
    number = first
    while start_of(number + 1, unit) <= end:
        yield number
        number += 1


def start_of(number: int, unit: str) -> date:
    """First day of a numbered month, quarter or year."""
    months = number * {"month": 1, "quarter": 3, "year": 12}[unit]
    return date(months // 12, months % 12 + 1, 1)


def name_of(number: int, unit: str) -> str:
    """`2026-04`, `2026-Q2` or `2026`."""
    day = start_of(number, unit)
    return {
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year}-Q{day.month // 3 + 1}",
        "year": f"{day.year}",
    }[unit]


def add_days(day: date) -> date:
    """The day after."""
    return date.fromordinal(day.toordinal() + 1)


def _cohorts(request: Request) -> bool:
    return "cohort" in request.by or "cohort" in request.where


def _others(request: Request) -> tuple[str, ...]:
    return tuple(b for b in request.by if b != "cohort")


def _unit(request: Request) -> str:
    return choice(request, "cohort", "quarter", "month", "year")


MEASURE = Measure(
    key="retention",
    element="satisfaction",
    reads=facts.READS,
    query=query,
    estimate=estimate,
    unit=Unit.PERCENT,
    chart="interval",
    source="Wilson 1927",
    dimensions=DIMENSIONS,
    clock=("orders", "order_date"),
    options=("months", "cohort"),
)
