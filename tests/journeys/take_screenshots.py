"""All pages as pictures: `python -m tests.journeys.take_screenshots FOLDER [WORD …]`.

Every page of the catalogue at 1280 and 390 pixels, German and English; a few dark as well. With
words, only pages whose names hold one of them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.conftest import FLAGS, chromium
from tests.journeys.looking import opened
from tests.journeys.standing import Standing, standing_site
from tests.journeys.watch import Watch, context_of

WIDTHS = (1280, 390)
#: Pages that are taken dark as well, by the end of their route's name.
DARK = ("today", "list", "page", "measure", "style", "login", "letter")


def main(folder: str, *wanted: str) -> int:
    """Take them; the exit code is 1 if a page could not be shown."""
    path = chromium()
    if path is None:
        print("no Chromium: apt-get install chromium, or set KUNDIG_CHROMIUM", file=sys.stderr)
        return 1
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as own, sync_playwright() as playwright:
        demo = _demo(Path(own) / "demo")
        with standing_site(demo, Path(own)) as site:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            failed = [
                f"{name}: {why}"
                for name, why in (_missing(site, wanted) + _all(browser, site, out, wanted))
            ]
            browser.close()
    for line in failed:
        print(line, file=sys.stderr)
    print(f"{len(list(out.glob('*.png')))} pictures in {out}")
    return 1 if failed else 0


def _missing(site: Standing, wanted: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, why) for name, why in site.missing.items() if _is_wanted(name, wanted)]


def _all(
    browser: Browser, site: Standing, out: Path, wanted: tuple[str, ...]
) -> list[tuple[str, str]]:
    """Pages that answered with an error, and with which."""
    failed = []
    for name, path in site.paths.items():
        if not _is_wanted(name, wanted):
            continue
        for lang in ("de", "en"):
            context = context_of(browser, Watch(), site.url, site.viewer(name), lang, WIDTHS[0])
            try:
                failed += [
                    (name, told) for told in _pictures(context.new_page(), name, path, lang, out)
                ]
            finally:
                context.close()
    return failed


def _pictures(page: Page, name: str, path: str, lang: str, out: Path) -> list[str]:
    """All pictures of a page in one language; what went wrong."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        response = opened(page, path)
        if response is None:
            return []
        if not response.ok:
            return [f"{lang}: answers {response.status}"]
        # The bar of a phone would lie across the middle of a picture of the whole page.
        page.set_viewport_size({"width": width, "height": _height(page)})
        file = f"{name.replace(':', '-').replace('_', '-')}-{width}-{lang}"
        page.screenshot(path=out / f"{file}.png")
        if lang == "de" and name.split(":")[-1].endswith(DARK):
            page.emulate_media(color_scheme="dark")
            page.screenshot(path=out / f"{file}-dark.png")
            page.emulate_media(color_scheme="light")
    return []


def _height(page: Page) -> int:
    found: int = page.evaluate("document.documentElement.scrollHeight")
    return max(844, min(found, 12_000))


def _is_wanted(name: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or any(word in name for word in wanted)


def _demo(folder: Path) -> Path:
    from kundig.cli.main import main as kundig

    code = kundig([
        "demo", str(folder), "--customers", "1000", "--today", "2026-11-20", "--no-letter",
        "--lang", "de",
    ])  # fmt: skip
    assert code == 0
    return folder


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
