"""Departments and branches: added and renamed."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from kundig_web.access.errors import RefusedError
from kundig_web.access.models import Branch, Department, User
from kundig_web.access.permissions import Permission
from kundig_web.access.workflows.checks import need
from kundig_web.audit.log import audited

KINDS: dict[str, type[Department] | type[Branch]] = {"department": Department, "branch": Branch}


@audited("access.unit_added", of="result", details=("kind",))
def add_unit(*, actor: User, kind: str, name: str, now: datetime) -> Department | Branch:
    """A new department or branch.

    Raises:
        RefusedError: if there is one of that name.
    """
    need(actor, Permission.MANAGE_PEOPLE)
    return _saved(KINDS[kind](name=name))


@audited("access.unit_renamed", of="unit")
def rename_unit(*, actor: User, unit: Department | Branch, name: str, now: datetime) -> None:
    """Another name; people and work stay with it.

    Raises:
        RefusedError: if there is another one of that name.
    """
    need(actor, Permission.MANAGE_PEOPLE)
    unit.name = name
    _saved(unit)


def _saved(unit: Department | Branch) -> Department | Branch:
    # Two that differ in case only would look like one to people.
    if type(unit).objects.filter(name__iexact=unit.name).exclude(pk=unit.pk).exists():
        raise RefusedError("name_taken", name=unit.name)
    try:
        with transaction.atomic():
            unit.save()
    except IntegrityError:
        raise RefusedError("name_taken", name=unit.name) from None
    return unit
