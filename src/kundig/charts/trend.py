"""A line with its band over time, n on top; one small chart per group."""

from __future__ import annotations

from typing import Any

from kundig.charts.interval import axis_label
from kundig.charts.plotted import TIME
from kundig.charts.theme import NARROW, WIDTH, Colours

MOST_COUNTS = 14  # more numbers than this do not fit above the line


def counted(rows: list[dict[str, Any]]) -> bool:
    """True if the number of cases of every moment fits above the line."""
    return len({r["when"] for r in rows}) <= MOST_COUNTS and any(
        r["n"] not in (None, r["value"]) for r in rows
    )


def trend(
    rows: list[dict[str, Any]],
    *,
    time: str,
    grouped: bool,
    unit: str,
    lang: str,
    colours: Colours,
    narrow: bool = False,
) -> dict[str, Any]:
    """Rows of `when`, `value`, `low`, `high`, `n` and, where grouped, `label`."""
    part, format_ = TIME[time]
    moments = len({r["when"] for r in rows})
    x = {
        "field": "when", "type": "temporal", "timeUnit": part, "title": None,
        "scale": {"type": "utc", "padding": 14},
        "axis": {"format": format_, "grid": False, "labelOverlap": True,
                 "labelColor": colours.quiet, "tickCount": min(moments, 5 if narrow else 12)},
    }  # fmt: skip
    ranged = any(r["low"] is not None for r in rows)
    y = {
        "type": "quantitative", "title": None, "scale": {"zero": not ranged, "nice": True},
        "axis": {"tickCount": 5, "labelColor": colours.quiet, "labelExpr": axis_label(unit, lang)},
    }  # fmt: skip
    layers: list[dict[str, Any]] = [
        {"mark": "line", "encoding": {"y": {"field": "value", **y}}},
        {"mark": {"type": "point", "size": 36}, "encoding": {"y": {"field": "value", **y}}},
    ]
    if ranged:
        band = {"y": {"field": "low", **y}, "y2": {"field": "high"}}
        layers.insert(0, {"mark": "area", "encoding": band})
    if not grouped and not narrow and counted(rows):
        count = {"type": "text", "baseline": "bottom", "color": colours.quiet, "fontSize": 10}
        layers.append(
            {"mark": count, "encoding": {"y": {"value": -4}, "text": {"field": "n", "format": ","}}}
        )
    if not grouped:
        return {
            "width": NARROW - 40 if narrow else WIDTH + 120,
            "height": 180 if narrow else 200,
            "data": {"values": rows},
            "encoding": {"x": x},
            "layer": layers,
        }
    return {
        "data": {"values": rows},
        "columns": 1 if narrow else 2,
        "facet": {"field": "label", "type": "nominal", "title": None, "sort": None},
        "spec": {
            "width": NARROW - 40 if narrow else (WIDTH + 80) // 2,
            "height": 110,
            "encoding": {"x": x},
            "layer": layers,
        },
    }
