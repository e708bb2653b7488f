"""Money is added exactly, and never across currencies."""

from decimal import Decimal

from tests.needs.ledger import Shop, bought, keys


def test_sums_are_exact_to_the_cent(tmp_path):
    orders = bought(*[("1", "2026-01-05", "0.1")] * 3, (None, "2026-01-05", "0.25"))
    row = Shop(tmp_path, orders).row("revenue")
    assert row == {"revenue": Decimal("0.30"), "without_customer": Decimal("0.25"), "n": 3}


def test_half_a_cent_is_rounded_up_only_at_the_end(tmp_path):
    shop = Shop(tmp_path, bought(("1", "2026-01-05", "0.0025"), ("1", "2026-01-05", "0.0025")))
    assert shop.row("revenue")["revenue"] == Decimal("0.01")


def test_currencies_are_never_added(tmp_path):
    orders = bought(
        ("1", "2026-01-05", 10, {"currency": "EUR"}), ("1", "2026-01-05", 20, {"currency": "CHF"}),
        ("1", "2026-02-05", 5, {"currency": "EUR"}),
    )  # fmt: skip
    shop = Shop(tmp_path, orders)
    answer = shop.ask("revenue")
    assert [(r["currency"], r["revenue"]) for r in answer.rows] == [("CHF", 20), ("EUR", 15)]
    assert keys(answer) == ["currencies_apart"]
    asked = shop.ask("revenue", by=("month", "currency"))
    assert keys(asked) == []
    assert len(asked.rows) == 3
    one = shop.ask("revenue", where={"currency": "EUR"})
    assert (one.value, keys(one)) == (15, [])


def test_a_purchase_without_currency_is_in_the_only_one_there_is(tmp_path):
    orders = bought(("1", "2026-01-05", 10, {"currency": "EUR"}), ("1", "2026-01-05", 20))
    assert Shop(tmp_path, orders).row("revenue")["revenue"] == 30


def test_cancelled_orders_bring_nothing_and_this_is_said(tmp_path):
    orders = bought(("1", "2026-01-05", 10), ("1", "2026-01-06", 20, {"status": "cancelled"}))
    answer = Shop(tmp_path, orders).ask("revenue")
    assert answer.value == 10
    assert keys(answer) == ["without_amount"]
