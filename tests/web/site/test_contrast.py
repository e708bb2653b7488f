"""The colours: readable on every ground, light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kundig_web

CSS = Path(kundig_web.__file__).parent / "site/static/kundig/kundig.css"
GROUNDS = ("paper", "card", "tint", "act-tint", "worse-tint")
TEXTS = ("ink", "soft", "stale", "act", "better", "worse")


def tokens(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", css))


def schemes() -> dict[str, dict[str, str]]:
    css = CSS.read_text(encoding="utf-8")
    dark_at = css.index("@media (prefers-color-scheme: dark)")
    more_at = css.index("@media (prefers-contrast: more)")
    light = tokens(css[:dark_at])
    return {"light": light, "dark": light | tokens(css[dark_at:more_at])}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_formula_is_the_one_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_is_readable_on_every_ground(scheme: str, ground: str) -> None:
    colours = schemes()[scheme]
    found = {text: contrast(colours[text], colours[ground]) for text in TEXTS}
    assert {t: c for t, c in found.items() if c < 4.5} == {}
    assert contrast(colours["edge"], colours[ground]) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_button_is_readable_at_rest_and_under_the_pointer(scheme: str) -> None:
    colours = schemes()[scheme]
    for ground in ("act", "act-deep"):
        assert contrast(colours["act-ink"], colours[ground]) >= 4.5
