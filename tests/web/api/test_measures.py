"""Figures through the API: the same as in Python."""

from __future__ import annotations

import pytest

from kundig.answers import AskError, ask, measures
from tests.web.api.test_doors import is_problem

KEYS = list(measures())


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_measure_answers_as_in_python(demo, program, key, language) -> None:
    answer = program("see_figures", language=language).get(f"measures/{key}/answer")
    assert answer.status_code == 200, answer.content
    assert answer.json() == ask(key, home=demo.folder, lang=language).to_dict()


@pytest.mark.parametrize("key", [k for k in KEYS if "branch" in measures()[k].dimensions])
def test_every_measure_of_branches_in_a_period_answers_as_in_python(demo, program, key) -> None:
    asked = {"period": "2026", "where": ["branch=Süd", "branch=Nord"]}
    python = {"period": "2026", "where": {"branch": ["Süd", "Nord"]}}
    compared = 0
    for by in ({}, {"by": "branch"}):
        answer = program("see_figures").get(f"measures/{key}/answer", **asked, **by)
        expected, told = None, ""
        try:
            expected = ask(key, **python, **by, home=demo.folder, lang="de")
        except AskError as error:  # some measures take a branch, but do not compare branches
            told = error.text("de")
        if expected is None:
            assert is_problem(answer, 422)["detail"] == told
        else:
            assert answer.json() == expected.to_dict()
            compared += 1
    assert compared


def test_the_catalogue_names_every_measure_in_the_callers_language(demo, program) -> None:
    items = program("see_figures", language="en").get("measures").json()["items"]
    assert [i["key"] for i in items] == KEYS
    for item in items:
        assert item["decides"] == measures()[item["key"]].say("decides", "en")
        one = program("see_figures", language="en").get(f"measures/{item['key']}").json()
        assert one == item


def test_single_customers_need_leave_to_read_customers(demo, program) -> None:
    by = {"by": "customer", "limit": 5}
    is_problem(program("see_figures").get("measures/purchases/answer", **by), 403)
    where = {"where": "customer=shop:1"}
    is_problem(program("see_figures").get("measures/purchases/answer", **where), 403)
    both = program("see_figures", "see_customers")
    answer = both.get("measures/purchases/answer", **by)
    assert answer.status_code in {200, 422}  # 422: this measure does not list customers


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ({"by": "shoe_size"}, "shoe_size"), ({"period": "bald"}, "bald"),
        ({"where": "shoe_size=44"}, "shoe_size"), ({"option": "colour=red"}, "colour"),
        ({"as_of": "2026-13-99"}, "2026-13-99"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_told_as_python_tells_it(demo, program, query, word) -> None:
    told = is_problem(program("see_figures").get("measures/nps/answer", **query), 422)
    assert word in told["detail"]


def test_an_unknown_measure_and_a_broken_pair(demo, program) -> None:
    shop = program("see_figures")
    is_problem(shop.get("measures/happiness"), 404)
    is_problem(shop.get("measures/happiness/answer"), 404)
    told = is_problem(shop.get("measures/nps/answer", where="branch"), 422)
    assert told["errors"][0]["at"] == "?where"
