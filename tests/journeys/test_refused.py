"""What is not for somebody stays closed, says so, and tells nothing about what lies behind it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from kundig_web.customers.addresses import customer_url
from tests.journeys.serving import Serving, Visits
from tests.journeys.visit import Visit, both_ways
from tests.journeys.watch import Watch


@pytest.fixture(autouse=True)
def _refusals(watch: Watch) -> None:
    """The browser itself writes them to the console."""
    watch.expected = {403, 404}


def refused(v: Visit, address: str, status: int) -> str:
    """Open an address by hand; what the page says."""
    answer = v.page.goto(address)
    assert answer is not None
    assert answer.status == status
    v.heads(v.t(f"site.error_{status}_title"))
    expect(v.link("site.error_home")).to_be_visible()
    return v.main.inner_text()


@both_ways
def test_the_front_line_learns_who_opens_the_settings_of_people(
    visits: Visits, shop: Serving, lang: str, width: int
) -> None:
    v = visits(shop, "emil", lang, width)
    v.page.goto("/")
    v.menu("more")
    expect(v.main.get_by_role("link", name=v.t("site.more_people"))).to_have_count(0)
    said = refused(v, "/settings/people/", 403)
    assert v.t("site.error_403_what") in said
    assert "Dora Berger" in said  # who can help
    v.link("site.error_home").click()
    v.heads(re.compile("Emil Sander"))


@both_ways
def test_a_list_of_somebody_else_looks_like_one_that_does_not_exist(
    visits: Visits, shop: Serving, lang: str, width: int
) -> None:
    owner = visits(shop, "ana", lang, width)
    owner.page.goto("/customers/")
    expect(owner.field("customers.list_search")).to_be_visible(timeout=90_000)
    owner.field("customers.list_search").fill("Weiß")
    owner.button("customers.list_find").click()
    owner.fold("customers.list_save").click()
    name = f"Nur meine {lang} {width}"
    owner.field("customers.list_save_name").fill(name)
    owner.button("customers.list_save_do").click()
    owner.heads(name)
    view = owner.page.url
    own = owner.link_named(name).get_attribute("href") or ""

    v = visits(shop, "emil", lang, width)
    v.page.goto(view)  # the same choice of customers, without the name that somebody gave it
    v.heads(v.t("customers.list"))
    expect(v.page.locator("body")).not_to_contain_text(name)
    foreign = refused(v, own, 404)
    missing = refused(v, re.sub(r"lists/\d+", "lists/987654", own), 404)
    assert foreign == missing
    assert name not in foreign


@both_ways
def test_the_works_council_is_neither_offered_nor_shown_a_customer(
    visits: Visits, shop: Serving, lang: str, width: int
) -> None:
    v = visits(shop, "konrad", lang, width)
    v.page.goto("/")
    offered = v.offered()
    assert v.t("site.menu_today") in offered
    for key in ("customers", "complaints", "figures"):
        assert v.t(f"site.menu_{key}") not in offered
    for address in ("/customers/", customer_url("nordhang:10002"), "/customers/export/"):
        assert "Weiß" not in refused(v, address, 403)
