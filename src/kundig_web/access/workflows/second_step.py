"""The second step: a code from an authenticator on the phone, or a spare code from paper."""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp
from django.db import transaction
from django.utils.crypto import constant_time_compare

from kundig_web import company
from kundig_web.access.errors import RefusedError
from kundig_web.access.links import hash_of
from kundig_web.access.models import Factor, Site, SpareCode, User
from kundig_web.access.permissions import Permission
from kundig_web.access.seal import seal, unseal
from kundig_web.access.sessions import end_all
from kundig_web.access.workflows.checks import lock_people, need, nobody_raises
from kundig_web.audit.log import audited
from kundig_web.limits.counting import limit, take

DIGITS = 6
SECONDS = 30
#: A clock may go half a minute wrong, in either direction.
OFF_BY = (0, -1, 1)
#: A code that was used is dead for longer than it could be right.
ONCE = limit("login.code_once", 1, 6 * SECONDS)
SPARE_CODES = 10


@dataclass(frozen=True, slots=True)
class Secret:
    """What an authenticator is told."""

    text: str  # in groups of four, to be typed
    address: str  # otpauth://…, for the camera


@audited("access.second_step_begun", of="actor")
def begin(*, actor: User, now: datetime) -> None:
    """Draw a secret; nothing is asked for until a first code has shown that it arrived.

    Raises:
        RefusedError: if the second step is on already.
    """
    with transaction.atomic():
        lock_people()
        if Factor.objects.filter(user=actor, confirmed=True).exists():
            raise RefusedError("second_step_on")
        sealed = seal(pyotp.random_base32(), about=_about(actor))
        Factor.objects.update_or_create(user=actor, defaults={"sealed": sealed})


def secret_of(person: User) -> Secret | None:
    """The secret while it is being set up; afterwards nobody sees it again."""
    found = Factor.objects.filter(user=person, confirmed=False).first()
    plain = unseal(found.sealed, about=_about(person)) if found else None
    if plain is None:
        return None
    issuer = f"kundig {company.company().name}".strip()
    address = pyotp.TOTP(plain).provisioning_uri(name=person.email, issuer_name=issuer)
    return Secret(" ".join(re.findall("....", plain)), address)


@audited("access.second_step_on", of="actor")
def confirm(*, actor: User, code: str, now: datetime, session: str | None = None) -> list[str]:
    """The first code: from now on it is asked for. Returns the spare codes, shown once.

    Sessions elsewhere end: they were begun without the second step.

    Raises:
        RefusedError: if the code is wrong.
    """
    with transaction.atomic():
        lock_people()
        found = Factor.objects.filter(user=actor, confirmed=False).first()
        if found is None or not _right(found, actor, code, now):
            raise RefusedError("second_step_code")
        Factor.objects.filter(pk=found.pk).update(confirmed=True)
        end_all(actor, but=session)
        return _new_codes(actor)


def passes(*, person: User, code: str, now: datetime) -> bool:
    """True if the code is right. A code of the phone and a spare code each work once."""
    found = Factor.objects.filter(user=person, confirmed=True).first()
    if found is None:
        return False
    plain = re.sub(r"[\s-]", "", code)
    if plain.isdecimal() and len(plain) == DIGITS:
        return _right(found, person, plain, now)
    # Deleting is the use: of two at once only one finds it.
    spare = SpareCode.objects.filter(user=person, code_hash=hash_of(plain.upper()))
    return bool(spare.delete()[0])


@audited("access.spare_codes_renewed", of="actor")
def renew_codes(*, actor: User, now: datetime) -> list[str]:
    """Ten new spare codes; the old ones stop working.

    Raises:
        RefusedError: if the second step is not on.
    """
    with transaction.atomic():
        lock_people()
        if not Factor.objects.filter(user=actor, confirmed=True).exists():
            raise RefusedError("second_step_off")
        return _new_codes(actor)


@audited("access.second_step_off", of="actor")
def turn_off(*, actor: User, now: datetime, session: str | None = None) -> None:
    """One's own second step is taken away; sessions elsewhere end."""
    take_away(actor)
    end_all(actor, but=session)


@audited("access.second_step_reset", of="person")
def reset(*, actor: User, person: User, now: datetime) -> None:
    """Somebody lost phone and spare codes: without a second step again, and signed out everywhere.

    Raises:
        RefusedError: for somebody with more rights than the actor.
    """
    with transaction.atomic():
        lock_people()
        actor = need(actor, Permission.MANAGE_PEOPLE)
        person = User.objects.get(pk=person.pk)
        nobody_raises(actor, person.roles)
        take_away(person)
        end_all(person)


@audited("access.second_step_demanded", details=("on",))
def demand(*, actor: User, on: bool, now: datetime) -> None:
    """Whether owner, privacy officer and leads need the second step."""
    with transaction.atomic():
        lock_people()
        need(actor, Permission.MANAGE_COMPANY)
        Site.objects.filter(pk=1).update(second_step=on)


def take_away(person: User) -> None:
    """Secret and spare codes are gone."""
    Factor.objects.filter(user=person).delete()
    SpareCode.objects.filter(user=person).delete()


def _right(found: Factor, person: User, code: str, now: datetime) -> bool:
    plain = unseal(found.sealed, about=_about(person))
    if plain is None:
        return False
    clock, step = pyotp.TOTP(plain), int(now.timestamp()) // SECONDS
    given = re.sub(r"\s", "", code)
    for off in OFF_BY:
        if constant_time_compare(clock.generate_otp(step + off), given):
            return not take(ONCE, f"{person.pk}:{step + off}", now=now)
    return False


def _new_codes(person: User) -> list[str]:
    """Eighty random bits each, so that a plain sha256 hides them."""
    SpareCode.objects.filter(user=person).delete()
    codes = [base64.b32encode(secrets.token_bytes(10)).decode() for _ in range(SPARE_CODES)]
    SpareCode.objects.bulk_create(SpareCode(user=person, code_hash=hash_of(c)) for c in codes)
    return ["-".join(re.findall("....", code)) for code in codes]


def _about(person: User) -> str:
    return f"second-step:{person.pk}"
