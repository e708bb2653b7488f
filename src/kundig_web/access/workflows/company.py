"""The company itself: the first start, its settings, its mode."""

from __future__ import annotations

import hmac
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from kundig_web import company
from kundig_web.access import modes
from kundig_web.access.errors import RefusedError
from kundig_web.access.links import hash_of
from kundig_web.access.models import Mode, Site, User, site
from kundig_web.access.permissions import Permission, Role
from kundig_web.access.workflows.checks import lock_people, need
from kundig_web.access.workflows.people import create_person
from kundig_web.audit.log import audited, note


@audited("access.started", of="result", details=("mode",))
def start(
    *,
    token: str,
    mode: Mode,
    company_name: str,
    name: str,
    email: str,
    password: str,
    language: str,
    now: datetime,
) -> User:
    """The first start: the company gets its name, its mode and its owner.

    Raises:
        RefusedError: if somebody has started it already, or the token is not the one printed last.
    """
    with transaction.atomic():
        lock_people()
        one = site()
        if one.started_at is not None:
            raise RefusedError("started")
        if not one.first_start_hash or not hmac.compare_digest(
            one.first_start_hash, hash_of(token)
        ):
            raise RefusedError("start_token")
        owner = create_person(
            email=email, name=name, password=password, roles=[Role.OWNER], language=language,
            now=now,
        )  # fmt: skip
        one.mode, one.started_at, one.first_start_hash = mode, now, ""
        one.save()
        # Last, since a file cannot be rolled back: if it fails, the first start can be repeated.
        company.home().write_company(
            replace(company.company(), name=company_name, language=language)
        )
    modes.forget()
    return owner


def change_company(
    *,
    actor: User,
    name: str,
    zone: str,
    currency: str,
    language: str,
    now: datetime,
) -> None:
    """The company's name, the zone of its days, its currency, the language of its letters."""
    need(actor, Permission.MANAGE_COMPANY)
    with transaction.atomic():
        note("access.company_changed", now=now, actor=actor)
        # Last, since a file cannot be rolled back.
        company.home().write_company(
            replace(company.company(), name=name, zone=zone, currency=currency, language=language)
        )


@audited("access.mode_changed", details=("mode",))
def change_mode(*, actor: User, mode: Mode, now: datetime) -> None:
    """Grow, or become smaller again; every row stays as it is."""
    with transaction.atomic():
        lock_people()
        need(actor, Permission.MANAGE_COMPANY)
        Site.objects.filter(pk=1).update(mode=mode)
    modes.forget()
