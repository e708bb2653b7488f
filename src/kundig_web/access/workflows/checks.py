"""What every verb of access checks first."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied

from kundig_web.access.errors import RefusedError
from kundig_web.access.models import Site, User
from kundig_web.access.permissions import Permission, Role, granted


def need(actor: User, permission: Permission) -> User:
    """The actor as the database knows him now: a role that he lost a moment ago no longer counts.

    Raises:
        PermissionDenied: if he may not.
    """
    now = User.objects.filter(pk=actor.pk).first()
    if now is None or not now.may(permission):
        raise PermissionDenied
    return now


def nobody_raises(actor: User, roles: Iterable[str]) -> frozenset[str]:
    """The roles, if everything that they grant the actor may do himself.

    Raises:
        RefusedError: if a role is unknown or would grant more than the actor has.
    """
    wanted = frozenset(roles)
    if not wanted <= set(Role.values):
        raise RefusedError("unknown_role")
    if not granted(wanted) <= actor.permissions:
        raise RefusedError("raise")
    return wanted


def lock_people() -> None:
    """Changes of people happen one after another, so that two owners cannot remove each other."""
    Site.objects.select_for_update().get_or_create(pk=1)


def an_owner_stays() -> None:
    """Called after the change, inside its transaction.

    Raises:
        RefusedError: if nobody active is owner any more.
    """
    if not User.objects.filter(is_active=True, role_set__role=Role.OWNER).exists():
        raise RefusedError("last_owner")
