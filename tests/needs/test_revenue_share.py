"""How much hangs on the best customers."""

from decimal import Decimal

import pytest

from kundig.facts.options import Unanswerable
from kundig.stats.ratios import TopSums, top_share_from_sums
from tests.needs.ledger import Shop, bought, keys


def spread(number, top):
    """`number` customers who spent 10 each, the first `top` of them 100 each."""
    return bought(*[(f"{i:03}", "2026-01-01", 100 if i < top else 10) for i in range(number)])


def test_the_best_fifth_of_forty(tmp_path):
    row = Shop(tmp_path, spread(40, 8)).row("revenue_share")
    assert row["revenue_share"] == pytest.approx(100 * 800 / 1120)
    assert (row["top_customers"], row["n"]) == (8, 40)
    assert (row["top_revenue"], row["revenue"]) == (Decimal(800), Decimal(1120))
    sums = TopSums(40, 1120.0, 83_200.0, 8, 800.0, 80_000.0, 100.0)
    expected = top_share_from_sums(sums)
    assert row["low"] == pytest.approx(100 * expected.low)
    assert row["high"] == pytest.approx(100 * expected.high)


def test_the_top_is_rounded_up_to_whole_customers(tmp_path):
    shop = Shop(tmp_path, spread(41, 8))
    assert shop.row("revenue_share")["top_customers"] == 9  # 8.2
    assert shop.row("revenue_share", top=0.1)["top_customers"] == 5  # 4.1
    assert shop.row("revenue_share", top="0.5")["top_customers"] == 21


def test_equal_customers_bring_equal_shares(tmp_path):
    row = Shop(tmp_path, spread(50, 0)).row("revenue_share")
    assert row["revenue_share"] == pytest.approx(20)


def test_an_impossible_top_is_refused(tmp_path):
    shop = Shop(tmp_path, spread(40, 8))
    for top in (0, 1, "many", None):
        with pytest.raises(Unanswerable, match="top"):
            shop.ask("revenue_share", top=top)


def test_currencies_are_not_mixed(tmp_path):
    orders = [o | {"currency": "EUR" if i % 2 else "CHF"} for i, o in enumerate(spread(80, 8))]
    shop = Shop(tmp_path, orders)
    answer = shop.ask("revenue_share")
    assert answer.value is None
    assert answer.rows[0]["revenue"] is None
    assert "currencies_mixed" in keys(answer)
    assert len(shop.ask("revenue_share", by="currency").rows) == 2
    assert shop.ask("revenue_share", where={"currency": "EUR"}).value is not None
