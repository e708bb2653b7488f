"""A customer's timeline: what the store tells and what the apps add, newest first, page by page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from kundig_web.access.models import User
from kundig_web.customers import facts, history
from kundig_web.customers.event_words import told
from kundig_web.customers.history import Event

PAGE = 25
#: What one may choose to see -> kinds of the store and of the apps.
GROUPS: dict[str, tuple[str, ...]] = {
    "order": ("order",),
    "return": ("return",),
    "delivery": ("delivery",),
    "answer": ("answer",),
    "complaint": ("complaint",),
    "contact": ("contact", "talk", "hint", "message", "call", "visit"),
    "promise": ("promise",),
}


@dataclass(frozen=True, slots=True)
class Item:
    """An event and its place in the timeline."""

    event: Event
    place: str
    order: str = ""  # `source:number`, to look up what was in it


@dataclass(frozen=True, slots=True)
class Timeline:
    """One page of it."""

    items: tuple[Item, ...]
    older: str = ""  # where the next page begins
    begun: bool = True  # False on a later page


def contributed(keys: Sequence[str], user: User) -> list[Item]:
    """What the apps above the centre know of this customer."""
    return [
        Item(event, _place(event))
        for contribution in history.CONTRIBUTIONS
        for event in contribution(keys, user)
    ]


def page(
    store: facts.Facts,
    keys: Sequence[str],
    added: Iterable[Item],
    *,
    group: str,
    before: str,
    today: date,
) -> Timeline:
    """One page of the events of these keys; `group` is one of GROUPS or empty for everything."""
    kinds = GROUPS.get(group)
    rows = store.history(keys, kinds=kinds, before=before, limit=PAGE + 1)
    # On the last page of the store stands everything that is left of what the apps tell.
    oldest = rows[PAGE - 1]["place"] if len(rows) > PAGE else ""
    items = [
        Item(told(row, today=today), row["place"], _order(row))
        for row in rows[:PAGE]
        if not facts.written_here(row)
    ]
    for item in added:
        if kinds and item.event.kind not in kinds:
            continue
        if (not before or item.place < before) and item.place >= oldest:
            items.append(item)
    items.sort(key=lambda i: i.place, reverse=True)
    return Timeline(tuple(items), older=oldest, begun=not before)


def unsettled(events: Iterable[facts.Row], added: Iterable[Item], *, today: date) -> list[Event]:
    """What somebody still owes this customer: complaints first, then what is due first."""
    found = [told(row, today=today) for row in events]
    for item in added:
        event = item.event
        if event.open:
            late = event.late or (event.due is not None and event.due < today)
            found.append(replace(event, late=late))
    return sorted(found, key=lambda e: (e.kind != "complaint", e.due or e.day or today, e.title))


def _order(row: facts.Row) -> str:
    return f"{row['source']}:{row['ref']}" if row["kind"] == "order" else ""


def _place(event: Event) -> str:
    """Sorts among the places of the store's history."""
    at = event.at or datetime.combine(event.day, time.min, UTC)
    moment = f"{int(at.timestamp() * 1_000_000):018d}" if event.at else ""
    return f"{event.day.isoformat()} {moment} 9{event.kind}:{event.title}"
