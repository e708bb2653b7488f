"""What each customer will probably bring, and how probable it is that he still is one.

The models are those of the measure `clv`, fitted once to all customers; its twelve months, its
discount and its conditions hold here, too. The distinct patterns of purchases are scored in NumPy
and joined back to the customers.

The range of one customer is not the uncertainty of the parameters (which is what the measure tells
of the mean): it says what eight of ten customers with this pattern will spend, from the tenth to the
ninetieth percentile; it begins at 0 where more than one in ten will spend nothing. It follows from
the models themselves: a customer who is still one has a rate drawn from Gamma(r + x, alpha + T), leaves
after a purchase with a chance drawn from Beta(a, b + x), and spends sums around a mean of his own
(Fader, Hardie & Lee 2005). Relative to what is expected it depends on x, T and P(alive) only, so a
few thousand simulated tables serve millions of customers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from kundig.engines.duckdb import DuckDBEngine
from kundig.facts.months import add_months
from kundig.glossary.measure import Request
from kundig.needs.clv import Patterns, bg_nbd, clv, gamma_gamma
from kundig.needs.clv import measure as rules
from kundig.needs.clv.units import days_per
from kundig.register.events import compiled
from kundig.register.shards import shard_sql

FloatArray = npt.NDArray[np.float64]

#: Why a customer has no value: he never bought; none of his repeat purchases has an amount; there
#: are too few customers, repeat buyers or months; money of several currencies; the models' own
#: checks failed.
WHY = (
    "never_bought", "no_amount", "few_customers", "few_repeat_buyers", "short", "currencies_mixed",
    "refused",
)  # fmt: skip
UNIT, MONTHS, DISCOUNT = "week", 12, 0.10
TAIL = 0.1  # on either side: eight of ten lie between
DRAWS, SEED, AGES = 2000, 1, 48


@dataclass(frozen=True, slots=True)
class Worth:
    """How the values came about."""

    why: str = ""  # one of WHY if there are none
    customers: int = 0
    patterns: int = 0


def score(engine: DuckDBEngine, day: date, shards: int) -> Worth:
    """Make the table `worth`: one row per customer who ever bought before `day`."""
    asked = Request(as_of=day, by=("customer",))
    shard = shard_sql("customer", shards)
    each = compiled(lambda tables: rules.query(tables, asked), *rules.MEASURE.reads)
    engine.execute(f"CREATE TEMP TABLE pattern_of AS SELECT {_PATTERN}, customer, first_currency, last_currency FROM ({each})")  # fmt: skip
    engine.execute(
        "CREATE TEMP TABLE pattern AS SELECT row_number() OVER () - 1 AS place, * FROM ("
        f"SELECT {_PATTERN}, count(*) AS customers FROM pattern_of "
        f"WHERE repeats = 0 OR paid > 0 GROUP BY {_PATTERN} ORDER BY {_PATTERN})"
    )
    why = _missing(engine, day)
    customers, patterns = engine.execute("SELECT sum(customers), count(*) FROM pattern")[0]
    scored = None if why else _scored(engine, day)
    if scored is None:
        engine.execute(_WITHOUT.format(why=why or "refused", shard=shard))
        return Worth(why or "refused", int(customers or 0), int(patterns))
    engine.connection.register("scored", scored)
    engine.execute(_WITH.format(shard=shard))
    engine.connection.unregister("scored")
    return Worth("", int(customers), int(patterns))


_PATTERN = "first_day, last_day, repeats, paid_days, paid"
_WITHOUT = """CREATE TEMP TABLE worth AS SELECT customer, NULL::DOUBLE AS p_alive,
  NULL::DOUBLE AS value_12m, NULL::DOUBLE AS value_low, NULL::DOUBLE AS value_high,
  '{why}' AS value_why, {shard} AS shard FROM pattern_of"""
_WITH = """CREATE TEMP TABLE worth AS
SELECT o.customer, s.p_alive, s.value_12m, s.value_low, s.value_high,
  CASE WHEN s.place IS NULL THEN 'no_amount' END AS value_why, {shard} AS shard
FROM pattern_of AS o
LEFT JOIN pattern AS p ON o.first_day = p.first_day AND o.last_day = p.last_day
  AND o.repeats = p.repeats AND o.paid_days = p.paid_days AND o.paid IS NOT DISTINCT FROM p.paid
