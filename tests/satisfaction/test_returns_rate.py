"""Returned lines are set against sold lines, whoever bought them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kundig.answers import ask
from tests.satisfaction.scores import keys
from tests.world import world


def sold(n: int, **more: Any) -> list[dict[str, Any]]:
    line = {"order_id": "o", "product_id": "tent", "quantity": 1, "amount": 10, "category": "camp"}
    prefix = "".join(map(str, more.values()))
    return [line | {"occurrence": i + 1, "product_id": f"tent{prefix}"} | more for i in range(n)]


def back(n: int, **more: Any) -> list[dict[str, Any]]:
    row = {"return_id": f"r{more.get('kind', 'return')}", "product_id": "tent", "return_date": "2026-05-20",
           "kind": "return", "category": "camp", "amount": 20, "quantity": 1}  # fmt: skip
    return [row | {"occurrence": i + 1} | more for i in range(n)]


ORDER = {"order_id": "o", "order_date": "2026-05-01", "branch": "north"}


def test_20_of_100_lines_came_back(tmp_path: Path) -> None:
    world(tmp_path, {"orders": [ORDER], "order_lines": sold(100), "returns": back(20)})
    (row,) = ask("returns_rate", home=tmp_path).rows
    assert [round(row[k], 1) for k in ("returns_rate", "low", "high")] == [20.0, 13.3, 28.9]
    assert (row["returned"], row["sold"], row["n"]) == (20, 100, 100)
    assert row["value_share"] == pytest.approx(40.0)  # 20 x 20 of 100 x 10


def test_free_and_negative_lines_and_cancelled_orders_were_not_sold(tmp_path: Path) -> None:
    lines = [*sold(30), *sold(3, amount=0), *sold(2, quantity=-1), *sold(9, order_id="gone")]
    orders = [ORDER, ORDER | {"order_id": "gone", "status": "cancelled"}]
    world(tmp_path, {"orders": orders, "order_lines": lines})
    assert ask("returns_rate", home=tmp_path).rows[0]["sold"] == 30


def test_corrections_of_the_books_are_no_returns(tmp_path: Path) -> None:
    taken = back(3) + back(2, kind="correction") + back(1, kind="cancellation") + back(1, kind=None)
    world(tmp_path, {"orders": [ORDER], "order_lines": sold(50), "returns": taken})
    assert ask("returns_rate", home=tmp_path).rows[0]["returned"] == 5


def test_more_returned_than_sold_has_no_share(tmp_path: Path) -> None:
    world(tmp_path, {"orders": [ORDER], "order_lines": sold(40), "returns": back(50)})
    answer = ask("returns_rate", home=tmp_path)
    assert answer.value is None
    assert answer.rows[0]["value_share"] is None
    assert "more_returned_than_sold" in keys(answer)


def test_groups_of_the_sale_and_of_the_return_meet(tmp_path: Path) -> None:
    lines = sold(40) + sold(40, category="climb")
    taken = back(4, branch="north", category="climb")
    world(tmp_path, {"orders": [ORDER], "order_lines": lines, "returns": taken})
    rows = ask("returns_rate", by=("branch", "category"), home=tmp_path).rows
    told = [(r["branch"], r["category"], r["returns_rate"]) for r in rows]
    assert told == [("north", "camp", 0), ("north", "climb", 10)]
