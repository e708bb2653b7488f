"""Forgetting a customer here: links go; a request stays as a fact, without the person."""

from __future__ import annotations

from datetime import datetime

from kundig_web import words
from kundig_web.customers.forgetting import forget as forget_rows
from kundig_web.registry.subjects import Forgotten
from kundig_web.rights.models import ObjectionLink, Request


def forget(keys: tuple[str, ...], *, now: datetime, dry_run: bool) -> Forgotten:
    """Delete links and blank requests: that a request was answered in time must stay provable."""
    found = {
        "links": forget_rows(ObjectionLink, keys, dry_run=dry_run),
        "requests": forget_rows(Request, keys, dry_run=dry_run, entries=("right",)),
    }
    return Forgotten({words.say(f"rights.forget_{k}"): n for k, n in found.items() if n})
