"""Customer value through the question layer: the published fit, and refusals with a reason."""

from datetime import date, timedelta

import pytest

from kundig import glossary
from kundig.facts.options import Unanswerable
from kundig.needs.clv.verdicts import Problem, Warn
from tests.data import data_folder
from tests.golden.town import town
from tests.needs.ledger import Shop, bought, crowd, keys


@pytest.fixture(scope="module")
def cdnow(tmp_path_factory):
    """The published 1/10 sample, every line an order."""
    lines = (data_folder("cdnow") / "CDNOW_sample.txt").read_text().splitlines()
    parts = (line.split() for line in lines)
    rows = [(who, f"{d[:4]}-{d[4:6]}-{d[6:]}", money) for _, who, d, _, money in parts]
    return Shop(tmp_path_factory.mktemp("cdnow"), bought(*rows, currency="USD"))


def test_cdnow_gives_the_published_parameters(cdnow):
    answer = cdnow.ask("clv", period="..1997-09-30")
    model, row = answer.model, answer.rows[0]
    published = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
    assert {k: round(model[k], 3) for k in published} == published
    assert model["log_likelihood"] == pytest.approx(-9582.43, abs=0.01)
    assert (round(model["p"], 2), round(model["q"], 2), round(model["gamma"], 2)) == (
        6.25, 3.74, 15.44,
    )  # fmt: skip
    assert (model["spend_customers"], model["repeat_purchases"]) == (946, 2457)
    assert (row["n"], row["repeat_buyers"]) == (2357, 946)
    assert row["repeat_spend"] == pytest.approx(35.08, abs=0.005)
    assert row["low"] < row["clv"] < row["high"]
    assert row["total"] == pytest.approx(row["clv"] * 2357)


def test_days_and_weeks_give_the_same_value(cdnow):
    week = cdnow.row("clv", period="..1997-09-30")
    day = cdnow.ask("clv", period="..1997-09-30", unit="day")
    assert day.value == pytest.approx(week["clv"], rel=1e-6)
    assert day.model["alpha"] == pytest.approx(7 * 4.4135, rel=1e-3)


def test_customers_add_up_to_the_whole(cdnow):
    whole = cdnow.row("clv", period="..1997-09-30")
    each = cdnow.ask("clv", by="customer", period="..1997-09-30", limit=5000)
    assert sum(r["clv"] for r in each.rows) == pytest.approx(whole["total"], rel=1e-9)
    assert [r["clv"] for r in each.rows] == sorted((r["clv"] for r in each.rows), reverse=True)
    assert {r["p_alive"] is None for r in each.rows if r["purchase_days"] == 1} == {True}
    first = each.rows[0]["customer"]
    one = cdnow.ask("clv", by="customer", period="..1997-09-30", where={"customer": first})
    assert one.rows == [each.rows[0]]
    assert len(cdnow.ask("clv", by="customer", period="..1997-09-30", limit=3).rows) == 3


def test_horizon_and_discount_do_what_they_say(cdnow):
    ask = {"period": "..1997-09-30"}
    year = cdnow.row("clv", **ask)["clv"]
    assert (
        cdnow.row("clv", **ask, months=6)["clv"] < year < cdnow.row("clv", **ask, months=24)["clv"]
    )
    assert (
        cdnow.row("clv", **ask, discount=0)["clv"]
        > year
        > cdnow.row("clv", **ask, discount="0.2")["clv"]
    )
    for wrong in ({"unit": "month"}, {"months": 0}, {"months": 2.5}, {"discount": -1}):
        with pytest.raises(Unanswerable):
            cdnow.ask("clv", **ask, **wrong)


def test_too_little_is_said_in_words(tmp_path):
    answer = Shop(tmp_path, bought(*crowd(20), *crowd(7, day="2026-02-01"))).ask("clv")
    assert answer.value is None
    assert keys(answer) == ["clv_few_customers", "clv_few_repeat_buyers", "clv_short"]
    assert "20 customers are too few, 100 are needed" in answer.told_caveats("en")[0]


def test_a_single_customer_of_too_few_has_no_row(tmp_path):
    shop = Shop(tmp_path, bought(*crowd(20)))
    assert shop.ask("clv", by="customer").rows == []


def test_a_fit_that_fails_its_checks_is_refused(tmp_path):
    # every customer spends a quarter more than the one before: such a spread has no mean
    first = date(2025, 1, 1)
    rows = [
        (
            f"{i:03}",
            (first + timedelta(days=i % 50 + k * (5 + i % 23))).isoformat(),
            f"{1.25**i:.2f}",
        )
        for i in range(120)
        for k in range(1 + i % 7)
    ]
    rows.append(("late", "2026-01-01", 5))
    answer = Shop(tmp_path, bought(*rows)).ask("clv")
    assert answer.value is None
    assert keys(answer)[0] == "clv_refused"
    assert "clv_mean_infinite" in keys(answer)
    assert answer.model["problems"] == ["mean_infinite"]


def test_currencies_are_not_mixed(tmp_path):
    orders = [
        o | {"currency": "EUR" if i % 2 else "CHF"} for i, o in enumerate(bought(*crowd(150)))
    ]
    assert keys(Shop(tmp_path, orders).ask("clv")) == ["currencies_mixed"]


def test_each_verdict_has_its_sentence():
    for verdict in (*Problem, *Warn):
        for lang in ("de", "en"):
            assert glossary.text(f"answers.clv_{verdict}", lang)


def test_the_town_is_valued_twice_alike(tmp_path):
    home = town(tmp_path)
    from kundig.answers import ask

    one, two = (ask("clv", home=home.folder) for _ in range(2))
    assert one.rows == two.rows
    assert one.model == two.model
