"""What people ask of promises."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from kundig_web import words
from kundig_web.access.models import User
from kundig_web.access.permissions import Permission
from kundig_web.contact.models import Promise
from kundig_web.customers import choice
from kundig_web.customers.facts import Facts
from kundig_web.words.templatetags.words import day

RECENT_DAYS = 60
MOST = 200


@dataclass(frozen=True, slots=True)
class Told:
    """A promise as a list shows it."""

    row: Promise
    who: str
    state: str  # overdue | near | open | kept | late | broken | withdrawn

    @property
    def state_words(self) -> str:
        """Where it stands, in words."""
        return words.say(f"contact.state_{self.state}")

    @property
    def until(self) -> str:
        """By when, in words."""
        return until(self.row)


def open_promises(user: User, *, now: datetime, most: int = MOST) -> list[Told]:
    """What customers wait for, the earliest due first (so overdue ones stand on top)."""
    return told(user, _rows(user).open()[:most], now=now)


def closed_lately(user: User, *, now: datetime, today: date, most: int = 30) -> list[Told]:
    """How the promises of the last weeks ended, the newest first."""
    rows = _rows(user).exclude(status=Promise.Status.OPEN)
    rows = rows.filter(closed_on__gte=today - timedelta(days=RECENT_DAYS))
    return told(user, rows.order_by("-closed_on", "-pk")[:most], now=now)


def of_customer(keys: Sequence[str], user: User, *, now: datetime, most: int = MOST) -> list[Told]:
    """What a customer was promised, the last one first."""
    rows = _rows(user).filter(customer__in=keys).order_by("-made_on", "-pk")[:most]
    return told(user, rows, now=now)


def from_files(keys: Sequence[str], *, most: int = 30) -> list[dict[str, Any]]:
    """What files say that a customer was promised, the last one first."""
    rows = Facts().history(list(keys), kinds=["promise"], before="", limit=most)
    return [{**r, "state_words": words.say(f"contact.state_{r['state']}")} for r in rows]


def matching(user: User, text: str, *, now: datetime, most: int = 30) -> list[Told]:
    """Promises whose words, or the free words for the customer, hold the text; the last first."""
    rows = _rows(user).filter(Q(what__icontains=text) | Q(who__icontains=text))
    return told(user, rows.order_by("-made_on", "-pk")[:most], now=now)


def until(promise: Promise) -> str:
    """By when, in words."""
    day_ = day(promise.due_date)
    if promise.due_time is None:
        return words.say("contact.until", day=day_)
    return words.say("contact.until_time", day=day_, time=f"{promise.due_time:%H:%M}")


def promise_of(user: User, pk: int) -> Promise | None:
    """A promise with its steps; None if there is none for this viewer."""
    return _rows(user).prefetch_related("steps").filter(pk=pk).first()


def told(user: User, rows: Iterable[Promise], *, now: datetime) -> list[Told]:
    """Promises with the names of their customers and where they stand."""
    found = list(rows)
    may = user.may(Permission.SEE_CUSTOMERS)
    names = choice.names_of(p.customer for p in found) if may else {}
    return [Told(p, p.called(names), state_of(p, now)) for p in found]


def state_of(promise: Promise, now: datetime) -> str:
    """Where a promise stands at a moment."""
    if promise.status == Promise.Status.BROKEN and promise.kept_on:
        return "late"
    if promise.status != Promise.Status.OPEN:
        return str(promise.status)
    if promise.overdue(now):
        return "overdue"
    return "near" if promise.near(now) else "open"


def _rows(user: User) -> Any:
    return Promise.objects.visible_to(user).select_related("department", "created_by")
