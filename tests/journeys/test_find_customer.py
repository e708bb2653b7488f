"""Finding a customer, reading what happened, and promising something, by mouse and by keyboard."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.serving import Serving, Visits
from tests.journeys.visit import Visit, both_ways

#: Typed as heard -> written in the files.
SAME = {"de": ("Mueller", "Müller"), "en": ("oezturk", "Öztürk")}
WEISS = "Herr Dr. Weiß"


@pytest.fixture
def v(visits: Visits, shop: Serving, lang: str, width: int) -> Visit:
    """Lena of the service, on Heute."""
    visit = visits(shop, "lena", lang, width)
    visit.page.goto("/")
    return visit


def box(v: Visit) -> Locator:
    """The field in which one searches."""
    return v.field("customers.list_search")


def ready(v: Visit) -> None:
    """The list is there; after the first start the worker computes it, and the page follows."""
    expect(box(v)).to_be_visible(timeout=90_000)


def names(v: Visit) -> list[str]:
    """Who is found, without places and numbers."""
    return v.main.locator("tbody th a").all_inner_texts()


def promised_on_top(v: Visit, words: str) -> None:
    """The promise stands among what this customer waits for, above everything else."""
    owed = v.main.get_by_role("region").first
    expect(owed).to_contain_text(v.t("customers.owed_one"))
    expect(owed.get_by_role("link", name=re.compile(re.escape(words)))).to_be_visible()


@both_ways
def test_umlauts_do_not_matter_and_a_promise_is_seen_wherever_one_looks(
    v: Visit, lang: str, width: int
) -> None:
    v.menu("customers")
    ready(v)
    found = []
    for typed in SAME[lang]:
        box(v).fill(typed)
        v.button("customers.list_find").click()
        expect(v.page).to_have_url(re.compile(re.escape(quote(typed))))
        found.append(names(v))
    assert found[0] == found[1] != []
    assert all(SAME[lang][1] in name for name in found[0])

    box(v).fill("weiss matthias")
    v.button("customers.list_find").click()
    v.main.get_by_role("link", name=re.compile("Weiß")).first.click()
    v.heads(re.compile("Weiß"))

    # The timeline shows what one asks for, and only that.
    story = v.main.get_by_role("region", name=v.t("customers.timeline"))
    every = story.locator(".timeline > li").count()
    story.get_by_role("link", name=v.t("customers.group_order"), exact=True).click()
    expect(story.locator(".chip[aria-current]")).to_have_text(v.t("customers.group_order"))
    orders = story.locator(".timeline > li").count()
    assert 0 < orders < every
    story.get_by_role("link", name=v.t("customers.group_contact"), exact=True).click()
    expect(story).to_contain_text("Steigeisen")

    what = f"Steigeisen liegen bereit ({lang}, {width})"
    v.link("customers.write_promise").click()
    v.field("contact.field_what").fill(what)
    v.main.get_by_text(v.t("contact.by_tomorrow"), exact=True).click()
    v.button("contact.save").click()
    v.heads(what)
    v.main.get_by_role("link", name=re.compile("Weiß")).click()
    promised_on_top(v, what)
    v.menu("today")
    entry = v.main.get_by_role("article").filter(has_text=what)
    expect(entry).to_be_visible()
    expect(entry).to_contain_text("Weiß")
    entry.get_by_role("link", name=re.compile("Weiß")).first.click()
    promised_on_top(v, what)


@both_ways
def test_the_keyboard_is_enough_to_find_a_customer_and_to_promise(
    v: Visit, lang: str, width: int
) -> None:
    keys = v.page.keyboard
    v.page.goto("/customers/")
    ready(v)
    v.skip_menu()
    v.tab_to(box(v))
    keys.type("weiss matthias")
    keys.press("Enter")
    person = v.main.get_by_role("link", name=re.compile("Weiß")).first
    expect(person).to_be_visible()
    v.skip_menu()
    v.tab_to(person)
    keys.press("Enter")
    v.heads(re.compile("Weiß"))
    v.skip_menu()
    v.tab_to(v.link("customers.write_promise"))
    keys.press("Enter")
    what = f"Felle nachgeschnitten ({lang}, {width})"
    expect(v.field("contact.field_what")).to_be_focused()
    keys.type(what)
    v.tab_to(v.main.get_by_role("radio", name=v.t("contact.by_tomorrow"), exact=True))
    keys.press("ArrowRight")
    expect(v.main.get_by_role("radio", name=v.t("contact.by_friday"), exact=True)).to_be_checked()
    keys.press("ArrowLeft")
    v.is_visible_focus()
    v.tab_to(v.button("contact.save"))
    keys.press("Enter")
    v.heads(what)
    v.page.goto("/")
    expect(v.main.get_by_role("article").filter(has_text=what)).to_be_visible()
