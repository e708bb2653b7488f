"""The life of a block of customers: when they buy, how it arrives, when they silently leave."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from kundig.samples.cells import Bools, Calendar, Floats, Ints, Rng, choose, cumulative
from kundig.samples.outdoor import planted as p
from kundig.samples.seasons import Season, minutes_of_day


@dataclass(slots=True)
class Customers:
    """One block of customers (a row each)."""

    ids: Ints
    segment: Ints
    home: Ints
    since: Ints  # day; negative before the export begins
    rate: Floats
    dropout: Floats
    left: Ints  # day of the purchase after which the customer left; -1: still there


@dataclass(slots=True)
class Orders:
    """Purchases in order of time (a row each); `customer` is the row in the block, -1 a guest."""

    customer: Ints
    day: Ints
    minute: Ints
    branch: Ints
    online: Bools
    delivered: Bools  # by parcel or van; otherwise taken along
    promised: Ints
    arrived: Ints
    late: Bools

    def take(self, which: Bools | Ints) -> Orders:
        """Some of the purchases."""
        return Orders(*(getattr(self, f.name)[which] for f in fields(self)))

    def __len__(self) -> int:
        return len(self.day)


def live(
    rng: Rng, season: Season, calendar: Calendar, *, ids: Ints, untouched: int = 0
) -> tuple[Customers, Orders]:
    """Simulate a block.

    Args:
        rng: The generator of the block.
        season: Shop time.
        calendar: The days of the export.
        ids: Customer numbers.
        untouched: So many customers at the head of the block buy nothing here; the story does it.
    """
    n = len(ids)
    segment = choose(rng, cumulative(p.SEGMENT_SHARES), n=n)
    home = choose(rng, cumulative(p.HOME_SHARES), n=n)
    rate = rng.gamma(p.R, 1.0 / p.ALPHA, n)
    dropout = rng.beta(p.A, p.B, n)
    left = np.full(n, -1, dtype=np.int64)
    early = rng.random(n) < p.EARLY_SHARE
    moment = np.where(early, rng.random(n) * p.EARLY_DAYS, rng.random(n) * (season.end - 1))
    first_day = season.days(moment)
    since = np.where(early, first_day - (rng.gamma(1.6, 500, n)).astype(np.int64), first_day)
    who = np.arange(untouched, n)
    moment = moment[untouched:]
    parts: list[Orders] = []
    repeat = False
    while len(who):
        orders = _purchases(rng, season, calendar, who, home[who], segment[who], moment)
        parts.append(orders)
        chance = dropout[who] * (float(repeat) + (p.LATE_DROPOUT - 1.0) * orders.late)
        gone = rng.random(len(who)) < chance
        left[who[gone]] = orders.day[gone]
        who, moment = (
            who[~gone],
            moment[~gone] + rng.exponential(1.0, int((~gone).sum())) / rate[who[~gone]],
        )
        inside = moment < season.end
        who, moment = who[inside], moment[inside]
        repeat = True
    customers = Customers(ids, segment, home, since, rate, dropout, left)
    return customers, sorted_orders(*parts)


def guests(rng: Rng, orders: Orders, *, share: float) -> Orders:
    """Till sales to people who gave no customer number, on days when others bought."""
    copied = orders.take(np.flatnonzero(~orders.online & (rng.random(len(orders)) < share)))
    copied.customer = np.full(len(copied), -1, dtype=np.int64)
    copied.minute = minutes_of_day(rng, copied.online)
    copied.delivered = np.zeros(len(copied), dtype=np.bool_)
    copied.late = np.zeros(len(copied), dtype=np.bool_)
    return copied


def sorted_orders(*parts: Orders) -> Orders:
    """Several bundles of purchases as one, in order of time."""
    together = Orders(
        *(np.concatenate([getattr(o, f.name) for o in parts]) for f in fields(Orders))
    )
    by_time = np.lexsort((together.customer, together.minute, together.day))
    return together.take(by_time)


def _purchases(
    rng: Rng, season: Season, calendar: Calendar, who: Ints, home: Ints, segment: Ints, at: Floats
) -> Orders:
    n = len(who)
    day = season.days(at)
    sunday = season.weekdays[day] == 6
    online = (rng.random(n) < np.asarray(p.ONLINE_SHARE)[segment]) | sunday
    delivered = online | (rng.random(n) < p.BRANCH_DELIVERY)
    decided = day >= calendar.days - p.EFFECTIVE_AGO
    promised = day + 2 + rng.integers(0, 4, n) + decided
    promised += season.weekdays[promised] == 6
    late = rng.random(n) < np.where(decided, p.LATE_AFTER, p.LATE_BEFORE)
    late &= delivered
    behind = np.minimum(rng.geometric(p.LATE_DAYS_P, n), 14)
    ahead = np.maximum(promised - rng.integers(0, 3, n), day + 1)
    ahead -= season.weekdays[ahead] == 6
    behind_day = promised + behind
    behind_day += season.weekdays[behind_day] == 6
    arrived = np.where(late, behind_day, np.maximum(ahead, day + 1))
    branch = np.where(online, p.ONLINE, home)
    return Orders(
        customer=who,
        day=day,
        minute=minutes_of_day(rng, online),
        branch=branch,
        online=online,
        delivered=delivered,
        promised=promised,
        arrived=arrived,
        late=late,
    )
