"""Which promises wait on Heute: those about to break, a day before, and those that are overdue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from kundig_web import company, words
from kundig_web.access.models import User
from kundig_web.access.permissions import Permission
from kundig_web.contact import questions
from kundig_web.desk.entries import Entry

MOST = 50


def promises(user: User, today: date) -> Iterable[Entry]:
    """One entry per promise that is near its moment or past it."""
    for told in questions.open_promises(user, now=company.now(), most=MOST):
        if told.state == "open":
            continue
        row = told.row
        # With an hour the clock counts; without one the day does, and "tomorrow" says more.
        yield Entry(
            kind="promise",
            ref=str(row.pk),
            title=words.say("contact.entry", what=row.what),
            who=told.who,
            customer=row.customer if user.may(Permission.SEE_CUSTOMERS) else "",
            why=words.say(f"contact.why_{told.state}"),
            due_at=row.due_at if row.due_time else row.due_date,
            url=reverse("contact:promise", args=[row.pk]),
            action=words.say(f"contact.act_{told.state}"),
            department=row.department_id,
            urgent=True,
            subject=row.what,
        )
