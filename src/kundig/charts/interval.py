"""A dot with its range per group; the figure in words stands beside it."""

from __future__ import annotations

from typing import Any

from kundig.charts.narrow import above
from kundig.charts.theme import WIDTH, Colours

STEP = 30


def interval(
    rows: list[dict[str, Any]], *, unit: str, lang: str, colours: Colours, narrow: bool = False
) -> dict[str, Any]:
    """One line per row of `label`, `value`, `low`, `high`, `told`, in the order given."""
    x = {
        "type": "quantitative", "title": None,
        "scale": {"zero": False, "nice": True, "padding": 12},
        "axis": {"tickCount": 5, "labelColor": colours.quiet, "labelExpr": axis_label(unit, lang)},
    }  # fmt: skip
    marks: list[dict[str, Any]] = [
        {"mark": "rule", "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}}},
        {"mark": "point", "encoding": {"x": {"field": "value", **x}}},
    ]
    if narrow:
        return above(rows, marks)
    words = {"mark": {"type": "text", "align": "left", "baseline": "middle"}}
    return {
        "width": WIDTH,
        "height": {"step": STEP},
        "data": {"values": rows},
        "encoding": {"y": {"field": "label", "type": "nominal", "sort": None, "title": None}},
        "layer": [
            *marks,
            words | {"encoding": {"x": {"value": WIDTH + 14}, "text": {"field": "told"}}},
        ],
    }


def axis_label(unit: str, lang: str) -> str:
    """The Vega expression that writes a number on an axis."""
    number = "replace(datum.label, '-', '\u2212')"
    sign = "\u00a0%" if lang == "de" else "%"
    return f"{number} + '{sign}'" if unit == "percent" else number
