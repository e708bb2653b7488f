"""Survey answers: the yearly question, the question after a purchase, the question after service."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kundig.samples import voices
from kundig.samples.cells import (
    Bools,
    Calendar,
    Floats,
    Ints,
    Rng,
    Strings,
    choose,
    cumulative,
    each,
    strings,
)
from kundig.samples.files import joined
from kundig.samples.outdoor import planted as p
from kundig.samples.outdoor.goods import BRANCH_NAMES
from kundig.samples.outdoor.life import Customers, Orders
from kundig.samples.outdoor.tally import Tally
from kundig.samples.outdoor.words import (
    ANSWERS,
    BRANCH,
    CROSS,
    GLAD,
    LATE,
    SO_SO,
    WISH_ANY,
    WISH_DEAR,
    WISH_FAMILY,
)

CSAT_QUESTION = "Wie zufrieden sind Sie mit diesem Kauf?"


@dataclass(slots=True)
class Answered:
    """Who answered: the purchase behind each answer, the minute and the score."""

    order: Ints
    minute: Ints
    score: Ints


def relation(
    rng: Rng,
    calendar: Calendar,
    *,
    customers: Customers,
    orders: Orders,
    who: Strings,
    group: Ints,
    before: int,
    first_block: bool,
    tally: Tally,
) -> list[str]:
    """Rows of the wide customer survey (recommendation 0 to 10)."""
    home = np.where(orders.customer < 0, p.ONLINE, customers.home[orders.customer])
    got = _got(orders)
    chosen = (rng.random(len(orders)) < p.NPS_ANSWERED) & (orders.customer >= 0)
    day = got + rng.integers(8, 50, len(orders))
    chosen &= (day < calendar.days) & ~_silent(calendar, home, day)
    rows = _once(orders, np.flatnonzero(chosen), day)
    table = np.array(
        [p.tilted(p.NPS_SHARES, p.NPS_LATE * a, p.NPS_WEST * b) for b in (0, 1) for a in (0, 1)]
    )
    kind = orders.late[rows] + 2 * (home[rows] == p.WEST)
    score = choose(rng, cumulative(table), kind)
    tally.scores("nps", score, kind)
    answered = Answered(rows, _minute(rng, day[rows]), score)
    if first_block:
        old = np.flatnonzero((home == p.SUED) & (orders.customer >= 0) & (got < calendar.days - 40))
        answered = _with_sued(rng, calendar, answered, orders, old, p.SUED_NPS)
    rows, score = answered.order, answered.score
    tally.add("nps_answers", len(rows))
    words = _moods(rng, score <= 6, score <= 8, orders.late[rows], home[rows] == p.WEST)
    text = voices.write(rng, ANSWERS, mood=words, group=group[rows], empty=0.42)
    segment = customers.segment[orders.customer[rows]]
    wish = np.where(
        rng.random(len(rows)) < 0.5, np.array([WISH_DEAR, WISH_FAMILY, WISH_ANY])[segment], WISH_ANY
    )
    wishes = voices.write(rng, ANSWERS, mood=wish, group=group[rows], empty=0.7)
    cells = each(score, str)
    blank = rng.random(len(rows)) < 0.02
    blank[-len(p.SUED_NPS) :] = False
    cells[blank] = ""
    tally.add("nps_blank", int(blank.sum()))
    if first_block:
        odd = np.flatnonzero(~blank)[5:400:80]
        cells[odd] = "11"
        tally.add("nps_outside_scale", len(odd))
    liked = 1 + choose(rng, cumulative([2, 5, 15, 40, 38]), n=len(rows))
    advised = np.clip(np.round(score / 2.4 + rng.normal(0.6, 0.7, len(rows))), 1, 5).astype(
        np.int64
    )
    advised_cells = each(advised, str)
    advised_cells[rng.random(len(rows)) < 0.05] = "k.A."
    by_time = np.argsort(answered.minute, kind="stable")
    columns = (
        each(np.arange(len(rows)) + before + 50_001, lambda i: f"U{i}"),
        calendar.times(answered.minute),
        who[rows],
        BRANCH_NAMES[home[rows]],
        cells,
        voices.quoted(text),
        each(liked, str),
        advised_cells,
        voices.quoted(wishes),
    )
    return joined([columns[0], *(c[by_time] for c in columns[1:])])


def after_purchase(
    rng: Rng,
    calendar: Calendar,
    *,
    orders: Orders,
    who: Strings,
    order_numbers: Strings,
    group: Ints,
    before: int,
    first_block: bool,
    tally: Tally,
) -> list[str]:
    """Rows of the long survey after a purchase (satisfaction 1 to 5)."""
    got = _got(orders)
    chosen = (rng.random(len(orders)) < p.CSAT_ANSWERED) & (orders.customer >= 0)
    day = got + rng.integers(1, 7, len(orders))
    chosen &= (day < calendar.days) & ~_silent(calendar, orders.branch, day)
    rows = np.flatnonzero(chosen)
    table = np.array(
        [p.tilted(p.CSAT_SHARES, p.CSAT_LATE * a, p.CSAT_WEST * b) for b in (0, 1) for a in (0, 1)]
    )
    kind = orders.late[rows] + 2 * (orders.branch[rows] == p.WEST)
    score = 1 + choose(rng, cumulative(table), kind)
    tally.scores("csat", score, kind)
    answered = Answered(rows, _minute(rng, day[rows]), score)
    if first_block:
        recent = (orders.branch == p.SUED) & (orders.customer >= 0) & ~orders.late
        recent &= (got >= calendar.days - 75) & (got < calendar.days - 31)
        free = np.setdiff1d(np.flatnonzero(recent), rows)
        answered = _with_sued(rng, calendar, answered, orders, free, p.SUED_CSAT)
    rows, score = answered.order, answered.score
    tally.add("csat_answers", len(rows))
    west = orders.branch[rows] == p.WEST
    words = _moods(rng, score <= 2, score <= 3, orders.late[rows], west)
    text = voices.write(rng, ANSWERS, mood=words, group=group[rows], empty=0.5)
    by_time = np.argsort(answered.minute, kind="stable")
    n = len(rows)
    columns = (
        strings(["nach Kauf"] * n),
        each(np.arange(n) + before + 20_001, lambda i: f"K{i}"),
        strings([CSAT_QUESTION] * n),
        strings(["Zufriedenheit"] * n),
        calendar.times(answered.minute),
        who[rows],
        order_numbers[rows],
        BRANCH_NAMES[orders.branch[rows]],
        each(score, str),
        strings(["1"] * n),
        strings(["5"] * n),
        voices.quoted(text),
    )
    return joined([columns[0], columns[1], *(c[by_time] for c in columns[2:])])


def _got(orders: Orders) -> Ints:
    return np.where(orders.delivered, orders.arrived, orders.day)


def _minute(rng: Rng, day: Ints) -> Ints:
    return np.asarray(day * 1440 + rng.integers(450, 1330, len(day)), dtype=np.int64)


def _silent(calendar: Calendar, branch: Ints, day: Ints) -> Bools:
    return np.asarray((branch == p.SUED) & (day >= calendar.days - p.SUED_SILENT_FROM))


def _once(orders: Orders, rows: Ints, day: Ints) -> Ints:
    key = orders.customer[rows] * 100 + day[rows] // 180
    _, first = np.unique(key, return_index=True)
    return np.asarray(rows[np.sort(first)], dtype=np.int64)


def _with_sued(
    rng: Rng,
    calendar: Calendar,
    answered: Answered,
    orders: Orders,
    free: Ints,
    scores: tuple[int, ...],
) -> Answered:
    _, first = np.unique(orders.customer[free], return_index=True)
    mine = free[np.sort(first)][-len(scores) :]
    day = calendar.days - 29 + 2 * np.arange(len(mine))
    return Answered(
        np.concatenate([answered.order, mine]),
        np.concatenate([answered.minute, _minute(rng, day)]),
        np.concatenate([answered.score, np.array(scores[: len(mine)], dtype=np.int64)]),
    )


def _moods(rng: Rng, bad: Bools, middling: Bools, late: Bools, west: Bools) -> Ints:
    r: Floats = rng.random(len(bad))
    unhappy = np.where(late & (r < 0.8), LATE, np.where(west & (r < 0.7), BRANCH, CROSS))
    return np.where(bad, unhappy, np.where(middling, SO_SO, GLAD)).astype(np.int64)
