"""Composing a letter: people before figures, then what to do."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kundig.answers.listings import known_days
from kundig.engines.files import Engine
from kundig.letter import deeds, figures, meeting, voice
from kundig.letter.asker import Asker
from kundig.letter.model import Figure, Letter, Pack, Voice
from kundig.letter.words import Words, clean
from kundig.store import Snapshot
from kundig.store.home import Home

#: Data older than this are a closed book: the letter is then written for the day after them.
STALE_DAYS = 31
#: How many of a kind fit.
PROMISES, PACK_PROMISES, PACK_CASES = 3, 5, 5
Rows = list[dict[str, Any]]
LABELS = (
    "voice", "outcome", "promises", "calls", "figures", "branches", "wrong", "question", "pack",
    "pack_for", "quotes", "pack_promises", "pack_cases", "decide", "methods", "why_label", "asks",
    "begin", "page", "no_promises", "no_cases", "no_voice", "bar_note",
)  # fmt: skip


def compose(home: Home, *, lang: str, today: date | None = None) -> Letter:
    """The letter of a company, in words.

    Args:
        home: the company's folder.
        lang: `de` or `en`.
        today: the day that counts as today; by default the real one, or, if the last fact is more
            than a month old, the day after it.
    """
    from kundig.answers.asking import open_engine

    snapshot = home.store.snapshot()
    with open_engine("duckdb") as engine:
        return _composed(home, snapshot, engine, lang=lang, today=today)


def asker(
    home: Home, snapshot: Snapshot, engine: Engine, *, lang: str, today: date | None
) -> tuple[Asker, date | None]:
    """Who asks for the letter of a day, and the last day of which anything is known."""
    words = Words(lang, home.company().currency)
    days = known_days(snapshot, engine=engine, until=today)
    last = max((last for _, last in days.values()), default=None)
    day = today or _today(home, last)
    bought = days.get("orders")
    first_days = {table: first for table, (first, _) in days.items()}
    ask = Asker(home, snapshot, engine, words, day, bought[0] if bought else None, first_days)
    return ask, last


def _composed(
    home: Home, snapshot: Snapshot, engine: Engine, *, lang: str, today: date | None
) -> Letter:
    return letter(*asker(home, snapshot, engine, lang=lang, today=today))


def is_empty(snapshot: Snapshot) -> bool:
    """True if no table holds anything."""
    return not any(files.files for files in snapshot.tables.values())


def letter(ask: Asker, last: date | None) -> Letter:
    """The letter that this asker's state of the data makes."""
    words, head = ask.words, _head(ask, last)
    if is_empty(ask.snapshot):
        return Letter(**head, begin=tuple(words.say(f"begin_{i}") for i in range(1, 5)))
    heard = voice.heard(ask)
    cases, promises = cases_known(ask), promises_known(ask)
    lead = voice.lead(ask, heard, cases, promises)
    told = figures.figures(ask)
    wrong = meeting.wrong(ask)
    calls = deeds.calls(ask, ask.rows("people_to_call"), lead, deeds.debts(cases, promises))
    broken_to = {p["customer"] for p in promises if p["state"] != "open"}
    due = deeds.due(ask, promises, PROMISES)
    waiting = [p for p in promises if p["state"] != "broken"]
    return Letter(
        **head,
        thin=_thin(ask, told, lead),
        voice=lead,
        outcome=deeds.outcome(ask, ask.rows("decisions_made", limit=20)),
        promises=due,
        promises_more=_more(ask, "more_promises", len(waiting) - len(due)),
        calls=calls,
        figures=tuple(told),
        branches=meeting.branches(ask),
        wrong=meeting.wrong_told(ask, wrong),
        question=meeting.question(
            ask, lead, wrong, broken=lead is not None and lead.customer in broken_to
        ),
        pack=_pack(ask, heard, lead, cases, promises, wrong),
    )


def cases_known(ask: Asker) -> Rows:
    """Open complaints, and those that were settled in the last month."""
    return ask.rows("open_complaints", limit=2000, recent=30)


def promises_known(ask: Asker) -> Rows:
    """Promises of the next two weeks, overdue ones, and those broken a short while ago."""
    return ask.rows("promises_due", limit=500, ahead=14, broken=45)


def _pack(
    ask: Asker, heard: Rows, lead: Voice | None, cases: Rows, promises: Rows, wrong: Rows
) -> Pack:
    open_cases = [c for c in cases if c["state"] != "settled"]
    shown = deeds.cases(ask, cases, PACK_CASES)
    waiting = deeds.due(ask, promises, 99)
    kept_back = waiting[PROMISES:]
    listed = (*kept_back, *deeds.broken(ask, promises, 99))
    return Pack(
        quotes=voice.quotes(ask, heard, lead),
        promises=listed[:PACK_PROMISES],
        promises_more=_more(ask, "more_promises", len(listed) - PACK_PROMISES),
        cases=shown,
        cases_more=_more(ask, "more_cases", len(open_cases) - len(shown)),
        proposal=meeting.proposal(ask, wrong),
        lines=tuple(ask.words.say(f"line_{i}") for i in range(1, 5)),
        methods=(ask.words.say("methods_1"), ask.words.say("methods_2")),
    )


def _head(ask: Asker, last: date | None) -> dict[str, Any]:
    words, day = ask.words, ask.today
    company = clean(ask.home.company().name, 80) or words.say("your_company")
    until = (
        words.say("data_until", day=words.day(last, year=True)) if last else words.say("no_data")
    )
    return {
        "lang": words.lang,
        "company": company,
        "title": words.say("title"),
        "month": words.month(day),
        "dateline": words.say(
            "dateline", day=words.day(day, year=True), until=until, version=ask.snapshot.version
        ),
        "labels": {key: words.say(f"label_{key}") for key in LABELS},
        "pdf_date": day.isoformat(),
    }


def _today(home: Home, last: date | None) -> date:
    try:
        zone = ZoneInfo(home.company().zone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("Europe/Berlin")
    real = datetime.now(zone).date()
    if last is not None and (real - last).days > STALE_DAYS:
        return last + timedelta(days=1)
    return real


def _thin(ask: Asker, told: list[Figure], lead: Voice | None) -> str:
    """One sentence on what is missing, where satisfaction cannot be told as a share."""
    if not figures.thin(told):
        return ""
    n = max((f.n for f in told if f.measure in {"csat", "nps"}), default=0)
    if not n:
        return ask.words.say("thin_none") if lead is not None else ""
    return ask.words.say("thin", n=ask.words.count(n, "answer"))


def _more(ask: Asker, key: str, n: int) -> str:
    return ask.words.say(f"{key}_one" if n == 1 else key, n=ask.words.count(n)) if n > 0 else ""
