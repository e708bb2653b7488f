"""What people do with a promise: give it, keep it, move it with consent, admit it, take it back."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import transaction

from kundig_web import words
from kundig_web.access.models import Department, User
from kundig_web.audit.log import audited
from kundig_web.contact.models import Promise, Step
from kundig_web.customers.about import settled
from kundig_web.desk.drafts import write_once
from kundig_web.jobs.mirrors import mirror_soon

Status, Kind = Promise.Status, Step.Kind


class PromiseError(Exception):
    """Why it was not done, as a sentence; nothing was changed then."""


@audited("contact.promise_made", about="result.customer", of="result", details=("due_date",))
def make_promise(
    *,
    actor: User,
    now: datetime,
    today: date,
    what: str,
    due_date: date,
    due_time: time | None = None,
    made_on: date | None = None,
    customer: str = "",
    who: str = "",
    department: Department | None = None,
    draft_key: str | None = None,
) -> Promise:
    """Write down what was promised, to whom and by when.

    A promise written without the network may arrive after its day: then it is overdue at once,
    not refused.

    Raises:
        PromiseError: if nothing was promised, or it is due before it was made.
    """
    what = " ".join(what.split())
    made_on = made_on or today
    if not what:
        raise PromiseError(words.say("contact.error_no_words"))
    if due_date < made_on:
        raise PromiseError(words.say("contact.error_past"))
    with transaction.atomic():

        def write(key: str | None) -> Promise:
            return Promise.objects.create(
                what=what, made_on=made_on, due_date=due_date, due_time=due_time,
                department=department, created_at=now, created_by=actor, draft_key=key,
                **settled(customer, who, actor=actor, now=now),
            )  # fmt: skip

        promise, is_new = write_once(
            Promise, actor=actor, draft_key=draft_key,
            same=lambda p: p.what == what and p.steps.filter(due_after=due_date).exists(),
            write=write,
        )  # fmt: skip
        if is_new:
            _step(promise, Kind.MADE, actor=actor, now=now, day=made_on, after=due_date)
            mirror_soon(now)
    return promise


@audited("contact.promise_kept", about="promise.customer", of="promise", details=("in_time",))
def keep(
    *,
    actor: User,
    now: datetime,
    today: date,
    promise: Promise,
    in_time: bool = True,
    words_: str = "",
) -> Promise:
    """The customer got what was promised.

    Args:
        actor: who says so.
        now: the moment.
        today: the company's day.
        promise: the promise.
        in_time: of an overdue one, whether he got it by then and it was only noted late; if not,
            it was broken, and kept all the same.
        words_: what is worth remembering.

    Raises:
        PromiseError: if it was closed in the meantime.
    """
    late = promise.overdue(now) and not in_time
    kept_on = min(today, promise.due_date) if promise.overdue(now) and in_time else today
    return _close(
        promise, Status.BROKEN if late else Status.KEPT, Kind.LATE if late else Kind.KEPT, words_,
        actor=actor, now=now, today=today, kept_on=kept_on,
    )  # fmt: skip


@audited("contact.promise_broken", about="promise.customer", of="promise")
def admit(*, actor: User, now: datetime, today: date, promise: Promise, words_: str) -> Promise:
    """It is broken; `words_` say what we do for the customer now.

    Raises:
        PromiseError: without words, or if it was closed in the meantime.
    """
    if not words_.strip():
        raise PromiseError(words.say("contact.error_what_now"))
    return _close(promise, Status.BROKEN, Kind.BROKEN, words_, actor=actor, now=now, today=today)


@audited("contact.promise_taken_back", about="promise.customer", of="promise")
def take_back(*, actor: User, now: datetime, today: date, promise: Promise, words_: str) -> Promise:
    """It no longer holds, and the customer knows why. Too late for one that is overdue.

    Raises:
        PromiseError: without words, if it is overdue, or if it was closed in the meantime.
    """
    if not words_.strip():
        raise PromiseError(words.say("contact.error_why"))
    if promise.overdue(now):
        raise PromiseError(words.say("contact.error_overdue"))
    return _close(
        promise, Status.WITHDRAWN, Kind.WITHDRAWN, words_, actor=actor, now=now, today=today
    )


@audited("contact.promise_moved", about="promise.customer", of="promise", details=("due_date",))
def move(
    *,
    actor: User,
    now: datetime,
    today: date,
    promise: Promise,
    due_date: date,
    due_time: time | None = None,
    agreed: bool,
    words_: str = "",
) -> Promise:
    """Another day, because the customer agreed. Without consent a promise does not move.

    Raises:
        PromiseError: without consent, to a day that is over, or if it was closed.
    """
    if not agreed:
        raise PromiseError(words.say("contact.error_consent"))
    if due_date < today:
        raise PromiseError(words.say("contact.error_move_past"))
    with transaction.atomic():
        row = _locked(promise)
        before, row.due_date, row.due_time = row.due_date, due_date, due_time
        row.save(update_fields=["due_date", "due_time"])
        _step(
            row, Kind.MOVED, actor=actor, now=now, day=today, words_=words_, before=before,
            after=due_date,
        )  # fmt: skip
        mirror_soon(now)
    return row


@audited("contact.promise_reopened", about="promise.customer", of="promise")
def reopen(*, actor: User, now: datetime, today: date, promise: Promise) -> Promise:
    """Undo a closing that was a slip.

    Raises:
        PromiseError: if it is open.
    """
    with transaction.atomic():
        row = Promise.objects.select_for_update().get(pk=promise.pk)
        if row.status == Status.OPEN:
            raise PromiseError(words.say("contact.error_open"))
        row.status, row.closed_on, row.kept_on = Status.OPEN, None, None
        row.save(update_fields=["status", "closed_on", "kept_on"])
        _step(row, Kind.REOPENED, actor=actor, now=now, day=today)
        mirror_soon(now)
    return row


def _close(
    promise: Promise, status: str, kind: str, words_: str, *, actor: User, now: datetime,
    today: date, kept_on: date | None = None,
) -> Promise:  # fmt: skip
    with transaction.atomic():
        row = _locked(promise)
        row.status, row.closed_on, row.kept_on = status, today, kept_on
        row.save(update_fields=["status", "closed_on", "kept_on"])
        _step(row, kind, actor=actor, now=now, day=today, words_=words_)
        mirror_soon(now)
    return row


def _locked(promise: Promise) -> Promise:
    row = Promise.objects.select_for_update().get(pk=promise.pk)
    if row.status != Status.OPEN:
        raise PromiseError(words.say("contact.error_closed"))
    return row


def _step(
    promise: Promise, kind: str, *, actor: User, now: datetime, day: date, words_: str = "",
    before: date | None = None, after: date | None = None,
) -> None:  # fmt: skip
    Step.objects.create(
        promise=promise, kind=kind, at=now, day=day, by=actor, words=words_.strip(),
        due_before=before, due_after=after,
    )  # fmt: skip
