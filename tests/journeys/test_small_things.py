"""What a page does by itself, and that it works where that fails."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.watch import Watch

PageOf = Callable[..., Page]


@pytest.fixture(autouse=True)
def _demo(demo: object) -> None:
    """The site serves the demo company."""


def text(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def test_the_first_key_leads_past_the_menu_to_the_content(page_of: PageOf) -> None:
    page = page_of("dora")
    page.goto("/more/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_where_the_keyboard_is_can_be_seen(page_of: PageOf) -> None:
    page = page_of("dora")
    page.goto("/more/")
    for _ in range(8):
        page.keyboard.press("Tab")
        width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        assert width >= 2, page.evaluate("document.activeElement.outerHTML")


@pytest.mark.parametrize("width", [390, 320])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_all_words_of_the_menu_are_one_tap_away_on_a_phone(
    page_of: PageOf, width: int, lang: str
) -> None:
    page = page_of("dora", lang, width)
    page.goto("/more/")
    bar = page.locator("nav.side")
    expect(bar.locator("> ul > li:visible")).to_have_count(4)
    for item in bar.locator("> ul > li:visible a, summary").all():
        box = item.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    bar.locator(".sheet > summary").click()
    words = page.locator(".sheet li a")
    assert words.count() == bar.locator("> ul > li").count()
    for word in words.all():
        expect(word).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(words.first).to_be_hidden()


def test_the_sheet_says_where_one_is_when_the_bar_cannot(page_of: PageOf) -> None:
    page = page_of("dora", "de", 390)
    page.goto("/more/")
    expect(page.locator(".sheet > summary")).to_have_class("here")


def test_the_language_changes_and_the_page_stays(page_of: PageOf) -> None:
    page = page_of("dora")
    page.goto("/more/style/")
    page.locator(".side > .who-am-i").get_by_role("button", name="English").click()
    expect(page).to_have_url(text("/more/style/$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_menu_closes_by_escape_and_the_keyboard_is_back_where_it_was(page_of: PageOf) -> None:
    page = page_of("dora")
    page.goto("/more/style/")
    opener = page.locator("details.menu > summary")
    opener.press("Enter")
    page.locator("details.menu a").first.focus()
    page.keyboard.press("Escape")
    expect(page.locator("details.menu")).not_to_have_attribute("open", "")
    expect(opener).to_be_focused()


def test_a_menu_closes_by_a_click_elsewhere(page_of: PageOf) -> None:
    page = page_of("dora")
    page.goto("/more/style/")
    page.locator("details.menu > summary").click()
    page.locator("h1").first.click()
    expect(page.locator("details.menu")).not_to_have_attribute("open", "")


def ask_by_htmx(page: Page, status: int | None) -> None:
    """Have the page ask for a piece: the answer has this status, or there is no connection."""

    def answered(route: Route) -> None:
        if status is None:
            route.abort("internetdisconnected")
        else:
            route.fulfill(status=status, body="")

    page.route("**/piece/", answered)
    page.evaluate("htmx.ajax('GET', '/piece/', {target: '#main'}).catch(() => {})")


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_request_that_fails_says_that_nothing_is_lost(
    page_of: PageOf, watch: Watch, lang: str
) -> None:
    watch.expected = {503}
    page = page_of("dora", lang)
    page.goto("/more/")
    ask_by_htmx(page, 503)
    toast = page.get_by_role("alert")
    expect(toast).to_contain_text({"de": "nichts ist verloren", "en": "nothing is lost"}[lang])
    page.keyboard.press("Escape")
    expect(toast).to_have_count(0)
    watch.errors[:] = [e for e in watch.errors if "Response Status Error Code 503" not in e]


def test_without_a_connection_the_page_says_so(page_of: PageOf, watch: Watch) -> None:
    page = page_of("dora")
    page.goto("/more/")
    ask_by_htmx(page, None)
    expect(page.get_by_role("alert")).to_contain_text("keine Verbindung")
    page.get_by_role("button", name="Schließen").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    watch.errors.clear()  # the browser itself reports the connection that was cut here


def test_a_second_click_does_not_send_a_form_twice(page_of: PageOf) -> None:
    page = page_of("dora")
    page.goto("/more/")
    sent = []
    page.route("**/language/", lambda route: sent.append(route))
    page.evaluate(
        """() => { const form = document.querySelector(".side > .who-am-i form");
                   form.requestSubmit(); setTimeout(() => form.requestSubmit(), 100); }"""
    )
    page.wait_for_timeout(600)
    assert len(sent) == 1
    sent[0].fulfill(status=204)


def test_without_scripts_the_phone_menu_still_opens(
    browser: Browser, live_server: object, cast: dict[str, object]
) -> None:
    from tests.journeys.watch import cookie_of, session_of

    context = browser.new_context(
        base_url=str(live_server), java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    context.add_cookies([cookie_of(session_of(cast["dora"]), str(live_server))])
    try:
        page = context.new_page()
        page.goto("/more/")
        page.locator(".sheet > summary").click()
        expect(page.locator(".sheet li a").first).to_be_visible()
    finally:
        context.close()


def test_paper_carries_the_text_and_not_the_menu(page_of: PageOf) -> None:
    page = page_of("dora")
    page.goto("/more/style/")
    page.emulate_media(media="print")
    expect(page.locator("nav.side")).to_be_hidden()
    expect(page.locator(".actions").first).to_be_hidden()
    expect(page.locator("h1").first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_our_own_defect_is_shown_in_the_look_of_the_site(page_of: PageOf, watch: Watch) -> None:
    watch.expected = {404}
    page = page_of("dora")
    answer = page.goto("/no/such/thing/")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("Hier ist nichts")
    expect(page.locator("nav.side")).to_be_visible()
