"""What of the quick test waits on Heute: proposals to decide on, decisions on one's own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse

from kundig_web import company, words
from kundig_web.access.models import User
from kundig_web.desk.entries import Entry
from kundig_web.structure import questions
from kundig_web.structure.models import QuickTest

MOST = 50
PRESSING = 2  # days before the last day of an answer
NEWS_DAYS = 14


def tests(user: User, today: date) -> Iterable[Entry]:
    """Proposals that nobody has decided on."""
    for row in questions.waiting(MOST):
        yield Entry(
            kind="quick_test",
            ref=str(row.pk),
            title=words.say("structure.entry", name=row.name),
            why=questions.sentence(row) + " " + words.say(f"structure.proposes_{row.proposal}"),
            due_at=row.answer_due,
            url=reverse("structure:quick_test", args=[row.pk]),
            action=words.say("structure.entry_decide"),
            department=row.department_id,
            urgent=row.answer_due <= today + timedelta(days=PRESSING),
        )


def decisions(user: User, today: date) -> Iterable[Entry]:
    """Decisions on what the viewer tested."""
    since = company.now() - timedelta(days=NEWS_DAYS)
    rows = QuickTest.objects.filter(created_by=user, answered_at__gte=since)
    for row in rows.exclude(answered_by=user).order_by("-answered_at")[:MOST]:
        yield Entry(
            kind="quick_test_answer",
            ref=str(row.pk),
            title=words.say("structure.entry_answer", name=row.name),
            words=row.answer,
            why=words.say("structure.why_answer"),
            url=reverse("structure:quick_test", args=[row.pk]),
            action=words.say("structure.entry_read"),
            done_here=True,
        )
