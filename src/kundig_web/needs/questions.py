"""What people ask of talks, hints and assumptions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.text import Truncator

from kundig_web.access.models import User
from kundig_web.access.permissions import Permission
from kundig_web.customers import choice
from kundig_web.needs.models import Assumption, Hint, Talk, Verdict

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Heard:
    """A talk or a hint as a list shows it."""

    kind: str  # talk | hint
    row: Talk | Hint
    who: str
    words: str
    url: str
    late: bool

    @property
    def short(self) -> str:
        """The beginning of the words, for a line."""
        return Truncator(self.words).words(14)

    @property
    def day(self) -> date:
        """The day on which it was said."""
        return self.row.day


def lately(user: User, *, today: date, most: int = SHOWN) -> list[Heard]:
    """What customers said, as far as the viewer may see it, the newest first."""
    said = _hints(user).exclude(kind=Hint.Kind.OBSTACLE)
    return _told(user, _talks(user)[:most], said[:most], today)[:most]


def unanswered(
    user: User, *, today: date, most: int = SHOWN, kinds: Collection[str] = ("talk", "hint")
) -> list[Heard]:
    """What waits for an answer, the earliest due first."""
    talks = _talks(user) if "talk" in kinds else Talk.objects.none()
    hints = _hints(user) if "hint" in kinds else Hint.objects.none()
    talks = talks.filter(answered_at__isnull=True).order_by("answer_due", "pk")[:most]
    hints = hints.filter(answered_at__isnull=True).order_by("answer_due", "pk")[:most]
    found = _told(user, talks, hints, today)
    return sorted(found, key=lambda h: (h.row.answer_due, h.kind, h.row.pk))[:most]


def of_customer(keys: Sequence[str], user: User, *, today: date, most: int = 200) -> list[Heard]:
    """Everything that a customer said to us, as far as the viewer may see it."""
    return _told(
        user,
        _talks(user).filter(customer__in=keys)[:most],
        _hints(user).filter(customer__in=keys)[:most],
        today,
        named=False,
    )


def assumptions(*, most: int = 50) -> list[Assumption]:
    """What we believe about customers: what fell first, then what is to be asked again."""
    order = {Assumption.Status.FALLEN: 0, Assumption.Status.OPEN: 1, Assumption.Status.HELD: 2}
    rows = Assumption.objects.annotate(
        held=Count("verdicts", filter=Q(verdicts__says=Verdict.Says.HELD)),
        fell=Count("verdicts", filter=Q(verdicts__says=Verdict.Says.FALLEN)),
    ).order_by("next_check", "pk")[:most]  # a grouped query has no order of its own
    return sorted(rows, key=lambda a: (order[Assumption.Status(a.status)], a.next_check))


def talk_of(user: User, pk: int) -> Talk | None:
    """A talk with what it said about assumptions; None if there is none for this viewer."""
    rows = _talks(user).prefetch_related("verdicts__assumption")
    return rows.filter(pk=pk).first()


def hint_of(user: User, pk: int) -> Hint | None:
    """A hint; None if there is none for this viewer."""
    return _hints(user).filter(pk=pk).first()


def called(user: User, row: Talk | Hint) -> str:
    """Whom it is about; the name of a customer only for those who may see customers."""
    if row.customer and not user.may(Permission.SEE_CUSTOMERS):
        return ""
    return row.called(choice.names_of([row.customer]))


def kind_of(row: Talk | Hint) -> str:
    """`talk` or `hint`: how Heute calls it."""
    return "talk" if isinstance(row, Talk) else "hint"


def url_of(row: Talk | Hint) -> str:
    """The page of a talk or a hint."""
    return reverse(f"needs:{kind_of(row)}", args=[row.pk])


def _talks(user: User) -> Any:
    return Talk.objects.visible_to(user).select_related("department", "created_by")


def _hints(user: User) -> Any:
    return Hint.objects.visible_to(user).select_related("department", "created_by")


def _told(
    user: User, talks: Iterable[Talk], hints: Iterable[Hint], today: date, *, named: bool = True
) -> list[Heard]:
    rows: list[Talk | Hint] = [*talks, *hints]
    may = user.may(Permission.SEE_CUSTOMERS)
    names = choice.names_of(r.customer for r in rows) if named and may else {}
    found = [
        Heard(
            kind=kind_of(r),
            row=r,
            who=r.called(names),
            words=r.quote if isinstance(r, Talk) else r.text,
            url=url_of(r),
            late=r.answered_at is None and r.answer_due < today,
        )
        for r in rows
    ]
    return sorted(found, key=lambda h: (h.day, h.row.created_at), reverse=True)
