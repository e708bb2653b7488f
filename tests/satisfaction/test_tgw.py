"""What goes wrong is counted on the purchase that it went wrong with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kundig.answers import ask
from tests.satisfaction.scores import keys
from tests.world import world


def orders(n: int, *, day: str = "2026-03-01", **more: Any) -> list[dict[str, Any]]:
    prefix = "".join([day, *map(str, more.values())])
    return [{"order_id": f"{prefix}-{i}", "order_date": day, **more} for i in range(n)]


def complaints(n: int, *, about: str | None, day: str = "2026-04-02", **more: Any) -> list[dict]:
    prefix = "".join([str(about), day, *map(str, more.values())])
    return [
        {"complaint_id": f"{prefix}-{i}", "order_id": f"{about}-{i}" if about else None,
         "received_date": day, "kind": "complaint"} | more
        for i in range(n)
    ]  # fmt: skip


def test_12_in_4000_are_3_per_thousand(tmp_path: Path) -> None:
    tables = {"orders": orders(4000), "complaints": complaints(12, about="2026-03-01")}
    world(tmp_path, tables)
    (row,) = ask("tgw", home=tmp_path).rows
    assert [round(row[k], 2) for k in ("tgw", "low", "high")] == [3.00, 1.55, 5.24]
    assert (row["n"], row["complaints"], row["purchases"]) == (4000, 12, 4000)


def test_none_in_500_may_still_be_7_38(tmp_path: Path) -> None:
    world(tmp_path, {"orders": orders(500), "complaints": []})
    (row,) = ask("tgw", home=tmp_path).rows
    assert [round(row[k], 2) for k in ("tgw", "low", "high")] == [0.0, 0.0, 7.38]


def test_a_complaint_counts_in_the_month_of_its_purchase(tmp_path: Path) -> None:
    tables = {
        "orders": orders(100) + orders(50, day="2026-04-01"),
        "complaints": complaints(2, about="2026-03-01"),
    }
    world(tmp_path, tables)
    told = {r["month"]: r["complaints"] for r in ask("tgw", by="month", home=tmp_path).rows}
    assert told == {"2026-03": 2, "2026-04": 0}
    assert ask("tgw", period="2026-04", home=tmp_path).value == 0


def test_a_complaint_without_a_purchase_counts_on_its_own_day_and_is_named(tmp_path: Path) -> None:
    tables = {
        "orders": orders(50, day="2026-04-01"),
        "complaints": complaints(1, about=None) + complaints(2, about="unheard-of"),
    }
    world(tmp_path, tables)
    answer = ask("tgw", period="2026-04", home=tmp_path)
    assert answer.value == pytest.approx(60.0)
    assert answer.rows[0]["without_purchase"] == 3
    assert keys(answer) == {"tgw_without_purchase"}


def test_praise_and_requests_are_no_complaints(tmp_path: Path) -> None:
    wrong = [
        *complaints(1, about="2026-03-01", kind="praise"),
        *complaints(1, about="2026-03-01", kind="request"),
        *complaints(1, about="2026-03-01", kind=None),
    ]
    world(tmp_path, {"orders": orders(50), "complaints": wrong})
    assert ask("tgw", home=tmp_path).rows[0]["complaints"] == 1


def test_the_branch_is_that_of_the_purchase(tmp_path: Path) -> None:
    tables = {
        "orders": orders(40, branch="north") + orders(40, branch="south"),
        "complaints": complaints(4, about="2026-03-01north", branch="south"),
    }
    world(tmp_path, tables)
    told = {r["branch"]: r["tgw"] for r in ask("tgw", by="branch", home=tmp_path).rows}
    assert told == {"north": 100, "south": 0}


def test_by_product_a_purchase_counts_once_for_each_product(tmp_path: Path) -> None:
    bought = orders(40)
    lines = [
        {"order_id": o["order_id"], "product_id": p, "occurrence": k, "quantity": 1, "amount": 5}
        for o in bought
        for p, k in (("tent", 1), ("tent", 2), ("lamp", 1))
    ]
    wrong = complaints(2, about="2026-03-01", product_id="tent")
    world(tmp_path, {"orders": bought, "order_lines": lines, "complaints": wrong})
    rows = ask("tgw", by="product", home=tmp_path).rows
    assert [(r["product"], r["complaints"], r["purchases"]) for r in rows] == [
        ("lamp", 0, 40),
        ("tent", 2, 40),
    ]


def test_complaints_without_any_purchase_have_no_rate(tmp_path: Path) -> None:
    world(tmp_path, {"complaints": complaints(40, about=None)})
    assert ask("tgw", home=tmp_path).value is None
