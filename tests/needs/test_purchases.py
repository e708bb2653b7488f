"""What counts as a purchase."""

from tests.needs.ledger import Shop, bought


def test_purchases_of_nobody_known_count_and_are_told_apart(tmp_path):
    shop = Shop(tmp_path, bought(("1", "2026-01-05", 10), (None, "2026-01-05", 4)))
    assert shop.ask("purchases").rows == [{"purchases": 2, "n": 2, "without_customer": 1}]


def test_documents_with_nothing_sold_are_no_purchases(tmp_path):
    orders = bought(
        ("1", "2026-01-01", None), ("1", "2026-01-02", None), ("1", "2026-01-03", None),
        ("1", "2026-01-04", 0), ("1", "2026-01-05", -5),
    )  # fmt: skip
    lines = [
        {"order_id": "1", "product_id": "a", "occurrence": 1, "quantity": 1, "amount": 5},
        {"order_id": "2", "product_id": "a", "occurrence": 1, "quantity": 1, "amount": 0},
        {"order_id": "3", "product_id": "a", "occurrence": 1, "quantity": -1, "amount": 5},
    ]
    # order 1 has a line sold, 2 only a free one, 3 only a negative one; 4 and 5 have no lines
    shop = Shop(tmp_path, orders, order_lines=lines)
    days = {r["week"]: r["purchases"] for r in shop.ask("purchases", by="week").rows}
    assert days == {"2025-12-29": 2}


def test_by_customer_the_busiest_come_first_and_the_list_is_limited(tmp_path):
    orders = bought(
        ("1", "2026-01-05", 1), ("2", "2026-01-05", 1), ("2", "2026-01-05", 1),
        ("3", "2026-01-05", 1), (None, "2026-01-05", 1),
    )  # fmt: skip
    rows = Shop(tmp_path, orders).ask("purchases", by="customer", limit=2).rows
    assert [(r["customer"], r["purchases"]) for r in rows] == [("shop:2", 2), ("shop:1", 1)]


def test_quarters_and_weeks_are_those_of_the_calendar(tmp_path):
    orders = bought(("1", "2025-12-31", 1), ("1", "2026-01-01", 1), ("1", "2026-04-01", 1))
    shop = Shop(tmp_path, orders)
    assert [r["quarter"] for r in shop.ask("purchases", by="quarter").rows] == [
        "2025-Q4", "2026-Q1", "2026-Q2",
    ]  # fmt: skip
    assert [(r["week"], r["purchases"]) for r in shop.ask("purchases", by="week").rows] == [
        ("2025-12-29", 2), ("2026-03-30", 1),
    ]  # fmt: skip
