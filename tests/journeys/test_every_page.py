"""What holds for every page of the site, in both languages, light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from kundig.store.home import Home
from tests.journeys.looking import HEAVIEST, Looked, look
from tests.journeys.pages import Listed, catalogue, without_example
from tests.journeys.standing import standing_site

PAGES = catalogue()
Look = Callable[[Listed], Looked]


@pytest.fixture(scope="module")
def look_at(
    browser: Browser, demo_home: Home, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Look]:
    """`look_at(page)` looks once and remembers: the site stands still while all pages are seen."""
    seen: dict[str, Looked] = {}
    with standing_site(demo_home.folder, tmp_path_factory.mktemp("pages")) as site:

        def looked(listed: Listed) -> Looked:
            assert listed.name not in site.missing, site.missing[listed.name]
            if listed.name not in seen:
                seen[listed.name] = look(browser, site, listed)
            found = seen[listed.name]
            assert found.status < 400, f"{listed.name} answers {found.status}"
            if not found.html:
                pytest.skip(f"{listed.name} is a download")
            return found

        yield looked


every_page = pytest.mark.parametrize("listed", PAGES, ids=lambda p: p.name)


@every_page
def test_axe_finds_nothing_serious(look_at: Look, listed: Listed) -> None:
    assert look_at(listed).axe == []


@every_page
def test_nothing_breaks_the_security_policy_or_asks_another_host(
    look_at: Look, listed: Listed
) -> None:
    seen = look_at(listed).watch
    assert (seen.csp, seen.foreign, seen.errors) == ([], [], [])


@every_page
def test_the_page_is_light(look_at: Look, listed: Listed) -> None:
    weight = look_at(listed).weight
    assert 0 < weight < HEAVIEST, f"{weight / 1024:.0f} KB"


@every_page
def test_nothing_scrolls_sideways_on_the_smallest_phone(look_at: Look, listed: Listed) -> None:
    assert look_at(listed).scrolls == []


def test_every_page_with_arguments_has_an_example() -> None:
    assert without_example() == []
