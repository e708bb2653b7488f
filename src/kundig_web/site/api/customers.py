"""Customers and what happened with them, as the register and the people here know them."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from kundig.register import MOODS, SORTS, Filter
from kundig.register.events import KINDS
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.customers.addresses import KeyConverter
from kundig_web.customers.called import named
from kundig_web.customers.facts import Facts
from kundig_web.customers.identities import identity_of
from kundig_web.customers.listing import SCORES, Here
from kundig_web.customers.person import Person
from kundig_web.customers.portrait import combined
from kundig_web.registry.steps import basis_of
from kundig_web.site.api.problems import ProblemError, declared

router = Router(tags=["customers"])
MOST = 200
_ids = KeyConverter()


class Customer(Schema):
    """One customer. What is not known is null."""

    id: str = Field(description="The customer in addresses of this API.")
    key: str = Field(description="`source:number` of the customer's first record.")
    kind: str | None = Field(description="person, household or firm.")
    salutation: str | None
    title: str | None
    first_name: str | None
    last_name: str | None
    company_name: str | None
    email: str | None
    phone: str | None
    postcode: str | None
    city: str | None
    country: str | None
    language: str | None
    branch: str | None
    customer_since: date | None
    first_purchase: date | None
    last_purchase: date | None
    purchases: int
    revenue: float | None
    currency: str | None
    segment: str | None
    alive: float | None = Field(description="Probability of still being a customer, 0 to 1.")
    value_12m: float | None = Field(description="Expected spend of the next twelve months.")
    value_low: float | None
    value_high: float | None
    mood: str | None = Field(description="unhappy, neutral or happy, by the last answer.")
    last_contact: date | None
    open_complaints: int
    open_promises: int
    may_contact: bool = Field(description="False: no advertising, no surveys.")


class CustomerPage(Schema):
    """A piece of the list."""

    items: list[Customer]
    total: int
    next: str | None = Field(description="`cursor` of the next piece; null at the end.")
    version: int = Field(description="Version of the record store.")
    as_of: date


def _only_days(value: Any) -> Any:
    """A bare number is no day, though pydantic would count seconds since 1970."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise PydanticCustomError("date_parsing", "a day is expected")
    return value


_DAY = re.compile(r"\d{4}-\d\d-\d\d")
Day = Annotated[date, BeforeValidator(_only_days)]


class Choice(Schema):
    """Which customers, in which order."""

    text: str = Field("", max_length=200, description="Words in name, mail, phone, place, number.")
    branch: list[str] = Field([], description="`-`: none known.")
    segment: list[str] = Field([], description="`-`: none known.")
    mood: list[Literal["unhappy", "neutral", "happy", "-"]] = []
    value_from: float | None = Field(None, allow_inf_nan=False)
    value_to: float | None = Field(None, allow_inf_nan=False)
    alive_from: float | None = Field(None, ge=0, le=1)
    alive_to: float | None = Field(None, ge=0, le=1)
    bought_from: Day | None = None
    bought_before: Day | None = None
    silent_since: Day | None = None
    open_complaint: bool | None = None
    open_promise: bool | None = None
    may_contact: bool | None = None
    sort: Literal[
        "name", "value", "alive", "satisfaction", "last_purchase", "last_contact", "revenue"
    ] = "name"
    descending: bool | None = Field(None, description="Null: the usual direction of the order.")
    limit: int = Field(50, ge=1, le=MOST)
    cursor: str | None = Field(None, max_length=1000)


class Happening(Schema):
    """One thing that happened between the company and a customer; never who handled it."""

    kind: str
    day: date | None
    at: datetime | None
    source: str
    ref: str
    order_id: str | None
    what: str | None
    state: str | None
    open: bool = Field(description="Somebody still owes the customer something.")
    amount: float | None
    currency: str | None
    products: list[str]
    score: float | None
    scale_min: float | None
    scale_max: float | None
    words: str | None = Field(description="In the customer's own words.")
    detail: str | None
    channel: str | None
    branch: str | None
    department: str | None
    due: date | None
    done: date | None


class Past(Schema):
    """Which part of a history."""

    kind: list[
        Literal["order", "return", "delivery", "answer", "complaint", "contact", "promise"]
    ] = []
    limit: int = Field(50, ge=1, le=MOST)
    cursor: str | None = Field(None, max_length=400)


class Timeline(Schema):
    """A piece of a customer's history, the newest first."""

    items: list[Happening]
    next: str | None


