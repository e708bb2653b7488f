"""Opening one entry: who it was and what it said. A workflow, since the opening itself is noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from kundig_web import words
from kundig_web.access.models import User
from kundig_web.access.permissions import Permission
from kundig_web.audit.chain import when
from kundig_web.audit.log import note
from kundig_web.audit.models import AuditEntry
from kundig_web.audit.sealing import CUSTOMER_FIELD, actor_of, values_of
from kundig_web.limits.counting import DAY, limit, take

REASONS = ("request", "misuse", "fault", "authority")
#: Whoever opened more could count what single people work.
OPENED = limit("audit.opened", 20, DAY)


class OpeningError(Exception):
    """Why it stays closed, as a sentence."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an entry sealed, as far as its keys still exist."""

    name: str = ""
    employee: str = ""  # number of the account that was changed
    customer: str = ""
    values: tuple[tuple[str, str], ...] = ()


def open_entry(*, actor: User, now: datetime, entry: AuditEntry, reason: str) -> Told:
    """Unseal one entry, and note who did so and why.

    Raises:
        OpeningError: without a reason, or too often in one day.
    """
    if not actor.may(Permission.SEE_AUDIT):
        raise PermissionDenied
    if reason not in REASONS:
        raise OpeningError(words.say("audit.open_choose"))
    if take(OPENED, str(actor.pk), now=now):
        raise OpeningError(words.say("audit.open_too_often", n=OPENED.tries))
    # First the note, then the look: nothing is seen that is not noted.
    note(
        "audit.entry_opened", now=now, actor=actor, of=f"audit.entry:{entry.pk}",
        details={"reason": reason},
    )  # fmt: skip
    who = actor_of(entry, when(entry.at)) or {}
    values = values_of(entry) or {}
    customer = str(values.pop(CUSTOMER_FIELD, ""))
    return Told(
        str(who.get("name", "")), str(who.get("employee", "")), customer, tuple(_flat(values))
    )


def _flat(values: dict[str, Any]) -> list[tuple[str, str]]:
    """Name and value, those of values inside values included."""
    found: list[tuple[str, str]] = []
    for name, value in values.items():
        if isinstance(value, dict):
            found += _flat(value)
        elif value not in (None, ""):
            found.append((name, str(value)))
    return found
