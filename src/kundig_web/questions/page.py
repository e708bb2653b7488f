"""What stands on the page of a question, whichever question it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from kundig.answers import Answer, AskError
from kundig.answers.told import MOST_ROWS, headline, table
from kundig.charts import RendererMissing
from kundig.facts.frame import TIME
from kundig.glossary.measure import Measure
from kundig.store import Snapshot
from kundig.store.home import Home
from kundig_web import words
from kundig_web.customers.addresses import customer_url
from kundig_web.questions import asking, comparing, pictures, spans
from kundig_web.questions.options import grains
from kundig_web.questions.pictures import Drawn
from kundig_web.questions.reading import Asked


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table."""

    text: str
    heading: str
    number: bool
    url: str = ""  # the page of the customer whom it names


@dataclass(frozen=True, slots=True)
class Block:
    """An answer with its picture and the table that says the same."""

    answer: Answer
    title: str
    verdict: str
    picture: Drawn | None
    notes: tuple[str, ...]
    heads: tuple[tuple[str, bool], ...]
    lines: tuple[tuple[Cell, ...], ...]
    grouped: bool  # the first cell of a line names it
    more: int  # rows that the table leaves out
    missing: str = ""  # the line to type, if nothing can be drawn


@dataclass(frozen=True, slots=True)
class Page:
    """The answer, and how it ran over time where nothing else is asked."""

    measure: Measure
    main: Block
    run: Block | None
    known_until: date | None  # last day of which the answer knows

    @property
    def answer(self) -> Answer:
        """The answer to the question."""
        return self.main.answer

    @property
    def caveats(self) -> list[str]:
        """What to know before acting on it."""
        return self.answer.told_caveats()


def page(asked: Asked, measure: Measure, *, snapshot: Snapshot, home: Home, lang: str) -> Page:
    """Ask, draw and put into words.

    Raises:
        AskError: if it cannot be asked like this.
    """
    answer = asking.answer_at(snapshot, home, measure.key, asked.kwargs, lang)
    run = None if asked.by else _run(asked, answer, snapshot=snapshot, home=home, lang=lang)
    # A single dot says less than the run over time.
    main = block(answer, snapshot=snapshot, home=home, draw=run is None)
    return Page(measure, main, run, known_until(answer))


def known_until(answer: Answer) -> date | None:
    """The last day of which an answer knows."""
    as_of = answer.request.as_of
    return as_of - timedelta(days=1) if as_of is not None else None


def block(answer: Answer, *, snapshot: Snapshot, home: Home, draw: bool = True) -> Block:
    """One answer, ready to be shown, with or without a picture."""
    picture, missing = None, ""
    try:
        picture = pictures.drawn(answer, snapshot=snapshot, home=home) if draw else None
    except RendererMissing as renderer:
        missing = renderer.text(answer.lang)
    heads, lines, numbers = table(answer) if answer.rows else ([], [], [])
    groups = sum(not n for n in numbers)
    who = answer.request.by.index("customer") if "customer" in answer.request.by else -1
    told = tuple(
        tuple(
            Cell(text, head, number, _customer_url(row) if i == who else "")
            for i, (text, head, number) in enumerate(zip(line, heads, numbers, strict=True))
        )
        for line, row in zip(lines, answer.rows, strict=False)
    )
    title = headline(answer)
    return Block(
        answer=answer,
        title=title if title.endswith(".") else title + ".",
        verdict=comparing.verdict(answer, answer.lang),
        picture=picture,
        notes=(),
        heads=tuple(zip(heads, numbers, strict=True)),
        lines=told,
        grouped=groups > 0,
        more=max(0, len(answer.rows) - MOST_ROWS),
        missing=missing,
    )


def _customer_url(row: Mapping[str, Any]) -> str:
    key = row.get("customer")
    return customer_url(str(key)) if key else ""


def _run(
    asked: Asked, answer: Answer, *, snapshot: Snapshot, home: Home, lang: str
) -> Block | None:
    """How a single figure ran over time; None if that says nothing."""
    key = answer.measure.key
    if len(answer.rows) != 1 or answer.value is None:
        return None
    grain = _grain(answer)
    if grain not in grains(answer.measure):
        return None
    try:
        asked_by = {**asked.kwargs, "by": (grain,)}
        found = asking.answer_at(snapshot, home, key, asked_by, lang)
    except AskError:
        return None
    if sum(r.get(key) is not None for r in found.rows) < 2:
        return None
    made = block(found, snapshot=snapshot, home=home)
    as_of = found.request.as_of
    last = next((r[grain] for r in reversed(found.rows) if r.get(grain)), None)
    if as_of is not None and last is not None and spans.holds(str(last), as_of):
        note = words.say("questions.run_incomplete", lang)
        made = replace(made, notes=(*made.notes, note))
    return made


def _grain(answer: Answer) -> str:
    """Weeks for a quarter, months for two years, quarters beyond."""
    request = answer.request
    if request.start is None:
        return "quarter"
    end = request.end or request.as_of or request.start
    days = (end - request.start).days
    return "week" if days <= 92 else "month" if days <= 740 else "quarter"


def told_by(asked: Asked, lang: str) -> list[str]:
    """What was chosen, in words: the parts of the answer's subtitle."""
    from kundig.charts.plotted import name_of, value_name

    told = [spans.told(asked.period, lang)]
    for name in asked.by:
        key = "chosen_time" if name in TIME else "chosen_by"
        told.append(
            words.say(f"questions.{key}", lang, name=name_of("dimension", name, lang) or name)
        )
    for name, values in asked.where.items():
        shown = ", ".join(value_name(v, lang) for v in values[:5]) + (" …" if values[5:] else "")
        told.append(f"{name_of('dimension', name, lang) or name}: {shown}")
    return told
