"""The range of one customer holds eight of ten: shown on customers whose future is simulated."""

from datetime import date, timedelta

import numpy as np
import pytest

from kundig.needs.clv import Patterns, bg_nbd, gamma_gamma
from kundig.register import build
from kundig.register.worth import WHY, spread
from tests.needs.ledger import bought, crowd
from tests.world import world

R, ALPHA, A, B = 0.9, 12.0, 0.7, 3.0  # weeks
P, Q, GAMMA = 6.0, 4.0, 30.0
HORIZON = 52.0


@pytest.fixture(scope="module")
def lives():
    """20,000 customers who bought for up to two years, and what each then spends in the next one."""
    rng = np.random.default_rng(5)
    n = 20_000
    age = rng.uniform(20, 104, n)
    rate, leave = rng.gamma(R, 1 / ALPHA, n), rng.beta(A, B, n)
    mean = rng.gamma(Q, 1 / GAMMA, n)
    x, t_x, z, future = np.zeros(n), np.zeros(n), np.full(n, np.nan), np.zeros(n)
    for i in range(n):
        t, alive, spent = 0.0, True, []
        while alive:
            t += rng.exponential(1 / rate[i])
            if t > age[i] + HORIZON:
                break
            amount = rng.gamma(P, 1 / mean[i])
            if t <= age[i]:
                x[i], t_x[i] = x[i] + 1, t
                spent.append(amount)
            else:
                future[i] += amount
            alive = rng.random() >= leave[i]
        if spent:
            z[i] = np.mean(spent)
    return Patterns(x, t_x=t_x, T=age, unit="week", z=z), future


def test_eight_of_ten_customers_lie_in_their_range(lives):
    patterns, future = lives
    fitted, paid = bg_nbd.fit(patterns), gamma_gamma.fit(patterns)
    assert fitted.ok
    alive = fitted.p_alive(patterns.x, patterns.t_x, patterns.T)
    low, high = spread(fitted, paid, x=patterns.x, age=patterns.T, alive=alive, horizon=HORIZON)
    unit = gamma_gamma.spend(paid.parameters, patterns.x, patterns.z)
    held = (future >= low * unit) & (future <= high * unit)
    # Many of those who bought once spend nothing at all, so that 0 alone is more than eight of ten.
    assert 0.80 <= held.mean() <= 0.97
    regulars = (patterns.x >= 5) & (alive > 0.6)
    assert regulars.sum() > 300
    # Where more than one in ten spends nothing, the range begins at 0 and only the top is cut off.
    assert 0.79 <= held[regulars].mean() <= 0.91
    assert held[regulars & (low > 0)].mean() == pytest.approx(0.8, abs=0.05)
    assert held[regulars & (low == 0)].mean() == pytest.approx(0.9, abs=0.05)
    # Of those whose range begins above nothing, about one in ten lies below it and one above.
    wide = low > 0
    assert wide.sum() > 100
    assert (future < low * unit)[wide].mean() == pytest.approx(0.1, abs=0.05)
    assert (future > high * unit).mean() <= 0.11
    assert (low <= high).all()
    assert (low >= 0).all()


def test_who_has_surely_left_is_expected_to_spend_nothing(lives):
    patterns, _ = lives
    fitted, paid = bg_nbd.fit(patterns), gamma_gamma.fit(patterns)
    low, high = spread(
        fitted, paid, x=np.array([6.0, 6.0]), age=np.array([100.0, 100.0]),
        alive=np.array([0.05, 1.0]), horizon=HORIZON,
    )  # fmt: skip
    assert (low[0], high[0]) == (0, 0)
    assert high[1] > low[1] > 0


@pytest.mark.parametrize(
    ("people", "why"),
    [
        (crowd(99, times=3), "few_customers"),
        (crowd(120), "few_repeat_buyers"),
        (crowd(120, times=3), "short"),
    ],
)
def test_thin_data_say_what_is_missing(tmp_path, people, why):
    register = build(world(tmp_path, {"orders": bought(*people)}))
    assert register.value_why == why
    assert why in WHY
    row = register.customer("shop:x000")
    assert (row["value_12m"], row["value_low"], row["p_alive"], row["value_why"]) == (
        None,
        None,
        None,
        why,
    )


def test_a_refused_fit_is_told(tmp_path):
    """Everybody buys every week without end: nothing can be learned about leaving or spending."""
    first = date(2025, 1, 1)
    orders = [
        (f"x{i:03}", (first + timedelta(days=7 * k)).isoformat(), 10)
        for i in range(120) for k in range(40)
    ]  # fmt: skip
    register = build(world(tmp_path, {"orders": bought(*orders)}))
    row = register.customer("shop:x000")
    assert (
        (row["value_12m"] is None)
        == (row["value_why"] == "refused")
        == (register.value_why == "refused")
    )
