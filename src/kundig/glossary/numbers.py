"""How figures are written: with the marks of the language and no digit that means nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from kundig.glossary.measure import Unit
from kundig.glossary.sentences import text

MINUS, NO_BREAK = "\u2212", "\u00a0"
#: Currencies with a sign of their own; others are written with their code.
SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "CHF": "CHF"}


def number(value: float | None, lang: str, digits: int = 0) -> str:
    """`1.234,5` in German, `1,234.5` in English; an en dash where there is none."""
    if value is None:
        return "–"
    written = f"{abs(value):,.{digits}f}"
    if lang == "de":
        written = written.translate(str.maketrans(",.", ".,"))
    negative = value < 0 and any(c in "123456789" for c in written)
    return MINUS + written if negative else written


def percent(value: float | None, lang: str, digits: int = 0) -> str:
    """`46 %` in German, `46%` in English; the value runs from 0 to 100."""
    if value is None:
        return "–"
    return number(value, lang, digits) + (f"{NO_BREAK}%" if lang == "de" else "%")


def money(value: float | None, lang: str, currency: str = "EUR", digits: int = 2) -> str:
    """`1.234,50 €` in German, `€1,234.50` in English."""
    if value is None:
        return "–"
    sign = SIGNS.get(currency, currency)
    written = number(value, lang, digits)
    if lang == "de" or len(sign) > 1:
        return f"{written}{NO_BREAK}{sign}"
    minus = MINUS if written.startswith(MINUS) else ""
    return f"{minus}{sign}{written.removeprefix(MINUS)}"


def digits_for(widths: Iterable[float], unit: Unit) -> int:
    """How many decimals mean something, given the widths of the intervals.

    A range of four or more units needs no decimals, one of 0.4 needs one, and so on.
    """
    known = sorted(w for w in widths if w > 0)
    if not known:
        return {Unit.COUNT: 0, Unit.MONEY: 2, Unit.SCORE: 2}.get(unit, 1)
    middle = known[len(known) // 2]
    digits = min(3, max(0, math.ceil(math.log10(4 / middle))))
    return 2 if unit is Unit.MONEY and digits else digits


def written(value: Any, unit: Unit, lang: str, *, digits: int, currency: str = "EUR") -> str:
    """A value in its unit."""
    if unit is Unit.PERCENT:
        return percent(value, lang, digits)
    if unit is Unit.MONEY:
        return money(value, lang, currency, digits)
    return number(value, lang, digits)


def figure(
    row: Any, key: str, unit: Unit, lang: str, *, digits: int | None = None, currency: str = "EUR"
) -> str:
    """`31 (24 bis 38)`: the value of a row with its range, or that it cannot be told."""
    value, low, high = row.get(key), row.get("low"), row.get("high")
    if value is None:
        return text("numbers.cannot_tell", lang)
    if digits is None:
        digits = digits_for([high - low] if low is not None else [], unit)
    told = written(value, unit, lang, digits=digits, currency=currency)
    if low is None or high is None:
        return told
    first = number(low, lang, digits)
    last = written(high, unit, lang, digits=digits, currency=currency)
    if unit is Unit.MONEY and not last[-1:].isalpha() and lang != "de":
        first = money(low, lang, currency, digits)
    return text("numbers.with_range", lang, value=told, low=first, high=last)
