"""Promises of the demo company: kept, moved, broken, near their moment and overdue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.db import transaction

from kundig_web import company
from kundig_web.access.models import Department, User
from kundig_web.contact import workflows
from kundig_web.contact.models import Promise

SOURCE = "nordhang"
#: Author, what, customer, free words, made so many days ago, due in so many days, hour, department.
PROMISES: tuple[tuple[str, str, str, str, int, int, int | None, str], ...] = (
    ("service", "Rückruf, ob die Ersatzschnalle da ist", "10003", "", 2, 0, 17, "Service"),
    ("service", "Steigeisen zur Anpassung bereitlegen", "10002", "", 3, 1, None, "Vertrieb"),
    ("service", "Leihrucksack bis zum Wochenende zurücklegen", "", "Kundin an der Kasse", 1, 4,
     None, "Vertrieb"),
    ("marketing", "Antwort, ob der Katalog auf Türkisch kommt", "10001", "", 9, -2, None,
     "Marketing"),
    ("service", "Gurt kostenlos nachnähen", "10004", "", 14, -6, None, "Service"),
    ("owner", "Anruf nach der Tour", "10005", "", 20, -10, None, "Vertrieb"),
)  # fmt: skip


def seed(people: Mapping[str, User], now: datetime) -> None:
    """Write them down; running it again adds nothing."""
    departments = {d.name: d for d in Department.objects.all()}
    today = _day(now)
    with transaction.atomic():
        for n, (author, what, number, who, ago, ahead, hour, department) in enumerate(PROMISES):
            key = f"demo-promise-{n}"
            if Promise.objects.filter(draft_key=key).exists():
                continue
            then = now - timedelta(days=ago)
            actor = people[author]
            promise = workflows.make_promise(
                actor=actor, now=then, today=_day(then), what=what,
                due_date=today + timedelta(days=ahead),
                due_time=time(hour) if hour is not None else None,
                customer=f"{SOURCE}:{number}" if number else "", who=who,
                department=departments.get(department), draft_key=key,
            )  # fmt: skip
            if n == 4:
                _moved_and_kept(promise, actor, now)
            elif n == 5:
                _kept_late(promise, actor, now)


def _moved_and_kept(promise: Promise, actor: User, now: datetime) -> None:
    then = now - timedelta(days=7)
    moved = workflows.move(
        actor=actor, now=then, today=_day(then), promise=promise,
        due_date=promise.due_date + timedelta(days=3), agreed=True,
        words_="Angerufen: Die Tour ist verschoben, drei Tage später genügt.",
    )  # fmt: skip
    then = now - timedelta(days=4)
    workflows.keep(actor=actor, now=then, today=_day(then), promise=moved)


def _kept_late(promise: Promise, actor: User, now: datetime) -> None:
    then = now - timedelta(days=8)
    workflows.keep(
        actor=actor, now=then, today=_day(then), promise=promise, in_time=False,
        words_="Zwei Tage zu spät angerufen und uns entschuldigt.",
    )  # fmt: skip


def _day(moment: datetime) -> date:
    return moment.astimezone(company.zone()).date()
