"""People: change, deactivate, take back; one's own account and password."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from kundig_web.access.errors import RefusedError
from kundig_web.access.models import Branch, Department, Invitation, User, UserRole
from kundig_web.access.permissions import Permission, granted
from kundig_web.access.sessions import end_all
from kundig_web.access.workflows.checks import an_owner_stays, lock_people, need, nobody_raises
from kundig_web.audit.log import audited


@audited("access.person_changed", of="person", details=("roles",))
def change_person(
    *,
    actor: User,
    person: User,
    name: str,
    roles: Iterable[str],
    department: Department | None,
    branch: Branch | None,
    now: datetime,
) -> User:
    """Give a person another name, other roles, another place; it takes effect at once.

    Raises:
        RefusedError: if the last owner would lose that role, or somebody would get more rights than
            the actor has.
    """
    with transaction.atomic():
        lock_people()
        actor = need(actor, Permission.MANAGE_PEOPLE)
        person = User.objects.get(pk=person.pk)
        wanted = nobody_raises(actor, roles)
        nobody_raises(actor, person.roles)
        person.name, person.department, person.branch = name, department, branch
        person.save(update_fields=["name", "department", "branch"])
        if not person.permissions <= granted(
            wanted
        ):  # what a lost role showed is closed at once, everywhere
            end_all(person)
        UserRole.objects.filter(user=person).exclude(role__in=wanted).delete()
        UserRole.objects.bulk_create(
            UserRole(user=person, role=role) for role in sorted(wanted - person.roles)
        )
        an_owner_stays()
    return User.objects.get(pk=person.pk)


@audited("access.person_deactivated", of="person")
def deactivate(*, actor: User, person: User, now: datetime) -> None:
    """Close an account: its sessions, links and tokens are dead at once; its words stay.

    Raises:
        RefusedError: for oneself, and for the last owner.
    """
    with transaction.atomic():
        lock_people()
        actor = need(actor, Permission.MANAGE_PEOPLE)
        if person.pk == actor.pk:
            raise RefusedError("deactivate_self")
        person = User.objects.get(pk=person.pk)
        nobody_raises(actor, person.roles)
        person.is_active = False
        person.save(update_fields=["is_active"])
        Invitation.objects.filter(user=person).delete()
        end_all(person)
        an_owner_stays()


@audited("access.person_activated", of="person")
def activate(*, actor: User, person: User, now: datetime) -> None:
    """Open a closed account again, with the roles that it had."""
    with transaction.atomic():
        lock_people()
        actor = need(actor, Permission.MANAGE_PEOPLE)
        person = User.objects.get(pk=person.pk)
        nobody_raises(actor, person.roles)
        person.is_active = True
        person.save(update_fields=["is_active"])


@audited("access.account_changed", of="actor")
def change_account(*, actor: User, name: str, language: str, now: datetime) -> None:
    """One's own name and language."""
    actor.name, actor.language = name, language
    actor.save(update_fields=["name", "language"])


@audited("access.password_changed", of="actor")
def change_password(
    *, actor: User, old: str, new: str, now: datetime, session: str | None = None
) -> None:
    """A new password; every session ends but the one with this key.

    Raises:
        RefusedError: if the old password is wrong.
    """
    if not actor.check_password(old):
        raise RefusedError("wrong_password")
    with transaction.atomic():
        actor.set_password(new)
        actor.save(update_fields=["password"])
        end_all(actor, but=session)


def create_person(
    *,
    email: str,
    name: str,
    password: str | None,
    roles: Iterable[str],
    language: str = "",
    department: Department | None = None,
    branch: Branch | None = None,
    now: datetime,
) -> User:
    """A new person, inside the transaction of whoever checked that this may be.

    Raises:
        RefusedError: if the address is taken.
    """
    person = User(
        email=email.lower(), name=name, language=language, department=department, branch=branch,
        created_at=now,
    )  # fmt: skip
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        raise RefusedError("email_taken", email=email) from None
    UserRole.objects.bulk_create(UserRole(user=person, role=role) for role in sorted(set(roles)))
    return person
