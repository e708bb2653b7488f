"""Asking from the site: every page, job and endpoint that needs a figure asks here.

    from kundig_web.questions import asking

    found = asking.answer("csat", {"by": "branch", "period": "2026-10"})
    asking.figure_sentence(found)

Answers are kept by store version, measure and request (`cache`), in no language: the words are
put in when an answer is read. Whatever names a single customer is never kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings

from kundig.answers import Answer, AskError, ask_measure, measures
from kundig.answers.asking import unknown_measure
from kundig.answers.period import parse_day, parse_period
from kundig.answers.told import headline, sentence
from kundig.engines.duckdb import DuckDBEngine
from kundig.glossary.measure import Measure, Request
from kundig.letter.figures import FIGURES, WINDOWS
from kundig.store import Snapshot
from kundig.store.home import Home
from kundig_web import company, words
from kundig_web.questions import cache, packed

#: The seven that matter most, in the order of the letter: satisfaction, retention, recommendation.
LEADING = tuple(FIGURES)[:7]
#: Measures whose own definition sets the windows that they compare.
OWN_WINDOWS = frozenset({"retention"})
#: What a request may say; anything else is a slip of the programmer.
KEYWORDS = frozenset({"by", "period", "where", "as_of", "options", "limit"})
#: Each engine may hold 1 GB: no more than this many work at once in one process.
_ENGINES = BoundedSemaphore(2)


def answer(
    measure: str, request_kwargs: Mapping[str, Any] | None = None, lang: str | None = None
) -> Answer:
    """The answer of one measure at the store's version in force, from the cache if it is there.

    Args:
        measure: key of a measure of the catalogue.
        request_kwargs: what `kundig.answers.ask` takes, as a mapping: `by` (one dimension or
            several), `period` (`2026-10`, `2025-11..2026-10`, or two dates), `where` (dimension ->
            value or values), `as_of` (a day), `options` (a mapping), `limit`.
        lang: `de` or `en`; by default the language of this web request.

    Raises:
        AskError: if it cannot be asked like this; `error.text(lang)` says why and what there is.
    """
    home = company.home()
    return answer_at(home.store.snapshot(), home, measure, request_kwargs, lang)


def answer_at(
    snapshot: Snapshot,
    home: Home,
    measure: str,
    request_kwargs: Mapping[str, Any] | None = None,
    lang: str | None = None,
) -> Answer:
    """Like `answer`, of one snapshot: figures that stand on one page come from one version."""
    one = found(measure)
    request = request_of(**(request_kwargs or {}))
    language = lang or words.lang()

    def make() -> bytes:
        return packed.pack(_asked(one, request, snapshot, home))

    if names_customers(request):
        return packed.unpack(make(), one, request, language)
    kept = cache.kept(cache.state_of(snapshot, home), f"answer {measure} {named(request)}", make)
    return packed.unpack(kept, one, request, language)


def figure_sentence(answer: Answer) -> str:
    """The answer as one sentence with counts, n and range; of several groups the headline."""
    told = sentence(answer, answer.rows[0]) if len(answer.rows) == 1 else headline(answer)
    return told if told.endswith((".", "!", "?")) else told + "."


@dataclass(frozen=True, slots=True)
class Current:
    """A measure as it stands today: in the shortest window in which enough cases fell."""

    answer: Answer
    period: str  # in the words of `kundig.answers.period`; empty where the measure has its own

    @property
    def sentence(self) -> str:
        """The figure in words."""
        return figure_sentence(self.answer)

    @property
    def short(self) -> str:
        """The figure in words, to be read beside the name of the measure."""
        name = self.answer.measure.say("name", self.answer.lang)
        told = self.sentence.removeprefix(f"{name}: ")
        return told[:1].upper() + told[1:]

    @property
    def told(self) -> bool:
        """True if there is a figure."""
        return self.answer.value is not None

    @property
    def start(self) -> date | None:
        """First day of the window; None where the measure has its own windows."""
        return self.answer.request.start

    @property
    def end(self) -> date | None:
        """Last day of the window."""
        return self.answer.request.end


def current(
    measure: str,
    *,
    today: date,
    lang: str | None = None,
    snapshot: Snapshot | None = None,
    home: Home | None = None,
) -> Current:
    """How a measure stands on a day: the last 30 days, or 90, 365, 1095 if 30 tell nothing yet.

    Where even the longest window tells nothing, the one with the most cases says what is missing.
    """
    home = home or company.home()
    snapshot = snapshot or home.store.snapshot()
    if measure in OWN_WINDOWS:
        own = answer_at(snapshot, home, measure, {}, lang)
        if own.request.as_of is not None and own.request.as_of > today:
            own = answer_at(snapshot, home, measure, {"as_of": today}, lang)
        return Current(own, "")
    best: Current | None = None
    known = FIGURES.get(measure)
    end = today - timedelta(days=1)
    for days in known.windows if known is not None else WINDOWS:
        start = end - timedelta(days=days - 1)
        asked = {"period": (start, end), "as_of": today}
        seen = Current(
            answer_at(snapshot, home, measure, asked, lang),
            f"{start.isoformat()}..{end.isoformat()}",
        )
        if seen.told:
            return seen
        if best is None or seen.answer.n > best.answer.n:
            best = seen
    assert best is not None  # noqa: S101 - there is at least one window
    return best


def found(measure: str) -> Measure:
    """The measure of this key.

    Raises:
        AskError: if there is none; the message names those that may have been meant.
    """
    known = measures()
    if measure not in known:
        raise unknown_measure(measure)
    return known[measure]


def request_of(
    *,
    by: Iterable[str] | str = (),
    period: str | tuple[date, date] | None = None,
    where: Mapping[str, Iterable[str] | str] | None = None,
    as_of: date | str | None = None,
    options: Mapping[str, Any] | None = None,
    limit: int = 1000,
) -> Request:
    """A request in the words of `kundig.answers.ask`.

    Raises:
        AskError: if the period or the day cannot be read.
    """
    start, end = parse_period(period or None)
    return Request(
        by=(by,) if isinstance(by, str) else tuple(dict.fromkeys(by)),
        where={
            k: (v,) if isinstance(v, str) else tuple(dict.fromkeys(v))
            for k, v in (where or {}).items()
        },
        start=start,
        end=end,
        as_of=parse_day(as_of) if isinstance(as_of, str) else as_of,
        options=dict(options or {}),
        limit=limit,
    )


def names_customers(request: Request) -> bool:
    """True if the answer tells single customers apart."""
    return "customer" in request.by or "customer" in request.where


def named(request: Request) -> str:
    """One name for one request, whatever the order of its parts."""
    parts = (
        request.by,
        sorted((k, tuple(sorted(v))) for k, v in request.where.items()),
        request.start, request.end, request.as_of, request.limit,
        sorted((k, str(v)) for k, v in request.options.items()),
    )  # fmt: skip
    return repr(parts)


def engine() -> DuckDBEngine:
    """A private engine that spills into the site's own folder."""
    spill = Path(settings.WEB_FOLDER) / "spill"
    with suppress(OSError):
        spill.mkdir(parents=True, exist_ok=True)
    return DuckDBEngine(spill=spill)


def _asked(measure: Measure, request: Request, snapshot: Snapshot, home: Home) -> Answer:
    try:
        with _ENGINES, engine() as opened:

            def asked(at: Snapshot) -> Answer:
                return ask_measure(measure, request, snapshot=at, engine=opened, home=home)

            try:
                return asked(snapshot)
            except Exception:
                if not snapshot.vanished():
                    raise
                return home.store.read(asked)  # somebody was forgotten meanwhile
    except AskError:
        raise
    except (ValueError, OverflowError) as error:  # days before or after the calendar
        raise AskError("unreadable_request", reason=str(error)) from None
