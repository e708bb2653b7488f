"""Everything that a customer's page shows, read in few queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404

from kundig_web import company, words
from kundig_web.access.models import Mode, User, site
from kundig_web.customers import called, facts, timeline
from kundig_web.customers.consent_state import Line, Permit, State, Told, lines, permits
from kundig_web.customers.consents import Consent, Purpose
from kundig_web.customers.contact_points import ContactPoint
from kundig_web.customers.history import Event
from kundig_web.customers.identities import Identity, identity_of, undone
from kundig_web.customers.knowledge import Fact, Need
from kundig_web.customers.next_step import Step, next_step
from kundig_web.customers.person import CareMember, Membership, Person
from kundig_web.customers.reach import Way, ways
from kundig_web.customers.restriction import hidden_keys, is_hidden
from kundig_web.customers.worth import Worth, stand_of, worth_of

TALKS = timeline.GROUPS["contact"]


class HiddenError(Http404):
    """Processing of this customer is restricted."""


@dataclass(frozen=True, slots=True)
class Known:
    """A fact or need with its age."""

    row: Any
    stale: bool


@dataclass(frozen=True, slots=True)
class Belonging:
    """Somebody who belongs to this customer, or to whom he belongs."""

    pk: int
    key: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Given:
    """What files say beyond names and ways: a fact with its source and age, not ours to change."""

    name: str
    value: Any
    source: str
    known_on: date | None

    @property
    def is_day(self) -> bool:
        """True if the value is written as a day."""
        return isinstance(self.value, date)

    @property
    def shown(self) -> str:
        """The value in words."""
        if self.name == "language" and self.value in words.LANGUAGES:
            return words.say(f"customers.language_{self.value}")
        return str(self.value)


@dataclass(frozen=True, slots=True)
class Portrait:
    """One customer."""

    identity: Identity
    name: str
    full_name: str
    line: str
    form: str
    parts: dict[str, Any]
    row: dict[str, Any] | None
    ways: list[Way]
    given: list[Given]
    all_keys: list[str]
    facts: list[Known]
    needs: list[Known]
    old: list[Any]  # facts and needs that no longer hold
    groups: list[Belonging]
    members: list[Belonging]
    team: list[CareMember]
    permits: list[Permit]
    silent: bool
    open: list[Event]
    step: Step | None
    worth: Worth
    depth: str
    timeline: timeline.Timeline
    late_split: bool  # the store does not know yet that records were taken apart
    data_known: bool
    data_until: date | None
    alone: bool

    @property
    def key(self) -> str:
        """The key that the customer goes by."""
        return self.identity.key

    @property
    def permit_lines(self) -> list[Line]:
        """Where consent stands, what stands alike together."""
        return lines(self.permits)

    @property
    def form_kind(self) -> str:
        """person, household or firm."""
        return self.parts.get("person_kind") or Person.Kind.PERSON

    @property
    def numbers(self) -> list[str]:
        """The numbers that this customer has in our systems."""
        return [f"{key.partition(':')[2]} ({key.partition(':')[0]})" for key in self.all_keys]

    @property
    def belongings(self) -> list[tuple[str, list[Belonging]]]:
        """Who belongs to this customer, and to whom he belongs."""
        return [
            (words.say("customers.members"), self.members),
            (words.say("customers.groups"), self.groups),
        ]


def portrait_of(
    identity: Identity, user: User, *, today: date, group: str = "", before: str = ""
) -> Portrait:
    """Everything about a customer.

    Raises:
        Http404: if nobody knows such a customer, or his processing is restricted.
    """
    store, keys = facts.Facts(), identity.keys
    rows = store.customers(keys)
    persons = {p.key: p for p in Person.objects.filter(key__in=keys)}
    if not rows and not persons and not facts.exists(identity.key, store, keys):
        raise Http404
    records = store.records(keys) or _split_off(identity.key, store, rows)
    row = combined([rows[k] for k in keys if k in rows])
    person = _first_named([persons[k] for k in keys if k in persons])
    parts = called.named(identity.key, person, row or called.of_record(records))
    pks = [p.pk for p in persons.values()]
    if any(p.restricted for p in persons.values()):
        raise HiddenError
    allowed = permits(
        Consent.objects.filter(person__in=pks).select_related("text") if pks else (),
        [Told(r["source"], r["contact_allowed"]) for r in records],
    )
    objected = any(p.state is State.WITHDRAWN and p.purpose == Purpose.PROFILE for p in allowed)
    silent = any(p.state is State.REFUSED for p in allowed)
    silent = silent or any(p.state is State.WITHDRAWN and p.channel == "phone" for p in allowed)
    known, needs, old = _knowledge(pks, today)
    groups, members = _belonging(pks, store)
    added = timeline.contributed(keys, user)
    still_open = timeline.unsettled(store.open_events(rows.values()), added, today=today)
    spoken = max((i.event.day for i in added if i.event.kind in TALKS), default=None)
    since = min(
        (d for d in ((row or {}).get("customer_since"), (row or {}).get("first_day")) if d),
        default=None,
    )
    until = store.register.data_until if store.register is not None else None
    stand = stand_of(until, today)
    return Portrait(
        identity=identity,
        name=called.name_of(parts),
        full_name=called.full_name(parts),
        line=called.in_a_line(parts, row, since, stand),
        form=called.form_of(parts),
        parts=parts,
        row=row,
        ways=ways(_points(pks), records, today=today),
        given=_given(records),
        all_keys=list(dict.fromkeys([
            *keys, *(f"{r['source']}:{r['record_id']}" for r in records)
        ])),
        facts=known,
        needs=needs,
        old=old,
        groups=groups,
        members=members,
        team=list(
            CareMember.objects.filter(person__in=pks, ended_on__isnull=True)
            .select_related("department").order_by("department__name")
        ) if pks else [],
        permits=allowed,
        silent=silent,
        open=still_open,
        step=next_step(
            None if objected else row, still_open, today=today, silent=silent, spoken=spoken, needs=len(needs),
            stale=sum(k.stale for k in (*known, *needs)), stand=stand,
        ),
        worth=worth_of(
            row, currency=company.company().currency, stand=stand,
            objected=objected,
        ),
        depth=_depth(known, needs, today),
        timeline=timeline.page(store, keys, added, group=group, before=before, today=today),
        late_split=(not rows and bool(records)) or _late_split(identity, records),
        data_known=store.known,
        data_until=until,
        alone=site().mode == Mode.ALONE,
    )  # fmt: skip


def combined(rows: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """One row for a customer whose merge the store does not know yet: sums where sums are honest.

    Value and probability of the parts do not add up to those of the whole, so they wait for the
    next computation.
    """
    if len(rows) < 2:
        return rows[0] if rows else None
    found = dict(rows[0])
    for row in rows[1:]:
        for name, value in row.items():
            if found.get(name) is None:
                found[name] = value
    found["purchases"] = sum(r["purchases"] for r in rows)
    money = {r["currency"] for r in rows if r["revenue"] is not None}
    amounts = [r["revenue"] for r in rows if r["revenue"] is not None]
    found["revenue"] = sum(amounts) if amounts and len(money) == 1 else None
    for name, best in (("first_day", min), ("last_day", max), ("last_contact", max)):
        found[name] = best((r[name] for r in rows if r[name]), default=None)
    latest = max(rows, key=lambda r: r["satisfaction_day"] or date.min)
    for name in (
        "mood",
        "last_nps",
        "last_csat",
        "last_csat_max",
        "last_nps_day",
        "satisfaction_day",
    ):
        found[name] = latest[name]
    if sum(1 for r in rows if r["purchases"]) > 1:
        found |= {"value_12m": None, "p_alive": None, "segment": None, "value_why": "merged"}
    return found


def known_customer(key: str) -> Identity:
    """The customer of a key that files, people or decisions know.

    Raises:
        Http404: if nobody knows it, or its processing is restricted: it is kept, not worked with.
    """
    identity = identity_of(key)
    if is_hidden(identity.keys):
        raise HiddenError
    if not facts.exists(key, facts.Facts(), identity.keys):
        raise Http404
    return identity


def _split_off(key: str, store: facts.Facts, rows: dict[str, Any]) -> list[dict[str, Any]]:
    """The record of a customer that was taken apart and that the store still counts elsewhere."""
    if rows:
        return []
    others = [k for d in undone({key}) for k in (d.left, d.right) if k != key]
    return [r for r in store.records(others) if f"{r['source']}:{r['record_id']}" == key]


def _first_named(persons: list[Person]) -> Person | None:
    named = [p for p in persons if p.last_name or p.company_name or p.first_name]
    return next(iter(named or persons), None)


def _points(pks: list[int]) -> list[ContactPoint]:
    return list(ContactPoint.objects.filter(person__in=pks)) if pks else []


def _knowledge(pks: list[int], today: date) -> tuple[list[Known], list[Known], list[Any]]:
    if not pks:
        return [], [], []
    facts_, needs, old = [], [], []
    for fact in Fact.objects.filter(person__in=pks):
        if fact.ended_on is None:
            facts_.append(Known(fact, fact.stale(today)))
        else:
            old.append(fact)
    for need in Need.objects.filter(person__in=pks).select_related("department"):
        if need.ended_on is None:
            needs.append(Known(need, need.stale(today)))
        else:
            old.append(need)
    return facts_, needs, old


def _belonging(pks: list[int], store: facts.Facts) -> tuple[list[Belonging], list[Belonging]]:
    if not pks:
        return [], []
    found = list(
        Membership.objects.filter(ended_on__isnull=True, group__in=pks).select_related("member")
        | Membership.objects.filter(ended_on__isnull=True, member__in=pks).select_related("group")
    )
    gone = hidden_keys()
    found = [m for m in found if not {m.member.key, m.group.key} & gone]
    others = {m.member.key if m.group_id in pks else m.group.key for m in found}
    names = called.names(sorted(others), store)
    groups, members = [], []
    for m in found:
        inside = m.group_id in pks
        key = m.member.key if inside else m.group.key
        belonging = Belonging(m.pk, key, names.get(key, key), m.role)
        (members if inside else groups).append(belonging)
    return groups, members


def _given(records: list[dict[str, Any]]) -> list[Given]:
    """Birthday, language, branch as files have them."""
    found: dict[tuple[str, str], Given] = {}
    for record in records:
        known = record["imported_at"].date() if record.get("imported_at") else None
        for name in ("birth_date", "language", "branch", "customer_since"):
            value = record.get(name)
            if value is None:
                continue
            given = Given(name, value, record["source"], known)
            found.setdefault((name, str(value)), given)
    return list(found.values())


def _depth(known: list[Known], needs: list[Known], today: date) -> str:
    """`3 bestätigte Bedürfnisse, jüngstes Wissen 40 Tage alt`: a sentence, not a score."""
    everything = [*known, *needs]
    if not everything:
        return words.say("customers.depth_none")
    days = min((today - k.row.known_on).days for k in everything)
    sure = sum(not k.stale for k in needs)
    told = words.say_n("customers.depth_needs", sure) if needs else words.say(
        "customers.depth_no_needs"
    )  # fmt: skip
    return words.say("customers.depth", needs=told, age=words.say_n("customers.depth_age", days))


def _late_split(identity: Identity, records: list[dict[str, Any]]) -> bool:
    """True if the store still counts among this customer what was taken apart here."""
    foreign = {f"{r['source']}:{r['record_id']}" for r in records} - set(identity.keys)
    return bool(foreign) and bool(undone(foreign))
