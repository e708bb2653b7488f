"""Words in place of a chart: for answers that no mark would make clearer."""

from __future__ import annotations

from typing import Any

from kundig.charts.interval import STEP
from kundig.charts.theme import WIDTH


def table(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """One line per row of `label` and `told`."""
    words = {"type": "text", "align": "left", "baseline": "middle"}
    return {
        "width": WIDTH,
        "height": {"step": STEP},
        "data": {"values": rows},
        "mark": words,
        "encoding": {
            "y": {"field": "label", "type": "nominal", "sort": None, "title": None},
            "x": {"value": 14},
            "text": {"field": "told"},
        },
    }
