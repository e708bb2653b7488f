"""What is offered is what the data hold and what the measure allows."""

from __future__ import annotations

from typing import Any

import pytest

from kundig.answers import AskError, ask, measures
from kundig.store.home import Home
from kundig_web.questions import asking
from kundig_web.questions.choices import MOST, choices
from kundig_web.questions.options import Option, breakdowns, grains, options
from tests.satisfaction.scores import answers
from tests.world import world


def offered(home: Home, key: str) -> dict[str, tuple[str, ...]]:
    found = choices(measures()[key], snapshot=home.store.snapshot(), home=home)
    return {c.dimension: c.values for c in found}


def test_the_values_are_those_that_occur_in_the_data(demo: Home) -> None:
    branches = {str(r["branch"]) for r in ask("csat", by="branch", home=demo.folder).rows}
    assert set(offered(demo, "csat")["branch"]) == branches - {"None"}


@pytest.mark.parametrize("key", list(measures()))
def test_every_value_offered_can_be_asked_for_and_customers_never_are(demo: Home, key: str) -> None:
    found = offered(demo, key)
    assert "customer" not in found
    for dimension, values in found.items():
        if values:
            asking.answer(key, {"where": {dimension: [values[0]]}}, "de")


@pytest.mark.parametrize("key", list(measures()))
def test_every_breakdown_offered_can_be_asked_for_and_no_other(demo: Home, key: str) -> None:
    measure = measures()[key]
    allowed = {*breakdowns(measure), *grains(measure)}
    for dimension in {*measure.dimensions, "year", "quarter", "month", "week"} - {"customer"}:
        try:
            asking.answer(key, {"by": dimension}, "de")
        except AskError:
            assert dimension not in allowed
        else:
            assert dimension in allowed


def test_values_are_read_in_one_query(
    demo: Home, tmp_path: Any, settings: Any, monkeypatch: Any
) -> None:
    asking.answer("csat", {}, "en")
    ran: list[str] = []
    from kundig.engines.duckdb import DuckDBEngine

    real = DuckDBEngine.run
    monkeypatch.setattr(DuckDBEngine, "run", lambda self, sql: ran.append(sql) or real(self, sql))
    from kundig_web.questions.choices import _read

    found = _read(measures()["csat"], demo.store.snapshot(), demo)
    assert len(ran) == 1
    assert len(found) == 7


def test_more_values_than_anybody_reads_are_typed(own_home: Home) -> None:
    rows = [
        one
        for i in range(MOST + 5)
        for one in answers("csat", {5: 1}, scale=(1, 5), product_id=f"{i:03}")
    ]
    world(own_home.folder, {"survey_answers": rows})
    found = choices(measures()["csat"], snapshot=own_home.store.snapshot(), home=own_home)
    product = next(c for c in found if c.dimension == "product")
    assert product.many
    assert len(product.values) == MOST


def test_options_say_what_they_may_be() -> None:
    found = {m.key: {o.name: o for o in options(m)} for m in measures().values()}
    assert found["nps"]["mapping"] == Option("mapping", ("none", "one_to_ten"))
    assert found["retention"]["cohort"] == Option("cohort", ("quarter", "month", "year"))
    assert found["retention"]["months"] == Option("months", low="1", high="120")
    assert found["response_time"]["hours"] == Option("hours", low="0", high="8760")


def test_the_first_value_of_an_option_is_what_happens_without_it(demo: Home) -> None:
    for key, measure in measures().items():
        for option in options(measure):
            if option.values:
                usual = asking.answer(key, {"options": {option.name: option.values[0]}}, "de")
                assert usual.rows == asking.answer(key, {}, "de").rows


def test_an_empty_company_offers_no_values(own_home: Home) -> None:
    assert set(offered(own_home, "csat").values()) == {()}
