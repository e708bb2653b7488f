"""What of talks and hints waits on Heute: answers that are due, and answers to one's own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.urls import reverse

from kundig_web import company, words
from kundig_web.access.models import User
from kundig_web.access.permissions import Permission
from kundig_web.desk.conditions import Obstacle
from kundig_web.desk.entries import Entry
from kundig_web.needs import questions
from kundig_web.needs.models import Assumption, Hint, Talk

MOST = 200
#: So many days before the last day of an answer, it becomes pressing.
PRESSING = 2
#: For how long an answer to one's own words stands on Heute.
NEWS_DAYS = 14


def talks(user: User, today: date) -> Iterable[Entry]:
    """Talks without an answer."""
    return _waiting("talk", user, today)


def hints(user: User, today: date) -> Iterable[Entry]:
    """Hints without an answer."""
    return _waiting("hint", user, today)


def talk_answers(user: User, today: date) -> Iterable[Entry]:
    """Answers to the viewer's talks."""
    return _answers(Talk, "talk", user, today)


def hint_answers(user: User, today: date) -> Iterable[Entry]:
    """Answers to the viewer's hints."""
    return _answers(Hint, "hint", user, today)


def _waiting(kind: str, user: User, today: date) -> Iterable[Entry]:
    pressing = today + timedelta(days=PRESSING)
    for heard in questions.unanswered(user, today=today, most=MOST, kinds=(kind,)):
        row = heard.row
        # Whoever saved a moment ago is told that it stands on Heute: there he finds it at once.
        fresh = row.created_by_id == user.pk and _day(row.created_at) == today
        days = (today - row.day).days
        yield Entry(
            kind=kind,
            ref=str(row.pk),
            title=words.say(f"needs.entry_{kind}"),
            who=heard.who,
            customer=row.customer if user.may(Permission.SEE_CUSTOMERS) else "",
            words=heard.words,
            why=words.say_n("needs.why_waiting", days) if days else words.say("needs.why_today"),
            due_at=row.answer_due,
            url=heard.url,
            action=words.say("needs.entry_answer"),
            department=row.department_id,
            urgent=row.answer_due <= pressing,
            when=words.say("needs.just_written") if fresh else "",
            fresh=fresh,
        )


def _day(moment: datetime) -> date:
    return moment.astimezone(company.zone()).date()


def _answers(model: type[Talk] | type[Hint], kind: str, user: User, today: date) -> Iterable[Entry]:
    since = company.now() - timedelta(days=NEWS_DAYS)
    rows = model.objects.visible_to(user).filter(created_by=user, answered_at__gte=since)
    rows = rows.exclude(answered_by=user)
    for row in rows.order_by("-answered_at")[:MOST]:
        yield Entry(
            kind=f"{kind}_answer",
            ref=str(row.pk),
            title=words.say(f"needs.entry_{kind}_answer"),
            words=row.answer,
            why=words.say("needs.why_answer"),
            url=questions.url_of(row),
            action=words.say("needs.entry_read"),
            done_here=True,
        )


def beliefs(user: User, today: date) -> Iterable[Entry]:
    """Assumptions that nobody has put to a customer for too long."""
    for row in Assumption.objects.filter(next_check__lt=today)[:MOST]:
        yield Entry(
            kind="assumption",
            ref=f"{row.pk}:{row.next_check.isoformat()}",
            title=words.say("needs.entry_assumption"),
            words="",
            ask=row.text,
            why=words.say("needs.why_assumption"),
            due_at=row.next_check,
            url=reverse("needs:talk_new"),
            action=words.say("needs.entry_ask"),
            department=row.department_id,
        )


def obstacles(user: User, most: int) -> Iterable[Obstacle]:
    """What hinders us, for the page of the conditions: departments, never authors."""
    rows = Hint.objects.visible_to(user).filter(kind=Hint.Kind.OBSTACLE)
    rows = rows.select_related("department").order_by("-day", "-pk")
    waits, done = rows.filter(answered_at__isnull=True), rows.filter(answered_at__isnull=False)
    for row in [*waits[:most], *done[:most]][:most]:
        yield Obstacle(
            day=row.day,
            words=row.text,
            department=row.department.name if row.department else "",
            url=questions.url_of(row),
            due=row.answer_due,
            answer=row.answer,
            answered_on=row.answered_at.date() if row.answered_at else None,
            private=row.private,
        )
