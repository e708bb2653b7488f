"""Ranked bars from zero; the figure in words stands beside them."""

from __future__ import annotations

from typing import Any

from kundig.charts.interval import STEP, axis_label
from kundig.charts.narrow import above
from kundig.charts.theme import WIDTH, Colours


def bars(
    rows: list[dict[str, Any]], *, unit: str, lang: str, colours: Colours, narrow: bool = False
) -> dict[str, Any]:
    """One bar per row of `label`, `value`, `told`, the longest first."""
    x = {
        "field": "value", "type": "quantitative", "title": None,
        "axis": {"tickCount": 5, "labelColor": colours.quiet, "labelExpr": axis_label(unit, lang)},
    }  # fmt: skip
    ranked = sorted(rows, key=lambda r: (r["value"] is None, -(r["value"] or 0), r["label"]))
    if narrow:
        mark = {"type": "bar", "height": 9}
        return above(ranked, [{"mark": mark, "encoding": {"x": x}}])
    words = {"type": "text", "align": "left", "baseline": "middle"}
    return {
        "width": WIDTH,
        "height": {"step": STEP},
        "data": {"values": ranked},
        "encoding": {"y": {"field": "label", "type": "nominal", "sort": None, "title": None}},
        "layer": [
            {"mark": {"type": "bar", "height": {"band": 0.6}}, "encoding": {"x": x}},
            {"mark": words, "encoding": {"x": {"value": WIDTH + 14}, "text": {"field": "told"}}},
        ],
    }
