"""Ending one's own sessions from afar."""

from __future__ import annotations

from datetime import datetime

from kundig_web.access.links import hash_of
from kundig_web.access.models import Session, User
from kundig_web.access.sessions import end_all
from kundig_web.audit.log import audited

#: So much of a session's hash names it in a form.
MARK = 32


@audited("access.session_ended", of="actor")
def end(*, actor: User, mark: str, now: datetime) -> bool:
    """End the session with this mark; False if the actor has none such."""
    if len(mark) != MARK:
        return False
    return bool(Session.objects.filter(user=actor, pk__startswith=mark).delete()[0])


@audited("access.sessions_ended", of="actor")
def end_others(*, actor: User, session: str | None, now: datetime) -> None:
    """Signed out everywhere but here."""
    end_all(actor, but=session)


def mark_of(session: str | None) -> str:
    """What names a session in a form."""
    return hash_of(session or "")[:MARK]
