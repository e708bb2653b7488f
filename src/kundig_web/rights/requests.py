"""What happens to a request: taken, its sender made sure of, prolonged once, answered or refused."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from kundig_web.access.models import User
from kundig_web.audit.log import audited
from kundig_web.customers import choice
from kundig_web.customers.identities import identity_of
from kundig_web.rights.clock import months_after
from kundig_web.rights.errors import RefusedError
from kundig_web.rights.models import MONTHS, MORE_MONTHS, Request


@audited("rights.request_taken", about="result.customer", of="result", details=("kind", "way"))
def take_request(
    *,
    actor: User,
    now: datetime,
    today: date,
    kind: str,
    way: str,
    received_on: date,
    customer: str = "",
    who: str = "",
    words: str = "",
    draft_key: str | None = None,
) -> Request:
    """Write down that somebody asked for a right; the month begins on the day it came in.

    Raises:
        RefusedError: without anybody, or with a day ahead.
    """
    who = " ".join(who.split())
    if not customer and not who:
        raise RefusedError("nobody")
    if received_on > today:
        raise RefusedError("day_ahead")
    values = {
        "kind": kind, "way": way, "received_on": received_on, "customer": customer,
        "who": "" if customer else who, "words": words.strip(), "created_at": now,
        "due_on": Request.deadline(received_on), "department": actor.department,
    }  # fmt: skip
    if draft_key is None:
        return Request.objects.create(**values)
    try:
        with transaction.atomic():
            return Request.objects.create(draft_key=draft_key, **values)
    except IntegrityError:  # the same form was sent twice
        return Request.objects.get(draft_key=draft_key)


@audited("rights.request_identified", about="customer", of="request", details=("identity",))
def identify(
    *, request: Request, actor: User, now: datetime, customer: str, identity: str
) -> Request:
    """Say which customer asks, and how that was made sure of.

    Raises:
        RefusedError: if there is no such customer, or the request is closed.
    """
    request = _open(request)
    key = identity_of(customer).key if customer else ""
    if customer and not (choice.exists(key) or _restricted(key)):
        raise RefusedError("no_customer")
    request.customer = key or request.customer
    request.identity = identity
    request.who = "" if request.customer else request.who
    request.save(update_fields=["customer", "identity", "who"])
    return request


@audited("rights.request_extended", about="request.customer", of="request")
def extend(*, request: Request, actor: User, now: datetime, because: str) -> Request:
    """Take the two further months of Art. 12 (3); the person must be told within the first.

    Raises:
        RefusedError: the second time, without a reason, once the month is over, or when closed.
    """
    request = _open(request)
    if request.was_extended:
        raise RefusedError("extended_already")
    if not because.strip():
        raise RefusedError("no_reason")
    if now.date() > request.due_on:
        raise RefusedError("month_over")
    request.extended_because = because.strip()
    request.extended_at = now
    request.due_on = months_after(request.received_on, MONTHS + MORE_MONTHS)
    request.save(update_fields=["extended_because", "extended_at", "due_on"])
    return request


@audited("rights.request_answered", about="request.customer", of="request", details=("refused",))
def answer(
    *, request: Request, actor: User, now: datetime, words: str, refused: bool = False
) -> Request:
    """Close a request: say what was done, or why it is refused.

    Raises:
        RefusedError: without words, before anybody made sure who asks, or when closed already.
    """
    request = _open(request)
    if not words.strip():
        raise RefusedError("no_answer")
    if not refused and request.identity == Request.Identity.OPEN and request.kind in REVEALING:
        raise RefusedError("no_identity")
    request.state = Request.State.REFUSED if refused else Request.State.ANSWERED
    request.answer = words.strip()
    request.answered_at = now
    request.save(update_fields=["state", "answer", "answered_at"])
    return request


@audited("rights.request_reopened", about="request.customer", of="request")
def reopen(*, request: Request, actor: User, now: datetime) -> Request:
    """Open a request again that was closed by mistake; its deadline stays."""
    request = Request.objects.select_for_update().get(pk=request.pk)
    request.state, request.answered_at = Request.State.OPEN, None
    request.save(update_fields=["state", "answered_at"])
    return request


#: What must not be answered to a stranger: it hands data out, or takes them away for good.
REVEALING = frozenset({
    Request.Kind.ACCESS, Request.Kind.PORTABILITY, Request.Kind.ERASURE, Request.Kind.CORRECTION,
})  # fmt: skip


def _open(request: Request) -> Request:
    found = Request.objects.select_for_update().get(pk=request.pk)
    if not found.is_open:
        raise RefusedError("closed")
    return found


def _restricted(key: str) -> bool:
    from kundig_web.customers.restriction import is_hidden

    return is_hidden([key])
