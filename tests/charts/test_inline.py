"""A chart stands in a web page: small, without styles, in the page's colours; on a phone too."""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from kundig.charts import inline_svg, picture_of, to_svg
from kundig.charts.theme import LIGHT, NARROW, SCHEMA, config
from kundig.glossary.measure import Request
from tests.charts.drawn import told

GROUPS = told(
    [
        {"branch": "Nord & <b>", "csat": 81.2, "low": 77.0, "high": 84.9, "n": 400},
        {"branch": "Süd", "csat": 64.0, "low": 55.5, "high": 71.8, "n": 120},
    ],
    by=("branch",),
)
MONTHS = told(
    [{"month": f"2026-{m:02}", "csat": 70.0 + m, "low": 60.0 + m, "high": 80.0 + m, "n": 50} for m in range(1, 10)],
    by=("month",),
)  # fmt: skip
COUNTS = told(
    [{"branch": b, "customers": n, "n": n} for b, n in (("Nord", 900), ("Süd", 300))],
    by=("branch",), measure="customers",
)  # fmt: skip


def drawn(answer: object, *, narrow: bool = False, **more: object) -> str:
    picture = picture_of(answer, narrow=narrow)  # type: ignore[arg-type]
    spec = {"$schema": SCHEMA, **picture.body, "config": {**config("de"), "background": None}}
    return inline_svg(to_svg(spec, "de"), name='Nord "vorn" & <b>', id="one", **more)  # type: ignore[arg-type]


def parsed(svg: str) -> Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - drawn by this process


@pytest.mark.parametrize("answer", [GROUPS, MONTHS, COUNTS])
@pytest.mark.parametrize("narrow", [False, True])
def test_no_style_no_namespace_no_colour_of_its_own(answer: object, narrow: bool) -> None:
    svg = drawn(answer, narrow=narrow)
    assert not re.search(r"style|<script|xmlns|ns\d:|font-family", svg)
    colours = set(re.findall(r'(?:fill|stroke)="([^"]*)"', svg))
    assert colours <= {
        "none",
        "transparent",
        *(f"var(--chart-{n}, {getattr(LIGHT, n)})" for n in LIGHT.__slots__),
    }
    assert "var(--chart-accent, " in svg


def test_it_has_one_name_and_nothing_else_is_read_out() -> None:
    root = parsed(drawn(GROUPS))
    assert root.get("role") == "img"
    assert root.get("aria-label") == 'Nord "vorn" & <b>'
    for element in root.iter():
        if element is not root:
            assert not {"role", "aria-label", "aria-roledescription"} & set(element.keys())


def test_marks_and_words_are_all_still_there() -> None:
    svg = drawn(GROUPS)
    full = to_svg({"$schema": SCHEMA, **picture_of(GROUPS).body, "config": config("de")}, "de")
    said = re.compile(r">([^<>]+)</text>")
    assert said.findall(svg) == said.findall(full)
    assert len(re.findall(r"<path", drawn(COUNTS))) >= 2
    assert len(svg) < 0.6 * len(full)


def test_bars_keep_their_shape_behind_their_clip() -> None:
    svg = drawn(COUNTS)
    root = parsed(svg)
    clips = [e for e in root.iter() if e.tag == "clipPath"]
    assert clips
    assert all(len(c) for c in clips)
    names = {c.get("id") for c in clips}
    used = set(re.findall(r"url\(#([^)]+)\)", svg))
    assert used == names
    assert all(n and n.startswith("one-") for n in names)


@pytest.mark.parametrize("answer", [GROUPS, MONTHS, COUNTS])
def test_on_a_phone_it_fits_the_column(answer: object) -> None:
    width = float(parsed(drawn(answer, narrow=True)).get("width", "0"))
    assert width <= NARROW + 60


def test_scaled_it_stands_larger_and_shows_the_same() -> None:
    one, two = (parsed(drawn(GROUPS, scale=s)) for s in (1, 1.5))
    assert float(two.get("width", "0")) == pytest.approx(1.5 * float(one.get("width", "0")), abs=1)
    assert one.get("viewBox") == two.get("viewBox")


def test_long_names_are_broken_and_not_cut_on_a_phone() -> None:
    name = "Beratung und Verkauf im Stammhaus am alten Markt neben der Kirche"
    answer = told([{"branch": name, "csat": 81.2, "low": 77.0, "high": 84.9, "n": 400},
                   {"branch": "Süd", "csat": 64.0, "low": 55.5, "high": 71.8, "n": 120}], by=("branch",))  # fmt: skip
    words = " ".join(re.findall(r">([^<>]+)</t", drawn(answer, narrow=True)))
    assert name in words


def test_words_alone_are_no_picture() -> None:
    nothing = told([{"csat": None, "low": None, "high": None, "n": 14}])
    assert picture_of(nothing).is_words
    assert not picture_of(GROUPS).is_words
    assert Request() == nothing.request
