"""A town of six customers with a register, and a clock that stands at 20 November 2026, 10 o'clock.

Matthias Weiß has a number in the shop and another in the till, with one mail address. The Yıldız
family waits for an answer. Kim Berger wants no contact and no salutation. Kern is a firm. Ada bought
once. Nobody has ever bought under number 6.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kundig import register
from kundig.store.home import Home
from kundig_web.customers.addresses import customer_url
from tests.web.conftest import NOW, TODAY
from tests.world import world

WEISS, WEISS_TILL, YILDIZ, KIM, KERN, ADA, NEVER = (
    "shop:1", "till:9", "shop:2", "shop:3", "shop:4", "shop:5", "shop:6",
)  # fmt: skip


def _records() -> list[dict[str, Any]]:
    weiss = {
        "first_name": "Matthias", "last_name": "Weiß", "title": "Dr.", "salutation": "Herr",
        "kind": "person", "email": "m.weiss@post.example",
    }  # fmt: skip
    return [
        {
            **weiss, "record_id": "1", "customer_since": "2019-03-01", "phone": "030 23125 102",
            "street": "Bergallee 3", "postcode": "62021", "city": "Obermoosen",
            "birth_date": "1968-09-14", "branch": "Mitte", "contact_allowed": True,
        },
        {**weiss, "source": "till", "record_id": "9", "customer_since": "2021-05-01"},
        {
            "record_id": "2", "kind": "household", "salutation": "Familie", "last_name": "Yıldız",
            "email": "yildiz@post.example", "customer_since": "2024-02-11", "city": "Hinterbach",
        },
        {
            "record_id": "3", "kind": "person", "first_name": "Kim", "last_name": "Berger",
            "contact_allowed": False, "customer_since": "2022-01-01",
        },
        {"record_id": "4", "kind": "firm", "company": "Kern GmbH", "customer_since": "2020-01-01"},
        {
            "record_id": "5", "kind": "person", "salutation": "Frau", "first_name": "Ada",
            "last_name": "Lenz", "customer_since": "2026-01-05",
        },
        {"record_id": "6", "kind": "person", "last_name": "Stumm"},
    ]  # fmt: skip


def _orders() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    orders, lines = [], []

    def bought(
        source: str, record: str, day: date, amount: int, product: str = "Wanderstiefel"
    ) -> None:
        number = f"B{len(orders) + 1}"
        orders.append({
            "source": source, "order_id": number, "record_id": record, "order_date": day.isoformat(),
            "branch": "Mitte", "currency": "EUR", "status": "delivered",
        })  # fmt: skip
        lines.append({
            "source": source, "order_id": number, "product_id": "P1", "occurrence": 1,
            "product_name": product, "quantity": 1, "amount": amount, "currency": "EUR",
        })  # fmt: skip

    for i in range(30):
        bought("shop", "1", date(2024, 3, 1) + timedelta(days=33 * i), 100)
    bought("till", "9", date(2026, 11, 8), 40, "Stirnlampe")
    bought("shop", "2", date(2026, 11, 1), 130, "Kinderstiefel")
    bought("shop", "5", date(2026, 2, 1), 60)
    return orders, lines


@pytest.fixture(scope="session")
def town_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The town, built once; tests take a copy."""
    orders, lines = _orders()
    home = world(
        tmp_path_factory.mktemp("town"),
        {
            "customer_records": _records(),
            "orders": orders,
            "order_lines": lines,
            "complaints": [{
                "complaint_id": "V1", "record_id": "2", "received_date": "2026-11-18",
                "received_at": "2026-11-18T09:00:00+00:00", "kind": "complaint", "status": "open",
                "cause": "Lieferung zu spät",
            }],
            "texts": [{
                "about_table": "complaints", "about_id": "V1", "field": "text", "record_id": "2",
                "text": "Die Stiefel kamen zwei Tage nach der Abreise.", "text_date": "2026-11-18",
            }],
            "deliveries": [{
                "delivery_id": "L1", "order_id": "B32", "record_id": "2", "status": "delivered",
                "promised_date": "2026-11-05", "delivered_date": "2026-11-09",
            }],
            "promises": [{
                "promise_id": "Z1", "record_id": "2", "made_date": "2026-11-10",
                "due_date": "2026-11-15", "status": "open", "subject": "Rückruf",
            }],
            "survey_answers": [{
                "survey_id": "kauf", "response_id": "U1", "question_id": "nps", "record_id": "2",
                "kind": "nps", "score": 2, "scale_min": 0, "scale_max": 10,
                "answer_date": "2026-11-17",
            }],
            "contacts": [{
                "contact_id": "C1", "record_id": "1", "contact_date": "2026-05-10",
                "channel": "Telefon", "direction": "out", "personal": True, "department": "Vertrieb",
                "purpose": "Nachfassen",
            }],
            "returns": [{
                "return_id": "R1", "order_id": "B3", "record_id": "1", "product_id": "P1",
                "occurrence": 1, "return_date": "2024-05-20", "kind": "return", "quantity": 1,
                "amount": 100, "product_name": "Wanderstiefel", "currency": "EUR",
            }],
        },
        lang="de",
    )  # fmt: skip
    register.build(home, today=TODAY)
    return home


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 20 November 2026."""
    monkeypatch.setattr("kundig_web.company.now", lambda: NOW)


@pytest.fixture
def town(town_home: Home, settings: Any, tmp_path: Path, clock: None) -> Home:
    """A copy of the town that a test may change."""
    folder = tmp_path / "town"
    shutil.copytree(town_home.folder, folder)
    settings.KUNDIG_HOME = str(folder)
    settings.WEB_FOLDER = folder / "web"
    return Home(folder)


@pytest.fixture
def see(client_of: Callable[..., Client]) -> Callable[..., str]:
    """`see(key)` is the page of a customer as Dora reads it."""

    def page(key: str, query: str = "", *, who: str = "dora", language: str = "de") -> str:
        answer = client_of(who, language).get(customer_url(key) + query)
        assert answer.status_code == 200, answer.status_code
        return " ".join(answer.content.decode().split())

    return page
