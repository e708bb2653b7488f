"""The whole proof: everything is looked at as it is, on a company that was made for it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from kundig_web.access.models import User
from kundig_web.access.permissions import Role
from kundig_web.guard import (
    asked,
    attack,
    exchanged,
    interface,
    measures,
    tables,
    traces,
    wondering,
)
from kundig_web.guard.claims import Claim, Report
from kundig_web.guard.declared import NAME_DAYS
from kundig_web.guard.leaving import names_leave
from kundig_web.guard.stage import Stage, clock, made, settle
from kundig_web.guard.visits import STILL, Route, Walk, routes, walk

STRANGER = "stranger"
#: The days on which everything is gathered, counted from the first.
DAYS = (0, NAME_DAYS + 1)
#: Who keeps on gathering on the later days.
GATHERERS = frozenset({Role.OWNER})
#: Who looks a second time, at the exchanged work; the others see parts of the same pages.
LOOKERS = frozenset({Role.OWNER, Role.LEAD, Role.FRONT, Role.PEOPLE, Role.PRIVACY})


def prove(
    now: datetime, *, extra_models: Iterable[type[models.Model]] = (), seed: int | None = None
) -> Report:
    """Set the stage in this process' database and folder, and look at everything.

    Never call it where a company works: it writes invented people.
    """
    begun = time.monotonic()
    models_too = tuple(extra_models)
    claims: list[Claim] = []

    def add(claim: Callable[[], Claim]) -> None:
        claims.append(_timed(claim))

    add(lambda: tables.declared(models_too))
    add(lambda: tables.no_presence(models_too))
    add(tables.store_without_names)
    add(measures.no_figure_by_person)
    stage = made(now, seed)
    with traces.listened() as lines:
        for one in looked_at(stage):
            claims.append(one)
    add(lambda: traces.logs_name_nobody(lines, stage.everybody))
    return Report(now, tuple(claims), time.monotonic() - begun)


def looked_at(stage: Stage) -> Iterator[Claim]:
    """What everybody is shown, on several days."""
    found = routes()
    people = stage.everybody
    shown = []
    with clock(stage.now):
        walks = _walks(stage, found)
        owner = walks[0]
        extra = asked.orders(owner)
        owner.shown |= walk(owner.viewer, owner.user, found, only=extra).shown
        shown += [s for w in walks for s in w.shown.values()]
        lookers = [w for w in walks if w.viewer in LOOKERS]
        yield _timed(lambda: exchanged.same_for_everybody(stage, lookers, found))
        # Of one department, the one who does most and the one who does nothing.
        staff = next(iter(stage.departments.values()))
        much, little = (next(p for p in people if p.pk == pk) for pk in (staff[-1], staff[0]))
        yield _timed(lambda: asked.no_parameter_of_a_person(owner, found, much, little))
        schema = next((s for s in owner.shown.values() if s.route == "api:schema"), None)
        told: dict[str, Any] = json.loads(schema.text) if schema is not None else {}
        yield _timed(lambda: interface.schema_names_nobody(told))
        yield _timed(lambda: traces.signing_in_leaves_nothing(stage.viewers[Role.FRONT]))
        yield _timed(lambda: wondering.names_are_told_seldom(stage.viewers[Role.LEAD], stage.now))
    for days in DAYS[1:]:
        later = stage.now + timedelta(days=days)
        names_leave(later)
        settle(later)
        with clock(later):
            # The same addresses as on the first day: the attacker keeps what he is shown.
            again = [
                walk(
                    w.viewer,
                    w.user,
                    found,
                    only=[
                        u for u, s in w.shown.items() if s.kind != "binary" and s.route not in STILL
                    ],
                )
                for w in walks
                if w.viewer in GATHERERS
            ]
            shown += [s for w in again for s in w.shown.values()]
    yield tables.leaving(stage.now + timedelta(days=DAYS[-1]))
    sheet, named = attack.gathered(shown, people, stage.viewers)
    yield attack.nobody_is_named(shown, named)
    yield attack.exports_name_departments(shown, named)
    yield interface.heads_name_nobody(shown)
    yield attack.nobody_can_be_counted(shown, sheet)
    yield traces.store_names_nobody(people)


def _walks(stage: Stage, found: list[Route]) -> list[Walk]:
    moving = [r for r in found if r.name not in STILL]
    walks = [
        walk(role, User.objects.get(pk=person.pk), found if role == Role.OWNER else moving)
        for role, person in stage.viewers.items()
    ]
    return [*walks, walk(STRANGER, None, moving)]


def _timed(claim: Callable[[], Claim]) -> Claim:
    """The claim with what it took of a processor: a busy machine does not make it longer."""
    start = time.process_time()
    one = claim()
    return Claim(one.key, one.looked, one.breaches, time.process_time() - start)
