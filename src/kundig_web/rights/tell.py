"""What this room holds about a customer: his own requests."""

from __future__ import annotations

from datetime import datetime

from kundig_web import words
from kundig_web.registry.subjects import Section, Told
from kundig_web.rights.models import ObjectionLink, Request


def tell(keys: tuple[str, ...], *, now: datetime, lang: str) -> list[Section]:
    """Requests with their deadlines and answers, and how many links for objecting there are."""
    rows = [
        Told(
            words.say(f"rights.kind_{r.kind}", lang), r.words or r.answer, on=r.received_on,
            source=words.say(f"rights.way_{r.way}", lang), why=r.answer,
            data={
                "due_on": r.due_on, "state": r.state, "identity": r.identity, "answer": r.answer,
                "answered_at": r.answered_at, "extended_because": r.extended_because,
            },
        )
        for r in Request.objects.filter(customer__in=keys)
    ]  # fmt: skip
    rows += [
        Told(words.say("rights.tell_link", lang), "", on=link.made_at)
        for link in ObjectionLink.objects.filter(person__key__in=keys)
    ]
    return [Section("requests", words.say("rights.tell_requests", lang), "rights", rows)]
