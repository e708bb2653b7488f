"""On which day "today" stands in questions: where the data ended long ago, the day after their end.

Nobody has imported what happened since: windows that count back from the real day would be empty,
though years of purchases are known. The letter and the register of customers do the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kundig.answers.listings import known_days
from kundig.letter.compose import STALE_DAYS
from kundig.store import Snapshot
from kundig.store.home import Home
from kundig_web import words
from kundig_web.questions import asking, cache
from kundig_web.words.templatetags.words import day


@dataclass(frozen=True, slots=True)
class Clock:
    """The day that counts as today, and the end of the data where it lies far behind."""

    today: date
    ended: date | None = None

    @property
    def told(self) -> str:
        """From where periods count back; empty where they count from today."""
        return words.say("questions.data_end", day=day(self.ended)) if self.ended else ""


def clock(today: date, *, snapshot: Snapshot, home: Home) -> Clock:
    """The clock of this state of the data on a day; facts after that day do not count."""
    kept = cache.kept(
        cache.state_of(snapshot, home), f"data end {today.isoformat()}",
        lambda: _last_day(snapshot, today).encode(),
    ).decode()  # fmt: skip
    last = date.fromisoformat(kept) if kept else None
    if last is None or (today - last).days <= STALE_DAYS:
        return Clock(today)
    return Clock(last + timedelta(days=1), last)


def _last_day(snapshot: Snapshot, today: date) -> str:
    with asking.engine() as engine:
        days = known_days(snapshot, engine=engine, until=today)
    return max(last for _, last in days.values()).isoformat() if days else ""
