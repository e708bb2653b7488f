"""From an answer to what a chart draws: label, value, range, n and the words beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from kundig import glossary
from kundig.charts.theme import SHORT
from kundig.glossary.measure import Measure, Request
from kundig.glossary.numbers import digits_for, figure, number
from kundig.glossary.sentences import texts

#: Parts of time, and how Vega writes them.
TIME = {
    "year": ("utcyear", "%Y"),
    "quarter": ("utcyearquarter", "Q%q %Y"),
    "month": ("utcyearmonth", "%b %y"),
    "week": ("utcyearmonthdate", "%d.%m."),
}


class Told(Protocol):
    """What a chart needs of an answer (properties, so that a frozen answer fits)."""

    @property
    def measure(self) -> Measure: ...  # noqa: D102
    @property
    def request(self) -> Request: ...  # noqa: D102
    @property
    def rows(self) -> list[dict[str, Any]]: ...  # noqa: D102
    @property
    def n(self) -> int: ...  # noqa: D102
    @property
    def lang(self) -> str: ...  # noqa: D102
    @property
    def currency(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Plotted:
    """The rows of an answer, ready to draw."""

    rows: list[dict[str, Any]]
    time: str | None  # the part of time that runs along the chart
    grouped: bool
    digits: int


def plotted(answer: Told) -> Plotted:
    """Rows with `label`, `when`, `value`, `low`, `high`, `n`, `told`; time apart from groups."""
    key, unit, lang = answer.measure.key, answer.measure.unit, answer.lang
    time = next((b for b in answer.request.by if b in TIME), None)
    groups = [b for b in groups_of(answer) if b != time]
    digits = digits_of(answer)
    rows = []
    for row in answer.rows:
        told = figure(row, key, unit, lang, digits=digits, currency=answer.currency)
        n = row.get("n")
        rows.append(
            {
                "label": label(row, groups, lang),
                "full_label": label(row, groups_of(answer), lang),
                "when": _instant(row[time]) if time else None,
                "value": _plain(row.get(key)),
                "low": _plain(row.get("low")),
                "high": _plain(row.get("high")),
                "n": n,
                "told": told if n in (None, row.get(key)) else f"{told}, n = {figure_n(n, lang)}",
            }
        )
    return Plotted(rows, time, bool(groups), digits)


def figure_n(n: int, lang: str) -> str:
    """A number of cases."""
    return number(n, lang)


def digits_of(answer: Told) -> int:
    """The decimals that all figures of an answer are written with."""
    widths = [
        float(r["high"]) - float(r["low"])
        for r in answer.rows
        if r.get("low") is not None and r.get("high") is not None
    ]
    return digits_for(widths, answer.measure.unit)


#: Columns that a measure may add to tell its rows apart.
ADDED = ("segment", "age", "currency", "scale")


def groups_of(answer: Told) -> list[str]:
    """What tells the rows apart: the dimensions asked for, and what the measure itself adds."""
    added = [
        name
        for name in ADDED
        if name not in answer.request.by and len({r.get(name) for r in answer.rows}) > 1
    ]
    return [*answer.request.by, *added]


def label(row: Mapping[str, Any], groups: Sequence[str], lang: str) -> str:
    """The name of a group in words."""
    names = [moment_name(g, row.get(g), lang) for g in groups]
    return " · ".join(names) if names else glossary.text("charts.all", lang)


def moment_name(group: str, value: Any, lang: str) -> str:
    """A value of a dimension in words, parts of time written out: `2026-10` is `Okt 2026`."""
    if group == "month" and value is not None:
        year, month = str(value).split("-")
        return f"{SHORT[lang].split()[int(month) - 1]} {year}"
    if group == "quarter" and value is not None:
        year, quarter = str(value).split("-")
        return f"{quarter} {year}"
    return value_name(value, lang)


def value_name(value: Any, lang: str) -> str:
    """A value of a dimension in words."""
    if value is None:
        return glossary.text("charts.unknown", lang)
    known = texts("charts").get(f"value_{value}") or texts("needs").get(f"segment_{value}")
    return known[lang] if known else str(value)


def name_of(kind: str, name: str, lang: str) -> str | None:
    """The name of a `dimension` or `field` in words; None if it has none."""
    known = texts("charts").get(f"{kind}_{name}")
    return known[lang] if known else None


def _instant(part: Any) -> str | None:
    """The first day of a part of time: `2026-Q3` becomes `2026-07-01`."""
    if part is None:
        return None
    text = str(part)
    if "-Q" in text:
        year, quarter = text.split("-Q")
        return f"{year}-{3 * int(quarter) - 2:02}-01"
    return text + {4: "-01-01", 7: "-01"}.get(len(text), "")


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int) else float(value)
