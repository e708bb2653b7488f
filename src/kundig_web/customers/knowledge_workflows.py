"""Stating and confirming what we know of a customer: facts, and needs in his own words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from kundig_web.access.models import Department, User
from kundig_web.audit.log import audited
from kundig_web.customers.errors import RefusedError
from kundig_web.customers.identities import identity_of
from kundig_web.customers.knowledge import STALE_DAYS, Fact, Need, Origin
from kundig_web.customers.people import person_for, touch


@audited("customers.fact_stated", about="key", of="result", values=("name", "value"))
def state_fact(
    *,
    key: str,
    actor: User | None,
    now: datetime,
    today: date,
    name: str,
    value: str,
    source: str = Origin.OTHER,
    said_on: date | None = None,
    purpose: str = "",
    stale_days: int = STALE_DAYS,
    ref: str = "",
) -> Fact:
    """Write down a fact; an older value of the same name is ended, the same value is confirmed.

    Raises:
        RefusedError: if name or value is missing, or the day lies ahead.
    """
    name, value = " ".join(name.split()), " ".join(value.split())
    if not name or not value:
        raise RefusedError("no_fact")
    said_on = _not_ahead(said_on or today, today)
    identity = identity_of(key)
    standing = Fact.objects.filter(
        person__key__in=identity.keys, name__iexact=name, ended_on__isnull=True
    )
    replaced = None  # the day on which something newer was said already
    for fact in standing:
        if said_on < fact.known_on:
            replaced = fact.said_on
        elif fact.value == value:
            fact.confirmed_on = said_on
            fact.save(update_fields=["confirmed_on"])
            return fact
        else:
            fact.ended_on = said_on
            fact.save(update_fields=["ended_on"])
    person = person_for(identity.key, actor=actor, now=now)
    touch(person, now=now)
    return Fact.objects.create(
        person=person, name=name, value=value, purpose=purpose.strip(), source=source, ref=ref,
        said_on=said_on, ended_on=replaced, stale_days=stale_days, created_at=now,
        created_by=actor,
    )  # fmt: skip


@audited("customers.need_heard", about="key", of="result")
def hear_need(
    *,
    key: str,
    actor: User | None,
    now: datetime,
    today: date,
    words: str,
    heard_on: date | None = None,
    department: Department | None = None,
    source: str = Origin.TALK,
    ref: str = "",
) -> Need:
    """Write down what a customer needs, in his own words.

    Raises:
        RefusedError: without words, or if the day lies ahead.
    """
    if not words.strip():
        raise RefusedError("no_words")
    person = person_for(identity_of(key).key, actor=actor, now=now)
    touch(person, now=now)
    return Need.objects.create(
        person=person, words=words.strip(), heard_on=_not_ahead(heard_on or today, today),
        department=department, source=source, ref=ref, created_at=now, created_by=actor,
    )  # fmt: skip


@audited("customers.fact_confirmed", about="fact.person.key", of="fact")
def confirm_fact(*, fact: Fact, actor: User | None, now: datetime, today: date) -> Fact:
    """Note that a fact still holds."""
    return _confirmed(fact, today)


@audited("customers.need_confirmed", about="need.person.key", of="need")
def confirm_need(*, need: Need, actor: User | None, now: datetime, today: date) -> Need:
    """Note that a need is still one."""
    return _confirmed(need, today)


@audited("customers.fact_ended", about="fact.person.key", of="fact")
def end_fact(*, fact: Fact, actor: User | None, now: datetime, today: date) -> Fact:
    """Note that a fact holds no more."""
    return _ended(fact, today)


@audited("customers.need_ended", about="need.person.key", of="need")
def end_need(*, need: Need, actor: User | None, now: datetime, today: date) -> Need:
    """Note that a need is one no more."""
    return _ended(need, today)


def _confirmed(known: Any, today: date) -> Any:
    known.confirmed_on, known.ended_on = today, None
    known.save(update_fields=["confirmed_on", "ended_on"])
    return known


def _ended(known: Any, today: date) -> Any:
    known.ended_on = today
    known.save(update_fields=["ended_on"])
    return known


def _not_ahead(day: date, today: date) -> date:
    if day > today:
        raise RefusedError("day_ahead")
    return day
