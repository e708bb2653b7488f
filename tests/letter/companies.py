"""Small companies for tests of the letter."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from kundig.store.home import Home
from tests.world import world

TODAY = date(2026, 11, 22)
Tables = dict[str, list[dict[str, Any]]]


def day(ago: int) -> str:
    """The day so long before today."""
    return (TODAY - timedelta(days=ago)).isoformat()


def instant(ago: int, hour: int) -> str:
    """An hour (UTC) of the day so long before today."""
    moment = datetime.combine(TODAY - timedelta(days=ago), datetime.min.time(), UTC)
    return (moment + timedelta(hours=hour)).isoformat()


def person(number: str, last: str, **more: Any) -> dict[str, Any]:
    return {"record_id": number, "kind": "person", "salutation": "Frau", "last_name": last} | more


def answer(k: int, number: str, score: int, ago: int, **more: Any) -> dict[str, Any]:
    return {
        "survey_id": "s", "response_id": f"R{k}", "question_id": "nps", "record_id": number, "kind": "nps",
        "score": score, "scale_min": 0, "scale_max": 10, "answer_date": day(ago),
    } | more  # fmt: skip


def words(
    about: str, table: str, number: str, said: str, ago: int, field: str = "text"
) -> dict[str, Any]:
    return {"about_table": table, "about_id": about, "field": field, "record_id": number, "text": said,
            "text_date": day(ago)}  # fmt: skip


def shop(
    said: str = "Die Schuhe kamen nach der Abreise.", **changes: list[dict[str, Any]]
) -> Tables:
    """A shop with one open complaint, one broken promise, a quiet regular and many answers."""
    people = [
        person("1", "Yıldız", kind="household", salutation="Familie"),
        person("2", "Weiß", salutation="Herr", title="Dr."),
        person("3", "Nowak"),
        person("4", "Lê", contact_allowed=False),
        *(person(str(k), f"Name{k}") for k in range(10, 70)),
    ]
    orders = [
        {"order_id": f"O{k}", "record_id": "2", "order_date": day(800 - 40 * k), "total": 90}
        for k in range(16)
    ] + [
        {"order_id": f"P{k}{ago}", "record_id": str(k), "order_date": day(ago), "total": 30}
        for k in range(10, 70)
        for ago in ((500, 20) if k % 3 else (500,))
    ]
    answers = [
        answer(k, str(10 + k), (9, 10, 8, 3)[k % 4], 3 + k % 20, branch="Nord") for k in range(50)
    ]
    answers += [answer(100, "1", 2, 1), answer(101, "3", 10, 2), answer(102, "4", 0, 1)]
    answers += [
        answer(200 + k, str(10 + k), (9, 10, 8, 3)[k % 4], 40 + k % 19, branch="Süd")
        for k in range(50)
    ]
    tables: Tables = {
        "customer_records": people,
        "orders": orders,
        "deliveries": [
            {"delivery_id": f"D{k}", "order_id": f"X{k}", "promised_date": day(5 + k), "status": "delivered",
             "delivered_date": day(4 + k if k % 5 == 0 and k < 40 else 5 + k)} for k in range(100)
        ] + [{"delivery_id": "D-A1", "order_id": "A1", "record_id": "1", "promised_date": day(10),
              "delivered_date": day(6), "status": "delivered"}],
        "survey_answers": answers,
        "complaints": [
            {"complaint_id": "C1", "record_id": "1", "order_id": "A1", "kind": "complaint", "status": "open",
             "cause": "Lieferung zu spät", "received_date": day(1), "received_at": instant(1, 13)},
            {"complaint_id": "C2", "record_id": "12", "kind": "complaint", "status": "closed",
             "cause": "Lieferung zu spät", "received_date": day(9)},
        ],
        "texts": [
            words("C1", "complaints", "1", said, 1),
            words("R101", "survey_answers", "3", "Der Rückruf kam nach zwei Stunden.", 2, "nps"),
            words("R102", "survey_answers", "4", "Ich will nicht angerufen werden.", 1, "nps"),
        ],
        "promises": [
            {"promise_id": "Z1", "record_id": "1", "order_id": "A1", "due_date": day(10), "status": "broken",
             "subject": "Schuhe vor der Abreise"},
            {"promise_id": "Z2", "record_id": "3", "due_date": day(-3), "status": "open", "subject": "Rückruf"},
        ],
        "decisions": [
            {"decision_id": "E1", "decided_date": day(40), "effective_date": day(35), "title": "Nur sicher zusagen",
             "measure": "nps"},
        ],
    }  # fmt: skip
    return tables | changes


def build(folder: Path, tables: Tables) -> Home:
    """A home with these tables."""
    return world(folder, tables)
