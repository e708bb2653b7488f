"""Restricting a person's data (Art. 18) and lifting that again."""

from __future__ import annotations

from datetime import datetime

from kundig_web.access.models import User
from kundig_web.audit.log import audited
from kundig_web.customers.identities import identity_of
from kundig_web.customers.people import person_for, touch
from kundig_web.customers.person import Person
from kundig_web.customers.restriction import Restriction, tell_store
from kundig_web.desk import morning
from kundig_web.rights.errors import RefusedError


@audited("rights.restricted", about="key", of="result", details=("reason",))
def restrict(*, key: str, actor: User, now: datetime, reason: str, note: str = "") -> Restriction:
    """Keep a customer's data and do nothing else with them, from this moment on.

    Raises:
        RefusedError: without one of the four reasons, or if it is so already.
    """
    if reason not in Restriction.Reason.values:
        raise RefusedError("no_reason")
    identity = identity_of(key)
    if Person.objects.filter(key__in=identity.keys, restricted=True).exists():
        raise RefusedError("restricted_already")
    person = person_for(identity.key, actor=actor, now=now)
    # Every row of the customer is marked: after a split none of them is open by mistake.
    Person.objects.filter(key__in=identity.keys).update(restricted=True)
    made = Restriction.objects.create(person=person, reason=reason, note=note.strip(), since=now)
    _spread(person, now)
    return made


@audited("rights.restriction_lifted", about="key", of="result")
def lift(*, key: str, actor: User, now: datetime) -> Restriction:
    """Work with the data again; the person must be told before (Art. 18 (3)).

    Raises:
        RefusedError: if nothing is restricted.
    """
    identity = identity_of(key)
    found = Restriction.objects.select_for_update().filter(
        person__key__in=identity.keys, lifted_at__isnull=True
    )
    last = found.first()
    if last is None:
        raise RefusedError("not_restricted")
    for one in found:
        one.lifted_at = now
        one.save(update_fields=["lifted_at"])
    Person.objects.filter(key__in=identity.keys).update(restricted=False)
    _spread(last.person, now)
    return last


def _spread(person: Person, now: datetime) -> None:
    """Everything that was read ahead with this person in it is thrown away."""
    person.refresh_from_db()
    touch(person, now=now)
    tell_store(now)
    morning.forget()
