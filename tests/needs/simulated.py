"""Populations that follow the BG/NBD model, recorded by the day."""

from __future__ import annotations

import numpy as np

from kundig.needs.clv import Patterns


def population(seed):
    """Patterns of 200 to 3,000 customers over 13 to 1,095 days, parameters at random."""
    rng = np.random.default_rng(seed)
    n, span = int(rng.integers(200, 3001)), rng.uniform(13, 1095)
    r, alpha = rng.uniform(0.2, 3), 0.0
    alpha = r * span / rng.uniform(0.5, 10)
    rate = rng.gamma(r, 1 / alpha, n)
    leaves_after = rng.geometric(rng.beta(rng.uniform(0.2, 3), rng.uniform(0.5, 10), n))
    age = np.round(rng.uniform(0.3, 1, n) * span) + 1
    x, t_x = np.zeros(n), np.zeros(n)
    for i in range(n):
        times = np.cumsum(rng.exponential(1 / rate[i], int(rate[i] * age[i] * 3) + 10))
        days = np.unique(np.ceil(times[: leaves_after[i]]))
        days = days[days <= age[i]]
        x[i] = days.size
        t_x[i] = days[-1] if days.size else 0
    return Patterns(x, t_x=t_x, T=age, unit="day")
