"""Units of time: every duration names its unit, and months are real months."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Literal, get_args

Unit = Literal["hour", "day", "week", "month", "year"]

#: Mean length of the Gregorian year.
DAYS_PER_YEAR = 365.2425

_DAYS: dict[str, float] = {
    "hour": 1 / 24,
    "day": 1.0,
    "week": 7.0,
    "month": DAYS_PER_YEAR / 12,
    "year": DAYS_PER_YEAR,
}


def days_per(unit: str) -> float:
    """Length of a unit in days; a month without a date is a twelfth of the mean year.

    Raises:
        ValueError: if the unit is unknown.
    """
    if unit not in _DAYS:
        raise ValueError(f"unknown unit of time {unit!r}; one of {', '.join(get_args(Unit))}")
    return _DAYS[unit]


def months_in(unit: str, *, months: float, start: date | None = None) -> float:
    """How long `months` are in `unit`.

    Args:
        unit: the unit of the result.
        months: number of months; must be whole if `start` is given.
        start: the first day; with it the days of the calendar are counted.

    Raises:
        ValueError: if the unit is unknown, months is negative, or not whole with a start.
    """
    if not months >= 0:
        raise ValueError(f"months must not be negative: {months}")
    if start is None:
        return months * days_per("month") / days_per(unit)
    if months != int(months):
        raise ValueError("from a date only whole months can be counted")
    year, month = divmod(start.year * 12 + start.month - 1 + int(months), 12)
    last = calendar.monthrange(year, month + 1)[1]
    end = date(year, month + 1, min(start.day, last))
    return (end - start).days / days_per(unit)
