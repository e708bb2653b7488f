"""Promises on a customer's page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse

from kundig_web import company, words
from kundig_web.access.models import User
from kundig_web.contact import questions
from kundig_web.customers.history import Event


def events(keys: Sequence[str], user: User) -> Iterable[Event]:
    """What the customer was promised; open as long as nobody has said what became of it."""
    for told in questions.of_customer(keys, user, now=company.now()):
        row = told.row
        is_open = row.status == row.Status.OPEN
        yield Event(
            kind="promise",
            day=row.made_on,
            title=words.say("contact.event", what=row.what),
            detail=words.say(f"contact.state_{told.state}"),
            source=words.say("contact.event_source"),
            url=reverse("contact:promise", args=[row.pk]),
            open=is_open,
            due=row.due_date if is_open else None,
            late=told.state == "overdue",
        )
