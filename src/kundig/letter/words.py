"""Numbers, days and customers' words as a letter writes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from kundig.glossary import numbers, text, texts

#: No break between a number and what belongs to it.
NBSP = "\u00a0"
#: The letter's sentences stand in these files; a key stands in one of them.
ROOMS = ("letter", "letter_people", "letter_figures")
LONGEST = 260  # letters of a quotation

_MONTHS = {
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
           "Oktober", "November", "Dezember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December"),
}  # fmt: skip


class Words:
    """Writes in one language."""

    def __init__(self, lang: str, currency: str = "EUR") -> None:
        self.lang = lang
        self.currency = currency

    def say(self, key: str, /, **values: Any) -> str:
        """The sentence of this key in one of the letter's rooms of texts."""
        room = next((r for r in ROOMS if key in texts(r)), ROOMS[0])
        return text(f"{room}.{key}", self.lang, **values)

    def count(self, n: float, noun: str = "", /) -> str:
        """`1.234`, or `1 Antwort`, `14 Antworten` with a noun of this room's texts."""
        shown = self.number(n)
        if not noun:
            return shown
        return shown + NBSP + self.say(f"{noun}_one" if int(n) == 1 else f"{noun}_many")

    def number(self, value: Any, digits: int = 0) -> str:
        """`1.234,5` in German, `1,234.5` in English."""
        return numbers.number(float(value), self.lang, digits)

    def percent(self, value: float) -> str:
        """`87 %` in German, `87%` in English."""
        return numbers.percent(value, self.lang)

    def money(self, value: Any, currency: str | None = None) -> str:
        """`20,00 €` in German, `€20.00` in English."""
        return numbers.money(float(value), self.lang, currency or self.currency)

    def day(self, day: date, *, year: bool = False) -> str:
        """`21. November`; with the year where asked."""
        month = _MONTHS[self.lang][day.month - 1]
        shown = f"{day.day}.{NBSP}{month}" if self.lang == "de" else f"{day.day}{NBSP}{month}"
        return f"{shown}{NBSP}{day.year}" if year else shown

    def near(self, day: date, today: date) -> str:
        """`heute`, `gestern`, `morgen`, else the day; the year only if it is another one."""
        name = {0: "today", -1: "yesterday", 1: "tomorrow"}.get((day - today).days)
        if name:
            return self.say(name)
        return self.on(day, today)

    def on(self, day: date, today: date) -> str:
        """The day, with its year if that is not today's or half a year away."""
        return self.day(day, year=day.year != today.year and abs((day - today).days) > 60)

    def month(self, day: date) -> str:
        """`November 2026`."""
        return f"{_MONTHS[self.lang][day.month - 1]}{NBSP}{day.year}"

    def listed(self, parts: list[str]) -> str:
        """`a, b und c`."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.say('and')} {parts[-1]}"

    def quoted(self, words: str) -> str:
        """The words in the quotation marks of the language."""
        words = words.strip('„“”"»«')
        return f"„{words}“" if self.lang == "de" else f"“{words}”"


def clean(words: Any, longest: int = LONGEST) -> str:
    """What a customer wrote as one harmless line.

    Control characters and marks that turn the direction of writing are taken out; whitespace is
    one blank; what is longer than `longest` ends after a word with an ellipsis.
    """
    shown = "".join(
        " " if unicodedata.category(c) == "Cc" else c
        for c in unicodedata.normalize("NFC", str(words or ""))
        if unicodedata.category(c) not in {"Cf", "Cs", "Co", "Cn"} or c in "\u00ad\u200d"
    )
    shown = re.sub(r"\s+", " ", shown).strip()
    if len(shown) <= longest:
        return shown
    cut = shown[:longest].rsplit(" ", 1)[0] if " " in shown[:longest] else shown[:longest]
    return cut.rstrip(" ,;:-") + " …"


def cleaned(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a listing whose texts are clean."""
    return {k: clean(v, 2000) if isinstance(v, str) else v for k, v in row.items()}
