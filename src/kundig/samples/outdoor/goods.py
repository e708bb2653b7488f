"""Order lines and returns as rows, with the slips of real tills in the first block."""

from __future__ import annotations

import numpy as np

from kundig.samples.cells import (
    Bools,
    Calendar,
    Ints,
    Rng,
    Strings,
    amounts,
    choose,
    cumulative,
    each,
    strings,
)
from kundig.samples.files import joined
from kundig.samples.outdoor import planted as p
from kundig.samples.outdoor.baskets import Lines
from kundig.samples.outdoor.life import Customers, Orders
from kundig.samples.products import CATEGORIES, Range

BRANCH_NAMES = strings(p.BRANCHES)
REASONS = (
    "passt nicht",
    "gefällt nicht",
    "mangelhaft",
    "kam zu spät",
    "falsch geliefert",
    "ohne Angabe",
)
#: Planted: share of lines returned and the shares of reasons, per product group.
RETURN_SHARES = (0.15, 0.10, 0.09, 0.05, 0.05, 0.04, 0.11, 0.04, 0.10, 0.16, 0.02, 0.04)
_FIT, _FAULT, _TASTE = (62, 14, 8, 6, 3, 7), (12, 20, 48, 7, 5, 8), (30, 42, 9, 7, 4, 8)
REASON_WEIGHTS = (
    *(_FIT, _TASTE, _FIT, _TASTE, _FAULT, _FAULT),
    *(_FIT, _FAULT, _FIT, _FIT, _FAULT, _FAULT),
)


def numbers(orders: Orders, *, before: int) -> Strings:
    """Order numbers: running through the blocks in the order of time within a block."""
    return each(np.arange(len(orders)) + before + 100_101, lambda i: f"B{i}")


def number_cells(customers: Customers, orders: Orders) -> Strings:
    """Customer number of each purchase; guests have none."""
    names = each(customers.ids, str)
    return np.where(orders.customer < 0, "", names[orders.customer]).astype(object)


def status(orders: Orders, calendar: Calendar) -> Strings:
    """How far each purchase got."""
    on_the_way = orders.arrived >= calendar.days
    home = np.where(on_the_way, "Unterwegs", "Geliefert")
    return np.where(orders.delivered, home, "Mitgenommen").astype(object)


def order_rows(
    calendar: Calendar,
    goods: Range,
    *,
    orders: Orders,
    lines: Lines,
    order_numbers: Strings,
    who: Strings,
) -> tuple[list[str], Ints]:
    """Rows of the order file with their minute, cancellations included, in order of time."""
    off = np.flatnonzero(lines.cancelled)
    storno = np.concatenate([np.zeros(len(lines.order), np.bool_), np.ones(len(off), np.bool_)])
    at = np.concatenate([np.arange(len(lines.order)), off])
    order = lines.order[at]
    minute = orders.day[order] * 1440 + orders.minute[order]
    last = calendar.days * 1440 - 120
    minute = np.where(storno, np.minimum((orders.day[order] + 1) * 1440 + 605, last), minute)
    minute = np.maximum(minute, orders.day[order] * 1440 + orders.minute[order])
    by_time = np.lexsort((storno, order, minute))
    at, order, storno, minute = at[by_time], order[by_time], storno[by_time], minute[by_time]
    article = lines.article[at]
    number = order_numbers[order]
    cancelled = strings(["ST" + n[1:] for n in number[storno]])
    number[storno] = cancelled
    state = status(orders, calendar)[order]
    state[storno] = "Storniert"
    columns = (
        number,
        calendar.times(minute),
        who[order],
        goods.numbers[article],
        goods.names[article],
        strings(CATEGORIES)[goods.group[article]],
        each(np.where(storno, -lines.quantity[at], lines.quantity[at]), str),
        amounts(lines.cents[at]),
        BRANCH_NAMES[orders.branch[order]],
        np.where(orders.online[order], "online", "Filiale").astype(object),
        state,
    )
    return joined(columns), minute


def return_rows(
    rng: Rng,
    calendar: Calendar,
    goods: Range,
    *,
    orders: Orders,
    lines: Lines,
    order_numbers: Strings,
    who: Strings,
) -> list[str]:
    """Rows of the return file: planted shares and reasons per product group."""
    group = goods.group[lines.article]
    factor = np.where(orders.online[lines.order], 1.4, 0.6)
    back: Bools = rng.random(len(group)) < np.asarray(RETURN_SHARES)[group] * factor
    back &= ~lines.cancelled & (orders.customer[lines.order] >= 0)
    got = np.where(orders.delivered, orders.arrived, orders.day)[lines.order]
    day = got + rng.integers(2, 22, len(group))
    back &= day < calendar.days
    rows = np.flatnonzero(back)
    rows = rows[np.argsort(day[rows], kind="stable")]
    order, article = lines.order[rows], lines.article[rows]
    minute = day[rows] * 1440 + rng.integers(540, 1080, len(rows))
    reason = choose(rng, cumulative(REASON_WEIGHTS), goods.group[article])
    late = orders.late[order] & (rng.random(len(rows)) < 0.35)
    columns = (
        strings(["R" + n[1:] for n in order_numbers[order]]),
        order_numbers[order],
        who[order],
        calendar.times(minute),
        goods.numbers[article],
        goods.names[article],
        strings(CATEGORIES)[goods.group[article]],
        each(lines.quantity[rows], str),
        amounts(lines.cents[rows] * lines.quantity[rows]),
        strings(REASONS)[np.where(late, REASONS.index("kam zu spät"), reason)],
        BRANCH_NAMES[orders.branch[order]],
        np.where(orders.online[order], "online", "Filiale").astype(object),
    )
    return joined(columns)


def delivery_rows(
    calendar: Calendar, *, orders: Orders, order_numbers: Strings, who: Strings
) -> list[str]:
    """Rows of the delivery file; what has not arrived bears the date 00.00.0000."""
    rows = np.flatnonzero(orders.delivered)
    arrived = orders.arrived[rows]
    there = arrived < calendar.days
    number = order_numbers[rows]
    real = calendar.dates(np.minimum(arrived, calendar.days - 1))
    carriers = strings(["Talpost", "Kurier Rehen", "eigener Wagen"])
    columns = (
        strings(["L" + n[1:] for n in number]),
        number,
        who[rows],
        calendar.dates(orders.day[rows]),
        calendar.dates(orders.promised[rows]),
        np.where(there, real, "00.00.0000").astype(object),
        np.where(there, "zugestellt", "unterwegs").astype(object),
        BRANCH_NAMES[orders.branch[rows]],
        carriers[np.where(orders.online[rows], rows % 2, 2)],
    )
    return joined(columns)
