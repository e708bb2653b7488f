"""Single typed values as text, without loss and without decoration."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any


def number_text(value: float) -> str:
    """A float as people write it: `17850`, not `17850.0`; never with an exponent; NaN empty."""
    if math.isnan(value):
        return ""
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    if value.is_integer() and abs(value) < 1e18:
        return str(int(value))
    text = repr(value)
    if "e" not in text:
        return text
    digits = max(0, 17 - math.floor(math.log10(abs(value))) - 1)
    plain = format(value, f".{min(digits, 340)}f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def value_text(value: Any) -> str:
    """A cell of a workbook as text; dates and times in ISO form."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return _duration(value)
    return str(value)


def _duration(value: dt.timedelta) -> str:
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
