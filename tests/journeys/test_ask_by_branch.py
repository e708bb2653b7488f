"""A question is broken down, narrowed to a period, seen as chart and table, taken away, reopened."""

from __future__ import annotations

import csv
import io
import re

import pytest
from playwright.sync_api import Locator, expect

from kundig.answers import measures
from kundig.charts.plotted import name_of
from tests.journeys.serving import Serving, Visits
from tests.journeys.visit import Visit, both_ways

#: Day and month alike: in which order they are typed depends on the browser.
FROM, TO = "2025-11-11", "2026-10-10"


@pytest.fixture
def v(visits: Visits, shop: Serving, lang: str, width: int) -> Visit:
    """Lena of the service, on Heute."""
    visit = visits(shop, "lena", lang, width)
    visit.page.goto("/")
    return visit


def nps(v: Visit) -> Locator:
    """The link to the recommendation, among all figures or the seven that stand above."""
    return v.main.get_by_role("link", name=measures()["nps"].say("name", v.lang), exact=True).first


def by_branch(v: Visit) -> Locator:
    """The chip that breaks the figure down."""
    chips = v.main.get_by_role("navigation", name=v.t("questions.by"), exact=True)
    named = v.t("questions.chosen_by", name=name_of("dimension", "branch", v.lang))
    return chips.get_by_role("link", name=named, exact=True)


def table(v: Visit) -> list[list[str]]:
    """The figures as they stand in the table."""
    return [
        row.get_by_role("cell").or_(row.get_by_role("rowheader")).all_inner_texts()
        for row in rows(v)
    ]


def rows(v: Visit) -> list[Locator]:
    return (
        v.main.get_by_role("region", name=v.t("questions.table_caption")).locator("tbody tr").all()
    )


@both_ways
def test_a_question_by_branch_becomes_a_chart_a_table_a_file_and_a_link(
    v: Visit, visits: Visits, shop: Serving, lang: str, width: int
) -> None:
    v.menu("figures")
    nps(v).click()
    by_branch(v).click()
    expect(by_branch(v)).to_have_attribute("aria-current", "true")

    v.fold("questions.change").click()
    v.field("questions.from").fill(FROM)
    v.field("questions.to").fill(TO)
    v.button("questions.show").click()
    expect(v.page).to_have_url(re.compile(FROM))
    expect(by_branch(v)).to_have_attribute("aria-current", "true")  # still by branch
    answer = v.page.get_by_role("heading", level=1).inner_text()
    expect(v.main.locator("figure svg:visible")).to_have_count(1)

    v.fold("questions.as_table").first.click()
    told = table(v)
    branches = [line[0] for line in told]
    assert {"Nord", "Ost", "Süd", "West", "Mitte"} <= set(branches)
    for branch in ("Nord", "West"):
        expect(v.main.locator("figure svg:visible")).to_contain_text(branch)

    with v.page.expect_download() as download:
        v.main.get_by_role("link", name=re.compile("CSV")).first.click()
    taken = download.value.path().read_text(encoding="utf-8-sig")
    lines = list(
        csv.reader(io.StringIO(taken), delimiter=";" if ";" in taken.splitlines()[0] else ",")
    )
    assert sorted(line[0] for line in lines[1:]) == sorted(branches)

    other = visits(shop, "emil", lang, width)
    other.page.goto(v.page.url)
    other.heads(answer)
    other.fold("questions.as_table").first.click()
    assert table(other) == told


@both_ways
def test_the_keyboard_is_enough_to_ask_by_branch(v: Visit, lang: str, width: int) -> None:
    keys = v.page.keyboard
    v.page.goto("/figures/")
    v.skip_menu()
    v.tab_to(nps(v))
    keys.press("Enter")
    expect(by_branch(v)).to_be_visible()
    v.skip_menu()
    v.tab_to(by_branch(v))
    keys.press("Enter")
    expect(by_branch(v)).to_have_attribute("aria-current", "true")
    v.skip_menu()
    v.tab_to(v.fold("questions.change"))
    keys.press("Enter")
    for field, day in (("from", FROM), ("to", TO)):
        v.tab_to(v.field(f"questions.{field}"))
        year, month, number = day.split("-")
        keys.type(f"{number}{month}{year}")
        expect(v.field(f"questions.{field}")).to_have_value(day)
    keys.press("Enter")
    expect(v.page).to_have_url(re.compile(FROM))
    v.skip_menu()
    v.tab_to(v.fold("questions.as_table").first)
    keys.press("Enter")
    assert len(rows(v)) > 4
    v.tab_to(v.main.get_by_role("link", name=re.compile("CSV")).first)
    with v.page.expect_download() as download:
        keys.press("Enter")
    assert download.value.suggested_filename.endswith(".csv")
