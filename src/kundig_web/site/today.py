"""Heute: what the day begins with for somebody, part by part.

Each part is a function of the day; it returns what its template needs, or None if there is nothing
to say. A part that nobody may see is not computed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings

from kundig.intake.own import is_own, is_own_id
from kundig.letter import deeds, voice
from kundig.letter.asker import Asker
from kundig.letter.model import Letter
from kundig.letter.model import Voice as Lead
from kundig.letter.morning import Morning, Told
from kundig.store import Snapshot
from kundig_web import company, words
from kundig_web.access.models import Mode, User, site
from kundig_web.access.permissions import Permission
from kundig_web.desk import morning as mornings
from kundig_web.desk.conditions import obstacles
from kundig_web.desk.entries import ref_of
from kundig_web.desk.figures import open_to, shown
from kundig_web.desk.morning import Kept
from kundig_web.desk.waiting import Waiting, gather
from kundig_web.guard.council import last_proof
from kundig_web.guard.kept import read as read_proof
from kundig_web.reports import entries as named
from kundig_web.reports.letters import readable
from kundig_web.satisfaction import answers, cases
from kundig_web.site import today_rights
from kundig_web.site.today_plan import plan_for

Part = dict[str, Any]
#: Entries of these kinds stand in a part of their own.
APART = frozenset({named.CALL, named.VOICE, "import"})
#: Parts that stand beside what waits, where the window is wide enough.
ASIDE = frozenset({"answers", "imports"})
#: Most entries of a page with `?all`.
MOST = 200
SHOWN, ANSWERS, OBSTACLES, QUOTES = 8, 3, 5, 3
#: Of what is not over yet, and of what the viewer wrote today, so much stands there in any case.
SOON, FRESH = 3, 3


@dataclass(frozen=True)
class Day:
    """Everything that the parts of one request share."""

    viewer: User
    snapshot: Snapshot
    kept: Kept | None
    now: datetime
    everything: bool = False  # all entries, not only the first

    @property
    def morning(self) -> Morning | None:
        """What the data say, if they have been read."""
        return self.kept.morning if self.kept is not None else None

    @cached_property
    def ask(self) -> Asker | None:
        """Who makes words of the rows."""
        if self.morning is None:
            return None
        return mornings.asker(self.morning, self.snapshot, self.now)

    @cached_property
    def told(self) -> Told | None:
        """Figures and letter in the language of this request."""
        return self.morning.told[words.lang()] if self.morning is not None else None

    @cached_property
    def letter(self) -> Letter | None:
        """The letter as the viewer may read it."""
        return readable(self.told.letter, self.viewer) if self.told is not None else None

    @cached_property
    def open(self) -> list[Waiting]:
        """What waits for the viewer."""
        return gather(self.viewer, today=company.today(), now=self.now)

    @cached_property
    def leading(self) -> tuple[Lead | None, Waiting | None]:
        """The voice that opens the page, and its entry."""
        if self.morning is None or self.ask is None:
            return None, None
        by_name = {w.name: w for w in self.open}
        rows = self.morning.rows.get("voices", [])[: named.VOICES]
        rows = [r for r in rows if (named.VOICE, ref_of(voice.ref(r))) in by_name]
        # What was heard here and waits for an answer has an entry of its own.
        rows = [r for r in rows if own_name(str(r["about_id"])) not in by_name]
        lead = voice.lead(
            self.ask, rows, self.morning.rows["cases"], self.morning.rows["promises"]
        )  # fmt: skip
        if lead is None:
            return None, None
        case = by_name.get((cases.KIND, ref_of(lead.case))) if lead.case else None
        return lead, case or by_name[named.VOICE, ref_of(lead.ref)]

    @cached_property
    def due(self) -> list[Waiting]:
        """What runs out, without the entry that opens the page."""
        first = self.leading[1]
        rest = [
            w for w in self.open
            if w.entry.kind not in APART and (first is None or w.name != first.name)
        ]  # fmt: skip
        return _once(rest, first)

    @cached_property
    def debts(self) -> set[str]:
        """Customers to whom we owe something that is over: an answer, or what was promised."""
        found = {w.entry.customer for w in self.open if w.late and w.entry.customer}
        if self.morning is not None:
            rows = self.morning.rows
            found |= deeds.debts(rows.get("cases", []), rows.get("promises", []))
        return found


def parts_of(day: Day) -> list[Part]:
    """The parts of the page in the order of the viewer's roles; empty ones are left out."""
    plan = plan_for(day.viewer.roles)
    found = []
    for key in plan.parts:
        made = figures(day, plan.figures) if key == "figures" else PARTS[key](day)
        if made is not None:
            found.append({"key": key, "template": f"site/today_{key}.html", **made})
    return found


