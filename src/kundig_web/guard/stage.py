"""A company to be proven on: invented employees with known, unequal work, old and new, open and closed.

Everything is written through the product's own workflows, by its own clock.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from kundig_web import company
from kundig_web.access import modes
from kundig_web.access.models import Department, Mode, Token, User, site
from kundig_web.access.permissions import Role
from kundig_web.contact import workflows as promises
from kundig_web.customers import consent_workflows, contact_workflows, knowledge_workflows
from kundig_web.customers import workflows as centre
from kundig_web.customers.errors import RefusedError
from kundig_web.customers.identity_workflows import mark_same, undo_decision
from kundig_web.customers.jobs import ensure_register
from kundig_web.customers.models import SavedList
from kundig_web.desk import workflows as desk
from kundig_web.desk.entries import Entry
from kundig_web.desk.models import EntryState
from kundig_web.guard.people import Invented, invented
from kundig_web.imports.models import Upload
from kundig_web.jobs.mirrors import publish_now
from kundig_web.jobs.queue import REGISTRY, enqueue
from kundig_web.jobs.worker import work_off
from kundig_web.needs import workflows as needs
from kundig_web.needs.models import Hint, Talk
from kundig_web.structure import workflows as structure

DEPARTMENTS = ("Service", "Versand", "Vertrieb")
#: How much each of the four employees of a department does.
WORK = (0, 1, 2, 4)
#: How long ago, in days: written, and closed (None: still open).
AGES: tuple[tuple[int, int | None], ...] = ((300, 200), (60, 20), (5, None))


@dataclass(slots=True)
class Stage:
    """Who stands on it, and what they did."""

    now: datetime
    handlers: list[Invented]
    viewers: dict[str, Invented]  # role -> who looks
    departments: dict[int, list[int]]  # department -> its handlers, by rising work
    matters: dict[str, str] = field(default_factory=dict)  # mark -> kind

    @property
    def everybody(self) -> list[Invented]:
        """Handlers and viewers."""
        return [*self.handlers, *self.viewers.values()]


@contextmanager
def clock(moment: datetime) -> Iterator[None]:
    """The company's clock stands at this moment."""
    real = company.now
    company.now = lambda: moment
    try:
        yield
    finally:
        company.now = real


def made(now: datetime, seed: int | None = None, *, publish: bool = True) -> Stage:
    """Set the stage in the database and the folder of this process.

    Without `publish` the store and the customer list do not know of it yet.
    """
    chance = random.Random(seed)  # noqa: S311 - invented people, no secrets
    people = invented(len(DEPARTMENTS) * len(WORK) + len(Role.values), chance)
    with transaction.atomic():
        stage = _staffed(now, people)
        users = User.objects.in_bulk([p.pk for p in stage.handlers])
        for staff in stage.departments.values():
            for pk, much in zip(staff, WORK, strict=True):
                for number in range(much):
                    for written, closed in AGES:
                        _work(stage, users[pk], number, written, closed, chance)
        _others_work(stage, users, chance)
    if publish:
        settle(now)
    return stage


def settle(now: datetime) -> None:
    """What the worker would do in the next minutes."""
    with clock(now):
        publish_now(now)
        ensure_register(now)
        if "reports.compose" in REGISTRY:
            key = f"reports.compose:guard:{company.snapshot().version}:{now.date()}"
            enqueue("reports.compose", now=now, key=key)
        work_off(now + timedelta(minutes=3))


