"""Forgetting a customer in the audit log: his key goes, the chain stays whole."""

from __future__ import annotations

from datetime import datetime

from kundig_web import words
from kundig_web.audit.models import AuditEntry
from kundig_web.audit.sealing import destroy, pseudonyms
from kundig_web.registry.subjects import Forgotten


def forget(keys: tuple[str, ...], *, now: datetime, dry_run: bool) -> Forgotten:
    """Destroy the keys that open what was sealed, and lead to the entries at all."""
    entries = AuditEntry.objects.filter(about__in=pseudonyms(keys)).count()
    if not dry_run:
        destroy(keys)
    if not entries:
        return Forgotten()
    return Forgotten(
        {words.say("audit.forgotten"): entries},
        {words.say("audit.stays"): words.say("audit.stays_why")},
    )
