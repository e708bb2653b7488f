"""The letter of a month: of which days there is one, and what of it somebody may read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from kundig.letter import deeds
from kundig.letter import voice as voices
from kundig.letter.asker import Asker
from kundig.letter.model import Letter
from kundig.letter.morning import Morning
from kundig.letter.words import Words
from kundig_web import words
from kundig_web.access.models import User
from kundig_web.access.permissions import Permission

#: So many months can be looked back at.
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """One month of which there is a letter."""

    key: str  # 2026-10
    label: str  # Oktober 2026
    here: bool


def day_of(asked: str, today: date) -> date | None:
    """The day for which the letter of a month is written; None if the month cannot be read.

    The letter of the running month is today's, an earlier one is that of its last day.
    """
    if not asked:
        return today
    try:
        first = date.fromisoformat(f"{asked}-01")
        following = (first + timedelta(days=31)).replace(day=1)
    except (ValueError, OverflowError):
        return None
    last = following - timedelta(days=1)
    if first > today:
        return None
    return min(last, today)


def months(latest: Morning, shown: date) -> list[Month]:
    """The months of which anything is known, the newest first."""
    told, found, day = Words(words.lang()), [], latest.day
    first = latest.first or latest.day
    while len(found) < MONTHS and (day.year, day.month) >= (first.year, first.month):
        here = (day.year, day.month) == (shown.year, shown.month)
        found.append(Month(f"{day:%Y-%m}", told.month(day), here))
        day = day.replace(day=1) - timedelta(days=1)
    return found


def at_this_hour(letter: Letter, morning: Morning, ask: Asker) -> Letter:
    """The letter as it is read now: written for the morning, 24 hours may be over since."""
    if letter.voice is None:
        return letter
    cases, promises = morning.rows["cases"], morning.rows["promises"]
    lead = voices.lead(ask, morning.rows["voices"], cases, promises)
    pack = letter.pack
    if pack is not None and pack.cases:
        pack = replace(pack, cases=deeds.cases(ask, cases, len(pack.cases)))
    return replace(letter, voice=lead, pack=pack)


def readable(letter: Letter, viewer: User) -> Letter:
    """The letter as this person may read it: without names for those who see no customers."""
    if viewer.may(Permission.SEE_CUSTOMERS):
        return letter
    voice, question = letter.voice, letter.question
    if voice is not None:
        if voice.who and voice.who in question:
            question = words.say("reports.question_unnamed")
        voice = replace(voice, who=words.say("reports.a_customer"), why="", customer="", act="")
    pack = letter.pack
    if pack is not None:
        pack = replace(
            pack, promises=(), promises_more="", cases=(), cases_more="",
        )  # fmt: skip
    labels = dict(letter.labels)
    labels["no_promises"] = labels["no_cases"] = words.say("reports.without_names")
    return replace(
        letter, voice=voice, promises=(), promises_more="", calls=(), question=question,
        pack=pack, labels=labels,
    )  # fmt: skip