def _staffed(now: datetime, people: list[Invented]) -> Stage:
    one = site()
    one.mode, one.started_at = Mode.DEPARTMENTS, now
    one.save()
    modes.forget()
    rooms = [Department.objects.get_or_create(name=name)[0] for name in DEPARTMENTS]
    handlers = people[: len(rooms) * len(WORK)]
    viewers = dict(zip(Role.values, people[len(handlers) :], strict=True))
    for person in people:
        user = User(pk=person.pk, email=person.email, name=person.name, language="de",
                    created_at=now - timedelta(days=400))  # fmt: skip
        user.set_unusable_password()
        user.save(force_insert=True)
    departments: dict[int, list[int]] = {}
    for i, person in enumerate(handlers):
        room = rooms[i // len(WORK)]
        departments.setdefault(room.pk, []).append(person.pk)
        User.objects.filter(pk=person.pk).update(department=room)
        User.objects.get(pk=person.pk).role_set.create(role=Role.FRONT)
    for role, person in viewers.items():
        user = User.objects.get(pk=person.pk)
        user.role_set.create(role=role)
        if role in {Role.LEAD, Role.FRONT}:
            User.objects.filter(pk=person.pk).update(department=rooms[0])
    return Stage(now, handlers, viewers, departments)


def _mark(stage: Stage, kind: str, chance: random.Random) -> str:
    mark = "Sache " + "".join(chance.choices("bcdfghklmnprstvwxz", k=10))
    stage.matters[mark] = kind
    return mark


def _work(
    stage: Stage, who: User, number: int, written: int, closed: int | None, chance: random.Random
) -> None:
    """One of each kind of matter, written so many days ago and closed, or not, since."""
    then = stage.now - timedelta(days=written, minutes=number)
    day = then.astimezone(company.zone()).date()
    by: dict[str, Any] = {"actor": who, "now": then, "today": day}
    mine: dict[str, Any] = by | {"department": who.department}
    promise = promises.make_promise(
        **mine, what=_mark(stage, "promise", chance), who="Frau Ahrens",
        due_date=day + timedelta(days=2),
    )  # fmt: skip
    talk = needs.note_talk(
        **mine, day=day, channel="phone", offered=False, quote=_mark(stage, "talk", chance),
        judged=[needs.Judged(says="held", text=_mark(stage, "assumption", chance))],
    )  # fmt: skip
    hint = needs.note_hint(
        **mine,
        day=day,
        kind=("wish", "obstacle", "")[number % 3],
        text=_mark(stage, "hint", chance),
    )
    test = structure.ask_quickly(
        **mine, subject="report", name=_mark(stage, "quick_test", chance), helps="reporting",
        eases="complicates",
    )  # fmt: skip
    for kind, ref in (("promise", promise.pk), ("talk", talk.pk), ("hint", hint.pk)):
        entry = Entry(kind=kind, ref=str(ref), title="", done_here=False)
        desk.take_on(actor=who, entry=entry, now=then)
    if closed is None:
        return
    end = stage.now - timedelta(days=closed, minutes=number)
    ended: dict[str, Any] = {"actor": who, "now": end}
    promises.keep(**ended, today=end.astimezone(company.zone()).date(), promise=promise)
    for heard in (talk, hint):
        assert isinstance(heard, (Talk, Hint))  # noqa: S101
        needs.answer(**ended, heard=heard, text="Ist erledigt.")
    structure.decide(**ended, test=test, verdict="drop", text="Brauchen wir nicht mehr.")


def _others_work(stage: Stage, users: dict[int, User], chance: random.Random) -> None:
    """Customers and what is known of them, lists, consents, merges, uploads: by unequal hands."""
    for staff in stage.departments.values():
        for pk, much in zip(staff, WORK, strict=True):
            for number in range(much):
                _known(stage, users[pk], number, chance)
    lead = users[next(iter(stage.departments.values()))[-1]]
    for owner in (lead.pk, stage.viewers[Role.OWNER].pk):
        SavedList.objects.create(
            owner_id=owner, name=_mark(stage, "list", chance), created_at=stage.now,
            changed_at=stage.now,
        )  # fmt: skip
    Token.objects.create(
        name="Kasse", token_hash="0" * 64, scopes=[], created_at=stage.now, created_by=lead,
        expires_on=stage.now.date() + timedelta(days=200),
    )  # fmt: skip
    Upload.objects.create(
        name="kunden.csv", folder="0" * 31 + "1", size=1, language="de", created_at=stage.now,
        state=Upload.State.FAILED, created_by=lead, changed_at=stage.now,
    )  # fmt: skip


def _known(stage: Stage, who: User, number: int, chance: random.Random) -> None:
    now = stage.now - timedelta(days=10, minutes=number)
    today = now.astimezone(company.zone()).date()
    by: dict[str, Any] = {"actor": who, "now": now}
    names = {"kind": "person", "first_name": "Anna", "last_name": _mark(stage, "customer", chance)}
    person = centre.create_customer(**by, names=names)
    twin = centre.create_customer(**by, names=names)
    key = person.key
    knowledge_workflows.state_fact(
        **by, key=key, today=today, name="Anlass", value=_mark(stage, "fact", chance)
    )
    knowledge_workflows.hear_need(**by, key=key, today=today, words=_mark(stage, "need", chance))
    contact_workflows.add_contact_point(
        **by, key=key, kind="phone", value=f"0170 {chance.randrange(10**6, 10**7)}", source="talk"
    )
    promises.make_promise(
        **by, today=today, what=_mark(stage, "promise", chance), customer=key,
        due_date=today + timedelta(days=20), department=who.department,
    )  # fmt: skip
    try:
        consent_workflows.withdraw_consent(
            **by, key=key, purpose="advertising", channel="mail", source="phone", wording="nein"
        )
        decision = mark_same(**by, left=key, right=twin.key, since={}, reason="gleich")
        undo_decision(**by, decision=decision)
    except (RefusedError, TypeError):  # a neighbour's rule may ask for more
        pass


def held(stage: Stage) -> dict[int, int]:
    """How many matters each handler holds at the moment: what nobody else may find out."""
    rows = EntryState.objects.filter(user__isnull=False).values_list("user_id", flat=True)
    found = {p.pk: 0 for p in stage.handlers}
    for pk in rows:
        found[pk] = found.get(pk, 0) + 1
    return found
