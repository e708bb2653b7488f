"""What happens to a breach: noted, judged, reported, closed. 72 hours from knowing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kundig_web.access.models import User
from kundig_web.audit.log import audited
from kundig_web.rights.errors import RefusedError
from kundig_web.rights.models import Breach

FIELDS = ("what", "known_at", "data", "people", "risk", "done", "reason")


@audited("rights.breach_noted", of="result")
def note_breach(*, actor: User, now: datetime, values: Mapping[str, Any]) -> Breach:
    """Write down what happened; the clock runs from the moment somebody knew.

    Raises:
        RefusedError: without words, or with a moment ahead.
    """
    return _saved(Breach(created_at=now), values, now)


@audited("rights.breach_changed", of="breach")
def change_breach(
    *, breach: Breach, actor: User, now: datetime, values: Mapping[str, Any]
) -> Breach:
    """Write down what is known by now.

    Raises:
        RefusedError: without words, or with a moment ahead.
    """
    return _saved(Breach.objects.select_for_update().get(pk=breach.pk), values, now)


@audited("rights.breach_reported", of="breach", details=("whom",))
def report(*, breach: Breach, actor: User, now: datetime, whom: str) -> Breach:
    """Note that the authority (`authority`) or the people concerned (`people`) were told."""
    breach = Breach.objects.select_for_update().get(pk=breach.pk)
    name = {"authority": "authority_told_at", "people": "people_told_at"}[whom]
    if getattr(breach, name) is None:
        setattr(breach, name, now)
        breach.save(update_fields=[name])
    return breach


@audited("rights.breach_closed", of="breach")
def close(*, breach: Breach, actor: User, now: datetime) -> Breach:
    """Nothing is left to do.

    Raises:
        RefusedError: while the risk is unknown, somebody has to be told, or the reason is missing
            why the authority was told late or not at all.
    """
    breach = Breach.objects.select_for_update().get(pk=breach.pk)
    if breach.risk == Breach.Risk.UNKNOWN:
        raise RefusedError("risk_unknown")
    if breach.risk != Breach.Risk.NONE and breach.authority_told_at is None:
        raise RefusedError("authority_first")
    if breach.risk == Breach.Risk.HIGH and breach.people_told_at is None:
        raise RefusedError("people_first")
    told = breach.authority_told_at
    if (told is None or told > breach.due_at) and not breach.reason.strip():
        raise RefusedError("breach_reason")
    breach.closed_at = now
    breach.save(update_fields=["closed_at"])
    return breach


def _saved(breach: Breach, values: Mapping[str, Any], now: datetime) -> Breach:
    for name in FIELDS:
        if name in values:
            value = values[name]
            setattr(breach, name, value.strip() if isinstance(value, str) else value)
    if not breach.what:
        raise RefusedError("no_breach")
    if breach.known_at > now:
        raise RefusedError("day_ahead")
    breach.save()
    return breach