def laid_out(parts: list[Part]) -> dict[str, list[Part]]:
    """The page in columns: people first, beside them what came in, below them the figures."""
    place = next((i for i, p in enumerate(parts) if p["key"] == "figures"), len(parts))
    top = [p for p in parts[:place] if p["key"] not in ASIDE]
    aside = [p for p in parts[:place] if p["key"] in ASIDE]
    return {"top": top or aside, "aside": aside if top else [], "rest": parts[place:]}


def greeting(now: datetime) -> str:
    """Good morning, good day, good evening, by the company's clock."""
    hour = now.astimezone(company.zone()).hour
    part = "morning" if 4 <= hour < 11 else "day" if hour < 18 else "evening"
    return words.say(f"site.today_greeting_{part}")


def stand(day: Day) -> str:
    """What the data behind the page are, where that is not simply today."""
    if day.morning is None or day.ask is None:
        return ""
    if day.kept is not None and not day.kept.fresh:
        return words.say("site.today_stand_newer")
    if day.morning.day != company.today():
        return words.say("site.today_stand", day=day.ask.words.day(day.morning.day, year=True))
    return ""


def steps(day: Day) -> list[dict[str, str]]:
    """How to begin, where no file has been read yet: three ways, each complete in itself."""
    if any(not is_own(i) for i in day.snapshot.imports):
        return []
    ways = (
        ("file", "imports:start"),
        ("talk", "needs:talk_new"),
        ("promise", "contact:promise_new"),
    )
    alone = site().mode == Mode.ALONE
    found = []
    for key, name in ways:
        url = open_to(day.viewer, name)
        if url:
            text = f"site.today_step_{key}_{'alone' if alone else 'team'}"
            found.append(
                {"url": url, "label": words.say(f"site.today_step_{key}"), "text": words.say(text)}
            )
    return found


def lead(day: Day) -> Part | None:
    """A customer's own words and what followed."""
    told, waiting = day.leading
    if told is not None and waiting is not None:
        return {"w": waiting}
    return None


def due(day: Day) -> Part | None:
    """Promises and cases that run out, and whatever else waits."""
    found = day.due[:MOST] if day.everything else _first(day.due)
    more = 0 if day.everything else len(day.due) - len(found)
    nothing = not any(w.entry.kind != named.CALL for w in day.open)
    return {"entries": found, "more": more, "nothing": nothing, "opens": day.leading[1] is None}


def own_name(number: str) -> tuple[str, str]:
    """How Heute names what was written down here: `kundig-talk-12` is talk 12."""
    if not is_own_id(number):
        return "", ""
    _, kind, pk = number.rsplit("-", 2)
    return kind, pk


def _first(due: list[Waiting]) -> list[Waiting]:
    """The first entries; however much is over, what can still be kept is among them."""
    last = due[SHOWN:]
    soon = [w for w in due if w.due and not w.late and w.entry.urgent][:SOON]
    fresh = [w for w in due if w.entry.fresh][:FRESH]
    kept = {w.name for w in (*soon, *fresh)}
    if not last or not any(w.name in kept for w in last):
        return due[:SHOWN]
    others = [w.name for w in due if w.name not in kept][: SHOWN - len(kept)]
    return [w for w in due if w.name in kept or w.name in others]


def _once(due: list[Waiting], first: Waiting | None) -> list[Waiting]:
    """Without promises that are told already: by what opens the page, or by files and here."""
    own = {
        (w.entry.customer, _day(w)) for w in due if w.entry.kind == "promise" and w.entry.customer
    }
    found = []
    for w in due:
        told = first is not None and w.entry.customer and w.entry.customer == first.entry.customer
        what = w.entry.subject
        if told and first is not None and what and what in first.entry.title:
            continue
        if w.entry.kind == named.PROMISE and (w.entry.customer, _day(w)) in own:
            continue
        found.append(w)
    return found


