"""What customers answered, as a page shows it: score, words, who, where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kundig.answers.listings import listing, who
from kundig.glossary.measure import Request
from kundig.letter.asker import Asker
from kundig.letter.words import clean
from kundig.store import Snapshot
from kundig_web import company, words
from kundig_web.access.models import User
from kundig_web.access.permissions import Permission
from kundig_web.customers.addresses import customer_url
from kundig_web.desk import morning as mornings
from kundig_web.questions import asking

KINDS = ("nps", "csat", "ces")
MOODS = ("bad", "middle", "good")
DAYS = (30, 90, 365)
PAGE, MOST_PAGES = 25, 40
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Given:
    """One questionnaire."""

    day: date
    when: str
    scores: tuple[str, ...]
    mood: str
    words: str = ""
    who: str = ""  # empty for those who may not see customers
    url: str = ""
    branch: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the viewer wants to see."""

    days: int = 90
    kind: str = ""
    mood: str = ""
    branch: str = ""
    told: bool = False
    page: int = 1

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Filters:
        """Read from an address; what makes no sense counts as not asked."""
        page, days = asked.get("page", ""), asked.get("days", "")
        return cls(
            days=int(days) if days in {str(d) for d in DAYS} else 90,
            kind=asked.get("kind", "") if asked.get("kind") in KINDS else "",
            mood=asked.get("mood", "") if asked.get("mood") in MOODS else "",
            branch=asked.get("branch", "")[:80],
            told=asked.get("told") == "1",
            page=min(max(1, int(page)), MOST_PAGES) if page.isdecimal() else 1,
        )

    @property
    def narrow(self) -> bool:
        """True if not everything is asked for."""
        return bool(self.kind or self.mood or self.branch or self.told)


def given(
    wanted: Filters, *, snapshot: Snapshot, ask: Asker, viewer: User
) -> tuple[list[Given], bool]:
    """The questionnaires of one page, the newest first, and whether there are more."""
    first = (wanted.page - 1) * PAGE
    options = {"days": wanted.days, "kind": wanted.kind, "mood": wanted.mood,
               "branch": wanted.branch, "told": int(wanted.told)}  # fmt: skip
    request = Request(as_of=ask.today, limit=first + PAGE + 1, options=options)

    def read() -> list[dict[str, Any]]:
        with asking.engine() as engine:
            return listing(
                "answers_given", request, snapshot=snapshot, engine=engine, home=company.home()
            )

    rows = mornings.remembered(snapshot, ask.today, ("answers_given", wanted), read)
    shown = [of_row(r, ask, viewer) for r in rows[first : first + PAGE]]
    return shown, len(rows) > first + PAGE


def of_row(row: Row, ask: Asker, viewer: User) -> Given:
    """One row of the listing in words; names and links only for those who may see customers."""
    named = viewer.may(Permission.SEE_CUSTOMERS)
    customer = str(row["customer"] or "")
    said = clean(row["words"], 400).strip('„“”"»« ')
    return Given(
        day=row["day"],
        when=ask.words.near(row["day"], ask.today),
        scores=_scores(row),
        mood=str(row["mood"] or ""),
        words=words.say("desk.quoted", words=said) if said else "",
        who=_who(row) if named else "",
        url=customer_url(customer) if customer and named else "",
        branch=clean(row["branch"], 60),
    )


def _who(row: Row) -> str:
    if not row["record_id"]:
        return words.say("satisfaction.somebody")
    return clean(who(dict(row), words.lang()), 60)


def _scores(row: Row) -> tuple[str, ...]:
    told = []
    for kind in KINDS:
        if row[kind] is not None:
            best = int(row["ces_max"]) if kind == "ces" and row["ces_max"] is not None else 0
            told.append(
                words.say(f"satisfaction.score_{kind}", score=int(row[kind]), best=best)
            )  # fmt: skip
    return tuple(told)
