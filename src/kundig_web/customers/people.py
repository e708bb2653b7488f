"""The row of a customer whom somebody touches: made by the first act that needs one."""

from __future__ import annotations

from datetime import datetime

from kundig_web.access.models import User
from kundig_web.customers.person import Person


def person_for(key: str, *, actor: User | None, now: datetime) -> Person:
    """The row of this customer, made if there is none. Whoever calls has seen that it exists."""
    return Person.objects.get_or_create(
        key=key, defaults={"created_at": now, "edited_at": now, "created_by": actor}
    )[0]


def touch(person: Person, *, now: datetime) -> None:
    """Note that something of this customer was changed here."""
    person.edited_at = now
    person.save(update_fields=["edited_at"])
