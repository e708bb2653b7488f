"""Periods in words: `2026`, `2026-Q3`, `2026-10`, `2026-10-05`, and spans with `..`."""

from __future__ import annotations

import re
from datetime import date, timedelta


def parse_period(period: str | tuple[date, date] | None) -> tuple[date | None, date | None]:
    """First and last day of a period; None where it is open.

    Raises:
        AskError: if it cannot be read, with examples.
    """
    if period is None:
        return None, None
    if isinstance(period, tuple):
        return period
    first, dots, last = period.strip().partition("..")
    if not dots:
        return _span(first, period)
    start = _span(first, period)[0] if first else None
    end = _span(last, period)[1] if last else None
    if start and end and start > end:
        raise _unreadable(period)
    return start, end


def parse_day(text: str) -> date:
    """A day as `2026-11-22` or `22.11.2026`.

    Raises:
        AskError: if it cannot be read, with an example.
    """
    german = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text.strip())
    try:
        if german is not None:
            day, month, year = (int(g) for g in german.groups())
            return date(year, month, day)
        return date.fromisoformat(text.strip())
    except ValueError:
        from kundig.answers.asking import AskError

        raise AskError("unreadable_date", value=text) from None


def _span(text: str, period: str) -> tuple[date, date]:
    match = re.fullmatch(r"(\d{4})(?:-(?:[Qq]([1-4])|(\d\d)(?:-(\d\d))?))?", text.strip())
    if match is None:
        raise _unreadable(period)
    year, quarter, month, day = (int(g) if g else None for g in match.groups())
    assert year is not None  # noqa: S101 - the pattern demands it
    try:
        if day is not None and month is not None:
            return date(year, month, day), date(year, month, day)
        if month is not None:
            return date(year, month, 1), _month_end(year, month)
        if quarter is not None:
            return date(year, 3 * quarter - 2, 1), _month_end(year, 3 * quarter)
        return date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        raise _unreadable(period) from None


def _month_end(year: int, month: int) -> date:
    return (date(year + month // 12, month % 12 + 1, 1)) - timedelta(days=1)


def _unreadable(period: str) -> Exception:
    from kundig.answers.asking import AskError

    return AskError("unreadable_period", period=period)
