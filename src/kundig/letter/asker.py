"""Asks for one letter: every question goes to the same snapshot with the same engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kundig.answers import Answer, ask_measure, measures
from kundig.answers.listings import listing
from kundig.engines.files import Engine
from kundig.glossary.measure import Request
from kundig.letter.words import Words, cleaned
from kundig.store import Snapshot
from kundig.store.home import Home

#: The hour at which the letter is read; what is left of 24 hours is counted from here.
HOUR = 9


@dataclass(frozen=True, slots=True)
class Asker:
    """The company at one version on one day, seen in one language."""

    home: Home
    snapshot: Snapshot
    engine: Engine | None  # None: only words are made of rows that are known already
    words: Words
    today: date
    first_purchase: date | None = None
    first_days: Mapping[str, date] = field(default_factory=dict)
    moment: datetime | None = None  # when it is read, if not in the morning
    # What was asked already; a letter in the other language asks nothing twice.
    asked: dict[Any, Any] = field(default_factory=dict)

    def in_language(self, lang: str) -> Asker:
        """The same questions of the same state, told in another language."""
        return replace(self, words=Words(lang, self.words.currency))

    def measure(self, key: str, request: Request) -> Answer | None:
        """The answer, or None if there is no such measure or it cannot be asked like this."""
        one = measures().get(key)
        if one is None or not any(self.snapshot.tables[t].files for t in one.reads[:1]):
            return None
        if any(d not in one.dimensions for d in (*request.by, *request.where)):
            return None
        name = (key, request.by, _pairs(request.where), request.start, request.end, request.as_of,
                _pairs(request.options), request.limit)  # fmt: skip
        if name not in self.asked:
            self.asked[name] = ask_measure(
                one, request, snapshot=self.snapshot, engine=self._engine(), home=self.home,
                lang=self.words.lang,
            )  # fmt: skip
        answer: Answer = self.asked[name]
        return replace(answer, lang=self.words.lang)

    def covers(self, key: str, start: date) -> bool:
        """Whether the facts of a measure reach back to a day (some days a shop is closed)."""
        one = measures()[key]
        table = one.clock[0] if one.clock is not None else one.reads[0]
        first = self.first_days.get(table) or self.first_purchase
        return first is not None and first <= start + timedelta(days=7)

    def rows(
        self,
        key: str,
        *,
        limit: int = 200,
        start: date | None = None,
        end: date | None = None,
        **options: Any,
    ) -> list[dict[str, Any]]:
        """The rows of a listing, with clean texts."""
        name = ("rows", key, start, end, _pairs(options), limit)
        if name not in self.asked:
            request = Request(as_of=self.today, start=start, end=end, options=options, limit=limit)
            found = listing(
                key, request, snapshot=self.snapshot, engine=self._engine(), home=self.home
            )
            self.asked[name] = [cleaned(r) for r in found]
        return list(self.asked[name])

    def _engine(self) -> Engine:
        if self.engine is None:
            raise RuntimeError("this asker has rows only, no engine")
        return self.engine

    def source(self, row: Mapping[str, Any]) -> str:
        """`, source shop` where several systems deliver data; nothing where there is only one."""
        if len({i.source for i in self.snapshot.imports}) < 2:
            return ""
        name = row.get("source") or str(row.get("customer") or "").partition(":")[0]
        return ", " + self.words.say("why_source", source=name)

    def morning(self) -> datetime:
        """The moment of reading, in the company's zone: nine o'clock of today unless it is known."""
        try:
            zone = ZoneInfo(self.home.company().zone)
        except (ZoneInfoNotFoundError, ValueError):
            zone = ZoneInfo("Europe/Berlin")
        if self.moment is not None:
            return self.moment.astimezone(zone)
        return datetime.combine(self.today, time(HOUR), tzinfo=zone)


def _pairs(values: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(values.items()))
