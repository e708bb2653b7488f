"""Recency, frequency and money of customers, their scores and their segments."""

from collections import Counter
from decimal import Decimal

import pytest

from kundig import glossary
from kundig.facts.options import Unanswerable
from kundig.needs.rfm import NAMES, SEGMENTS
from tests.needs.ledger import Shop, bought, crowd, keys


def test_each_pair_of_scores_lies_in_exactly_one_segment():
    cells = Counter(
        (r, f)
        for _, rs, fs in SEGMENTS
        for r in range(rs[0], rs[1] + 1)
        for f in range(fs[0], fs[1] + 1)
    )
    assert cells == {(r, f): 1 for r in range(1, 6) for f in range(1, 6)}


def test_each_segment_has_a_name_in_both_languages():
    for name in NAMES:
        assert glossary.text(f"needs.segment_{name}", "de") != ""
        assert glossary.text(f"needs.segment_{name}", "en") != ""


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """50 customers; number i bought i + 1 times, last on day i of the year, for 1 each time."""
    rows = [
        (f"{i:02}", f"2026-{1 + d // 28:02}-{1 + d % 28:02}", 1)
        for i in range(50)
        for d in range(i + 1)
    ]
    return Shop(tmp_path_factory.mktemp("rfm"), bought(*rows))


def test_values_of_one_customer(shop):
    answer = shop.ask("rfm", by="customer", where={"customer": "09"}, as_of="2026-02-25")
    # the tenth purchase was on 10 January; fifths of ten: the second lowest in R, F and M is 1
    assert answer.rows == [
        {"customer": "shop:09", "rfm": 111, "recency": 46, "frequency": 10,
         "monetary": Decimal("10.00"), "r_score": 1, "f_score": 1, "m_score": 1, "segment": "lost"}
    ]  # fmt: skip
    assert answer.n == 50


def test_scores_are_given_before_customers_are_chosen(shop):
    listed = shop.ask("rfm", by="customer", limit=3).rows
    assert [r["customer"] for r in listed] == ["shop:49", "shop:48", "shop:47"]
    assert {r["rfm"] for r in listed} == {555}
    chosen = shop.ask("rfm", by="customer", where={"segment": "champions"}).rows
    assert len(chosen) == 20
    assert {r["segment"] for r in chosen} == {"champions"}


def test_segments_hold_every_customer_once(shop):
    answer = shop.ask("rfm")
    assert [r["segment"] for r in answer.rows] == list(NAMES)
    assert [r["rfm"] for r in answer.rows] == [20, 10, 0, 0, 0, 20]
    assert answer.rows[0]["share"] == 40
    assert answer.rows[0]["frequency"] == 40.5  # customers 30 to 49
    assert answer.rows[0]["monetary"] == 40.5
    assert answer.rows[2]["recency"] is None


def test_equal_customers_are_ordered_by_their_key(tmp_path):
    rows = Shop(tmp_path, bought(*crowd(50))).ask("rfm", by="customer").rows
    assert {r["customer"]: r["f_score"] for r in rows} == {
        f"shop:x{i:03}": 1 + i // 10 for i in range(50)
    }


def test_what_comes_after_today_is_not_known_yet(shop):
    answer = shop.ask("rfm", as_of="2026-01-02")
    assert answer.n == 50
    assert answer.rows[0]["frequency"] == 1


def test_fewer_than_thirty_customers_get_no_scores(tmp_path):
    shop = Shop(tmp_path, bought(*crowd(12)))
    answer = shop.ask("rfm")
    assert {r["rfm"] for r in answer.rows} == {None}
    assert keys(answer) == ["too_few"]
    row = shop.ask("rfm", by="customer", limit=1).rows[0]
    assert (row["rfm"], row["segment"], row["frequency"]) == (None, None, 1)


def test_currencies_are_not_mixed(tmp_path):
    orders = [o | {"currency": "EUR" if i % 2 else "CHF"} for i, o in enumerate(bought(*crowd(40)))]
    answer = Shop(tmp_path, orders).ask("rfm")
    assert {r["monetary"] for r in answer.rows} == {None}
    assert sum(r["rfm"] for r in answer.rows) == 40
    assert "currencies_mixed" in keys(answer)


def test_segments_of_branches_are_refused(shop):
    with pytest.raises(Unanswerable, match="branch"):
        shop.ask("rfm", by="branch")
