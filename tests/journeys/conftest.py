"""A real browser on a real server: `page_of("lena", "de", 390)` is Lena's phone, signed in.

Whatever breaks the content security policy, asks another host or writes an error to the console
fails the test that saw it. Where there is no Chromium, journeys are skipped and say so.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.serving import shop, showroom, visits
from tests.journeys.watch import Watch, context_of, session_of
from tests.web.conftest import cast, client_of, demo, demo_copy, demo_home, own_home

__all__ = [
    "cast", "client_of", "demo", "demo_copy", "demo_home", "own_home", "shop", "showroom", "visits",
]  # fmt: skip

# Playwright keeps an event loop in this thread; Django's guard against async use takes it for one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


def chromium() -> str | None:
    """Where Chromium is: `KUNDIG_CHROMIUM`, else where Debian puts it."""
    places = (os.environ.get("KUNDIG_CHROMIUM", ""), *PLACES)
    return next((place for place in places if place and Path(place).exists()), None)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A database in a file: requests of one page arrive at once, and must not share a connection."""
    from django.db import connections

    one = connections["default"]
    if one.vendor == "sqlite":
        one.settings_dict["TEST"]["NAME"] = str(
            tmp_path_factory.mktemp("database") / "test.sqlite3"
        )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium: apt-get install chromium, or set KUNDIG_CHROMIUM to its path")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What the pages of this test did that no page should do; the test fails if there is any."""
    seen = Watch()
    yield seen
    assert not seen.csp, f"against the content security policy: {seen.csp}"
    assert not seen.foreign, f"asked another host: {seen.foreign}"
    assert not seen.errors, f"errors in the console: {seen.errors}"


@pytest.fixture
def page_of(
    browser: Browser, live_server: Any, cast: dict[str, Any], watch: Watch
) -> Iterator[Callable[..., Page]]:
    """`page_of("dora", "en", 390, dark=True)`: a signed-in page; an empty name is a stranger.

    Give a path relative to the site to `page.goto`.
    """
    contexts = []

    def made(name: str = "dora", lang: str = "de", width: int = 1280, dark: bool = False) -> Page:
        session = ""
        if name:
            type(cast[name]).objects.filter(pk=cast[name].pk).update(language=lang)
            session = session_of(cast[name])
        context = context_of(browser, watch, live_server.url, session, lang, width, dark)
        contexts.append(context)
        page = context.new_page()
        watch.see(page, live_server.url)
        return page

    yield made
    for context in contexts:
        context.close()
