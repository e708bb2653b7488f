"""Getting in, step by step: the password, then a code where the person uses one.

Whoever gave the right password but no code yet is nobody so far: the session holds half a sign-in
for a few minutes and opens nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from kundig_web.access import brakes, demo, devices, modes, passwords, sessions
from kundig_web.access.models import Factor, User
from kundig_web.access.permissions import Role
from kundig_web.access.workflows import second_step
from kundig_web.audit.events import note_event
from kundig_web.limits.counting import forgive, take

HALF = "kundig_half"
HALF_FOR = timedelta(minutes=10)
#: Who needs the second step where the company demands it.
DEMANDED_OF = frozenset({Role.OWNER, Role.PRIVACY, Role.LEAD})


def password_of(request: HttpRequest, *, email: str, password: str, now: datetime) -> User | None:
    """The person, if this is the password. Unknown, closed, wrong and too often look the same."""
    email = email.strip()
    person = User.objects.filter(email__iexact=email).first()
    device = devices.known(request, person) if person is not None else ""
    if not brakes.may_try(request, email=email, person=person, device=device, now=now):
        note_event("access.locked", now=now, subject=email)
        return None
    if not passwords.right(person, password) or person is None:
        note_event("access.sign_in_failed", now=now, subject=email)
        return None
    brakes.got_in(email=email, person=person, device=device)
    return person


def enter(request: HttpRequest, person: User) -> bool:
    """The password was right: sign in, or False if the code is still to come."""
    if not has_factor(person):
        sessions.begin(request, person)
        return True
    logout(request)  # whoever was signed in here before is somebody else
    until = sessions.clock() + HALF_FOR
    request.session[HALF] = [person.pk, person.get_session_auth_hash(), until.timestamp()]
    request.session.set_expiry(until)
    return False


def half_in(request: HttpRequest) -> User | None:
    """Who gave the password a few minutes ago and owes the code."""
    pk, mark, until = request.session.get(HALF, (0, "", 0))
    if until <= sessions.clock().timestamp():
        return None
    person = User.objects.filter(pk=pk, is_active=True).first()
    if person is None or not constant_time_compare(person.get_session_auth_hash(), mark):
        return None
    return person


def code_of(request: HttpRequest, person: User, code: str, *, now: datetime) -> bool:
    """True if the code is right; counts tries, per device where it is known."""
    subject = devices.known(request, person) or f"user:{person.pk}"
    if take(brakes.CODE, subject, now=now):
        note_event("access.locked", now=now, subject=person.email)
        return False
    if not second_step.passes(person=person, code=code, now=now):
        note_event("access.code_failed", now=now, subject=person.email)
        return False
    forgive(brakes.CODE, subject)
    request.session.pop(HALF, None)
    return True


def given_again(request: HttpRequest, given: str, *, now: datetime) -> bool:
    """True if somebody who is signed in gave the password, or a code of the second step, again."""
    subject = f"user:{request.user.pk}"
    if take(brakes.AGAIN, subject, now=now):
        note_event("access.locked", now=now, actor=request.user)
        return False
    person = User.objects.get(pk=request.user.pk)
    looks_like_code = given.strip().isdecimal() and len(given.strip()) == second_step.DIGITS
    if looks_like_code and has_factor(person):
        right = second_step.passes(person=person, code=given, now=now)
    else:
        right = passwords.right(person, given)
    if right:
        forgive(brakes.AGAIN, subject)
        sessions.refresh(request)
    else:
        note_event("access.confirm_failed", now=now, actor=request.user)
    return right


def has_factor(person: User) -> bool:
    """True if this person signs in with a second step."""
    return Factor.objects.filter(user=person, confirmed=True).exists()


def owes_factor(request: HttpRequest) -> bool:
    """True if the company demands the second step of this person, who has not set it up yet."""
    person = request.user
    return (
        modes.second_step_demanded()
        and not DEMANDED_OF.isdisjoint(person.roles)
        and not has_factor(person)
        and not demo.is_open_to(request)
    )


def remember_device(request: HttpRequest, response: HttpResponse, person: User) -> None:
    """From now on nobody's tries elsewhere lock this person out on this device."""
    devices.remember(request, response, User.objects.get(pk=person.pk))
