"""Forgetting a customer among the promises: that one was made and kept stays, to whom goes."""

from __future__ import annotations

from datetime import datetime

from kundig_web import words
from kundig_web.contact.models import Promise, Step
from kundig_web.customers.forgetting import forget as forget_rows
from kundig_web.customers.forgetting import rows_of
from kundig_web.registry.subjects import Forgotten


def forget(keys: tuple[str, ...], *, now: datetime, dry_run: bool) -> Forgotten:
    """Blank promises and what became of them; whoever was promised something open is told."""
    if not dry_run:
        waiting = rows_of(Promise, keys).filter(status=Promise.Status.OPEN)
        waiting.update(status=Promise.Status.WITHDRAWN, closed_on=now.date())
    forget_rows(Step, keys, dry_run=dry_run)
    count = forget_rows(Promise, keys, dry_run=dry_run, entries=("promise",))
    return Forgotten({words.say("contact.forget_promises"): count} if count else {})
