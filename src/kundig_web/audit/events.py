"""What happens at the doors: refused, locked, failed. Noted with a limit, so that nobody can flood.

    note_event("access.sign_in_failed", now=now, subject=email)

Kept are refusals and failures. That somebody signed in or out is kept nowhere: it would be a record
of presence, and what a person then does to a customer's data is in the log anyway.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kundig_web import company
from kundig_web.audit.log import note
from kundig_web.limits.counting import HOUR, limit, take

#: Of one kind about one person, and of one kind altogether. What comes beyond that is told by one
#: entry an hour, `audit.flood`.
EACH = limit("audit.event.subject", 30, HOUR)
ALL = limit("audit.event.kind", 1000, HOUR)
FLOOD = limit("audit.event.flood", 1, HOUR)


def note_event(
    verb: str,
    *,
    now: datetime | None = None,
    subject: str = "",
    actor: Any = None,
    of: str = "",
    details: Mapping[str, Any] | None = None,
) -> bool:
    """Note that something was refused or failed; False if there were too many of the kind.

    Call it outside of a transaction that may be rolled back.

    Args:
        verb: `access.sign_in_failed`.
        now: the moment; None: this one.
        subject: whom it concerns if nobody is signed in, as the mail address that was typed. Kept
            as a token only, and forgotten with its key after 90 days.
        actor: who it was, if somebody is signed in.
        of: the object, or the name of the address.
        details: codes and counts.
    """
    now = now or company.now()
    who = f"{getattr(actor, 'pk', None) or subject.strip().lower()}"
    if take(EACH, f"{verb} {who}", now=now) or take(ALL, verb, now=now):
        if not take(FLOOD, verb, now=now):
            note("audit.flood", now=now, details={"verb": verb, "most": ALL.tries})
        return False
    note(verb, now=now, actor=actor, of=of, details=details, door=subject.strip().lower())
    return True
