"""What people do with the quick test: ask, and decide."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kundig_web import words
from kundig_web.access.models import Department, User
from kundig_web.audit.log import audited
from kundig_web.desk.drafts import write_once
from kundig_web.jobs.mirrors import mirror_soon
from kundig_web.structure.models import QuickTest, proposed


class QuickTestError(Exception):
    """Why it was not done, as a sentence; nothing was changed then."""


@audited("structure.quick_test_made", of="result")
def ask_quickly(
    *,
    actor: User,
    now: datetime,
    today: date,
    subject: str,
    name: str,
    helps: str,
    eases: str,
    proposal: str = "",
    reason: str = "",
    department: Department | None = None,
    tested_on: date | None = None,
    draft_key: str | None = None,
) -> QuickTest:
    """Put the two questions to one thing; without a proposal of one's own the answers make it.

    Raises:
        QuickTestError: if the thing has no name.
    """
    name = " ".join(name.split())
    if not name:
        raise QuickTestError(words.say("structure.error_no_name"))
    with transaction.atomic():

        def write(key: str | None) -> QuickTest:
            return QuickTest.objects.create(
                created_at=now, created_by=actor, department=department,
                answer_due=QuickTest.due(today), draft_key=key, subject=subject, name=name,
                helps=helps, eases=eases, proposal=proposal or proposed(helps, eases),
                reason=" ".join(reason.split()), tested_on=tested_on or today,
            )  # fmt: skip

        one, _ = write_once(
            QuickTest, actor=actor, draft_key=draft_key,
            same=lambda t: (t.name, t.helps, t.eases) == (name, helps, eases), write=write,
        )  # fmt: skip
    return one


@audited("structure.quick_test_decided", of="test", details=("verdict",))
def decide(*, actor: User, now: datetime, test: QuickTest, verdict: str, text: str) -> QuickTest:
    """Decide what becomes of it, and say why. Whoever tested it reads the answer.

    Raises:
        QuickTestError: without a reason, or if somebody decided in the meantime.
    """
    text = text.strip()
    if not text:
        raise QuickTestError(words.say("structure.error_no_answer"))
    with transaction.atomic():
        row = QuickTest.objects.select_for_update().get(pk=test.pk)
        if row.answered_at is not None:
            raise QuickTestError(words.say("structure.error_answered"))
        row.verdict, row.answer, row.answered_at, row.answered_by = verdict, text, now, actor
        row.save(update_fields=["verdict", "answer", "answered_at", "answered_by"])
        mirror_soon(now)
    return row
