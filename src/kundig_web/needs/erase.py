"""Forgetting a customer among talks and hints: that one took place stays, whose words goes."""

from __future__ import annotations

from datetime import datetime

from kundig_web import words
from kundig_web.customers.forgetting import forget as forget_rows
from kundig_web.customers.forgetting import rows_of
from kundig_web.needs.models import Hint, Talk
from kundig_web.registry.subjects import Forgotten


def forget(keys: tuple[str, ...], *, now: datetime, dry_run: bool) -> Forgotten:
    """Blank talks and hints; what they said about an assumption of ours stays."""
    if not dry_run:  # nobody waits for an answer to words that are gone
        for model in (Talk, Hint):
            rows_of(model, keys).filter(answered_at__isnull=True).update(answered_at=now)
    found = {
        "talks": forget_rows(Talk, keys, dry_run=dry_run, entries=("talk", "talk_answer")),
        "hints": forget_rows(Hint, keys, dry_run=dry_run, entries=("hint", "hint_answer")),
    }
    return Forgotten({words.say(f"needs.forget_{k}"): n for k, n in found.items() if n})
