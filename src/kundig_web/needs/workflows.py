"""What people do with talks, hints and assumptions: one function per verb."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import transaction

from kundig_web import words
from kundig_web.access.models import Department, User
from kundig_web.audit.log import audited
from kundig_web.customers.about import settled
from kundig_web.customers.knowledge_workflows import hear_need
from kundig_web.desk.drafts import write_once
from kundig_web.jobs.mirrors import mirror_soon
from kundig_web.needs.models import Assumption, Hint, Talk, Verdict

#: A belief about customers is looked at again after this many days.
CHECK_DAYS = 90
Heard = TypeVar("Heard", Talk, Hint)


class NeedsError(Exception):
    """Why it was not done, as a sentence; nothing was changed then."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a talk said about an assumption: one that exists (`pk`), or a new `text`."""

    says: str  # held | fallen
    pk: int | None = None
    text: str = ""


@audited("needs.talk_noted", about="result.customer", of="result")
def note_talk(
    *,
    actor: User,
    now: datetime,
    today: date,
    day: date,
    channel: str,
    quote: str,
    offered: bool,
    customer: str = "",
    who: str = "",
    need: str = "",
    follows: str = "",
    department: Department | None = None,
    judged: Iterable[Judged] = (),
    draft_key: str | None = None,
) -> Talk:
    """Write down a talk: his words, what he needs, which assumption held or fell, what follows.

    Raises:
        NeedsError: if the quote is empty, or the day is still to come.
    """
    quote = unquoted(quote)
    if not quote:
        raise NeedsError(words.say("needs.error_no_words"))
    if day > today:
        raise NeedsError(words.say("needs.error_future"))
    with transaction.atomic():

        def write(key: str | None) -> Talk:
            return Talk.objects.create(
                created_at=now, created_by=actor, department=department,
                answer_due=Talk.due(today), draft_key=key,
                **settled(customer, who, actor=actor, now=now), day=day, channel=channel, quote=quote, need=need.strip(), follows=follows.strip(),
                offered=offered,
            )  # fmt: skip

        talk, is_new = write_once(
            Talk, actor=actor, draft_key=draft_key, same=lambda t: t.quote == quote, write=write
        )
        if is_new:
            for one in judged:
                _judge(talk, one, actor=actor, now=now, today=today)
            if talk.customer and talk.need:
                _hear_need(talk, actor=actor, now=now, today=today)
            mirror_soon(now)
    return talk


@audited("needs.hint_noted", about="result.customer", of="result")
def note_hint(
    *,
    actor: User,
    now: datetime,
    today: date,
    day: date,
    text: str,
    kind: str = "",
    customer: str = "",
    who: str = "",
    private: bool = False,
    department: Department | None = None,
    draft_key: str | None = None,
) -> Hint:
    """Write down what a customer said in passing, or what keeps us from helping.

    Raises:
        NeedsError: if there are no words.
    """
    text = unquoted(text)
    if not text:
        raise NeedsError(words.say("needs.error_no_words"))
    with transaction.atomic():

        def write(key: str | None) -> Hint:
            return Hint.objects.create(
                created_at=now, created_by=actor, department=department,
                answer_due=Hint.due(today), draft_key=key,
                **settled(customer, who, actor=actor, now=now), day=min(day, today), text=text, kind=kind, private=private,
            )  # fmt: skip

        hint, is_new = write_once(
            Hint, actor=actor, draft_key=draft_key, same=lambda h: h.text == text, write=write
        )
        if is_new:
            mirror_soon(now)
    return hint


@audited("needs.answered", about="heard.customer", of="heard")
def answer(*, actor: User, now: datetime, heard: Heard, text: str) -> Heard:
    """Answer a talk or a hint: what was done with it. The author sees the answer.

    Raises:
        NeedsError: if the answer is empty, or somebody answered in the meantime.
    """
    text = text.strip()
    if not text:
        raise NeedsError(words.say("needs.error_no_answer"))
    with transaction.atomic():
        row = type(heard)._default_manager.select_for_update().get(pk=heard.pk)
        if row.answered_at is not None:
            raise NeedsError(words.say("needs.error_answered"))
        row.answer, row.answered_at, row.answered_by = text, now, actor
        row.save(update_fields=["answer", "answered_at", "answered_by"])
    return row


@audited("needs.assumed", of="result")
def assume(
    *, actor: User, now: datetime, today: date, text: str, department: Department | None = None
) -> Assumption:
    """Write down something that we believe about customers; the same words once.

    Raises:
        NeedsError: if there are no words.
    """
    text = " ".join(text.split())
    if not text:
        raise NeedsError(words.say("needs.error_no_words"))
    return Assumption.objects.get_or_create(
        text=text[:300],
        defaults={
            "next_check": today + timedelta(days=CHECK_DAYS), "department": department,
            "created_at": now, "created_by": actor,
        },
    )[0]  # fmt: skip


def unquoted(text: str) -> str:
    """The words without quotation marks around all of them: every page sets its own."""
    text = text.strip()
    for start, end in ("„“", "„”", "“”", "»«", "«»", '""', "''", "‚‘", "‘’"):
        inner = text[1:-1]
        if len(text) > 1 and text[0] == start and text[-1] == end and not {start, end} & set(inner):
            return inner.strip()
    return text


def _judge(talk: Talk, one: Judged, *, actor: User, now: datetime, today: date) -> None:
    if one.pk is None:
        assumption = assume(
            actor=actor, now=now, today=today, text=one.text, department=talk.department
        )
    else:
        assumption = Assumption.objects.select_for_update().get(pk=one.pk)
    Verdict.objects.update_or_create(talk=talk, assumption=assumption, defaults={"says": one.says})
    last = assumption.verdicts.order_by("-talk__day", "-talk_id").first()
    assumption.status = last.says if last else Assumption.Status.OPEN
    assumption.next_check = max(assumption.next_check, talk.day + timedelta(days=CHECK_DAYS))
    assumption.save(update_fields=["status", "next_check"])


def _hear_need(talk: Talk, *, actor: User, now: datetime, today: date) -> None:
    """Let the centre remember what the customer needs, in his words."""
    hear_need(
        key=talk.customer, actor=actor, now=now, today=today, words=talk.need, heard_on=talk.day,
        department=talk.department, ref=f"talk:{talk.pk}",
    )  # fmt: skip
