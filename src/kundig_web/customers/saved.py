"""Saving a filter under a name, sharing it with departments, renaming and deleting it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from kundig_web.access.models import Department, User
from kundig_web.audit.log import audited
from kundig_web.customers.errors import RefusedError
from kundig_web.customers.saved_models import SavedList

Query = Mapping[str, Sequence[str]]


def lists_of(user: User) -> list[SavedList]:
    """The lists that somebody may open, by name."""
    return list(SavedList.objects.visible_to(user).prefetch_related("departments"))


@audited("customers.list_saved", of="result")
def save_list(
    *, actor: User, now: datetime, name: str, query: Query, departments: Iterable[Department] = ()
) -> SavedList:
    """Save a filter under a name.

    Raises:
        RefusedError: without a name, or if a list of the same person has it already.
    """
    return _written(SavedList(owner=actor, created_at=now), now, name, query, departments)


@audited("customers.list_changed", of="saved")
def change_list(
    *,
    actor: User,
    saved: SavedList,
    now: datetime,
    name: str,
    query: Query | None = None,
    departments: Iterable[Department] = (),
) -> SavedList:
    """Rename a list, share it with other departments, or give it another filter.

    Raises:
        RefusedError: if it is somebody else's, without a name, or if another one has that name.
    """
    _own(actor, saved)
    return _written(saved, now, name, saved.query if query is None else query, departments)


@audited("customers.list_deleted", of="saved")
def delete_list(*, actor: User, saved: SavedList) -> None:
    """Delete a list; the customers in it stay.

    Raises:
        RefusedError: if it is somebody else's.
    """
    _own(actor, saved)
    saved.delete()


def _own(actor: User, saved: SavedList) -> None:
    if saved.owner_id != actor.pk:
        raise RefusedError("list_not_yours")


def _written(
    saved: SavedList, now: datetime, name: str, query: Query, departments: Iterable[Department]
) -> SavedList:
    saved.name = " ".join(name.split())[:80]
    if not saved.name:
        raise RefusedError("list_no_name")
    saved.query = {key: list(values) for key, values in query.items()}
    saved.changed_at = now
    try:
        with transaction.atomic():
            saved.save()
            saved.departments.set(departments)
    except IntegrityError:
        raise RefusedError("list_name_taken", name=saved.name) from None
    return saved
