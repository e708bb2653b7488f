"""What people do with an entry: take it on, pass it on, decline it, tick it off, give it back.

Nothing closes an entry but a person, or its source when the matter is closed there. Who has an
entry is known only while he has it; afterwards a line says what happened, without a name.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kundig_web import words
from kundig_web.access.models import Department, Mode, User, site
from kundig_web.access.permissions import Permission
from kundig_web.audit.log import audited
from kundig_web.desk.entries import Entry
from kundig_web.desk.models import EntryLine, EntryState, SetAside, Steward
from kundig_web.desk.waiting import version
from kundig_web.limits.counting import DAY, limit, take

State = EntryState.State
LONGEST_REASON = 300
#: How often a day somebody may ask who looks after a matter.
WHO = limit("desk.who", 10, DAY)


class DeskError(Exception):
    """What was asked cannot be done to this entry; the text says why and what to do."""


@audited("desk.taken_on", about="entry.customer", of="entry.kind")
def take_on(*, actor: User, entry: Entry, now: datetime, seen: str = "") -> None:
    """The actor looks after it, in place of whoever did so far.

    Args:
        actor: who takes it on.
        entry: the entry.
        now: the moment.
        seen: the state that stood on the page that the actor saw (`waiting.version`).

    Raises:
        DeskError: if somebody else took it on in the meantime.
    """
    _may(actor)
    with transaction.atomic():
        one = _locked(entry, now)
        holder = one.user_id if one.state == State.TAKEN else None
        if holder not in {None, actor.pk} and seen != version(one):
            raise DeskError(words.say("desk.taken_meanwhile"))
        _save(one, State.TAKEN, now, user=actor, department=one.department)
        _line(one, "taken", actor, now)


def who(*, actor: User, entry: Entry, now: datetime) -> str:
    """The name of whoever looks after it now; empty if nobody does.

    Asked for one matter at a time and seldom: whoever asked for all of them every day could count
    what a colleague does.

    Raises:
        DeskError: if the actor has asked too often today.
    """
    _may(actor)
    if take(WHO, str(actor.pk), now=now):
        raise DeskError(words.say_n("desk.who_too_often", WHO.tries))
    rows = EntryState.objects.filter(kind=entry.kind, ref=entry.ref, state=State.TAKEN)
    one = rows.select_related("user").first()
    return one.user.name if one is not None and one.user is not None else ""


@audited("desk.passed_on", about="entry.customer", of="entry.kind", details=("to",))
def pass_on(
    *, actor: User, entry: Entry, to: Department | None, reason: str, now: datetime
) -> None:
    """Another department looks after it, and reads why.

    Raises:
        DeskError: without a department or a reason, or where one works alone.
    """
    _may(actor)
    if site().mode == Mode.ALONE:
        raise DeskError(words.say("desk.alone"))
    if to is None:
        raise DeskError(words.say("desk.pass_needs_department"))
    reason = _reason(reason, "desk.pass_needs_reason")
    with transaction.atomic():
        one = _locked(entry, now)
        _save(one, State.PASSED, now, department=to, reason=reason)
        _line(one, "passed", actor, now, to=to, reason=reason)


@audited("desk.declined", about="entry.customer", of="entry.kind", details=("for_good",))
def decline(*, actor: User, entry: Entry, reason: str, for_good: bool, now: datetime) -> None:
    """It goes: for the actor alone, or for everybody, with a reason that stays.

    Raises:
        DeskError: if it is to go for everybody without a reason.
    """
    _may(actor)
    if not for_good:
        with transaction.atomic():
            SetAside.objects.get_or_create(user=actor, kind=entry.kind, ref=entry.ref)
            one = EntryState.objects.select_for_update().filter(kind=entry.kind, ref=entry.ref)
            mine = one.filter(user=actor, state=State.TAKEN).first()
            if mine is not None:  # whoever does not want to see it cannot be looking after it
                _save(mine, State.OPEN, now, department=mine.department)
                _line(mine, "given_back", actor, now)
        return
    reason = _reason(reason, "desk.decline_needs_reason")
    with transaction.atomic():
        one = _locked(entry, now)
        _save(one, State.DECLINED, now, department=one.department, reason=reason)
        _line(one, "declined", actor, now, reason=reason)


@audited("desk.finished", about="entry.customer", of="entry.kind")
def finish(*, actor: User, entry: Entry, now: datetime) -> None:
    """It is done.

    Raises:
        DeskError: if it is closed elsewhere: a promise by keeping it, a hint by answering it.
    """
    _may(actor)
    if not entry.done_here:
        raise DeskError(words.say("desk.closed_elsewhere"))
    with transaction.atomic():
        one = _locked(entry, now)
        _save(one, State.DONE, now, department=one.department)
        _line(one, "done", actor, now)


@audited("desk.given_back", about="entry.customer", of="entry.kind")
def give_back(*, actor: User, entry: Entry, now: datetime) -> None:
    """Nobody looks after it any more: taken on, declined or done is undone."""
    _may(actor)
    with transaction.atomic():
        SetAside.objects.filter(user=actor, kind=entry.kind, ref=entry.ref).delete()
        one = _locked(entry, now)
        if one.state not in {State.OPEN, State.PASSED}:
            state = State.PASSED if one.department_id else State.OPEN
            _save(one, state, now, department=one.department, reason="")
            _line(one, "given_back", actor, now)


@audited("desk.figure_entrusted", of="measure", details=("department",))
def entrust(*, actor: User, measure: str, department: Department | None) -> None:
    """Name the department that acts on a figure; None: nobody any more.

    Raises:
        PermissionError: if the actor may not manage the company.
    """
    if not actor.may(Permission.MANAGE_COMPANY):
        raise PermissionError
    if department is None:
        Steward.objects.filter(measure=measure).delete()
    else:
        Steward.objects.update_or_create(measure=measure, defaults={"department": department})


def _may(actor: User) -> None:
    if not actor.may(Permission.ANSWER_WORK):
        raise PermissionError


def _reason(text: str, missing: str) -> str:
    reason = " ".join(text.split())[:LONGEST_REASON]
    if not reason:
        raise DeskError(words.say(missing))
    return reason


def _locked(entry: Entry, now: datetime) -> EntryState:
    """The row of the entry, made if there is none, held until the transaction ends."""
    rows = EntryState.objects.select_for_update(of=("self",)).select_related("user", "department")
    return rows.get_or_create(
        kind=entry.kind, ref=entry.ref, defaults={"state": State.OPEN, "changed_at": now}
    )[0]


def _save(
    one: EntryState, state: str, now: datetime, *, user: User | None = None,
    department: Department | None, reason: str = "",
) -> None:  # fmt: skip
    one.state, one.user, one.department = state, user, department
    one.reason, one.changed_at = reason, now
    one.save()


def _line(
    one: EntryState, verb: str, actor: User, now: datetime, *, to: Department | None = None,
    reason: str = "",
) -> None:  # fmt: skip
    EntryLine.objects.create(
        kind=one.kind, ref=one.ref, verb=verb, department_id=actor.department_id, to=to,
        reason=reason, at=now,
    )  # fmt: skip
