"""An answer as a file: for programs, for Excel, for slides and for paper."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kundig.answers import Answer
from kundig.answers.told import headline
from kundig.charts import to_pdf, to_png, to_svg
from kundig.charts.plotted import name_of
from kundig.glossary.cells import guarded
from kundig_web import words

#: Kind of file -> content type.
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
}
DRAWN = frozenset({"png", "svg", "pdf"})


def file_of(answer: Answer, kind: str) -> bytes:
    """The bytes of the file.

    Raises:
        RendererMissing: if a picture is asked for and the package that draws is not installed.
    """
    makers: dict[str, Callable[[], bytes]] = {
        "csv": lambda: answer.to_csv().encode(),
        "json": lambda: (answer.to_json() + "\n").encode(),
        "xlsx": lambda: _workbook(answer),
        "png": lambda: to_png(answer.chart(), answer.lang),
        "svg": lambda: to_svg(answer.chart(), answer.lang).encode(),
        "pdf": lambda: to_pdf(answer.chart(), answer.lang),
    }
    return makers[kind]()


def name_of_file(answer: Answer, kind: str) -> str:
    """`kundig-csat-branch-v14.csv`: what it holds, and of which version."""
    return "-".join(("kundig", answer.measure.key, *answer.request.by, f"v{answer.version}.{kind}"))


def _workbook(answer: Answer) -> bytes:
    """Two sheets: the rows, and what one must know of them. No cell is ever a formula."""
    import xlsxwriter

    lang, out = answer.lang, io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    rows = book.add_worksheet(words.say("questions.sheet_rows", lang))
    names = list(dict.fromkeys(k for row in answer.rows for k in row))
    for column, name in enumerate(names):
        rows.write_string(0, column, guarded(_heading(answer, name)), bold)
        for line, row in enumerate(answer.rows, start=1):
            _write(rows, line, column, row.get(name), day)
    rows.freeze_panes(1, 0)
    rows.set_column(0, max(0, len(names) - 1), 16)
    about = book.add_worksheet(words.say("questions.sheet_about", lang))
    about.set_column(0, 0, 24)
    about.set_column(1, 1, 90)
    for line, (name, told) in enumerate(_about(answer)):
        about.write_string(line, 0, guarded(name), bold)
        about.write_string(line, 1, guarded(told), wrap)
    book.close()
    return out.getvalue()


def _about(answer: Answer) -> list[tuple[str, str]]:
    lang, measure = answer.lang, answer.measure

    def say(key: str) -> str:
        return words.say(f"questions.{key}", lang)

    told = [
        (measure.say("name", lang), headline(answer)),
        (say("label_question"), answer.question),
        (say("label_formula"), measure.say("formula", lang)),
        (say("label_source"), measure.source),
        (say("label_decides"), measure.say("decides", lang)),
        *((say("label_caveat"), caveat) for caveat in answer.told_caveats()),
        (say("label_version"), str(answer.version)),
    ]
    as_of = answer.request.as_of
    return [*told, (say("label_as_of"), as_of.isoformat())] if as_of is not None else told


def _heading(answer: Answer, name: str) -> str:
    """A column in words, its name in `--json` where it has no words."""
    if name == answer.measure.key:
        return answer.measure.say("name", answer.lang)
    if name in {"low", "high"}:
        return words.say(f"questions.column_{name}", answer.lang)
    lang = answer.lang
    return name_of("dimension", name, lang) or name_of("field", name, lang) or name


def _write(sheet: Any, line: int, column: int, value: Any, day: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool | str):
        sheet.write_string(line, column, guarded(str(value)))
    elif isinstance(value, datetime):
        sheet.write_string(line, column, value.isoformat())
    elif isinstance(value, date):
        sheet.write_datetime(line, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
    elif isinstance(value, int | float | Decimal) and value == value:
        sheet.write_number(line, column, float(value))
