"""Periods as people say them: `2026-10` is October 2026."""

from __future__ import annotations

from datetime import date, timedelta

from kundig.answers import AskError
from kundig.answers.period import parse_period
from kundig_web import words


def told(period: str, lang: str) -> str:
    """A period in words; nothing chosen is everything that is known.

    Raises:
        AskError: if it cannot be read.
    """
    start, end = parse_period(period or None)
    if start is None and end is None:
        return words.say("questions.span_all", lang)
    if start is None:
        return words.say("questions.span_until", lang, day=_day(end, lang))
    if end is None:
        return words.say("questions.span_from", lang, day=_day(start, lang))
    name = short(start, end)
    if len(name) == 4:
        return name
    if "-Q" in name:
        return words.say("questions.span_quarter", lang, year=name[:4], quarter=name[-1])
    if len(name) == 7:
        month = words.say(f"words.month_{start.month}", lang)
        return words.say("questions.span_month", lang, month=month, year=start.year)
    if start == end:
        return _day(start, lang)
    return words.say("questions.span", lang, start=_day(start, lang), end=_day(end, lang))


def days(period: str) -> tuple[date | None, date | None]:
    """First and last day of a period; an unreadable one has none (the answer says why)."""
    try:
        return parse_period(period or None)
    except AskError:
        return None, None


def short(start: date, end: date) -> str:
    """The shortest word of `kundig.answers.period` for these days: year, quarter, month, days."""
    after = end + timedelta(days=1)
    months = (after.year - start.year) * 12 + after.month - start.month
    if start.day == 1 and after.day == 1:
        if months == 12 and start.month == 1:
            return str(start.year)
        if months == 3 and start.month % 3 == 1:
            return f"{start.year}-Q{start.month // 3 + 1}"
        if months == 1:
            return f"{start:%Y-%m}"
        return f"{start:%Y-%m}..{end:%Y-%m}"
    return start.isoformat() if start == end else f"{start.isoformat()}..{end.isoformat()}"


def holds(part: str, as_of: date) -> bool:
    """True if a part of time (`2026-Q4`, `2026-11`, the Monday of a week) is not over on a day."""
    if len(part) == 10:
        return as_of < date.fromisoformat(part) + timedelta(days=7)
    end = parse_period(part)[1]
    return end is not None and as_of <= end


def _day(day: date | None, lang: str) -> str:
    assert day is not None  # noqa: S101 - the caller looked
    month = words.say(f"words.month_{day.month}", lang)
    return words.say("words.day", lang, day=day.day, month=month, year=day.year)
