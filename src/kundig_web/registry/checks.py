"""The start-up check: nothing about people is kept without class, purpose, period and erasure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Notice
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from kundig.tables import TABLES, Personal
from kundig_web import company
from kundig_web.registry import subjects
from kundig_web.registry.declared import About, Forget, Kept
from kundig_web.registry.facts import FACTS
from kundig_web.registry.places import FOREIGN, PLACES, undeclared
from kundig_web.registry.purposes import PURPOSES
from kundig_web.registry.steps import STEPS

TEXTS = (models.CharField, models.TextField, models.JSONField, models.FileField)
#: What erasure does to rows itself, so that the app must have said how.
ACTIVE = frozenset({Forget.DELETE, Forget.BLANK, Forget.SEAL, Forget.KEY})
#: Models that name a person: a row that points to one is about somebody.
PEOPLE = frozenset({"access.User", "customers.Person"})
#: Background work by name -> its step; `jobs`, which lies above, puts its own table here.
WORK: list[Callable[[], dict[str, str]]] = []


def kept_of(model: type[models.Model]) -> Kept | None:
    """What a model declares; packages' tables and tables between two of ours included."""
    own = vars(model).get("kept")
    if isinstance(own, Kept):
        return own
    if model._meta.label_lower in FOREIGN:
        return FOREIGN[model._meta.label_lower]
    if model._meta.auto_created:  # a table between two models keeps what its first one keeps
        return kept_of(model._meta.auto_created)
    return None


def personal_of(model: type[models.Model]) -> dict[str, Personal]:
    """Column -> its class; abstract bases say it for their own columns."""
    found: dict[str, Personal] = {}
    for base in reversed(model.__mro__):
        found |= vars(base).get("personal", {})
    return found


def tables() -> Iterator[type[models.Model]]:
    """Every table of the site's database."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


@register()
def every_table_says_what_it_keeps(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """One error per gap in what a table, a shared table, a place or background work declares."""
    found: list[CheckMessage] = []
    for model in tables():
        kept = kept_of(model)
        if kept is None:
            found.append(_error(1, model._meta.label, "says nothing in `kept`"))
            continue
        found += of_model(model, kept)
    for name in TABLES:
        if name not in FACTS:
            found.append(_error(11, f"table {name}", "is missing in registry.facts.FACTS"))
    for name, kept in FACTS.items():
        found += _of_purposes(f"table {name}", kept)
        found += _of_columns_of_facts(name, kept)
    for place in PLACES.values():
        found += _of_purposes(f"place {place.key}", place.kept)
    found += _of_work()
    return found


@register()
def every_place_is_declared(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A warning per file or folder of the company that no place covers."""
    return [
        Notice(
            f"{name}: lies in the company's folder and is declared nowhere",
            hint="Declare it in registry.places, or move it away.",
            id="registry.W001",
        )
        for name in undeclared(company.home().folder)
    ]


def of_model(model: type[models.Model], kept: Kept) -> list[CheckMessage]:
    """What is wrong with one model's declaration."""
    label = model._meta.label
    found = _of_purposes(label, kept)
    found += _of_periods(model, kept)
    classes = personal_of(model)
    names = {f.name for f in model._meta.concrete_fields}
    found += [
        _error(7, label, f"`personal` names {c!r}, which is no column") for c in classes if c not in names
    ]  # fmt: skip
    if not kept.personal:
        found += [
            _error(6, label, f"is about nobody, but {f.name!r} leads to a person")
            for f in model._meta.concrete_fields
            if f.is_relation and f.related_model._meta.label in PEOPLE
        ]
        found += [
            _error(6, label, f"is about nobody, but {c!r} is {p.value}")
            for c, p in classes.items() if p is not Personal.NONE
        ]  # fmt: skip
        return found
    if model._meta.label_lower not in FOREIGN:
        found += [
            _error(2, label, f"the column {f.name!r} has no class in `personal`")
            for f in model._meta.concrete_fields
            if isinstance(f, TEXTS) and not f.choices and f.name not in classes
        ]
    found += _of_forgetting(model, kept)
    return found


def _of_purposes(label: str, kept: Kept) -> list[CheckMessage]:
    if not kept.personal:
        return []
    if not kept.purposes:
        return [_error(3, label, "is about people and names no purpose")]
    return [
        _error(3, label, f"the purpose {p!r} is not in registry.purposes")
        for p in kept.purposes
        if p not in PURPOSES
    ]


def _of_periods(model: type[models.Model], kept: Kept) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for keep in (kept.keep, *kept.also):
        for name in (keep.after, *(lookup.partition("__")[0] for lookup, _ in keep.when)):
            if name and not _leads(model, name):
                found.append(_error(4, model._meta.label, f"its period names {name!r}, no column"))
        if keep.days is not None and not keep.after:
            found.append(_error(4, model._meta.label, "its period begins nowhere (`after`)"))
    return found


def _of_forgetting(model: type[models.Model], kept: Kept) -> list[CheckMessage]:
    label = model._meta.label
    found: list[CheckMessage] = []
    customers = kept.about in {About.CUSTOMER, About.BOTH}
    if customers and kept.forget in ACTIVE and model._meta.app_label not in subjects.FORGET:
        app = model._meta.app_label
        found.append(_error(5, label, f"the app {app!r} registers no way to forget a customer"))
    if customers and kept.forget is Forget.NOTHING:
        found.append(_error(5, label, "is about customers and forgets nothing"))
    if kept.forget is Forget.STAY and not all(kept.why):
        found.append(_error(9, label, "stays after an erasure without saying why"))
    if kept.person and not _leads(model, kept.person):
        found.append(_error(8, label, f"{kept.person!r} leads to no person"))
    return found


def _of_columns_of_facts(name: str, kept: Kept) -> list[CheckMessage]:
    table = TABLES.get(name)
    if table is None:
        return [_error(11, f"table {name}", "stands in registry.facts.FACTS and is gone")]
    wanted = [keep.after for keep in kept.keeps if keep.after]
    wanted += [kept.person] if kept.person else []
    return [_error(4, f"table {name}", f"has no column {c!r}") for c in wanted if c not in table.by_name]  # fmt: skip


def _of_work() -> list[CheckMessage]:
    return [
        _error(10, f"background work {name}", f"is the step {step!r}, which registry.steps lacks")
        for tell in WORK for name, step in sorted(tell().items()) if step not in STEPS
    ]  # fmt: skip


def _leads(model: type[models.Model], path: str) -> bool:
    """True if a lookup path leads from the model to a column."""
    if path == "pk":
        return True
    here: Any = model
    parts: Sequence[str] = path.split("__")
    for i, part in enumerate(parts):
        try:
            field = here._meta.get_field(part)
        except FieldDoesNotExist:
            return False
        if i < len(parts) - 1:
            if not field.is_relation:
                return False
            here = field.related_model
    return True


def _error(number: int, label: str, told: str) -> Error:
    hint = "See docs/explanation/privacy-by-construction.md."
    return Error(f"{label} {told}", hint=hint, id=f"registry.E{number:03}")
