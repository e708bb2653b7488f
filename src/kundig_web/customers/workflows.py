"""What people do with a customer's record: write one down, name it, say who belongs and who cares.

More verbs: `contact_workflows` (ways to reach), `knowledge_workflows` (facts and needs),
`consent_workflows`, `identity_workflows` (merge, split, undo).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from kundig_web.access.models import Department, User
from kundig_web.audit.log import audited
from kundig_web.customers import contact_workflows
from kundig_web.customers.errors import RefusedError
from kundig_web.customers.identities import identity_of
from kundig_web.customers.people import person_for, touch
from kundig_web.customers.person import CareMember, KeyCounter, Membership, Person
from kundig_web.jobs.mirrors import mirror_soon

__all__ = [
    "create_customer",
    "edit_names",
    "join_group",
    "leave_group",
    "person_for",
    "set_care_team",
]

#: Customers that were written down here: `kundig:K-000123`.
SOURCE = "kundig"
NAMES = (
    "kind", "salutation", "title", "first_name", "last_name", "company_name", "language",
)  # fmt: skip


@audited("customers.created", about="result.key", of="result", values=("names",))
def create_customer(
    *,
    actor: User | None,
    now: datetime,
    names: Mapping[str, str],
    contact: Mapping[str, Any] | None = None,
) -> Person:
    """Write down a customer whom no file knows yet.

    Args:
        actor: who writes.
        now: the moment.
        names: any of `NAMES`; a last name or a company name at least.
        contact: `kind`, `value` and, of an address, `postcode` and `city`.

    Raises:
        RefusedError: without a name.
    """
    values = _names(names)
    if not (values["last_name"] or values["company_name"] or values["first_name"]):
        raise RefusedError("no_name")
    counter, _ = KeyCounter.objects.select_for_update().get_or_create(name=SOURCE)
    counter.last += 1
    counter.save()
    key = f"{SOURCE}:K-{counter.last:06d}"
    person = Person.objects.create(
        key=key, created_at=now, edited_at=now, created_by=actor, **values
    )
    if contact and contact.get("value"):
        contact_workflows.add_contact_point(
            key=key, actor=actor, now=now, source=SOURCE, **dict(contact)
        )
    mirror_soon(now)
    return person


@audited("customers.names_edited", about="key", of="result", values=("names",))
def edit_names(*, key: str, actor: User | None, now: datetime, names: Mapping[str, str]) -> Person:
    """Say how a customer is called; an empty field means: as the records say."""
    person = person_for(key, actor=actor, now=now)
    values = _names(names)
    if person.key.startswith(f"{SOURCE}:") and not any(
        values[n] for n in ("last_name", "company_name", "first_name")
    ):
        raise RefusedError("no_name")
    for name, value in values.items():
        setattr(person, name, value)
    person.edited_at = now
    person.save()
    mirror_soon(now)
    return person


@audited("customers.group_joined", about="member", of="result")
def join_group(
    *, member: str, group: str, actor: User | None, now: datetime, today: date, role: str = ""
) -> Membership:
    """Say that one customer belongs to a household or firm.

    Raises:
        RefusedError: if both are one customer, or the group belongs to the member already.
    """
    one, whole = identity_of(member), identity_of(group)
    if one.key == whole.key:
        raise RefusedError("own_member")
    if Membership.objects.filter(
        member__key__in=whole.keys, group__key__in=one.keys, ended_on__isnull=True
    ).exists():
        raise RefusedError("member_circle")
    found = Membership.objects.filter(
        member__key__in=one.keys, group__key__in=whole.keys, ended_on__isnull=True
    ).first()
    if found is None:
        found = Membership(
            member=person_for(one.key, actor=actor, now=now),
            group=person_for(whole.key, actor=actor, now=now),
            since=today,
            created_by=actor,
        )
    found.role = role.strip()
    found.save()
    return found


@audited("customers.group_left", about="membership.member.key", of="membership")
def leave_group(*, membership: Membership, actor: User | None, now: datetime, today: date) -> None:
    """Say that somebody no longer belongs to a household or firm."""
    if membership.ended_on is None:
        membership.ended_on = today
        membership.save(update_fields=["ended_on"])


@audited("customers.care_team_set", about="key")
def set_care_team(
    *,
    key: str,
    actor: User | None,
    now: datetime,
    today: date,
    team: Iterable[tuple[Department, str]],
) -> None:
    """Say which departments care for a customer, and for what; who is not named leaves."""
    identity = identity_of(key)
    person = person_for(identity.key, actor=actor, now=now)
    wanted = {department.pk: (department, task.strip()) for department, task in team}
    current = CareMember.objects.filter(person__key__in=identity.keys, ended_on__isnull=True)
    kept = set()
    for member in current:
        if member.department_id not in wanted or member.department_id in kept:
            member.ended_on = today
        else:
            kept.add(member.department_id)
            member.task = wanted[member.department_id][1]
        member.save()
    CareMember.objects.bulk_create(
        CareMember(person=person, department=department, task=task, since=today)
        for pk, (department, task) in wanted.items()
        if pk not in kept
    )
    touch(person, now=now)


def _names(names: Mapping[str, str]) -> dict[str, str]:
    return {name: " ".join(str(names.get(name) or "").split()) for name in NAMES}
