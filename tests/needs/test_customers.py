"""Who counts as a customer."""

from tests.needs.ledger import Shop, bought, keys


def test_each_person_counts_once_whatever_the_numbers(tmp_path):
    orders = bought(
        ("1", "2026-01-05", 10), ("1", "2026-02-05", 10), ("2", "2026-02-06", 5),
        ("9", "2026-02-07", 5, {"source": "till"}), (None, "2026-02-08", 5),
    )  # fmt: skip
    links = [{"source": "till", "record_id": "9", "customer_id": "shop:1"}]
    shop = Shop(tmp_path, orders, customer_links=links)
    answer = shop.ask("customers")
    assert answer.rows == [{"customers": 2, "n": 2, "purchases": 4}]
    assert keys(answer) == ["without_customer"]
    assert answer.caveats[0].values == {"n": 1}
    assert shop.row("customers", period="2026-01")["customers"] == 1
    assert shop.row("customers", where={"source": "till"})["customers"] == 1


def test_whoever_buys_in_two_branches_counts_in_each(tmp_path):
    orders = bought(
        ("1", "2026-01-05", 10, {"branch": "north"}), ("1", "2026-01-06", 10, {"branch": "south"})
    )
    answer = Shop(tmp_path, orders).ask("customers", by="branch")
    assert [(r["branch"], r["customers"]) for r in answer.rows] == [("north", 1), ("south", 1)]
    assert "customers_in_several_groups" in keys(answer)
