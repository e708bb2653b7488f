"""One look for all charts: system fonts, one accent, marks that colour-blind people can tell apart."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Any

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif"
WIDTH = 420
NARROW = 280  # the column of a phone
LINE = 70  # letters in a line of the title


@dataclass(frozen=True, slots=True)
class Colours:
    """The few colours of a chart."""

    paper: str
    ink: str
    quiet: str
    grid: str
    accent: str
    soft: str


#: Contrast of ink, quiet text and accent on their paper is at least 4.5 to 1.
LIGHT = Colours("#ffffff", "#1d2733", "#5a6675", "#e3e7ec", "#0a6a96", "#a9cfe0")
DARK = Colours("#15191e", "#e8ebee", "#a3afbb", "#2c333b", "#62bce3", "#24506a")

NUMBERS = {
    "de": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", "\u00a0€"]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["€", ""]},
}
DAYS = {
    "de": "Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag",
    "en": "Sunday Monday Tuesday Wednesday Thursday Friday Saturday",
}
MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December",
}
SHORT = {
    "de": "Jan Feb Mrz Apr Mai Jun Jul Aug Sep Okt Nov Dez",
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
}


def colours(*, dark: bool) -> Colours:
    """The colours for light or dark paper."""
    return DARK if dark else LIGHT


def locale(lang: str) -> dict[str, Any]:
    """How Vega writes numbers and dates in a language."""
    time = {
        "dateTime": "%A, %d. %B %Y, %X",
        "date": "%d.%m.%Y" if lang == "de" else "%Y-%m-%d",
        "time": "%H:%M:%S",
        "periods": ["", ""] if lang == "de" else ["AM", "PM"],
        "days": DAYS[lang].split(),
        "shortDays": [d[:2] for d in DAYS[lang].split()],
        "months": MONTHS[lang].split(),
        "shortMonths": SHORT[lang].split(),
    }
    return {"number": NUMBERS[lang], "time": time}


def config(lang: str, *, dark: bool = False) -> dict[str, Any]:
    """The Vega-Lite configuration that every chart has."""
    c = colours(dark=dark)
    text = {"font": FONT, "color": c.ink, "fontSize": 12}
    return {
        "background": c.paper,
        "font": FONT,
        "locale": locale(lang),
        "padding": 8,
        "view": {"stroke": None},
        "title": {
            "anchor": "start", "frame": "bounds", "color": c.ink, "fontSize": 15, "fontWeight": 600,
            "lineHeight": 20, "offset": 14, "subtitleColor": c.quiet, "subtitleFontSize": 12,
            "subtitleLineHeight": 16, "subtitlePadding": 6,
        },
        "axis": {
            "labelColor": c.ink, "labelFontSize": 12, "labelLimit": 190, "titleColor": c.quiet,
            "titleFontSize": 12, "titleFontWeight": 400, "gridColor": c.grid, "domain": False,
            "ticks": False, "labelPadding": 6, "labelFlush": False,
        },
        "header": {
            "labelColor": c.ink, "labelFontSize": 12, "labelFontWeight": 600, "labelAnchor": "start",
            "title": None,
        },
        "text": text,
        "point": {"filled": True, "size": 80, "opacity": 1, "color": c.accent},
        "line": {"color": c.accent, "strokeWidth": 2},
        "area": {"color": c.soft, "opacity": 0.55},
        "bar": {"color": c.accent, "cornerRadiusEnd": 2},
        "rule": {"color": c.soft, "strokeWidth": 5, "strokeCap": "round"},
    }  # fmt: skip


def dressed(
    spec: dict[str, Any], *, title: str, subtitle: list[str], lang: str, dark: bool
) -> dict[str, Any]:
    """A specification with schema, title, subtitle and theme."""
    lines = [line for text in subtitle for line in textwrap.wrap(text, LINE + 20)]
    return {
        "$schema": SCHEMA,
        "title": {"text": textwrap.wrap(title, LINE) or [""], "subtitle": lines},
        **spec,
        "config": config(lang, dark=dark),
    }
