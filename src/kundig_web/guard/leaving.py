"""Names leave: 90 days after a matter was closed nobody can read any more who dealt with it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from kundig_web import company
from kundig_web.access.models import User
from kundig_web.desk.models import EntryLine, EntryState
from kundig_web.guard.declared import COLUMNS, Column, Leaves


def names_leave(now: datetime) -> dict[str, int]:
    """Empty every name whose time is over; column -> how many. Running it again does nothing."""
    found = {}
    for name, column in COLUMNS.items():
        if column.leaves in {Leaves.CLOSED, Leaves.WRITTEN}:
            with transaction.atomic():
                found[name] = _emptied(name, column, now)
    with transaction.atomic():
        found["desk.EntryState.user"] = _given_back(now)
    return {name: n for name, n in found.items() if n}


def overdue(name: str, column: Column, now: datetime) -> models.QuerySet[Any]:
    """The rows in which a name still stands though its time is over."""
    model, field = model_of(name), name.rpartition(".")[2]
    limit: Any = now - timedelta(days=column.days)
    if not isinstance(_field(model, column.when), models.DateTimeField):
        limit = limit.astimezone(company.zone()).date()
    return model._base_manager.filter(**{f"{field}__isnull": False, f"{column.when}__lt": limit})


def model_of(name: str) -> type[models.Model]:
    """The model of `app.Model.column`."""
    app, model = name.split(".")[:2]
    return apps.get_model(app, model)


def _field(model: type[models.Model], path: str) -> Any:
    *before, last = path.split("__")
    for part in before:
        found = model._meta.get_field(part).related_model
        assert isinstance(found, type)  # noqa: S101 - a declaration names a relation
        model = found
    return model._meta.get_field(last)


def _emptied(name: str, column: Column, now: datetime) -> int:
    field = name.rpartition(".")[2]
    rows = overdue(name, column, now)
    # The rows are named first: an UPDATE cannot follow a relation.
    chosen = model_of(name)._base_manager.filter(pk__in=list(rows.values_list("pk", flat=True)))
    values: dict[str, Any] = {field: None}
    if column.department:
        own = User.objects.filter(pk=OuterRef(field)).values("department_id")[:1]
        values[column.department] = Coalesce(F(f"{column.department}_id"), Subquery(own))
    return chosen.update(**values)


def _given_back(now: datetime) -> int:
    """Entries that nobody has touched for so long belong to their department again."""
    column = COLUMNS["desk.EntryState.user"]
    rows = EntryState.objects.filter(
        ~Q(user=None), changed_at__lt=now - timedelta(days=column.days)
    ).select_for_update(of=("self",))
    found = list(rows.select_related("user"))
    for row in found:
        EntryLine.objects.create(
            kind=row.kind, ref=row.ref, verb="given_back", at=now,
            department_id=row.user.department_id if row.user is not None else None,
        )  # fmt: skip
        state = EntryState.State.PASSED if row.department_id else EntryState.State.OPEN
        EntryState.objects.filter(pk=row.pk).update(user=None, state=state, changed_at=now)
    return len(found)