@router.get("", response={200: CustomerPage, **declared(422, 503)}, operation_id="customers")
@allow(Permission.SEE_CUSTOMERS)
def customers(request: HttpRequest, chosen: Query[Choice]) -> dict[str, Any]:
    """List customers.

    Customers whose processing is restricted are left out.
    """
    basis_of("customers.api")
    register = _facts().register
    here = Here.read()
    try:
        page = register.page(
            Filter(
                text=chosen.text, branches=tuple(chosen.branch), segments=tuple(chosen.segment),
                moods=tuple(chosen.mood), value_from=chosen.value_from, value_to=chosen.value_to,
                alive_from=chosen.alive_from, alive_to=chosen.alive_to,
                bought_from=chosen.bought_from, bought_before=chosen.bought_before,
                silent_since=chosen.silent_since, open_complaint=chosen.open_complaint,
                open_promise=chosen.open_promise,
                refused=None if chosen.may_contact is None else not chosen.may_contact,
                without=_without(chosen, here),
            ),
            chosen.sort, chosen.descending, chosen.limit, chosen.cursor or None,
        )  # fmt: skip
    except ValueError:
        raise ProblemError(422, "cursor", errors=[("?cursor", "")]) from None
    keys = [row["key"] for row in page.rows]
    people = {p.key: p for p in Person.objects.filter(key__in=keys)}
    return {
        "items": [_customer(row, people.get(row["key"]), here) for row in page.rows],
        "total": page.total,
        "next": page.next,
        "version": register.version,
        "as_of": register.as_of,
    }


@router.get("/{key:id}", response={200: Customer, **declared(404, 503)}, operation_id="customer")
@allow(Permission.SEE_CUSTOMERS)
def customer(request: HttpRequest, id: str) -> dict[str, Any]:  # noqa: A002 - the caller's word
    """One customer. A merged one answers under every number that belongs to it."""
    basis_of("customers.api")
    _, row, person = _found(id)
    return _customer(row, person, Here.read())


@router.get(
    "/{key:id}/timeline",
    response={200: Timeline, **declared(404, 422, 503)},
    operation_id="timeline",
)
@allow(Permission.SEE_CUSTOMERS)
def timeline(
    request: HttpRequest,
    id: str,  # noqa: A002 - the caller's word
    past: Query[Past],
) -> dict[str, Any]:
    """What happened with a customer, the newest first."""
    basis_of("customers.api")
    keys, _, _ = _found(id)
    rows = _facts().register.history(keys, past.kind, past.cursor or None, past.limit + 1)
    return {
        "items": [_happening(row) for row in rows[: past.limit]],
        "next": rows[past.limit - 1]["place"] if len(rows) > past.limit else None,
    }


def _facts() -> Facts:
    facts = Facts()
    if facts.register is None:
        raise ProblemError(503, "no_register")
    return facts


def _without(chosen: Choice, here: Here) -> tuple[str, ...]:
    """Who is left out: the restricted, and of a choice by scores whoever objected to profiling."""
    gone = set(here.hidden)
    if chosen.sort in {"value", "alive"} or any(
        v not in (None, []) for v in (
            chosen.segment, chosen.value_from, chosen.value_to, chosen.alive_from, chosen.alive_to,
        )
    ):  # fmt: skip
        gone |= here.unscored
    if chosen.may_contact:
        gone |= here.refusing.keys()
    return tuple(sorted(gone))


def _found(key: str) -> tuple[list[str], dict[str, Any], Person | None]:
    """All keys of a customer, its row, and what people here changed.

    A restricted customer is not there for programs.
    """
    identity = identity_of(key)
    keys = list(identity.keys)
    rows = _facts().register.customers(keys)
    people = {p.key: p for p in Person.objects.filter(key__in=keys)}
    row = combined(rows)
    if row is None or any(p.restricted for p in people.values()):
        raise ProblemError(404)
    return keys, row | {"key": identity.key}, people.get(identity.key)


def _customer(row: dict[str, Any], person: Person | None, here: Here) -> dict[str, Any]:
    if row["key"] in here.unscored or not here.scored:
        row = row | dict.fromkeys(SCORES)
    called = named(row["key"], person, row)
    known = {
        name: row.get(name)
        for name in (
            "key", "email", "phone", "postcode", "city", "country", "branch", "customer_since",
            "revenue", "currency", "segment", "value_12m", "value_low", "value_high", "mood",
            "last_contact",
        )
    }  # fmt: skip
    names = ("salutation", "title", "first_name", "last_name", "company_name", "language")
    return known | {name: called.get(name) or None for name in names} | {
        "id": _ids.to_url(row["key"]),
        "kind": called.get("person_kind") or None,
        "first_purchase": row["first_day"],
        "last_purchase": row["last_day"],
        "purchases": row["purchases"] or 0,
        "alive": row["p_alive"],
        "open_complaints": row["open_complaints"] or 0,
        "open_promises": row["open_promises"] or 0,
        "may_contact": not row["refused"] and row["key"] not in here.refusing,
    }  # fmt: skip


def _happening(row: dict[str, Any]) -> dict[str, Any]:
    same = (
        "kind", "day", "source", "ref", "order_id", "what", "state", "amount", "currency",
        "score", "scale_min", "scale_max", "words", "detail", "channel", "branch", "department",
    )  # fmt: skip
    return {name: row[name] for name in same} | {
        "at": row["moment"],
        "open": bool(row["unsettled"]),
        "products": row["products"] or [],
        "due": row["due_day"],
        "done": row["done_day"],
    }


# What the types above offer is what the register knows.
assert set(SORTS) == set(Choice.model_fields["sort"].annotation.__args__)  # noqa: S101
assert {*MOODS, "-"} == {"unhappy", "neutral", "happy", "-"}  # noqa: S101
assert set(KINDS) == {"order", "return", "delivery", "answer", "complaint", "contact", "promise"}  # noqa: S101
