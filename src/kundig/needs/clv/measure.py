"""What a customer will probably bring: expected discounted spend of the next twelve months.

Formula: expected purchase days (BG/NBD; several purchases of one day are one) times expected spend
per purchase day (Gamma-Gamma, from repeat purchases), discounted at an annual rate. Source: Fader,
Hardie & Lee 2005, Marketing Science 24(2) and Journal of Marketing Research 42(4). The range holds
the uncertainty of the parameters only. A fit whose own checks fail is not published. See
docs/reference/measures/clv.md for why at least 100 customers, 30 of them repeat buyers, and six
months are needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import ibis
import numpy as np

from kundig.facts import purchases as facts
from kundig.facts.frame import restrict
from kundig.facts.months import add_months
from kundig.facts.options import choice, number, only_by, whole
from kundig.facts.people import among, today, until_today
from kundig.glossary.measure import Caveat, Measure, Request, Result, Rows, Unit
from kundig.needs.clv import bg_nbd, gamma_gamma
from kundig.needs.clv.patterns import Patterns
from kundig.needs.clv.units import days_per
from kundig.needs.clv.value import Values, clv

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables

MIN_CUSTOMERS, MIN_REPEAT_BUYERS, MIN_MONTHS = 100, 30, 6


def query(tables: Tables, request: Request) -> ir.Table:
    """How many customers share a pattern of purchase days and spend; by customer, one row each."""
    only_by(request, "clv", "customer")
    rest, _ = among(request, "customer")
    frame = facts.known(until_today(restrict(facts.purchases(tables), rest), request))
    days = frame.aggregate(
        by=["customer", "day"],
        paid=frame.amount.sum(),
        first_currency=frame.currency.min(),
        last_currency=frame.currency.max(),
    )
    days = days.mutate(first_day=days.day.min().over(group_by="customer"))
    again = days.day > days.first_day
    each = days.aggregate(
        by=["customer"],
        first_day=days.day.min(),
        last_day=days.day.max(),
        repeats=days.count(where=again),
        paid_days=days.count(where=again & days.paid.notnull()),
        paid=days.paid.sum(where=again),
        first_currency=days.first_currency.min(),
        last_currency=days.last_currency.max(),
    )
    if "customer" in request.by or "customer" in request.where:
        return each.mutate(customers=ibis.literal(1, "int64"))
    pattern = [c for c in each.columns if c != "customer"]
    return each.aggregate(by=pattern, customers=each.count())


@dataclass(frozen=True, slots=True)
class Seen:
    """What was observed: the rows in a fixed order, and from when to when."""

    rows: list[Any]
    first: date
    last: date
    without_spend: int  # repeat buyers none of whose repeat purchases has an amount above 0

    @property
    def customers(self) -> int:
        """How many there are."""
        return sum(int(r["customers"]) for r in self.rows)

    @property
    def repeat_buyers(self) -> int:
        """Those who bought on a second day."""
        return sum(int(r["customers"]) for r in self.rows if r["repeats"] > 0)

    def patterns(self, unit: str) -> Patterns:
        """The rows as the models read them; T runs from the first purchase to the last day."""
        size = days_per(unit)
        table = np.array(
            [
                (
                    r["repeats"],
                    (r["last_day"] - r["first_day"]).days / size,
                    (self.last - r["first_day"]).days / size,
                    float(r["paid"]) / r["paid_days"] if r["repeats"] else np.nan,
                    r["customers"],
                )
                for r in self.rows
            ],
            dtype=np.float64,
        )
        x, t_x, age, z, weights = table.T
        return Patterns(x, t_x=t_x, T=age, unit=unit, z=z, weights=weights)


def estimate(rows: Rows, request: Request) -> Result:
    """Fit, check, and value; or say what is missing."""
    seen = _seen(rows, request)
    missing = _missing(seen, rows)
    if missing:
        return _cannot_tell(seen, request, missing)
    patterns = seen.patterns(choice(request, "unit", "week", "day"))
    bought, paid = bg_nbd.fit(patterns), gamma_gamma.fit(patterns)
    months = whole(request, "months", default=12, low=1, high=36)
    discount = number(request, "discount", default=0.10, low=0, high=1)
    model = _model(bought, paid, seen) | {"months": months, "discount": discount}
    problems = dict.fromkeys([*bought.problems, *paid.problems])
    if problems:
        refused = (Caveat("clv_refused"), *(Caveat(f"clv_{p}") for p in problems))
        return _cannot_tell(seen, request, refused, model)
    values = clv(
        bought, paid, patterns, months=months, start=seen.last + timedelta(days=1),
        annual_discount=discount,
    )  # fmt: skip
    caveats = [Caveat(f"clv_{w}") for w in dict.fromkeys([*bought.warnings, *paid.warnings])]
    if seen.without_spend:
        caveats.append(Caveat("clv_without_spend", {"n": seen.without_spend}))
    if "customer" in request.by or "customer" in request.where:
        told = _customers(seen, values, request)
        caveats.append(Caveat("clv_of_one"))
    else:
        told = [_overall(seen, patterns, values)]
    return Result(told, seen.customers, tuple(caveats), model, rows[0]["first_currency"])


def _seen(rows: Rows, request: Request) -> Seen:
    last = today(request) - timedelta(days=1)
    usable = [r for r in rows if r["repeats"] == 0 or (r["paid"] or 0) > 0]
    usable.sort(key=lambda r: (r["first_day"], r["last_day"], r["repeats"], r["paid"] or 0,
                               str(r.get("customer"))))  # fmt: skip
    first = min((r["first_day"] for r in usable), default=last)
    lost = sum(int(r["customers"]) for r in rows) - sum(int(r["customers"]) for r in usable)
    return Seen(usable, first, last, lost)


def _missing(seen: Seen, rows: Rows) -> tuple[Caveat, ...]:
    """Why nothing can be told, if so."""
    currencies = {r[c] for r in rows for c in ("first_currency", "last_currency")} - {None}
    if len(currencies) > 1:
        return (Caveat("currencies_mixed"),)
    needs = [("clv_few_customers", seen.customers, MIN_CUSTOMERS),
             ("clv_few_repeat_buyers", seen.repeat_buyers, MIN_REPEAT_BUYERS)]  # fmt: skip
    found = [Caveat(k, {"n": n, "minimum": least}) for k, n, least in needs if n < least]
    if add_months(seen.first, MIN_MONTHS) > seen.last + timedelta(days=1):
        found.append(Caveat("clv_short", {"first": seen.first, "minimum": MIN_MONTHS}))
    return tuple(found)


def _cannot_tell(
    seen: Seen, request: Request, why: tuple[Caveat, ...], model: dict[str, Any] | None = None
) -> Result:
    row = {"clv": None, "low": None, "high": None, "n": seen.customers}
    told = [] if "customer" in request.by or "customer" in request.where else [row]
    return Result(told, seen.customers, why, model)


def _overall(seen: Seen, patterns: Patterns, values: Values) -> dict[str, Any]:
    """Means per customer; P(alive) and spend over repeat buyers, of whom alone they tell."""
    n, total = patterns.customers, values.total
    again = np.where(patterns.x > 0, patterns.weights, 0.0)
    z = np.nan_to_num(patterns.z if patterns.z is not None else 0.0)
    value, low, high = (None if v is None else v / n for v in (total.value, total.low, total.high))
    return {
        "clv": value,
        "low": low,
        "high": high,
        "n": seen.customers,
        "total": total.value,
        "expected_purchases": float(patterns.weights @ values.purchases) / n,
        "p_alive": float(again @ values.p_alive / again.sum()),
        "repeat_buyers": seen.repeat_buyers,
        "repeat_spend": float(again @ z / again.sum()),
    }


def _customers(seen: Seen, values: Values, request: Request) -> list[dict[str, Any]]:
    """One row per customer, the most valuable first; P(alive) is told of repeat buyers only."""
    chosen = request.where.get("customer")
    told = [
        {
            "customer": r["customer"],
            "clv": float(values.value[i]),
            "p_alive": float(values.p_alive[i]) if r["repeats"] else None,
            "expected_purchases": float(values.purchases[i]),
            "spend": float(values.spend[i]),
            "purchase_days": int(r["repeats"]) + 1,
        }
        for i, r in enumerate(seen.rows)
        if chosen is None or _is_one_of(r["customer"], chosen)
    ]
    told.sort(key=lambda r: (-r["clv"], r["customer"]))
    return told[: request.limit]


def _is_one_of(customer: str, chosen: tuple[str, ...]) -> bool:
    return any(customer == c or customer.partition(":")[2] == c for c in chosen)


def _model(bought: bg_nbd.Fitted, paid: gamma_gamma.FittedSpend, seen: Seen) -> dict[str, Any]:
    return {
        "family": "BG/NBD, Gamma-Gamma",
        "unit": bought.unit,
        "first_day": seen.first.isoformat(),
        "last_day": seen.last.isoformat(),
        "r": bought.r,
        "alpha": bought.alpha,
        "a": bought.a,
        "b": bought.b,
        "log_likelihood": bought.log_likelihood,
        "repeat_purchases": bought.repeat_purchases,
        "expected_repeat_purchases": bought.expected_repeat_purchases,
        "p": paid.p,
        "q": paid.q,
        "gamma": paid.gamma,
        "spend_customers": int(paid.buyers),
        "spend_correlation": paid.correlation,
        "problems": [str(p) for p in (*bought.problems, *paid.problems)],
        "warnings": [str(w) for w in (*bought.warnings, *paid.warnings)],
    }


MEASURE = Measure(
    key="clv",
    element="needs",
    reads=facts.READS,
    query=query,
    estimate=estimate,
    unit=Unit.MONEY,
    chart="interval",
    source="Fader, Hardie & Lee 2005",
    dimensions=facts.DIMENSIONS,
    clock=("orders", "order_date"),
    options=("unit", "months", "discount"),
)
