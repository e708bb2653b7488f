"""Talks and hints on a customer's page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kundig_web import company, words
from kundig_web.access.models import User
from kundig_web.customers.history import Event
from kundig_web.needs import questions
from kundig_web.needs.models import Talk


def events(keys: Sequence[str], user: User) -> Iterable[Event]:
    """What the customer told us; open as long as nobody has answered."""
    for heard in questions.of_customer(keys, user, today=company.today()):
        row = heard.row
        if isinstance(row, Talk):
            title = words.say("needs.event_talk", channel=words.say(f"needs.channel_{row.channel}"))
            detail = row.follows
        else:
            title = words.say(f"needs.event_hint_{row.kind or 'none'}")
            detail = ""
        yield Event(
            kind=heard.kind,
            day=row.day,
            title=title,
            words=heard.words,
            detail=row.answer or detail,
            source=words.say("needs.event_source"),
            url=heard.url,
            open=row.answered_at is None,
            due=row.answer_due if row.answered_at is None else None,
            late=heard.late,
        )
