"""Complaints, praise and requests with what happened to each of them, and the survey afterwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kundig.samples import voices
from kundig.samples.cells import (
    Bools,
    Calendar,
    Ints,
    Rng,
    Strings,
    choose,
    cumulative,
    each,
    open_hours,
    strings,
)
from kundig.samples.files import joined
from kundig.samples.outdoor import planted as p
from kundig.samples.outdoor.goods import BRANCH_NAMES
from kundig.samples.outdoor.life import Orders
from kundig.samples.outdoor.tally import Tally
from kundig.samples.outdoor.words import ANSWERS, CAUSES, GLAD, MATTERS, STEPS

PRAISE = 5
DEPARTMENTS = strings(["Kundendienst", "Lager", "Einkauf", "Buchhaltung", "Vertrieb"])
ACTIVITIES = (
    *("eingegangen", "automatische Antwort", "weitergegeben", "eskaliert", "beantwortet"),
    *("Vorschlag gemacht", "gelöst", "wieder geöffnet", "geschlossen"),
)
ACTORS = strings(
    ["Kunde", "Automat", "Mensch", "Mensch", "Mensch", "Mensch", "Mensch", "Kunde", "Mensch"]
)
STATES = strings(
    [
        "offen",
        "offen",
        "offen",
        "offen",
        "beantwortet",
        "beantwortet",
        "gelöst",
        "offen",
        "geschlossen",
    ]
)
NEVER = np.iinfo(np.int64).max // 4


@dataclass(frozen=True, slots=True)
class Cases:
    """One block of matters: the purchase behind each, its cause, and a minute per event."""

    order: Ints
    cause: Ints
    events: Ints  # matter x activity: minute, NEVER if it did not happen
    only_automatic: Bools


def draw(rng: Rng, calendar: Calendar, *, orders: Orders, tally: Tally) -> Cases:
    """Who complains, why, and how it is handled; everything ends yesterday."""
    n = len(orders)
    chance = np.where(orders.late, p.COMPLAINT_LATE, p.COMPLAINT_ELSE)
    chance = chance + 0.02 * ((orders.branch == p.WEST) & ~orders.late)
    r = rng.random(n)
    praise = (r > 0.996) & (orders.customer >= 0)
    got = np.where(orders.delivered, orders.arrived, orders.day)
    day = got + rng.integers(0, 6, n)
    # Nobody else complains on the last day: the open story stands alone there.
    order = np.flatnonzero(
        ((r < chance) | praise) & (orders.customer >= 0) & (day < calendar.days - 1)
    )
    order = order[np.argsort(day[order], kind="stable")]
    m = len(order)
    late, west = orders.late[order], orders.branch[order] == p.WEST
    other = 1 + choose(rng, cumulative([[42, 20, 26, 12], [22, 12, 16, 50]]), west.astype(np.int64))
    cause = np.where(late & (rng.random(m) < 0.8), 0, other)
    cause = np.where(praise[order], PRAISE, cause)
    start = day[order] * 1440 + rng.integers(430, 1345, m)
    silent = (rng.random(m) < p.ONLY_AUTOMATIC) & (cause != PRAISE)
    events = np.full((m, len(ACTIVITIES)), NEVER, dtype=np.int64)
    events[:, 0] = start
    auto = silent | (rng.random(m) < 0.85)
    events[auto, 1] = start[auto] + rng.integers(1, 4, int(auto.sum()))
    quick = rng.random(m) < p.ANSWERED_WITHIN_24H
    hours = np.where(
        quick, np.clip(rng.lognormal(0.9, 0.8, m), 0.1, 10.5), 26 + rng.exponential(38, m)
    )
    answer = open_hours(start + (hours * 60).astype(np.int64))
    handed = (rng.random(m) < 0.24) & (cause != PRAISE) & ~silent
    escalated = ~quick & (rng.random(m) < 0.3) & ~silent
    propose = open_hours(answer + rng.integers(0, 30 * 60, m))
    solved = open_hours(propose + rng.integers(300, 8 * 1440, m))
    again = open_hours(solved + rng.integers(600, 6 * 1440, m))
    closed = open_hours(solved + rng.integers(2 * 1440, 9 * 1440, m))
    is_solved = ~silent & (rng.random(m) < 0.84) & (cause != PRAISE)
    reopened = is_solved & (rng.random(m) < 0.06)
    events[handed, 2] = start[handed] + (answer - start)[handed] // 3
    events[escalated, 3] = start[escalated] + (answer - start)[escalated] // 2
    events[~silent, 4] = answer[~silent]
    proposed = ~silent & (cause != PRAISE)
    events[proposed, 5] = propose[proposed]
    events[is_solved, 6] = solved[is_solved]
    events[reopened, 7] = again[reopened]
    done = (is_solved & ~reopened) | (silent & (rng.random(m) < 0.5)) | (cause == PRAISE)
    events[done, 8] = np.where(silent, open_hours(start + 15 * 1440), closed)[done]
    events[:, 2:4] = np.where(
        events[:, 2:4] < NEVER, open_hours(np.minimum(events[:, 2:4], NEVER)), NEVER
    )
    events = np.where(events < calendar.days * 1440, events, NEVER)
    human = events[:, 4] < NEVER
    tally.add("complaints", int((cause != PRAISE).sum()))
    tally.add("praise", int((cause == PRAISE).sum()))
    tally.add(
        "complaints_human_answer_within_24h",
        int((human & (events[:, 4] - start <= 1440) & (cause != PRAISE)).sum()),
    )
    tally.add("complaints_no_human_answer", int((~human & (cause != PRAISE)).sum()))
    return Cases(order, cause, events, silent)


def rows(
    rng: Rng,
    calendar: Calendar,
    cases: Cases,
    *,
    orders: Orders,
    who: Strings,
    order_numbers: Strings,
    group: Ints,
    before: int,
) -> tuple[list[str], list[str]]:
    """Rows of the complaints file and of the course file."""
    m, order = len(cases.order), cases.order
    number = each(np.arange(m) + before + 3_001, lambda i: f"V{i}")
    text = voices.write(
        rng, MATTERS | {PRAISE: ANSWERS[GLAD]}, mood=cases.cause, group=group[order], empty=0.04
    )
    seen = cases.events < NEVER
    last = np.where(seen, cases.events, -1).argmax(axis=1) if m else np.zeros(0, np.int64)
    closed = cases.events[:, 8]
    gave = seen[:, 5] & (rng.random(m) < 0.18)
    goodwill = np.where(
        gave, strings(["5,00", "10,00", "20,00", "50,00"])[rng.integers(0, 4, m)], ""
    )
    department = DEPARTMENTS[np.where(seen[:, 2], np.minimum(cases.cause, 4), 0)]
    none = strings([""])
    channels = strings(["E-Mail", "Telefon", "Formular", "Filiale"])
    shut = calendar.times(np.where(closed < NEVER, closed, 0))
    columns = (
        number,
        who[order],
        order_numbers[order],
        BRANCH_NAMES[orders.branch[order]],
        channels[rng.integers(0, 4, m)],
        np.where(cases.cause == PRAISE, "Lob", "Beschwerde").astype(object),
        np.concatenate([strings(CAUSES), none])[cases.cause],
        np.concatenate([strings(STEPS), none])[cases.cause],
        calendar.times(cases.events[:, 0]),
        STATES[last],
        np.where(closed < NEVER, shut, "").astype(object),
        department,
        goodwill.astype(object),
        voices.quoted(text),
    )
    case, activity = np.nonzero(seen)
    minute = cases.events[case, activity]
    by_time = np.lexsort((activity, minute, case))
    case, activity, minute = case[by_time], activity[by_time], minute[by_time]
    step = np.arange(len(case)) - np.searchsorted(case, case) + 1
    acting = np.where((activity > 2), department[case], "Kundendienst")
    acting = np.where(np.isin(activity, (0, 1, 7)), "", acting).astype(object)
    automat = (activity == 8) & cases.only_automatic[case]
    course = (
        number[case],
        each(step, str),
        calendar.times(minute),
        strings(ACTIVITIES)[activity],
        np.where(automat, "Automat", ACTORS[activity]).astype(object),
        acting,
    )
    return joined(columns), joined(course)


def service_answers(
    rng: Rng,
    calendar: Calendar,
    cases: Cases,
    *,
    orders: Orders,
    who: Strings,
    order_numbers: Strings,
    before: int,
) -> list[str]:
    """Rows of the survey after service: effort 1 to 7, and whether the problem was solved."""
    ended = np.where(cases.events[:, 6] < NEVER, cases.events[:, 6], cases.events[:, 4] + 5 * 1440)
    minute = open_hours(np.minimum(ended, NEVER) + 1440)
    asked = (cases.cause != PRAISE) & (cases.events[:, 4] < NEVER) & (minute < calendar.days * 1440)
    asked &= rng.random(len(minute)) < 0.45
    rows_ = np.flatnonzero(asked)
    quick = cases.events[rows_, 4] - cases.events[rows_, 0] <= 1440
    table = np.array([p.tilted(p.CES_SHARES, 0.28), p.tilted(p.CES_SHARES)])
    effort = 1 + choose(rng, cumulative(table), quick.astype(np.int64))
    yes = (cases.events[rows_, 6] < NEVER) & (rng.random(len(rows_)) < 0.92)
    n, order = len(rows_), cases.order[rows_]
    twice = np.repeat(np.arange(n), 2)
    second = np.tile([False, True], n)
    no_words = voices.write(
        rng, {}, mood=np.full(2 * n, -1), group=np.zeros(2 * n, np.int64), empty=1.0
    )
    columns = (
        strings(["nach Service"] * (2 * n)),
        each(twice + before + 9_001, lambda i: f"S{i}"),
        strings(["Wie leicht war es, Ihr Anliegen zu klären?", "Wurde Ihr Problem gelöst?"] * n),
        strings(["Aufwand", "Gelöst"] * n),
        calendar.times(minute[rows_][twice]),
        who[order][twice],
        order_numbers[order][twice],
        BRANCH_NAMES[orders.branch[order]][twice],
        each(np.where(second, yes[twice], effort[twice]), str),
        strings(["1", "0"] * n),
        strings(["7", "1"] * n),
        no_words,
    )
    return joined(columns)
