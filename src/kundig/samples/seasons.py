"""When people buy: months, weekdays and hours of a shop in a region with mountains."""

from __future__ import annotations

import numpy as np

from kundig.samples.cells import Bools, Calendar, Floats, Ints, Rng

#: January to December: winter sale, hiking spring, summer holidays, Christmas.
MONTHS = (1.05, 0.85, 0.90, 1.02, 1.12, 1.12, 1.08, 0.88, 0.92, 0.96, 1.02, 1.42)
#: Monday to Sunday; on Sundays only the online shop sells.
WEEKDAYS = (0.86, 0.84, 0.90, 0.96, 1.20, 1.66, 0.58)


class Season:
    """Maps between calendar days and shop time, in which buying is even."""

    def __init__(self, calendar: Calendar) -> None:
        self.months = calendar.months()
        self.weekdays = calendar.weekdays()
        weight = np.asarray(MONTHS)[self.months]
        weight = weight * np.asarray(WEEKDAYS)[self.weekdays[: calendar.days]]
        weight = weight / weight.mean()
        self._cumulative: Floats = np.cumsum(weight)
        self.end = float(calendar.days)

    def days(self, shop_time: Floats) -> Ints:
        """Calendar day of each moment of shop time (which runs from 0 to the number of days)."""
        found = np.searchsorted(self._cumulative, shop_time, side="right")
        return np.minimum(found, len(self._cumulative) - 1).astype(np.int64)


def minutes_of_day(rng: Rng, online: Bools) -> Ints:
    """Time of purchase: branches 9:30 to 18:59, online 7:00 to 22:44 with an evening peak."""
    n = len(online)
    branch = 570 + (rng.beta(2.2, 1.8, n) * 569).astype(np.int64)
    web = 420 + (rng.beta(2.6, 1.5, n) * 944).astype(np.int64)
    return np.where(online, web, branch)