LEFT JOIN scored AS s ON p.place = s.place"""


def _missing(engine: DuckDBEngine, day: date) -> str:
    """Why nothing can be told, if so; the conditions of the measure."""
    low, high = engine.execute("SELECT min(first_currency), max(last_currency) FROM pattern_of")[0]
    if low != high:
        return "currencies_mixed"
    customers, repeat_buyers, first = engine.execute(
        "SELECT coalesce(sum(customers), 0), coalesce(sum(customers) FILTER (repeats > 0), 0), "
        "min(first_day) FROM pattern"
    )[0]
    if customers < rules.MIN_CUSTOMERS:
        return "few_customers"
    if repeat_buyers < rules.MIN_REPEAT_BUYERS:
        return "few_repeat_buyers"
    return "short" if add_months(first, rules.MIN_MONTHS) > day else ""


def _scored(engine: DuckDBEngine, day: date) -> Any:
    """Values of the patterns as an Arrow table; None if a fit is refused."""
    last = day - timedelta(days=1)
    rows = engine.run(
        "SELECT repeats::DOUBLE AS x, (last_day - first_day)::DOUBLE AS t_x, "
        f"(DATE '{last.isoformat()}' - first_day)::DOUBLE AS age, "
        "CASE WHEN repeats > 0 THEN paid::DOUBLE / paid_days END AS z, customers::DOUBLE AS n "
        "FROM pattern ORDER BY place"
    )
    x, t_x, age, z, n = (
        rows[c].to_numpy(zero_copy_only=False) for c in ("x", "t_x", "age", "z", "n")
    )
    size = days_per(UNIT)
    patterns = Patterns(x, t_x=t_x / size, T=age / size, unit=UNIT, z=z, weights=n)
    bought, paid = bg_nbd.fit(patterns), gamma_gamma.fit(patterns)
    if bought.problems or paid.problems:
        return None
    values = clv(
        bought, paid, patterns, months=MONTHS, start=day, annual_discount=DISCOUNT, draws=0
    )
    low, high = spread(
        bought, paid, x=patterns.x, age=patterns.T, alive=values.p_alive, horizon=values.horizon
    )
    # What is discounted is discounted alike at both ends: value = purchases x spend x discount.
    worth = np.divide(
        values.value, values.purchases * values.spend,
        out=np.zeros_like(values.value), where=values.purchases > 0,
    ) * values.spend  # fmt: skip
    import pyarrow as pa

    return pa.table({
        "place": np.arange(x.size, dtype=np.int64),
        "p_alive": pa.array(values.p_alive, mask=x == 0),
        "value_12m": values.value,
        "value_low": low * worth,
        "value_high": high * worth,
    })  # fmt: skip


def spread(
    bought: bg_nbd.Fitted,
    paid: gamma_gamma.FittedSpend,
    *,
    x: FloatArray,
    age: FloatArray,
    alive: FloatArray,
    horizon: float,
) -> tuple[FloatArray, FloatArray]:
    """Between which sums eight of ten customers of each pattern will spend.

    Args:
        bought: how often they buy.
        paid: what they spend.
        x: repeat purchases, shape (n,).
        age: time since the first purchase, in the unit of `bought`, shape (n,).
        alive: probability of still being a customer, shape (n,).
        horizon: how far to look, in the same unit.

    Returns:
        Lower and upper end, in multiples of the expected spend per purchase, shape (n,) each.
    """
    # Customers of about one age share a table; the ages are cut where customers are.
    edges = np.unique(np.quantile(age, np.linspace(0, 1, AGES + 1)))
    group = np.clip(np.searchsorted(edges, age, side="right") - 1, 0, max(edges.size - 2, 0))
    pairs, table = np.unique(np.stack([x, group.astype(np.float64)]), axis=1, return_inverse=True)
    table = table.ravel()
    counts = np.bincount(table)
    middle = np.bincount(table, weights=age) / counts
    sums = np.empty((pairs.shape[1], DRAWS), dtype=np.float32)
    rng = np.random.default_rng(SEED)
    for i, (purchases, old) in enumerate(zip(pairs[0], middle, strict=True)):
        sums[i] = np.sort(_future(bought, paid, float(purchases), float(old), horizon, rng))
    return _quantile(sums, table, alive, TAIL), _quantile(sums, table, alive, 1 - TAIL)


def _future(
    bought: bg_nbd.Fitted, paid: gamma_gamma.FittedSpend, x: float, age: float, horizon: float,
    rng: np.random.Generator,
) -> FloatArray:  # fmt: skip
    """Simulated spend of customers who are still customers, in multiples of their expected spend."""
    r, alpha, a, b = bought.parameters
    rate = rng.gamma(r + x, 1 / (alpha + age), DRAWS)
    times = rng.poisson(rate * horizon).astype(np.float64)
    if a > 0:
        # He leaves after the k-th purchase: k counts from 1, with the same chance each time.
        chance = np.maximum(rng.beta(a, b + x, DRAWS), 1e-12)
        leaves = np.ceil(np.log1p(-rng.random(DRAWS)) / np.log1p(-np.minimum(chance, 1 - 1e-12)))
        times = np.minimum(times, np.maximum(leaves, 1))
    p, q, _ = paid.parameters
    money = rng.gamma(np.maximum(p * times, 1e-9)) / rng.gamma(q + p * x, size=DRAWS)
    return np.where(times > 0, money * (p * x + q - 1) / p, 0.0)


def _quantile(
    sums: npt.NDArray[np.float32], table: npt.NDArray[np.intp], alive: FloatArray, level: float
) -> FloatArray:
    """The quantile of a mixture: nothing with 1 - alive, a row of `sums` with alive."""
    within = np.divide(level - (1 - alive), alive, out=np.zeros_like(alive), where=alive > 0)
    place = np.ceil(within * DRAWS).astype(np.intp) - 1
    found = sums[table, np.clip(place, 0, DRAWS - 1)].astype(np.float64)
    return np.where(within > 0, found, 0.0)
