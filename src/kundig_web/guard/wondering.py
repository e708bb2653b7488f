"""The one place that tells a colleague's name: "Who?", of one open matter at a time, and seldom."""

from __future__ import annotations

from datetime import datetime

from kundig_web.access.models import User
from kundig_web.desk import workflows
from kundig_web.desk.entries import Entry
from kundig_web.desk.models import EntryState
from kundig_web.guard.claims import Breach, Claim
from kundig_web.guard.people import Invented


def names_are_told_seldom(asker: Invented, now: datetime) -> Claim:
    """Whoever asks for every matter is refused after a few, and closed ones tell nobody."""
    user = User.objects.get(pk=asker.pk)
    rows = EntryState.objects.filter(user__isnull=False).exclude(user=user).order_by("-changed_at")
    told, breaches = 0, []
    matters = list(rows[: workflows.WHO.tries + 10])
    for one in matters:
        entry = Entry(kind=one.kind, ref=one.ref, title="")
        try:
            told += bool(workflows.who(actor=user, entry=entry, now=now))
        except workflows.DeskError:
            break
    if told > workflows.WHO.tries:
        breaches.append(Breach("asks_for_ever", "desk:who", {"n": told}))
    closed = EntryState.objects.exclude(state=EntryState.State.TAKEN).filter(user__isnull=False)
    if n := closed.count():
        breaches.append(Breach("closed_holds", "desk.EntryState", {"n": n}))
    return Claim("asking", len(matters), tuple(breaches))
