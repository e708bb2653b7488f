"""What is written down of elements that no measure tells yet: promises and decisions, counted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from kundig.answers.listings import listing
from kundig.glossary.measure import Request
from kundig.store import Snapshot
from kundig.store.home import Home
from kundig_web import words
from kundig_web.questions import asking, cache

#: A list that is longer is told as "more than".
MOST = 1000


@dataclass(frozen=True, slots=True)
class Told:
    """Counts in a sentence."""

    sentence: str
    figures: int


def told(element: str, *, today: date, lang: str, snapshot: Snapshot, home: Home) -> Told | None:
    """What the listings of an element count; None if nothing is written down."""
    if element not in {"contact", "structure"}:
        return None
    table = {"contact": "promises", "structure": "decisions"}[element]
    if not snapshot.tables[table].files:
        return None
    name = f"recorded {element} {today.isoformat()}"
    kept = cache.kept(
        cache.state_of(snapshot, home), name,
        lambda: json.dumps(_counts(element, today, snapshot, home)).encode(),
    )  # fmt: skip
    counts: dict[str, int] = json.loads(kept)
    if element == "contact":
        late, soon = (
            words.say_n(f"questions.promises_{name}", counts[state], lang)
            if counts[state]
            else words.say(f"questions.promises_{name}_none", lang)
            for name, state in (("overdue", "overdue"), ("soon", "open"))
        )
        return Told(f"{late} {soon}", 2)
    return Told(words.say_n("questions.decisions_made", counts["decisions"], lang), 1)


def _counts(element: str, today: date, snapshot: Snapshot, home: Home) -> dict[str, int]:
    key = {"contact": "promises_due", "structure": "decisions_made"}[element]
    request = Request(as_of=today, limit=MOST)
    with asking.engine() as opened:
        rows = listing(key, request, snapshot=snapshot, engine=opened, home=home)
    if element == "structure":
        return {"decisions": len(rows)}
    return {s: sum(r["state"] == s for r in rows) for s in ("overdue", "open")}
