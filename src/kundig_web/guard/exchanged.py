"""Nothing that anybody is shown depends on who of a department did it.

The work of the invented employees is exchanged within each department (who did much has now done
little), and every viewer opens the same addresses once more. If each answer is the same as before,
letter by letter, then nothing in it tells colleagues apart: neither a name nor a number, neither an
order nor a sum, however well it is disguised.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Case, ForeignKey, Value, When

from kundig_web.access.models import User
from kundig_web.guard.claims import Breach, Claim, distinct
from kundig_web.guard.stage import Stage
from kundig_web.guard.tables import all_models
from kundig_web.guard.visits import STILL, Route, Shown, Walk, walk

#: Apps whose rows are the accounts themselves, and the log, which nobody may change.
NOT_WORK = frozenset({"access", "audit"})


def exchange(stage: Stage) -> dict[str, int]:
    """Give the work of each to another of the same department; column -> rows changed."""
    other = {}
    for staff in stage.departments.values():
        other |= dict(zip(staff, reversed(staff), strict=True))
    found = {}
    for name, model, field in columns():
        cases = Case(*(When(**{field: a}, then=Value(b)) for a, b in other.items()))
        rows = model._base_manager.filter(**{f"{field}__in": list(other)})
        try:
            with transaction.atomic():
                found[name] = rows.update(**{field: cases})
        except DatabaseError:  # a proof that the database keeps from being changed
            continue
    return found


def columns() -> Iterator[tuple[str, Any, str]]:
    """Columns of work that refer to an account."""
    for model in all_models():
        if model._meta.app_label in NOT_WORK:
            continue
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey) and field.related_model is User:
                yield f"{model._meta.label}.{field.name}", model, f"{field.name}_id"


def same_for_everybody(stage: Stage, walks: list[Walk], routes: list[Route]) -> Claim:
    """Exchange, look again, compare; the exchange is taken back."""
    looked, breaches = 0, []
    exchange(stage)
    try:
        for before in walks:
            addresses = [
                u for u, s in before.shown.items()
                if s.kind != "binary" and s.route not in STILL and not s.route.startswith("audit:")
            ]  # fmt: skip
            after = walk(before.viewer, before.user, routes, only=addresses)
            differs = []
            for url in addresses:
                one = before.shown[url]
                looked += 1
                other = after.shown.get(url)
                if other is None or one.text != other.text or one.status != other.status:
                    differs.append(one)
            if differs:
                breaches += _real(before, after, differs, routes)
    finally:
        exchange(stage)
    return Claim("exchanged", looked, distinct(breaches))


def _real(before: Walk, after: Walk, differs: list[Shown], routes: list[Route]) -> Iterator[Breach]:
    """Differences that are not there between two looks at the very same work."""
    again = walk(before.viewer, before.user, routes, only=[s.url for s in differs])
    for one in differs:
        now, once_more = after.shown.get(one.url), again.shown.get(one.url)
        if now is None or once_more is None or changed(one.text, now.text, once_more.text):
            yield Breach("tells_apart", f"{one.route} ({one.viewer})")


def changed(before: str, after: str, again: str) -> bool:
    """True if more has changed than changes from one look (`after`) to the next (`again`)."""
    first, second, third = (text.splitlines() for text in (before, after, again))
    if len(second) != len(third):
        return sorted(first) != sorted(second)
    still = [i for i, line in enumerate(second) if line == third[i]]
    return len(first) != len(second) or any(first[i] != second[i] for i in still)
