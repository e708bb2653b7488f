"""Which kind of chart answers a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kundig import glossary
from kundig.charts.bars import bars
from kundig.charts.interval import interval
from kundig.charts.plotted import Told, figure_n, plotted
from kundig.charts.table import table
from kundig.charts.theme import colours, dressed
from kundig.charts.trend import counted, trend

MOST_GROUPS = 24  # more lines than this are a table, not a picture
MOST_FACETS = 8


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn of an answer, and what to know when looking at it."""

    body: dict[str, Any]  # marks and data, without title and theme
    notes: tuple[str, ...]
    is_words: bool  # nothing is drawn: each group stands with its figure in words


def chart_of(answer: Told, *, title: str | None = None, dark: bool = False) -> dict[str, Any]:
    """The chart of an answer as a Vega-Lite specification.

    Args:
        answer: what `ask` returned.
        title: the answer in words; without it the name of the measure stands there.
        dark: for dark paper.
    """
    picture = picture_of(answer, dark=dark)
    name = title or answer.measure.say("name", answer.lang)
    notes = [_question(answer), *picture.notes]
    return dressed(picture.body, title=name, subtitle=notes, lang=answer.lang, dark=dark)


def picture_of(answer: Told, *, narrow: bool = False, dark: bool = False) -> Picture:
    """The kind of chart that answers a question, as wide as a page or as a phone (`narrow`)."""
    lang, unit, paper = answer.lang, answer.measure.unit, colours(dark=dark)
    drawn = plotted(answer)
    rows: list[dict[str, Any]] = drawn.rows
    notes: list[str] = []
    told = [r for r in rows if r["value"] is not None]
    is_words = False
    if drawn.time and _runs(told):
        rows = [r for r in rows if r["when"] is not None]
        rows, left = _first_groups(rows, MOST_FACETS)
        spec = trend(
            rows, time=drawn.time, grouped=drawn.grouped, unit=unit, lang=lang, colours=paper,
            narrow=narrow,
        )  # fmt: skip
        if any(r["low"] is not None for r in rows):
            notes.append(glossary.text("charts.subtitle_band", lang))
        if counted(rows) and not drawn.grouped and not narrow:
            notes.append(glossary.text("charts.subtitle_counts", lang))
    else:
        rows = told if told and len(rows) > MOST_GROUPS else rows
        left, rows = max(0, len(drawn.rows) - min(len(rows), MOST_GROUPS)), rows[:MOST_GROUPS]
        rows = [r | {"label": r["full_label"]} for r in rows]
        if not told or answer.measure.chart == "table":
            spec, is_words = table(rows), True
        elif answer.measure.chart == "bars" or all(r["low"] is None for r in rows):
            spec = bars(rows, unit=unit, lang=lang, colours=paper, narrow=narrow)
        else:
            spec = interval(rows, unit=unit, lang=lang, colours=paper, narrow=narrow)
            notes.append(glossary.text("charts.subtitle_range", lang))
    if left:
        notes.append(glossary.text("charts.more_groups", lang, n=left))
    return Picture(spec, tuple(notes), is_words)


def _question(answer: Told) -> str:
    question = answer.measure.say("question", answer.lang)
    n = figure_n(answer.n, answer.lang)
    return glossary.text("charts.subtitle", answer.lang, question=question, n=n)


def _runs(told: list[dict[str, Any]]) -> bool:
    """True if some group has figures at two moments: fewer make no line."""
    seen: dict[str, set[str | None]] = {}
    for r in told:
        seen.setdefault(r["label"], set()).add(r["when"])
    return any(len(moments) > 1 for moments in seen.values())


def _first_groups(rows: list[dict[str, Any]], most: int) -> tuple[list[dict[str, Any]], int]:
    """The rows of the `most` groups with the most cases, and how many groups are left out."""
    weight: dict[str, int] = {}
    for r in rows:
        weight[r["label"]] = weight.get(r["label"], 0) + int(r["n"] or 0)
    kept = sorted(weight, key=lambda g: (-weight[g], g))[:most]
    return [r for r in rows if r["label"] in kept], len(weight) - len(kept)
