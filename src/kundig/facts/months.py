"""Real calendar months: the same day some months later or earlier, or the last day that exists."""

from __future__ import annotations

import calendar
from datetime import date


def add_months(day: date, months: int) -> date:
    """`day` moved by whole months; the 31st becomes the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def months_between(first: date, last: date) -> int | None:
    """How many whole months lie from `first` to `last`; None if it is no whole number."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if months > 0 and add_months(first, months) == last else None
