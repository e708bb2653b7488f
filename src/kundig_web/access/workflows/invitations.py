"""Invitations by link: made, withdrawn, accepted. The link is shown once, to the inviter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from kundig_web.access.errors import RefusedError
from kundig_web.access.links import hash_of, new_token
from kundig_web.access.models import Branch, Department, Invitation, User
from kundig_web.access.permissions import Permission
from kundig_web.access.sessions import end_all
from kundig_web.access.workflows.checks import lock_people, need, nobody_raises
from kundig_web.access.workflows.people import create_person
from kundig_web.access.workflows.second_step import take_away
from kundig_web.audit.log import audited

VALID = timedelta(days=7)
#: A link from the command line is used at once, by whoever sits in front of the machine.
VALID_HERE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class NewLink:
    """An invitation and the token of its link, which is known at this moment only."""

    invitation: Invitation
    token: str


@audited("access.invited", of="result.invitation", details=("roles",))
def invite(
    *,
    actor: User,
    email: str,
    roles: Iterable[str],
    department: Department | None,
    branch: Branch | None,
    now: datetime,
) -> NewLink:
    """A link for somebody new; an earlier one for the same address stops working.

    Raises:
        RefusedError: if the address has an account, or the roles grant more than the actor has.
    """
    email = email.lower()
    with transaction.atomic():
        lock_people()
        actor = need(actor, Permission.MANAGE_PEOPLE)
        wanted = nobody_raises(actor, roles)
        if User.objects.filter(email__iexact=email).exists():
            raise RefusedError("email_taken", email=email)
        Invitation.objects.filter(email__iexact=email).delete()
        return _made(
            Invitation(email=email, roles=sorted(wanted), department=department, branch=branch),
            actor, now,
        )  # fmt: skip


@audited("access.password_link_made", of="person")
def link_for_new_password(*, actor: User, person: User, now: datetime) -> NewLink:
    """A link with which a person who forgot the password chooses a new one.

    Raises:
        RefusedError: for a closed account, and for somebody with more rights than the actor.
    """
    with transaction.atomic():
        lock_people()
        actor = need(actor, Permission.MANAGE_PEOPLE)
        person = User.objects.get(pk=person.pk)
        nobody_raises(actor, person.roles)
        if not person.is_active:
            raise RefusedError("account_closed")
        Invitation.objects.filter(user=person).delete()
        return _made(Invitation(email=person.email, user=person), actor, now)


@audited("access.password_link_from_machine", of="result.invitation.user")
def link_from_the_machine(*, email: str, now: datetime) -> NewLink:
    """The same for whoever has the company's folder, and with it everything: there is no actor.

    Raises:
        RefusedError: if nobody has this address, or the account is closed.
    """
    with transaction.atomic():
        lock_people()
        person = User.objects.filter(email__iexact=email.strip()).first()
        if person is None:
            raise RefusedError("unknown_address")
        if not person.is_active:
            raise RefusedError("account_closed")
        Invitation.objects.filter(user=person).delete()
        made = Invitation(email=person.email, user=person, from_machine=True)
        return _made(made, None, now, VALID_HERE)


@audited("access.invitation_withdrawn", of="invitation")
def withdraw_invitation(*, actor: User, invitation: Invitation, now: datetime) -> None:
    """The link stops working."""
    need(actor, Permission.MANAGE_PEOPLE)
    Invitation.objects.filter(pk=invitation.pk).delete()


@audited("access.invitation_accepted", of="result")
def accept(*, token: str, name: str, password: str, language: str, now: datetime) -> User:
    """Use a link: a new person, or a new password for somebody who is known already.

    Raises:
        RefusedError: if the link was used, withdrawn or has expired in the meantime.
    """
    with transaction.atomic():
        lock_people()
        found = Invitation.objects.filter(token_hash=hash_of(token), expires_at__gt=now).first()
        if found is None:
            raise RefusedError("link_gone")
        if found.user_id is not None:
            person = User.objects.get(pk=found.user_id)
            person.set_password(password)
            person.save(update_fields=["password"])
            end_all(person)
            if found.from_machine:  # whoever has the folder has everything: a lost phone ends here
                take_away(person)
        else:
            person = create_person(
                email=found.email, name=name, password=password, roles=found.roles,
                language=language, department=found.department, branch=found.branch, now=now,
            )  # fmt: skip
        found.delete()
    return person


def _made(
    invitation: Invitation, actor: User | None, now: datetime, valid: timedelta = VALID
) -> NewLink:
    token = new_token()
    invitation.token_hash = hash_of(token)
    invitation.created_at, invitation.created_by = now, actor
    invitation.expires_at = now + valid
    invitation.save()
    return NewLink(invitation, token)