def _day(w: Waiting) -> date | None:
    due = w.entry.due_at
    return due.astimezone(company.zone()).date() if isinstance(due, datetime) else due


def calls(day: Day) -> Part | None:
    """Three people to call; whoever stands above already is not named twice."""
    if day.morning is None:
        return None
    waiting = {w.entry.ref: w for w in day.open if w.entry.kind == named.CALL}
    first = day.leading[1]
    above = {w.entry.customer for w in day.due[:SHOWN] if w.entry.kind == cases.KIND}
    above |= {first.entry.customer} if first is not None else set()
    rows = [
        r for r in day.morning.rows.get("calls", [])
        if named.call_ref(r) in waiting and r["customer"] not in above
    ]  # fmt: skip
    chosen = [waiting[named.call_ref(r)] for r in deeds.chosen(rows, None, day.debts)]
    return {"entries": chosen} if chosen else None


def given(day: Day) -> Part | None:
    """Answers since yesterday: how many, and some of them in words."""
    if day.morning is None or day.ask is None:
        return None
    rows = day.morning.rows.get("answers", [])
    if not rows:
        return None
    first = day.leading[1]
    above = first.entry.customer if first is not None else None
    told = [r for r in rows if r["words"] and (not above or r["customer"] != above)]
    told.sort(key=lambda r: r["mood"] != "bad")
    return {
        "n": len(rows),
        "given": [answers.of_row(r, day.ask, day.viewer) for r in told[:ANSWERS]],
        "url": open_to(day.viewer, "satisfaction:surveys"),
    }


def imports(day: Day) -> Part | None:
    """Imports that need a look."""
    found = [w for w in day.open if w.entry.kind == "import"]
    return {"entries": found[:SHOWN]} if found else None


def figures(day: Day, keys: tuple[str, ...]) -> Part | None:
    """Figures as sentences; branches only where they do not make it too many."""
    if day.told is None or not day.viewer.may(Permission.SEE_FIGURES):
        return None
    found = shown(day.told.figures, keys, day.viewer)
    branches = day.told.letter.branches if len(found) <= 5 else ""
    if not found:
        return None
    return {"figures": found, "branches": branches, "thin": day.told.letter.thin}


def question(day: Day) -> Part | None:
    """One question for the next meeting, and what became of the last decision."""
    if day.letter is None or not day.viewer.may(Permission.SEE_FIGURES):
        return None
    if not day.letter.question and day.letter.outcome is None:
        return None
    return {
        "question": day.letter.question,
        "outcome": day.letter.outcome,
        "url": open_to(day.viewer, "reports:letter"),
        "month": day.letter.month,
    }


def quotes(day: Day) -> Part | None:
    """Words of customers without names."""
    if day.letter is None or day.letter.pack is None or not day.letter.pack.quotes:
        return None
    if day.viewer.may(Permission.SEE_CUSTOMERS):
        return None  # the page opens with a voice that has a name
    return {"quotes": day.letter.pack.quotes[:QUOTES]}


def conditions(day: Day) -> Part | None:
    """What keeps people from serving customers well, and how fast departments answer."""
    if not day.viewer.may(Permission.SEE_CONDITIONS):
        return None
    return {
        "obstacles": obstacles(day.viewer, OBSTACLES),
        "departments": day.told.departments if day.told is not None else (),
        "url": open_to(day.viewer, "employees:obstacles"),
        "hint_url": open_to(day.viewer, "needs:hint_new"),
        "test_url": open_to(day.viewer, "structure:quick_tests"),
    }


def council(day: Day) -> Part | None:
    """What is recorded about employees, and what never is."""
    return {
        "recorded": today_rights.recorded(),
        "never": today_rights.never(),
        "proof": last_proof(read_proof(Path(settings.WEB_FOLDER))),
        "url": open_to(day.viewer, "guard:council"),
    }


def privacy(day: Day) -> Part | None:
    """What the privacy officer should look at."""
    return {
        "found": today_rights.needs_a_look(day.snapshot),
        "council_url": open_to(day.viewer, "guard:council"),
    }


PARTS: Mapping[str, Callable[[Day], Part | None]] = {
    "voice": lead, "due": due, "calls": calls, "answers": given, "imports": imports,
    "question": question, "quotes": quotes, "conditions": conditions, "council": council,
    "privacy": privacy,
}  # fmt: skip
