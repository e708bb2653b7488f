"""A phone's column: names and figures stand above their marks, so that both keep their size."""

from __future__ import annotations

import textwrap
from typing import Any

from kundig.charts.theme import NARROW

LETTERS = 38  # in a line of the column
LINE_HEIGHT = 15
MARK = 30  # height of the mark with the air around it


def above(rows: list[dict[str, Any]], marks: list[dict[str, Any]]) -> dict[str, Any]:
    """One group per row of `label`, `told`: the words, and the marks below them."""
    lines = [textwrap.wrap(f"{r['label']}: {r['told']}", LETTERS) for r in rows]
    most = max((len(one) for one in lines), default=1)
    step = MARK + LINE_HEIGHT * most
    words = {
        "type": "text", "align": "left", "baseline": "line-bottom", "lineHeight": LINE_HEIGHT,
        "yOffset": step // 2 - MARK + 4 - LINE_HEIGHT * (most - 1),
    }  # fmt: skip
    below = [{**m, "mark": _lowered(m["mark"], step // 2 - MARK // 2)} for m in marks]
    return {
        "width": NARROW,
        "height": {"step": step},
        "data": {"values": [r | {"words": w} for r, w in zip(rows, lines, strict=True)]},
        "encoding": {"y": {"field": "label", "type": "nominal", "sort": None, "axis": None}},
        "layer": [
            *below,
            {"mark": words, "encoding": {"x": {"value": 0}, "text": {"field": "words"}}},
        ],
    }


def _lowered(mark: str | dict[str, Any], offset: int) -> dict[str, Any]:
    found = {"type": mark} if isinstance(mark, str) else dict(mark)
    return found | {"yOffset": offset} | ({"y2Offset": offset} if found["type"] == "rule" else {})
