"""Appending to the chain: everything is sealed first, then the head is locked, then it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from kundig_web.audit.chain import BEGINNING, Link, canonical, hash_of, moment
from kundig_web.audit.models import AuditEntry, Head, SubjectKey
from kundig_web.audit.sealing import (
    ACTOR,
    CUSTOMER_FIELD,
    DOOR,
    Wish,
    bound,
    customer_key,
    fetched,
    seal,
    weekly_key,
)

HEAD = 1


@dataclass(frozen=True, slots=True)
class Pending:
    """An entry that is still to be written."""

    verb: str
    at: datetime
    actor: Any = None
    about: str = ""
    of: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    door: str = ""  # whom it concerns if nobody is signed in


def write(entries: Sequence[Pending], *, first: int | None = None) -> None:
    """Append these entries, in this order.

    Args:
        entries: what happened.
        first: the number of the first one, after a restore that lost those before it.
    """
    # Without a savepoint: an entry that fails takes the whole change with it, caught or not.
    with transaction.atomic(savepoint=False):
        ready = _sealed(entries)
        head = _locked_head()
        for entry in ready:
            entry.seq = max(head.seq + 1, first or 0)
            entry.previous = head.hash
            entry.hash = hash_of(link_of(entry))
            head.seq, head.hash = entry.seq, entry.hash
        AuditEntry.objects.bulk_create(ready)
        head.save(update_fields=["seq", "hash"])


def link_of(entry: AuditEntry) -> Link:
    """The entry as the chain sees it."""
    return Link(
        entry.seq,
        entry.at.encode(),
        entry.verb.encode(),
        entry.about.encode(),
        entry.of.encode(),
        entry.department.encode(),
        entry.details.encode(),
        bytes(entry.sealed),
        bytes(entry.sealed_actor),
        entry.previous.encode(),
    )


def _sealed(entries: Sequence[Pending]) -> list[AuditEntry]:
    """The entries without their place in the chain."""
    wanted = [_keys(entry) for entry in entries]
    keys = fetched(wish for pair in wanted for wish in pair if wish is not None)
    return [
        _one(entry, keys[whose] if whose else None, keys[who] if who else None)
        for entry, (whose, who) in zip(entries, wanted, strict=True)
    ]


def _keys(entry: Pending) -> tuple[Wish | None, Wish | None]:
    """The key of whom it concerns, and of who did it."""
    whose = who = None
    if entry.about:
        whose = customer_key(entry.about)
    elif entry.door:
        whose = weekly_key(DOOR, entry.door, entry.at)
    employee = getattr(entry.actor, "pk", None) or _without_employee(entry.of)[1]
    if employee:
        who = weekly_key(ACTOR, employee, entry.at)
    return whose, who


def _one(entry: Pending, whose: SubjectKey | None, who: SubjectKey | None) -> AuditEntry:
    at = moment(entry.at)
    tie = bound(at, entry.verb)
    of, employee = _without_employee(entry.of)
    sealed = sealed_actor = b""
    if whose is not None and entry.about:
        of = of.replace(entry.about, "…")
        sealed = seal(whose, {**entry.values, CUSTOMER_FIELD: entry.about}, tie)
    if who is not None:
        told: dict[str, Any] = {"employee": employee} if employee else {}
        if getattr(entry.actor, "pk", None) is not None:
            told |= {"id": entry.actor.pk, "name": str(entry.actor)}
        sealed_actor = seal(who, told, tie)
    return AuditEntry(
        at=at,
        verb=entry.verb,
        about=whose.token if whose else "",
        of=of[:240],
        department=str(getattr(entry.actor, "department_id", None) or ""),
        details=canonical(entry.details),
        sealed=sealed,
        sealed_actor=sealed_actor,
    )


def _without_employee(of: str) -> tuple[str, str]:
    """An entry that concerns an employee does not say openly which one."""
    users = settings.AUTH_USER_MODEL.lower()
    kind, _, number = of.partition(":")
    return (users, number) if kind == users else (of, "")


def _locked_head() -> Head:
    """The head, locked until this transaction ends."""
    head = Head.objects.select_for_update().filter(pk=HEAD).first()
    if head is None:
        Head.objects.get_or_create(pk=HEAD, defaults={"seq": 0, "hash": BEGINNING})
        head = Head.objects.select_for_update().get(pk=HEAD)
    return head
