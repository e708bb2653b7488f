"""What to do next for a customer: one suggestion with its plain reason. People decide; nothing runs.

The first that fits counts: somebody waits for an answer; a promise is overdue or due; the customer
was unhappy and nobody has spoken with him since; he has gone quiet; he praised us; what we know is
old; we know nothing of what he needs. Whoever does not want to be contacted is not to be called: then
the suggestion waits for the next time that he comes by himself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kundig_web import words
from kundig_web.customers.history import Event
from kundig_web.words.templatetags.words import ago, short_day

SOON, RECENT = 3, 90
#: Silence is longer than one and a half of the usual pause, and between two and ten months.
PATIENCE, SHORTEST, LONGEST, LEAST_PURCHASES = 1.5, 60, 300, 4


@dataclass(frozen=True, slots=True)
class Step:
    """The suggestion, why it is made, and where it is done."""

    kind: str
    title: str
    why: str
    url: str = ""  # of the matter itself
    verb: str = ""  # talk | need: what may be written down right away


def next_step(
    row: dict[str, Any] | None,
    open_matters: Sequence[Event],
    *,
    today: date,
    silent: bool,
    spoken: date | None,
    needs: int,
    stale: int,
    stand: date | None = None,
) -> Step | None:
    """The suggestion, if there is one.

    Args:
        row: the customer's row of the register.
        open_matters: what somebody still owes him.
        today: the company's day.
        silent: he does not want to be contacted.
        spoken: the day of the last talk that was written down here.
        needs: how many needs of his we know.
        stale: how many facts and needs nobody has confirmed for long.
        stand: the end of the data where it is long past; silence after it says nothing.
    """
    complaint = next((e for e in open_matters if e.kind == "complaint"), None)
    if complaint is not None:
        return _step("complaint", ago=ago(complaint.day), event=complaint)
    promises = [e for e in open_matters if e.kind == "promise" and e.due is not None]
    for event in sorted(promises, key=lambda e: e.due or today):
        if event.due and event.due < today:
            return _step("overdue", day=short_day(event.due), event=event)
        if event.due and event.due <= today + timedelta(days=SOON):
            return _step("due", ago=ago(event.due), event=event)
    waiting = next((e for e in open_matters if e.late), None)
    if waiting is not None:
        return _step("waiting", title=waiting.title, event=waiting)
    if row is not None and not silent:
        since = today - timedelta(days=RECENT)
        day = row["satisfaction_day"]
        contact = max((d for d in (row["last_contact"], spoken) if d), default=None)
        heard = contact is not None and day is not None and contact >= day
        if row["mood"] == "unhappy" and day and day >= since and not heard:
            return _step("unhappy", ago=ago(day), verb="talk")
        quiet = _quiet(row, today) if stand is None else None
        if quiet and not (contact and contact > row["last_day"]):
            return _step("quiet", days=quiet[0], pause=quiet[1], verb="talk")
        if row["mood"] == "happy" and day and day >= since and not heard:
            return _step("thanks", ago=ago(day), verb="talk")
    if stale:
        return Step(
            "stale", words.say("customers.step_stale"),
            words.say_n("customers.step_stale_why", stale), verb="talk",
        )  # fmt: skip
    if not needs:
        return _step("learn_silent" if silent else "learn", verb="need")
    return None


def _quiet(row: dict[str, Any], today: date) -> tuple[int, int] | None:
    """Days of silence and the usual pause in days, if the silence is unusual."""
    if (row["purchases"] or 0) < LEAST_PURCHASES:
        return None
    pause = (row["last_day"] - row["first_day"]).days / (row["purchases"] - 1)
    silent = (today - row["last_day"]).days
    if not SHORTEST <= silent <= LONGEST or silent <= PATIENCE * pause:
        return None
    return silent, round(pause)


def _step(kind: str, *, event: Event | None = None, verb: str = "", **values: Any) -> Step:
    if event is not None:
        values.setdefault("title", event.title)
    return Step(
        kind, words.say(f"customers.step_{kind}", **values),
        words.say(f"customers.step_{kind}_why", **values),
        url=event.url if event is not None else "", verb=verb,
    )  # fmt: skip
