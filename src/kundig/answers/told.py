"""An answer in words: a sentence per row, a headline, and what a terminal prints."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kundig import glossary
from kundig.charts.plotted import TIME, digits_of, groups_of, label, name_of, value_name
from kundig.glossary.measure import Unit
from kundig.glossary.numbers import digits_for, figure, number
from kundig.glossary.sentences import texts

if TYPE_CHECKING:
    from kundig.answers.answer import Answer

Row = Mapping[str, Any]
MOST_ROWS = 50
WIDTH = 88


def sentence(answer: Answer, row: Row, *, group: bool = True) -> str:
    """One row as a sentence with counts and range; `group` puts the name of the group before it."""
    key, lang = answer.measure.key, answer.lang
    values: dict[str, Any] = {
        name: number(v, lang) if isinstance(v, int) and not isinstance(v, bool) else v
        for name, v in row.items()
    }
    values |= {
        "name": answer.measure.say("name", lang),
        "value": _figure(answer, row, None),
        "n": number(row.get("n"), lang),
    }
    told = glossary.text(f"answers.{_which(key, row)}", lang, **values)
    if group and (names := groups_of(answer)):
        return f"{label(row, names, lang)}: {told}"
    return told


def headline(answer: Answer) -> str:
    """The answer in a line or two: the only row, the latest two, or the highest and the lowest."""
    key, lang = answer.measure.key, answer.lang
    rows = [r for r in answer.rows if r.get(key) is not None]
    if not rows:
        name = answer.measure.say("name", lang)
        return glossary.text("answers.sentence_none", lang, name=name, n=number(answer.n, lang))
    if len(rows) == 1:
        return sentence(answer, rows[0])
    if (
        len(answer.request.by) == 1
        and answer.request.by[0] in TIME
        and "scale" not in groups_of(answer)
    ):
        before, last = rows[-2:]
        return glossary.text(
            "answers.headline_trend", lang, last=_named(answer, last), before=_named(answer, before)
        )
    named = [r for r in rows if any(r.get(g) is not None for g in groups_of(answer))]
    ranked = sorted(named if len(named) > 1 else rows, key=lambda r: float(r[key]))
    first, last = ranked[-1], ranked[0]
    told = glossary.text(
        "answers.headline_groups", lang, first=_named(answer, first), last=_named(answer, last)
    )
    if (
        first.get("low") is not None
        and last.get("high") is not None
        and first["low"] <= last["high"]
    ):
        told += " " + glossary.text("answers.headline_overlap", lang)
    return told


def as_text(answer: Answer) -> str:
    """Question, table, what to know, decision and version, for a terminal."""
    lang = answer.lang
    parts = [answer.question]
    if answer.rows:
        parts.append(_aligned(*table(answer)))
    if len(answer.rows) > MOST_ROWS:
        more = number(len(answer.rows) - MOST_ROWS, lang)
        parts.append(glossary.text("answers.told_more", lang, n=more))
    if len(answer.rows) == 1 and answer.value is not None:
        parts.append(textwrap.fill(sentence(answer, answer.rows[0]) + ".", WIDTH))
    if caveats := answer.told_caveats():
        parts.append("\n".join(_wrapped(c) for c in caveats))
    decides = answer.measure.say("decides", lang)
    parts.append(textwrap.fill(glossary.text("answers.told_decides", lang, decides=decides), WIDTH))
    parts.append(glossary.text("answers.told_version", lang, version=answer.version))
    return "\n\n".join(parts)


def table(answer: Answer) -> tuple[list[str], list[list[str]], list[bool]]:
    """Headings, cells and which columns are numbers: groups, value with range, n, named fields."""
    lang, key = answer.lang, answer.measure.key
    groups, shown = groups_of(answer), answer.rows[:MOST_ROWS]
    digits = digits_of(answer)
    ranged = any(r.get("low") is not None for r in shown)
    standing = {*groups, key, "low", "high", "n"}
    fields = [
        (name, heading)
        for name in dict.fromkeys(k for r in shown for k in r)
        if name not in standing
        and (heading := name_of("field", name, lang))
        and any(r.get(name) != r.get("n") for r in shown)
    ]
    value = glossary.text("answers.told_rate" if ranged else "answers.told_value", lang)
    counted = any(r.get("n") is not None for r in shown)
    heads = [*(name_of("dimension", g, lang) or g for g in groups), value]
    heads += [*(["n"] if counted else []), *(heading for _, heading in fields)]
    cells = [
        [
            *(value_name(r.get(g), lang) for g in groups),
            _figure(answer, r, digits),
            *([number(r.get("n"), lang)] if counted else []),
            *(_field(r.get(name), lang) for name, _ in fields),
        ]
        for r in shown
    ]
    return heads, cells, [i >= len(groups) for i in range(len(heads))]


def _which(key: str, row: Row) -> str:
    """The key of the sentence that fits a row."""
    if row.get(key) is None:
        return "sentence_none"
    known = texts("answers")
    special = [f"sentence_{key}_{row['direction']}"] if "direction" in row else []
    if "effective_n" in row:
        special.append(f"sentence_{key}_weighted")
    return next((s for s in (*special, f"sentence_{key}") if s in known), "sentence")


def _named(answer: Answer, row: Row) -> str:
    names = groups_of(answer)
    return f"{label(row, names, answer.lang)}: {_figure(answer, row, digits_of(answer))}"


def _figure(answer: Answer, row: Row, digits: int | None) -> str:
    return figure(
        row, answer.measure.key, answer.measure.unit, answer.lang,
        digits=digits, currency=answer.currency,
    )  # fmt: skip


def _field(value: Any, lang: str) -> str:
    if value is None or isinstance(value, str | bool):
        return "–" if value is None else value_name(value, lang)
    if isinstance(value, int):
        return number(value, lang)
    return number(float(value), lang, digits_for([], Unit.SCORE))


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="• ", subsequent_indent="  ")


def _aligned(heads: list[str], cells: list[list[str]], numbers: list[bool]) -> str:
    """The table with columns of equal width, numbers to the right."""
    widths = [max(len(line[i]) for line in [heads, *cells]) for i in range(len(heads))]

    def line(words: list[str]) -> str:
        told = [
            w.rjust(width) if right else w.ljust(width)
            for w, width, right in zip(words, widths, numbers, strict=True)
        ]
        return "  ".join(told).rstrip()

    return "\n".join([line(heads), "  ".join("─" * w for w in widths), *map(line, cells)])
