"""Claims about tables: who works here is found in declared columns only, and never in the store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from kundig.tables import TABLES
from kundig_web.access.models import User
from kundig_web.guard.claims import Breach, Claim
from kundig_web.guard.declared import COLUMNS, Leaves
from kundig_web.guard.leaving import overdue
from kundig_web.registry.declared import About

#: Names that would say which employee did something.
ACTOR = re.compile(
    r"(^|_)(employee|agent|handler|staff|mitarbeiter\w*|bearbeiter\w*|sachbearbeit\w*|verkaeufer\w*"
    r"|salesperson|seller|user|actor|author|assignee|advisor|clerk|operator|personnel|worker"
    r"|colleague|handled_by|owner|answered_by|created_by|taken_by|done_by|undone_by|by_whom"
    r"|holder|initials|user_id|user_name|kuerzel)(_id|_name|_key|_no|_nr|s)?$",
    re.IGNORECASE,
)
#: Names that would say when somebody was there.
PRESENCE = re.compile(
    r"last_(login|seen|active|activity|visit|online)|signed_(in|out)|logged_(in|out)|login_at"
    r"|logout|online|presence|working_(since|until_person)|clock(ed)?_(in|out)",
    re.IGNORECASE,
)
_EMPTIED = frozenset({Leaves.CLOSED, Leaves.WRITTEN})


def declared(extra: Iterable[type[models.Model]] = ()) -> Claim:
    """Every column that can tell who works here is declared, with purpose and end."""
    breaches: list[Breach] = []
    found: set[str] = set()
    for name, column in identifying(all_models(extra)):
        found.add(name)
        known = COLUMNS.get(name)
        if column is not None and _said_to_be_of_others(column):
            breaches.append(Breach("about", name))
        if known is None:
            breaches.append(Breach("undeclared", name))
        elif known.leaves in _EMPTIED and column is not None and not column.null:
            breaches.append(Breach("cannot_leave", name))
    for name in COLUMNS:
        if not _exists(name):
            breaches.append(Breach("gone", name))
    return Claim("declared", len(found), tuple(breaches))


def store_without_names() -> Claim:
    """The shared tables have no column for somebody who works here."""
    looked, breaches = 0, []
    for table in TABLES.values():
        for column in table.columns:
            looked += 1
            if column.one_of:  # a closed list of words names nobody
                continue
            if ACTOR.search(column.name) or PRESENCE.search(column.name):
                breaches.append(Breach("store_column", f"{table.name}.{column.name}"))
    return Claim("store", looked, tuple(breaches))


def no_presence(extra: Iterable[type[models.Model]] = ()) -> Claim:
    """No column says when somebody was there."""
    looked, breaches = 0, []
    for model in all_models(extra):
        for field in model._meta.get_fields():
            if not getattr(field, "concrete", False):
                continue
            looked += 1
            if PRESENCE.search(field.name):
                breaches.append(Breach("presence", f"{model._meta.label}.{field.name}"))
    return Claim("presence", looked, tuple(breaches))


def leaving(now: datetime) -> Claim:
    """No name stands longer than declared; asked of the rows that are there."""
    looked, breaches = 0, []
    for name, column in COLUMNS.items():
        if column.leaves in {Leaves.CLOSED, Leaves.WRITTEN} and _exists(name):
            looked += 1
            if n := overdue(name, column, now).count():
                breaches.append(Breach("overdue", name, {"n": n, "days": column.days}))
    return Claim("leaving", looked, tuple(breaches))


def all_models(extra: Iterable[type[models.Model]] = ()) -> list[type[models.Model]]:
    """Every model of the site, with the tables that Django makes for relations."""
    return [*apps.get_models(include_auto_created=True), *extra]


def identifying(
    among: Iterable[type[models.Model]],
) -> Iterator[tuple[str, Any]]:
    """Columns that can tell who works here, and tables about employees (without a column)."""
    for model in among:
        label = model._meta.label
        named = [f for f in model._meta.get_fields() if getattr(f, "concrete", False) and _names(f)]
        yield from ((f"{label}.{f.name}", f) for f in named)
        kept = getattr(model, "kept", None)
        about = kept.about if kept is not None else About.NOBODY
        if (model is User or about is About.EMPLOYEE) and not named:
            yield label, None


def _names(field: Any) -> bool:
    if field.related_model is not None:
        return field.related_model is User or field.related_model == "access.User"
    return bool(ACTOR.search(field.name)) and not isinstance(field, models.BooleanField)


def _said_to_be_of_others(field: Any) -> bool:
    """The table says that nothing about employees stands in it, and it refers to one."""
    kept = getattr(field.model, "kept", None)
    if field.related_model is None or kept is None:
        return False
    return kept.about not in {About.EMPLOYEE, About.BOTH}


def _exists(name: str) -> bool:
    app, model, *column = name.split(".")
    try:
        found = apps.get_model(app, model)
        return not column or found._meta.get_field(column[0]) is not None
    except (LookupError, FieldDoesNotExist):
        return False
