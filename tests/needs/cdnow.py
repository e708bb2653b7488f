"""The CDNOW customers as purchase patterns: calibration to 1997-09-30, days merged."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache

import numpy as np

from kundig.needs.clv import Patterns
from tests.data import data_folder

END = date(1997, 9, 30)


@cache
def sample(unit="week", *, spend=False):
    """The published 1/10 sample from its transactions, exact days."""
    return _patterns(data_folder("cdnow") / "CDNOW_sample.txt", unit, spend)


@cache
def master():
    """The full cohort in weeks."""
    return _patterns(data_folder("cdnow") / "CDNOW_master.txt", "week", False)


def _patterns(file, unit, spend):
    customers = defaultdict(lambda: defaultdict(float))
    for line in file.read_text().splitlines():
        customer, day, _, dollars = line.split()[-4:]
        if day <= f"{END:%Y%m%d}":
            customers[customer][date.fromisoformat(day)] += float(dollars)
    rows = []
    for days in customers.values():
        first, *again = sorted(days)
        z = np.mean([days[d] for d in again]) if again else np.nan
        rows.append((len(again), (max(days) - first).days, (END - first).days, z))
    x, t_x, age, z = np.array(rows).T
    size = {"week": 7, "day": 1, "hour": 1 / 24, "year": 365.2425}[unit]
    return Patterns(x, t_x=t_x / size, T=age / size, unit=unit, z=z if spend else None)


@cache
def summary():
    """The summary as published with the papers: weeks, rounded to two digits."""
    file = data_folder("cdnow") / "cdnow_customers_summary_with_transactions.csv"
    a = np.genfromtxt(file, delimiter=",", names=True)
    return Patterns(a["x"], t_x=a["t_x"], T=a["T"], unit="week", z=a["zbar"])
