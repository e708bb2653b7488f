"""A medium invented town: a few hundred customers of a shop and of a till, seeded and untidy.

It holds what real exports hold: two sources whose numbers partly belong to the same people,
purchases without a customer, cancelled orders, exact duplicates, free items, NULLs, moments around
midnight, skipped answers, two scales, automatic replies and reopened cases.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from kundig.store.home import Home
from tests.world import world

FIRST, LAST = date(2024, 1, 1), date(2026, 10, 31)
ZONE = ZoneInfo("Europe/Berlin")
SHOP, TILL = 330, 140  # customer numbers of the two sources
BRANCHES = ("north", "south", "web")
CARRIERS = ("DHL", "GLS", None)


def town(folder: Path) -> Home:
    """The town as a published record store."""
    return world(folder, rows())


def rows(seed: int = 7) -> dict[str, list[dict]]:
    """Table -> rows of the town."""
    rng = np.random.default_rng(seed)
    tables: dict[str, list[dict]] = {
        name: []
        for name in (
            "orders", "order_lines", "returns", "customer_links", "customer_records", "deliveries",
            "survey_answers", "complaints", "complaint_events",
        )
    }  # fmt: skip
    _people(tables)
    for person in range(SHOP + TILL):
        _life(tables, rng, person)
    _walk_ins(tables, rng)
    _cases(tables, rng)
    return tables


def _number(person: int) -> tuple[str, str]:
    return ("shop", f"C{person:03}") if person < SHOP else ("till", f"{person - SHOP:03}")


def _people(tables: dict[str, list[dict]]) -> None:
    for person in range(SHOP + TILL):
        source, number = _number(person)
        if person % 9:  # some numbers stand only on orders
            tables["customer_records"].append(
                {"source": source, "record_id": number, "kind": "person", "country": "DE"}
            )
    # every second number of the till is a customer of the shop, and some have two shop numbers
    for i in range(0, TILL, 2):
        tables["customer_links"].append(
            {"source": "till", "record_id": f"{i:03}", "customer_id": f"shop:C{i:03}"}
        )
    for i in range(300, SHOP):
        tables["customer_links"].append(
            {"source": "shop", "record_id": f"C{i:03}", "customer_id": f"shop:C{i - 200:03}"}
        )


def _life(tables: dict[str, list[dict]], rng: np.random.Generator, person: int) -> None:
    """Purchases of one number: a rate, a mean spend, and leaving after some purchase."""
    day = FIRST + timedelta(days=int(rng.integers(0, 960)))
    gap, usual = 1 / rng.gamma(1.2, 1 / 60), float(rng.gamma(6.0, 12.0))
    leaves = rng.beta(0.8, 3.0)
    while day <= LAST:
        _order(tables, rng, _number(person), day, usual)
        if rng.random() < 0.05:  # twice on one day
            _order(tables, rng, _number(person), day, usual)
        if rng.random() < leaves:
            return
        day += timedelta(days=1 + int(rng.exponential(gap)))


def _walk_ins(tables: dict[str, list[dict]], rng: np.random.Generator) -> None:
    """Purchases of nobody known."""
    for _ in range(150):
        day = FIRST + timedelta(days=int(rng.integers(0, (LAST - FIRST).days + 1)))
        _order(tables, rng, ("till", None), day, 40.0)


def _order(
    tables: dict[str, list[dict]],
    rng: np.random.Generator,
    who: tuple[str, str | None],
    day: date,
    usual: float,
) -> None:
    number = f"{len(tables['orders']) + 1:05}"
    # half past midnight and half past eleven at night are other days in UTC
    clock = [(0, 30), (9, 15), (14, 0), (23, 30)][int(rng.integers(0, 4))]
    order = {
        "source": who[0],
        "order_id": number,
        "record_id": who[1],
        "ordered_at": _moment(day, *clock) if rng.random() < 0.8 else None,
        "order_date": day,
        "status": _pick(rng, ["delivered", "placed", None, "cancelled", "unavailable"],
                        [0.6, 0.1, 0.25, 0.03, 0.02]),
        "branch": _pick(rng, [*BRANCHES, None], [0.4, 0.3, 0.25, 0.05]),
        "channel": _pick(rng, ["web", "shop", None], [0.4, 0.5, 0.1]),
        "country": _pick(rng, ["DE", "AT", None], [0.8, 0.1, 0.1]),
        "currency": "EUR",
    }  # fmt: skip
    tables["orders"].append(order)
    if rng.random() < 0.1:  # a source without lines
        order["total"] = _pick(rng, [_money(rng, usual), Decimal(0), None], [0.9, 0.05, 0.05])
    else:
        _lines(tables, rng, order, usual)
    if rng.random() < 0.7:
        _delivery(tables, rng, order)
    if rng.random() < 0.4:
        _answers(tables, rng, order)


def _lines(
    tables: dict[str, list[dict]], rng: np.random.Generator, order: dict, usual: float
) -> None:
    key = {"source": order["source"], "order_id": order["order_id"], "currency": "EUR"}
    for _ in range(int(rng.integers(1, 4))):
        product = f"P{int(rng.integers(0, 40)):02}"
        standing = [
            r for r in tables["order_lines"][-6:]
            if r["source"] == key["source"] and r["order_id"] == key["order_id"]
            and r["product_id"] == product
        ]  # fmt: skip
        quantity = int(rng.integers(1, 4))
        amount = _money(rng, usual / 2) if rng.random() > 0.04 else Decimal(0)
        line = {**key, "product_id": product, "category": f"G{product[1]}", "quantity": quantity,
                "amount": amount, "occurrence": len(standing) + 1}  # fmt: skip
        tables["order_lines"].append(line)
        if rng.random() < 0.03:  # the same line again
            tables["order_lines"].append({**line, "occurrence": line["occurrence"] + 1})
        if rng.random() < 0.08:
            tables["returns"].append(
                {**key, "return_id": f"R{order['order_id']}", "product_id": product,
                 "occurrence": line["occurrence"], "record_id": order["record_id"],
                 "return_date": order["order_date"] + timedelta(days=int(rng.integers(0, 30))),
                 "kind": _pick(rng, ["return", "cancellation", None], [0.7, 0.2, 0.1]),
                 "reason": _pick(rng, ["size", "broken", None], [0.5, 0.3, 0.2]),
                 "category": line["category"], "quantity": 1, "amount": amount,
                 "branch": order["branch"], "channel": order["channel"],
                 "country": order["country"]}
            )  # fmt: skip


def _delivery(tables: dict[str, list[dict]], rng: np.random.Generator, order: dict) -> None:
    day: date = order["order_date"]
    promised = day + timedelta(days=int(rng.integers(2, 6)))
    arrived = promised + timedelta(days=int(rng.integers(-2, 4)))
    status = _pick(rng, ["delivered", "shipped", "cancelled", None], [0.8, 0.06, 0.04, 0.1])
    came = status in {"delivered", None}
    exact = rng.random() < 0.5
    tables["deliveries"].append(
        {"source": order["source"], "delivery_id": f"D{order['order_id']}",
         "order_id": order["order_id"], "record_id": order["record_id"], "order_date": day,
         "promised_date": promised if rng.random() < 0.92 else None,
         "promised_at": _moment(promised, 18, 0) if exact else None,
         "delivered_date": arrived if came else None,
         "delivered_at": _moment(arrived, int(rng.integers(8, 23)), 0) if exact and came else None,
         "status": status, "branch": order["branch"],
         "carrier": _pick(rng, [*CARRIERS], [0.5, 0.4, 0.1]), "country": order["country"]}
    )  # fmt: skip


#: Kind -> (lowest mark, highest mark, usual mark).
SCALES = {"nps": (0, 10, 8), "csat": (1, 5, 4), "ces": (1, 7, 5), "solved": (0, 1, 1)}


def _answers(tables: dict[str, list[dict]], rng: np.random.Generator, order: dict) -> None:
    day: date = order["order_date"] + timedelta(days=int(rng.integers(3, 20)))
    response = f"A{order['order_id']}"
    for kind, (low, high, usual) in SCALES.items():
        if rng.random() < 0.3:
            continue
        one_to_ten = kind == "nps" and rng.random() < 0.08
        mark = int(np.clip(round(rng.normal(usual, (high - low) / 4)), low, high))
        fate = rng.random()
        score = None if fate < 0.1 else max(mark, 1) if one_to_ten else mark
        tables["survey_answers"].append(
            {"source": order["source"], "survey_id": "one_to_ten" if one_to_ten else "after",
             "response_id": response, "question_id": kind, "kind": kind,
             "record_id": order["record_id"] if rng.random() < 0.8 else None,
             "order_id": order["order_id"] if rng.random() < 0.85 else None,
             "branch": order["branch"], "channel": order["channel"],
             "answered_at": _moment(day, 23, 30), "answer_date": day if day <= LAST else LAST,
             "score": score, "scale_min": 1 if one_to_ten else low, "scale_max": high,
             "no_answer": None if score is not None
             else _pick(rng, ["skipped", "outside_scale", "no_opinion"], [0.6, 0.2, 0.2]),
             "weight": _pick(rng, [None, Decimal("1"), Decimal("1.5")], [0.6, 0.2, 0.2]),
             "product_id": _pick(rng, ["P01", "P02", None], [0.3, 0.3, 0.4])}
        )  # fmt: skip


def _cases(tables: dict[str, list[dict]], rng: np.random.Generator) -> None:
    """Complaints, praise and requests, each with its chain of events."""
    chosen = rng.permutation(len(tables["orders"]))[:260]
    for i, place in enumerate(sorted(int(p) for p in chosen)):
        order = tables["orders"][place]
        day = min(order["order_date"] + timedelta(days=int(rng.integers(1, 25))), LAST)
        received = _moment(day, int(rng.integers(0, 24)), int(rng.integers(0, 60)))
        key = {"source": order["source"], "complaint_id": f"K{i:03}"}
        events = _chain(rng, received)
        ended = [m for name, _, m in events if name in {"solved", "closed"}]
        tables["complaints"].append(
            {**key, "record_id": order["record_id"] if rng.random() < 0.9 else None,
             "order_id": order["order_id"] if rng.random() < 0.8 else None,
             "product_id": _pick(rng, ["P01", "P07", None], [0.3, 0.3, 0.4]),
             "branch": order["branch"], "channel": _pick(rng, ["mail", "phone"], [0.6, 0.4]),
             "kind": _pick(rng, ["complaint", "praise", "request", None], [0.7, 0.1, 0.15, 0.05]),
             "cause": _pick(rng, ["late", "broken", "wrong", None], [0.4, 0.3, 0.2, 0.1]),
             "received_at": received if rng.random() < 0.9 else None, "received_date": day,
             "status": "closed" if ended else "open", "closed_at": max(ended) if ended else None,
             "department": _pick(rng, ["service", "stock"], [0.7, 0.3])}
        )  # fmt: skip
        for number, (activity, actor, moment) in enumerate(events, start=1):
            tables["complaint_events"].append(
                {**key, "event_id": f"{number}", "happened_at": moment,
                 "event_date": moment.astimezone(ZONE).date(), "activity": activity,
                 "actor": actor, "department": "service" if actor == "human" else None}
            )  # fmt: skip


def _chain(rng: np.random.Generator, received: datetime) -> list[tuple[str, str, datetime]]:
    """Activity, actor and moment of the events of one case."""
    events = [("received", "customer", received)]
    if rng.random() < 0.6:
        events.append(("auto_reply", "automatic", received + timedelta(minutes=1)))
    if rng.random() < 0.12:  # nobody has answered yet
        return events
    hours = float(rng.choice([rng.exponential(10), 24.0, 24.0 + 1 / 3600, 70.0]))
    moment = received + timedelta(seconds=round(hours * 3600))
    events.append(("answered", "human", moment))
    if rng.random() < 0.3:
        moment += timedelta(hours=5)
        events.append(("handed_off", "human", moment))
    if rng.random() < 0.8:
        moment += timedelta(hours=float(np.round(rng.exponential(40), 3)))
        events.append(("solved", "human", moment))
        if rng.random() < 0.15:
            moment += timedelta(days=3)
            events.append(("reopened", "customer", moment))
            moment += timedelta(days=2)
            events.append(("solved", "human", moment))
        if rng.random() < 0.6:
            events.append(("closed", "human", moment + timedelta(hours=1)))
    return events


def _moment(day: date, hour: int, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def _money(rng: np.random.Generator, usual: float) -> Decimal:
    return Decimal(str(round(float(rng.gamma(4.0, usual / 4)) + 0.5, 2)))


def _pick(rng: np.random.Generator, values: list, shares: list[float]):
    return values[int(rng.choice(len(values), p=shares))]
