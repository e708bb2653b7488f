"""Forgetting the rows of one model as its declaration says: deleted, or blanked.

What `Kept.forget` promises is what happens: the erasure reads the same object as the record of
processing. Apps name the models in their `erase.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q

from kundig.tables import Personal
from kundig_web.desk import erase as desk
from kundig_web.registry.checks import personal_of
from kundig_web.registry.declared import Forget, Kept


def rows_of(model: type[models.Model], keys: Sequence[str], *also: str) -> models.QuerySet[Any]:
    """The rows about this customer; `also` are further lookups that lead to him."""
    kept: Kept = model.kept  # type: ignore[attr-defined]
    wanted = Q(**{f"{kept.person}__in": list(keys)})
    for lookup in also:
        wanted |= Q(**{f"{lookup}__in": list(keys)})
    return models.QuerySet(model).filter(wanted)


def forget(
    model: type[models.Model],
    keys: Sequence[str],
    *also: str,
    dry_run: bool,
    entries: Sequence[str] = (),
    **settled: Any,
) -> int:
    """Delete or blank the rows about this customer; how many there are.

    Args:
        model: which rows; its `kept` says what happens.
        keys: all keys of the customer.
        also: further lookups that lead to him.
        dry_run: only count.
        entries: kinds of entries of Heute that stand for these rows; they go.
        settled: columns that are set where a row stays, so that nobody waits for it.
    """
    found = rows_of(model, keys, *also)
    if dry_run:
        return found.count()
    numbers = list(found.values_list("pk", flat=True))
    desk.forget_entries(entries, [str(n) for n in numbers])
    chosen = models.QuerySet(model).filter(pk__in=numbers)
    if model.kept.forget is Forget.BLANK:  # type: ignore[attr-defined]
        values = blank(model) | settled
        if values:
            chosen.update(**values)
    else:
        chosen.delete()
    return len(numbers)


def blank(model: type[models.Model]) -> dict[str, Any]:
    """Every column that may lead to the person, with nothing in it; keys of drafts, too."""
    classes = personal_of(model)
    found: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        personal = classes.get(field.name, Personal.NONE)
        if personal is not Personal.NONE or field.name == "draft_key":
            found[field.name] = None if field.null else field.get_default() or ""
    return found
