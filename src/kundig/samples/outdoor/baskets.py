"""What is in each purchase: articles, quantities, prices, and lines cancelled again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kundig.samples.cells import Bools, Ints, Rng, choose
from kundig.samples.outdoor import planted as p
from kundig.samples.outdoor.life import Customers, Orders
from kundig.samples.products import Range, group_chances
from kundig.samples.seasons import Season

#: Sales: share off in these months (January is 0).
SALES = {0: 0.25, 1: 0.3, 6: 0.2, 7: 0.25, 10: 0.15}


@dataclass(frozen=True, slots=True)
class Lines:
    """Order lines (a row each); `order` is the row of the purchase in the block."""

    order: Ints
    article: Ints
    quantity: Ints
    cents: Ints  # price of one
    cancelled: Bools  # a cancellation follows


def fill(rng: Rng, season: Season, goods: Range, *, customers: Customers, orders: Orders) -> Lines:
    """Draw the baskets of these purchases."""
    many = 1 + np.minimum(rng.poisson(0.95, len(orders)), 7)
    order = np.repeat(np.arange(len(orders)), many)
    n = len(order)
    buyer = orders.customer[order]
    segment = np.where(buyer < 0, p.OTHER, customers.segment[buyer])
    month = season.months[orders.day[order]]
    group = choose(rng, group_chances(), segment * 12 + month)
    dear = rng.random(n) < np.asarray(p.PREMIUM_SHARE)[segment]
    kind = (rng.random(n) * goods.kinds[group]).astype(np.int64)
    article = goods.first[group] + kind + dear * goods.kinds[group]
    _, once = np.unique(order * 1000 + article, return_index=True)  # no article twice in a basket
    once.sort()
    order, month, article, n = order[once], month[once], article[once], len(once)
    cheap = goods.cents[article] < 5000
    quantity = np.where(cheap & (rng.random(n) < 0.3), rng.integers(2, 5, n), 1)
    off = np.zeros(12)
    off[list(SALES)] = list(SALES.values())
    sale = (rng.random(n) < p.SALE_SHARE) * off[month]
    cents = np.round(goods.cents[article] * (1 - sale) / 5).astype(np.int64) * 5
    several = many[order] > 1
    first = np.concatenate([[True], order[1:] != order[:-1]]) if n else several
    cancelled = several & first & (rng.random(n) < p.CANCELLED_LINES * 2)
    return Lines(order, article, quantity, cents, cancelled)
