"""Customers and their history through the API."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kundig.register import current
from kundig_web.customers.person import Person
from tests.web.api.test_doors import is_problem
from tests.web.conftest import NOW


def restrict(key: str) -> None:
    Person.objects.create(key=key, restricted=True, created_at=NOW, edited_at=NOW)


@pytest.mark.parametrize("sort", ["name", "value", "last_purchase"])
def test_pages_by_cursor_hold_every_customer_once(registered, program, sort) -> None:
    shop = program("see_customers")
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        answer = shop.get("customers", sort=sort, limit=200, cursor=cursor).json()
        seen += [c["key"] for c in answer["items"]]
        cursor = answer["next"]
    register = current(registered)
    assert len(seen) == len(set(seen)) == register.count == answer["total"]
    assert answer["version"] == register.version


def test_filters_are_those_of_the_register(registered, program) -> None:
    from kundig.register import Filter

    shop, register = program("see_customers"), current(registered)
    answer = shop.get("customers", branch="Süd", open_complaint="true", limit=200).json()
    expected = register.page(Filter(branches=("Süd",), open_complaint=True), limit=200)
    assert [c["key"] for c in answer["items"]] == [r["key"] for r in expected.rows]
    assert expected.total == answer["total"] > 0
    name = next(r["last_name"] for r in register.page(limit=50).rows if r["last_name"])
    found = shop.get("customers", text=name).json()
    assert any(c["last_name"] == name for c in found["items"])


def test_a_cursor_of_another_order_is_a_problem(registered, program) -> None:
    shop = program("see_customers")
    cursor = "W10"  # []
    assert is_problem(shop.get("customers", cursor=cursor), 422)["type"].endswith(":cursor")


@pytest.mark.parametrize(
    ("query", "at"),
    [
        ({"limit": 0}, "?limit"), ({"limit": 201}, "?limit"), ({"limit": "x"}, "?limit"),
        ({"sort": "shoe_size"}, "?sort"), ({"alive_from": 2}, "?alive_from"),
        ({"bought_from": "gestern"}, "?bought_from"), ({"value_from": "nan"}, "?value_from"),
        ({"open_complaint": "vielleicht"}, "?open_complaint"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_wrong_parameter_is_named_in_the_callers_language(
    registered, program, query, at, language
) -> None:
    told = is_problem(program("see_customers", language=language).get("customers", **query), 422)
    (error,) = told["errors"]
    assert error["at"] == at
    assert error["message"]
    german = any(w in error["message"] for w in ("Hier wird", "Mindestens", "Höchstens", "Erlaubt"))
    assert german == (language == "de")


def test_one_customer_and_the_history(registered, program) -> None:
    shop, register = program("see_customers"), current(registered)
    row = next(r for r in register.page(sort="revenue", limit=20).rows if r["purchases"] > 3)
    one = next(
        c for c in shop.get("customers", sort="revenue", limit=20).json()["items"]
        if c["key"] == row["key"]
    )  # fmt: skip
    assert shop.get(f"customers/{one['id']}").json() == one
    assert one["revenue"] == float(row["revenue"])
    seen: list[Any] = []
    cursor = ""
    while cursor is not None:
        part = shop.get(f"customers/{one['id']}/timeline", limit=3, cursor=cursor).json()
        seen += part["items"]
        cursor = part["next"]
    expected = register.history([row["key"]], limit=1000)
    assert [(s["kind"], s["ref"]) for s in seen] == [(e["kind"], e["ref"]) for e in expected]
    orders = shop.get(f"customers/{one['id']}/timeline", kind="order").json()["items"]
    assert orders
    assert {o["kind"] for o in orders} == {"order"}


def test_what_people_changed_here_comes_through(registered, program) -> None:
    key = current(registered).page(limit=1).rows[0]["key"]
    Person.objects.create(
        key=key, first_name="Änne", last_name="Neuname", created_at=NOW, edited_at=NOW
    )
    shop = program("see_customers")
    one = shop.get("customers", limit=1).json()["items"][0]
    assert (one["key"], one["first_name"], one["last_name"]) == (key, "Änne", "Neuname")


def test_a_restricted_customer_is_not_there_for_programs(registered, program) -> None:
    shop = program("see_customers")
    before = shop.get("customers", limit=1).json()
    one = before["items"][0]
    restrict(one["key"])
    after = shop.get("customers", limit=200).json()
    assert after["total"] == before["total"] - 1
    assert one["key"] not in {c["key"] for c in after["items"]}
    is_problem(shop.get(f"customers/{one['id']}"), 404)
    is_problem(shop.get(f"customers/{one['id']}/timeline"), 404)


@pytest.mark.parametrize("id_", ["bmljaHRz", "x", "____", "A" * 500])
def test_an_unknown_customer_is_404(registered, program, id_) -> None:
    is_problem(program("see_customers").get(f"customers/{id_}"), 404)


def test_before_the_list_is_computed_the_answer_says_so(demo_copy, program) -> None:
    import shutil

    shutil.rmtree(demo_copy.folder / "register", ignore_errors=True)
    told = is_problem(program("see_customers").get("customers"), 503)
    assert "berechnet" in told["title"]


def test_a_page_takes_the_same_few_queries_however_long_it_is(
    registered, program, django_assert_max_num_queries
) -> None:
    shop = program("see_customers")
    shop.get("customers")
    with django_assert_max_num_queries(7):
        shop.get("customers", limit=200)


def test_nobody_who_works_here_is_named_in_any_answer(registered, program, cast) -> None:
    shop = program()
    told = [shop.get(p).content.decode() for p in ("customers?limit=200", "imports", "measures")]
    for one in json.loads(told[0])["items"][:40]:
        told.append(shop.get(f"customers/{one['id']}/timeline").content.decode())
    everything = "\n".join(told)
    for person in cast.values():
        assert person.name not in everything
        assert person.email not in everything
    for word in ("handler", "employee", "created_by", "user"):
        assert f'"{word}' not in everything
