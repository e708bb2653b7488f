"""Figures that the letter leaves out and a page for one role shows: segments, shares, effort."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from kundig.answers.told import sentence
from kundig.glossary.measure import Request
from kundig.glossary.numbers import figure as written
from kundig.letter.asker import Asker
from kundig.letter.figures import Seen, look
from kundig.letter.model import Figure

#: Measure -> windows in days, the first in which enough happened; none: all that is known.
FURTHER: Mapping[str, tuple[int, ...]] = {
    "tgw": (90, 365),
    "ces": (90, 365),
    "revenue_share": (),
    "rfm": (),
}


def further(ask: Asker) -> list[Figure]:
    """What can be told of these, in their order."""
    found = [_one(ask, key, windows) for key, windows in FURTHER.items()]
    return [f for f in found if f is not None]


def departments(ask: Asker) -> tuple[str, ...]:
    """How many complaints each department answered in time, in a year; never below a department."""
    end = ask.today - timedelta(days=1)
    request = Request(
        by=("department",), start=end - timedelta(days=364), end=end, as_of=ask.today
    )  # fmt: skip
    answer = ask.measure("response_time", request)
    if answer is None:
        return ()
    return tuple(
        f"{sentence(answer, row)}."
        for row in answer.rows
        if row.get("department") and row.get("response_time") is not None
    )


def _one(ask: Asker, key: str, windows: tuple[int, ...]) -> Figure | None:
    if key == "rfm":
        return _segments(ask)
    end, seen = ask.today - timedelta(days=1), None
    for days in windows:
        seen = look(ask, key, end - timedelta(days=days - 1), end) or seen
        if seen is not None and seen.row.get(key) is not None:
            break
    if not windows:
        answer = ask.measure(key, Request(as_of=ask.today))
        row = answer.rows[0] if answer is not None and answer.rows else None
        seen = Seen(row, answer, 0) if answer is not None and row and row.get("n") else None
    if seen is None:
        return None
    told = f"{sentence(seen.answer, seen.row, group=False)}."
    if seen.days:
        told = ask.words.say("further", period=ask.words.say(f"last_{seen.days}"), told=told)
    return _figure(ask, key, seen, told[:1].upper() + told[1:])


def _segments(ask: Asker) -> Figure | None:
    """The two segments that decide something: whom to keep, and who is about to leave."""
    answer = ask.measure("rfm", Request(by=("segment",), as_of=ask.today))
    if answer is None or not answer.rows or not answer.n:
        return None
    size = {str(r["segment"]): int(r["rfm"] or 0) for r in answer.rows}
    words = ask.words
    told = words.say(
        "further_rfm", n=words.count(answer.n), champions=words.count(size.get("champions", 0)),
        at_risk=words.count(size.get("at_risk", 0)),
    )  # fmt: skip
    row = {"rfm": None, "low": None, "high": None, "n": answer.n}
    return _figure(ask, "rfm", Seen(row, answer, 0), told)


def _figure(ask: Asker, key: str, seen: Seen, told: str) -> Figure:
    value, low, high = (_float(seen.row.get(k)) for k in (key, "low", "high"))
    measure = seen.answer.measure
    return Figure(
        measure=key,
        sentence=told,
        trend="",
        decides=measure.say("decides", ask.words.lang),
        bar="",
        n=int(seen.row.get("n") or 0),
        value=value,
        low=low,
        high=high,
        shown="" if value is None else written(seen.row, key, measure.unit, ask.words.lang),
    )


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
