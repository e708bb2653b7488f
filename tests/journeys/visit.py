"""What a person does on a page: reads, finds things by their names, clicks, types, presses keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from kundig_web import words

#: Each language and each width once; all combinations with the marker `slow`.
both_ways = pytest.mark.parametrize(
    ("lang", "width"),
    [
        ("de", 1280),
        ("en", 390),
        pytest.param("de", 390, marks=pytest.mark.slow),
        pytest.param("en", 1280, marks=pytest.mark.slow),
    ],
)
PHONE = 700
MOST_TABS = 90


@dataclass
class Visit:
    """A page with the language and the width in which it is read."""

    page: Page
    lang: str
    width: int

    def t(self, key: str, **values: Any) -> str:
        """The sentence `app.key` in the language of this visit."""
        return words.say(key, self.lang, **values)

    def tn(self, key: str, n: int, **values: Any) -> str:
        """The sentence `app.key` for a number."""
        return words.say_n(key, n, self.lang, **values)

    @property
    def main(self) -> Locator:
        """The content, without the menu."""
        return self.page.get_by_role("main")

    def button(self, key: str, **values: Any) -> Locator:
        """The button of these words."""
        return self.main.get_by_role("button", name=self.t(key, **values), exact=True)

    def button_n(self, key: str, n: int) -> Locator:
        """The button that says a number."""
        return self.main.get_by_role("button", name=self.tn(key, n), exact=True)

    def link(self, key: str, **values: Any) -> Locator:
        """The link of these words."""
        return self.main.get_by_role("link", name=self.t(key, **values), exact=True)

    def link_named(self, name: str) -> Locator:
        """The link that somebody named."""
        return self.main.get_by_role("link", name=name, exact=True)

    def field(self, key: str, **values: Any) -> Locator:
        """The field of this label, to which "optional" may be added."""
        optional = self.t("access.optional")
        said = re.escape(self.t(key, **values))
        return self.main.get_by_label(re.compile(rf"^\s*{said}\s*(\(?{optional}\)?)?\s*$"))

    def fold(self, key: str, **values: Any) -> Locator:
        """The line that opens a folded part."""
        return self.main.locator("summary").filter(has_text=self.t(key, **values))

    def reads(self, key: str, **values: Any) -> None:
        """The page says this."""
        expect(self.main).to_contain_text(self.t(key, **values))

    def heads(self, said: str | re.Pattern[str]) -> None:
        """The page's heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(said)

    def menu(self, key: str) -> None:
        """Choose a word of the menu; on a phone it may stand in the sheet."""
        bar = self.page.get_by_role("navigation", name=self.t("site.menu"), exact=True)
        word = bar.get_by_role("link", name=self.t(f"site.menu_{key}"), exact=True)
        if word.count() == 0:
            bar.locator("summary").filter(has_text=self.t("site.sheet")).click()
        word.first.click()

    def offered(self) -> list[str]:
        """All words of the menu, wherever they stand."""
        words = self.page.locator("nav.side > ul > li a").all_text_contents()
        return [word.strip() for word in words]

    def tab_to(self, wanted: Locator) -> None:
        """Press Tab until the keyboard is there; it must be visible where it is."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if wanted.evaluate("(e) => e === document.activeElement"):
                self.is_visible_focus()
                return
        raise AssertionError(f"the keyboard does not reach {wanted}")

    def is_visible_focus(self) -> None:
        """Whatever has the keyboard shows it by a line, and stands in the window."""
        drawn = self.page.evaluate(
            """() => { const e = document.activeElement;
                const drawn = [e, e.closest("label, .chip")].filter(Boolean).some((one) => {
                    const s = getComputedStyle(one);
                    return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2; });
                const box = e.getBoundingClientRect();
                return drawn && box.bottom > 0 && box.top < innerHeight; }"""
        )
        assert drawn, self.page.evaluate("document.activeElement.outerHTML.slice(0, 300)")

    def skip_menu(self) -> None:
        """The first key leads past the menu."""
        self.page.keyboard.press("Tab")
        skip = self.page.get_by_role("link", name=self.t("site.skip"), exact=True)
        expect(skip).to_be_focused()
        self.is_visible_focus()
        self.page.keyboard.press("Enter")
        expect(self.main).to_be_focused()
