"""What of the rights waits on Heute: requests before their deadline, breaches before 72 hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from kundig_web import words
from kundig_web.access.models import User
from kundig_web.access.permissions import Permission
from kundig_web.customers import choice
from kundig_web.desk.entries import Entry, register
from kundig_web.rights.models import Breach, Request

REQUEST, BREACH = "right", "breach"
#: So many days before its deadline a request presses.
PRESSING = 7
MOST = 100


def offer() -> None:
    """Let Heute show them to those who answer for rights."""
    register(REQUEST, Permission.ANSWER_RIGHTS, requests)
    register(BREACH, Permission.ANSWER_RIGHTS, breaches)


def requests(viewer: User, today: date) -> Iterator[Entry]:
    """Open requests, the earliest deadline first."""
    rows = list(Request.objects.filter(state=Request.State.OPEN)[:MOST])
    names = choice.names_of(r.customer for r in rows)
    for row in rows:
        left = row.days_left(today)
        yield Entry(
            kind=REQUEST,
            ref=str(row.pk),
            title=words.say("rights.entry_request", kind=words.say(f"rights.kind_{row.kind}")),
            who=names.get(row.customer, "") or row.who,
            why=words.say("rights.entry_request_why"),
            due_at=row.due_on,
            url=reverse("rights:request", args=[row.pk]),
            action=words.say("rights.entry_open"),
            urgent=left <= PRESSING,
        )


def breaches(viewer: User, today: date) -> Iterator[Entry]:
    """Breaches of which the authority may have to know."""
    for row in Breach.objects.filter(closed_at__isnull=True, authority_told_at__isnull=True)[:MOST]:
        if not row.waits:
            continue
        yield Entry(
            kind=BREACH,
            ref=str(row.pk),
            title=words.say("rights.entry_breach"),
            why=words.say("rights.entry_breach_why"),
            due_at=row.due_at,
            url=reverse("rights:breach", args=[row.pk]),
            action=words.say("rights.entry_open"),
            urgent=True,
        )
