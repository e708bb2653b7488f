"""Adding, confirming and ending ways to reach a customer."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kundig_web.access.models import User
from kundig_web.audit.log import audited
from kundig_web.customers.contact_points import ContactPoint, plain_value
from kundig_web.customers.errors import RefusedError
from kundig_web.customers.identities import identity_of
from kundig_web.customers.people import person_for, touch
from kundig_web.jobs.mirrors import mirror_soon

NUMBERS = {ContactPoint.Kind.PHONE, ContactPoint.Kind.MOBILE}


@audited("customers.contact_added", about="key", of="result", details=("kind",), values=("value",))
def add_contact_point(
    *,
    key: str,
    actor: User | None,
    now: datetime,
    kind: str,
    value: str,
    source: str,
    postcode: str = "",
    city: str = "",
    label: str = "",
    preferred: bool = False,
    confirmed_on: date | None = None,
) -> ContactPoint:
    """Add a way to reach a customer, or confirm it if it stands there already.

    Raises:
        RefusedError: if it is no mail address or number.
    """
    value = " ".join(value.split())
    _check(kind, value)
    plain = plain_value(kind, value, postcode)
    keys = identity_of(key).keys
    same = ContactPoint.objects.filter(person__key__in=keys, plain=plain)
    same = same.filter(kind__in=NUMBERS if kind in NUMBERS else [kind])
    point = same.first() or ContactPoint(
        person=person_for(keys[0], actor=actor, now=now), created_at=now, created_by=actor
    )
    point.kind, point.value, point.plain, point.source = kind, value, plain, source
    point.postcode, point.city = postcode.strip(), city.strip()
    point.label, point.preferred = label.strip(), preferred
    point.confirmed_on, point.ended_on = confirmed_on or point.confirmed_on, None
    if preferred:
        _others_not_preferred(keys, kind)
    point.save()
    touch(point.person, now=now)
    mirror_soon(now)
    return point


@audited("customers.contact_confirmed", about="key", of="result", details=("kind",))
def confirm_contact_point(
    *,
    key: str,
    kind: str,
    value: str,
    source: str,
    actor: User | None,
    now: datetime,
    today: date,
    postcode: str = "",
    city: str = "",
) -> ContactPoint:
    """Note that a way still works, whether it was written here or came with a file."""
    point = _known(key, kind, value, source, postcode, city, actor=actor, now=now)
    point.confirmed_on, point.ended_on = today, None
    point.save()
    return point


@audited("customers.contact_ended", about="key", of="result", details=("kind",), values=("value",))
def end_contact_point(
    *,
    key: str,
    kind: str,
    value: str,
    source: str,
    actor: User | None,
    now: datetime,
    today: date,
    postcode: str = "",
    city: str = "",
) -> ContactPoint:
    """Note that a way no longer works. It stays in the record, and is used no more."""
    point = _known(key, kind, value, source, postcode, city, actor=actor, now=now)
    point.ended_on, point.preferred = today, False
    point.save()
    mirror_soon(now)
    return point


def _known(
    key: str,
    kind: str,
    value: str,
    source: str,
    postcode: str,
    city: str,
    *,
    actor: User | None,
    now: datetime,
) -> ContactPoint:
    """The row of a way; made if only a file knew it."""
    keys = identity_of(key).keys
    plain = plain_value(kind, value, postcode)
    found = ContactPoint.objects.filter(person__key__in=keys, kind=kind, plain=plain).first()
    return found or ContactPoint(
        person=person_for(keys[0], actor=actor, now=now), kind=kind, value=value, plain=plain,
        postcode=postcode, city=city, source=source, created_at=now, created_by=actor,
    )  # fmt: skip


def _others_not_preferred(keys: tuple[str, ...], kind: str) -> None:
    kinds = NUMBERS if kind in NUMBERS else {kind}
    ContactPoint.objects.filter(person__key__in=keys, kind__in=kinds).update(preferred=False)


def _check(kind: str, value: str) -> None:
    if kind not in ContactPoint.Kind.values or not value:
        raise RefusedError("no_contact")
    if kind == ContactPoint.Kind.MAIL:
        try:
            validate_email(value)
        except ValidationError:
            raise RefusedError("no_mail", value=value) from None
    if kind in NUMBERS and len(re.sub(r"\D", "", value)) < 5:
        raise RefusedError("no_phone", value=value)
