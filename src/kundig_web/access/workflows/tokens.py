"""Keys of programs to the REST API: made, revoked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kundig_web.access.errors import RefusedError
from kundig_web.access.links import hash_of, new_token
from kundig_web.access.models import Token, User
from kundig_web.access.permissions import SCOPES, Permission
from kundig_web.access.workflows.checks import lock_people, need
from kundig_web.audit.log import audited

#: Makes a leaked key recognisable in logs and in code.
PREFIX = "kundig_"


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token and its value, which is known at this moment only."""

    token: Token
    value: str


@audited("access.token_made", of="result.token", details=("scopes",))
def create_token(
    *, actor: User, name: str, scopes: Iterable[str], expires_on: date, now: datetime
) -> NewToken:
    """A key for a program.

    Raises:
        RefusedError: if a key of that name is in use, or the scopes exceed what the actor may do.
    """
    wanted = sorted(set(scopes))
    with transaction.atomic():
        lock_people()
        actor = need(actor, Permission.MANAGE_PEOPLE)
        if not set(wanted) <= set(SCOPES) or not set(wanted) <= actor.permissions:
            raise RefusedError("raise")
        if Token.objects.filter(name__iexact=name, revoked_at=None).exists():
            raise RefusedError("token_name", name=name)
        value = PREFIX + new_token()
        token = Token.objects.create(
            name=name, token_hash=hash_of(value), scopes=wanted, created_at=now,
            created_by=actor, expires_on=expires_on,
        )  # fmt: skip
    return NewToken(token, value)


@audited("access.token_revoked", of="token")
def revoke_token(*, actor: User, token: Token, now: datetime) -> None:
    """The key stops working at once."""
    need(actor, Permission.MANAGE_PEOPLE)
    Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)


def note_use(*, token: Token, today: date) -> None:
    """Remember the day, at most one write a day."""
    if token.last_used_on != today:
        Token.objects.filter(pk=token.pk).update(last_used_on=today)
