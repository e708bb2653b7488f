"""Looking at one page in every way: both languages, light and dark, wide and narrow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page, Response

from tests.journeys.pages import Listed
from tests.journeys.standing import Standing
from tests.journeys.watch import Watch, context_of

LANGUAGES = ("de", "en")
#: What a page weighs at most, charts included, when nothing is in the browser's cache.
HEAVIEST = 150 * 1024
#: Dark differs from light in nothing but colours.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


@dataclass
class Looked:
    """What was found on one page."""

    html: bool = True
    status: int = 0
    axe: list[str] = field(default_factory=list)
    scrolls: list[str] = field(default_factory=list)
    weight: int = 0
    watch: Watch = field(default_factory=Watch)


def look(browser: Browser, site: Standing, listed: Listed) -> Looked:
    """Open the page in every way and note what is wrong."""
    found = Looked()
    for lang in LANGUAGES:
        context = context_of(browser, found.watch, site.url, site.viewer(listed.name), lang, 1280)
        try:
            page = context.new_page()
            found.watch.see(page, site.url)
            response = opened(page, site.paths[listed.name])
            if response is None:
                found.html = False
                return found
            found.status = response.status
            found.weight = max(found.weight, found.watch.weight())
            found.axe.extend(f"{lang} light: {defect}" for defect in defects(page))
            page.emulate_media(color_scheme="dark")
            found.axe.extend(f"{lang} dark: {defect}" for defect in defects(page, COLOURS))
            page.emulate_media(color_scheme="light")
            found.scrolls.extend(f"{lang}: {wide}" for wide in too_wide(page, 320))
        finally:
            context.close()
    return found


def opened(page: Page, path: str) -> Response | None:
    """Open a page and wait until its pieces are there; None if it is a download."""
    try:
        response = page.goto(path)
    except Error as error:
        if "Download is starting" in error.message:
            return None
        raise
    assert response is not None
    page.wait_for_function("!document.querySelector('.htmx-request')")
    return response if "text/html" in response.headers.get("content-type", "") else None


def defects(page: Page, options: dict[str, Any] | None = None) -> list[str]:
    """What axe calls serious or critical."""
    violations = Axe().run(page, options=options or {}).response["violations"]
    return [
        f"{v['id']}: {v['help']}: "
        + "; ".join(f"{node['target']} {node['html'][:160]}" for node in v["nodes"][:4])
        for v in violations
        if v["impact"] in {"serious", "critical"}
    ]


def too_wide(page: Page, width: int) -> list[str]:
    """What makes the page scroll sideways at this width; whatever scrolls in itself is left out."""
    page.set_viewport_size({"width": width, "height": 700})
    if page.evaluate("document.documentElement.scrollWidth") <= width:
        return []
    found: list[str] = page.evaluate(
        """(width) => [...document.querySelectorAll("body *")]
            .filter((e) => e.getBoundingClientRect().right > width + 1)
            .slice(-4).map((e) => e.outerHTML.slice(0, 140))""",
        width,
    )
    return found or ["the page"]
