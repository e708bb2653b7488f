"""An answer as a self-contained piece of HTML for notebooks, readable on light and dark paper.

Nothing is fetched, no script runs, every style stands on its element: a notebook that cleans HTML
loses nothing that matters. Colours are inherited or half transparent, so they fit both papers; the
chart is drawn on paper of its own.
"""

from __future__ import annotations

import base64
from html import escape
from typing import TYPE_CHECKING

from kundig import glossary
from kundig.answers.told import MOST_ROWS, headline, table

if TYPE_CHECKING:
    from kundig.answers.answer import Answer

LINE = "1px solid rgba(128,128,128,.35)"
BOX = (
    "font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;font-size:14px;"
    "line-height:1.45;max-width:760px;color:inherit;text-align:left;padding:4px 0 8px"
)
CELL = f"padding:4px 18px 4px 0;border:0;border-bottom:{LINE};background:none;color:inherit;"
NUMBER = "text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;"
QUIET = "opacity:.75;font-size:13px;"


def as_html(answer: Answer) -> str:
    """Question, answer in words, chart, table, what to know, version and SQL."""
    lang = answer.lang
    parts = [
        _p(answer.question, QUIET),
        _p(headline(answer), "font-size:17px;font-weight:600;margin:2px 0 10px;"),
        _chart(answer),
        _table(answer) if answer.rows else "",
        _caveats(answer),
        _p(_decides(answer), QUIET + "margin:8px 0 0;"),
        _p(glossary.text("answers.told_version", lang, version=answer.version), QUIET),
        _sql(answer),
    ]
    return f'<div lang="{lang}" style="{BOX}">{"".join(parts)}</div>'


def _p(words: str, style: str) -> str:
    return f'<p style="margin:0;{style}">{escape(words)}</p>'


def _chart(answer: Answer) -> str:
    """The chart as an image with its words as alternative text; nothing if it cannot be drawn."""
    from kundig.charts import RendererMissing, chart_of, to_svg

    if all(r.get(answer.measure.key) is None for r in answer.rows):
        return ""
    spec = chart_of(answer, title=headline(answer))
    del spec["title"]  # it stands above already
    spec["background"] = "#ffffff"
    try:
        svg = to_svg(spec, answer.lang)
    except RendererMissing as missing:
        return _p(missing.text(answer.lang), QUIET)
    data = base64.b64encode(svg.encode("utf-8")).decode("ascii")
    return (
        f'<img alt="{escape(headline(answer), quote=True)}" src="data:image/svg+xml;base64,{data}" '
        'style="max-width:100%;border-radius:6px;display:block;margin:0 0 10px">'
    )


def _table(answer: Answer) -> str:
    heads, cells, numbers = table(answer)
    styles = [CELL + (NUMBER if right else "text-align:left;") for right in numbers]
    top = "".join(
        f'<th scope="col" style="{s}font-weight:600">{escape(h)}</th>'
        for h, s in zip(heads, styles, strict=True)
    )
    rows = "".join(
        "<tr>" + "".join(_cell(c, s) for c, s in zip(line, styles, strict=True)) + "</tr>"
        for line in cells
    )
    more = len(answer.rows) - MOST_ROWS
    note = _p(glossary.text("answers.told_more", answer.lang, n=more), QUIET) if more > 0 else ""
    table_style = (
        "border-collapse:collapse;font-size:14px;margin:0 0 10px;background:none;color:inherit"
    )
    return (
        f'<table style="{table_style}"><thead><tr>{top}</tr></thead>'
        f"<tbody>{rows}</tbody></table>{note}"
    )


def _cell(words: str, style: str) -> str:
    return f'<td style="{style}">{escape(words)}</td>'


def _caveats(answer: Answer) -> str:
    told = "".join(f"<li>{escape(c)}</li>" for c in answer.told_caveats())
    return f'<ul style="margin:0;padding-left:18px">{told}</ul>' if told else ""


def _decides(answer: Answer) -> str:
    decides = answer.measure.say("decides", answer.lang)
    return glossary.text("answers.told_decides", answer.lang, decides=decides)


def _sql(answer: Answer) -> str:
    name = glossary.text("answers.told_sql", answer.lang)
    code = "white-space:pre-wrap;font-size:12px;background:none;color:inherit;margin:6px 0 0"
    return (
        f'<details style="{QUIET}margin-top:4px"><summary>{escape(name)}</summary>'
        f'<pre style="{code}">{escape(answer.sql)}</pre></details>'
    )
