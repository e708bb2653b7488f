"""A drawn chart as a piece of a web page: small, without styles, in the colours of the page.

Colours become CSS variables (`--chart-ink`, `--chart-accent` …) with the theme's own as fallback,
so that one picture fits light and dark paper and a strict content security policy. Whatever a
screen reader would read piece by piece goes: the picture has one name, and a table beside it.
"""

from __future__ import annotations

import re
from dataclasses import asdict
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from kundig.charts.theme import LIGHT

SVG = "{http://www.w3.org/2000/svg}"
_VARIABLES = {value: f"var(--chart-{name}, {value})" for name, value in asdict(LIGHT).items()}
#: Attributes that say nothing which the page or the specification's defaults do not say.
_IDLE = {
    "class", "role", "font-family", "pointer-events", "stroke-miterlimit", "version",
    "aria-hidden", "aria-label", "aria-roledescription",
}  # fmt: skip
_LONG = re.compile(r"-?\d+\.\d{2,}")


def inline_svg(svg: str, *, name: str, id: str, scale: float = 1) -> str:  # noqa: A002 - what HTML calls it
    """The picture, to be put into a page as it is.

    Args:
        svg: what `to_svg` drew on light paper, without a background of its own.
        name: what the picture says, for whoever cannot see it.
        id: tells the parts of this picture from those of others on the page.
        scale: how much larger than drawn it may stand where there is room.
    """
    root = ElementTree.fromstring(svg)  # noqa: S314 - drawn by this process
    _tidy(root, id)
    for attribute in ("width", "height"):
        root.set(attribute, f"{scale * float(root.get(attribute, '0')):.0f}")
    root.set("viewBox", _LONG.sub(_short, root.get("viewBox", "")))
    root.set("role", "img")
    root.set("aria-label", name)
    root.set("class", "chart-picture")
    text = ElementTree.tostring(root, encoding="unicode")
    return re.sub(r' xmlns(:\w+)?="[^"]*"|(?<=[</])ns\d+:', "", text)


def _tidy(element: Element, id: str) -> None:  # noqa: A002
    for attribute in list(element.attrib):
        value = element.attrib[attribute]
        if attribute in _IDLE or (attribute.endswith("opacity") and value == "1"):
            del element.attrib[attribute]
        elif attribute == "id":
            element.set(attribute, f"{id}-{value}")
        elif "url(#" in value:
            element.set(attribute, value.replace("url(#", f"url(#{id}-"))
        elif value in _VARIABLES:
            element.set(attribute, _VARIABLES[value])
        elif attribute in {"d", "transform", "x", "x2", "y", "y2"}:
            element.set(attribute, _LONG.sub(_short, value))
    for child in list(element):
        if element.tag == f"{SVG}clipPath":  # has neither line nor colour, and is no frame
            continue
        if _is_empty(child):
            element.remove(child)
            continue
        _tidy(child, id)
        if child.tag == f"{SVG}g" and not len(child):
            element.remove(child)


def _is_empty(element: Element) -> bool:
    """Vega's frames: paths without a line and backgrounds without a colour."""
    if (
        element.tag == f"{SVG}path"
        and "fill" not in element.attrib
        and "stroke" not in element.attrib
    ):
        return True
    return element.tag == f"{SVG}rect" and element.get("fill") == "transparent"


def _short(number: re.Match[str]) -> str:
    return f"{float(number.group()):.1f}".removesuffix(".0")
