"""Deciding who is who: merging, keeping apart, and taking either back. No fact is rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction

from kundig.contact.identity import Kind
from kundig_web.access.models import User
from kundig_web.audit.log import audited
from kundig_web.customers.errors import RefusedError
from kundig_web.customers.identities import Identity, identity_of
from kundig_web.customers.identity_models import IdentityDecision
from kundig_web.jobs.mirrors import mirror_soon

#: Key -> since when this record has been a customer, as far as known.
Since = Mapping[str, date | None]


@audited("customers.merged", about="left", of="result", values=("left", "right"))
def mark_same(
    *, left: str, right: str, since: Since, actor: User | None, now: datetime, reason: str = ""
) -> IdentityDecision:
    """Decide that two customers are one. The one that has been a customer for longer goes on.

    Raises:
        RefusedError: if they are one already, or somebody decided that they are not.
    """
    one, other = identity_of(left), identity_of(right)
    if one.key == other.key:
        raise RefusedError("same_already")
    if _called_different(one, other):
        raise RefusedError("called_different")
    return _decide(Kind.SAME, one.key, other.key, since, actor=actor, now=now, reason=reason)


@audited("customers.kept_apart", about="left", of="result", values=("left", "right"))
def mark_different(
    *, left: str, right: str, since: Since, actor: User | None, now: datetime, reason: str = ""
) -> IdentityDecision:
    """Decide that two customers are not one, so that nobody is asked again.

    Raises:
        RefusedError: if they are one customer now; the merge is taken back first.
    """
    one, other = identity_of(left), identity_of(right)
    if one.key == other.key:
        raise RefusedError("merged_now")
    if found := _called_different(one, other):
        return found
    return _decide(Kind.DIFFERENT, one.key, other.key, since, actor=actor, now=now, reason=reason)


@audited("customers.decision_undone", about="decision.left", of="decision")
def undo_decision(
    *, decision: IdentityDecision, actor: User | None, now: datetime
) -> IdentityDecision:
    """Take a decision back: everything is as before it. The decision stays in the record."""
    locked = IdentityDecision.objects.select_for_update().get(pk=decision.pk)
    if locked.undone_at is None:
        locked.undone_at, locked.undone_by = now, actor
        locked.save(update_fields=["undone_at", "undone_by"])
        mirror_soon(now)
    return locked


def _called_different(one: Identity, other: Identity) -> IdentityDecision | None:
    keys = set(other.keys)
    return next((d for d in one.apart if {d.left, d.right} & keys), None)


def _decide(
    kind: Kind,
    one: str,
    other: str,
    since: Since,
    *,
    actor: User | None,
    now: datetime,
    reason: str,
) -> IdentityDecision:
    left, right = sorted((one, other))
    try:
        with transaction.atomic():
            decision = IdentityDecision.objects.create(
                kind=kind, left=left, right=right, left_since=since.get(left),
                right_since=since.get(right), reason=reason.strip(), actor=actor, at=now,
            )  # fmt: skip
            mirror_soon(now)
    except IntegrityError:  # somebody else decided about this pair a moment ago
        raise RefusedError("decided_meanwhile") from None
    return decision
