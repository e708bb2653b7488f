"""A page that is closed to somebody: refused plainly, and not offered in the first place."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kundig_web import words
from tests.journeys.watch import Watch


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_who_may_not_manage_people_learns_who_does(
    page_of: Callable[..., Page], watch: Watch, demo: object, lang: str, width: int
) -> None:
    watch.expected = {403}
    page = page_of("emil", lang, width)
    page.goto("/more/")
    expect(page.locator("main a[href='/settings/people/']")).to_have_count(0)
    answer = page.goto("/settings/people/")
    assert answer is not None
    assert answer.status == 403
    expect(page.get_by_role("heading", level=1)).to_have_text(
        words.say("site.error_403_title", lang)
    )
    expect(page.locator("main")).to_contain_text("Dora Berger")
    page.get_by_role("link", name=words.say("site.error_home", lang)).click()
    expect(page).to_have_url(re.compile(r"^http://[^/]+/$"))
