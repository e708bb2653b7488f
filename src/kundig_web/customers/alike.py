"""Customers who look like one: for whoever writes down a new one, or puts two together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from kundig.contact.identity import Decision, Kind, Record, plain_name, proposals
from kundig_web import words
from kundig_web.customers import called
from kundig_web.customers.contact_points import ContactPoint
from kundig_web.customers.facts import Facts
from kundig_web.customers.identities import Identity
from kundig_web.customers.person import Person
from kundig_web.customers.restriction import hidden_keys

MOST = 8
#: The record of somebody who is not written down yet.
NOBODY = "\x00new"


@dataclass(frozen=True, slots=True)
class Alike:
    """A customer who may be the one meant, and why."""

    key: str
    name: str
    detail: str
    reason: str


def like_new(names: Mapping[str, str], contact: str, store: Facts) -> list[Alike]:
    """Customers who look like somebody whom somebody is about to write down."""
    kind = names.get("kind", "")
    new = Record(
        source="", record_id=NOBODY, kind=kind, first_name=names.get("first_name", ""),
        last_name=names.get("last_name", ""), company=names.get("company_name", ""),
        email=contact if "@" in contact else "", phone="" if "@" in contact else contact,
    )  # fmt: skip
    known = _candidates([new], store, without=())
    reasons = {
        p.left if p.right == new.key else p.right: words.say(f"customers.alike_{p.reason}")
        for p in proposals([new, *known], about=new.key)
    }
    wanted = _name(new)
    for record in known:
        if wanted and _name(record) == wanted:
            reasons.setdefault(record.key, words.say("customers.alike_name"))
    return _told(reasons, store)


def like_known(identity: Identity, store: Facts) -> list[Alike]:
    """Customers who look like this one and about whom nobody decided yet."""
    own = _records(identity.keys, store)
    known = _candidates(own, store, without=identity.keys)
    own = [_renamed(record, identity.key) for record in own]
    decisions = [
        Decision(
            Kind(d.kind), *(identity.key if k in identity.keys else k for k in (d.left, d.right))
        )
        for d in identity.apart
    ]
    found = proposals([*own, *known], decisions, about=identity.key)
    return _told(
        {
            p.left if p.right == identity.key else p.right: words.say(f"customers.alike_{p.reason}")
            for p in found
        },
        store,
    )


def search(text: str, store: Facts, *, without: Sequence[str]) -> list[Alike]:
    """Customers in whose name, mail, phone, place or number the words stand."""
    if not text.strip():
        return []
    keys = [row["key"] for row in store.like(text, limit=MOST + len(without))]
    keys += [p.key for p in _written_here(text) if p.key not in keys]
    return _told({k: "" for k in keys if k not in without}, store)


def _candidates(records: Sequence[Record], store: Facts, *, without: Sequence[str]) -> list[Record]:
    """Records worth comparing: those that share a mail address, a number or a name."""
    asked = {r.email for r in records} | {r.phone for r in records}
    asked |= {r.company or f"{r.first_name} {r.last_name}" for r in records}
    keys: dict[str, None] = {}
    for text in sorted(t.strip() for t in asked):
        if text:
            keys |= dict.fromkeys(row["key"] for row in store.like(text, limit=MOST))
            keys |= dict.fromkeys(p.key for p in _written_here(text))
    wanted = [k for k in keys if k not in without]
    rows = store.customers(wanted)
    found = [_of_row(rows[k]) for k in wanted if k in rows]
    # A birthday and a street stand in the records alone; they matter where the name is the same.
    names = {_name(r) for r in records} | {plain_name(r.last_name) for r in records}
    same = [r.key for r in found if {_name(r), plain_name(r.last_name)} & (names - {""})]
    found += [_renamed(r, k) for k in same[:MOST] for r in _records([k], store)]
    return found + _written([k for k in wanted if k not in same[:MOST]])


def _records(keys: Sequence[str], store: Facts) -> list[Record]:
    found = [
        Record(
            source=r["source"], record_id=r["record_id"], since=r["customer_since"],
            kind=r["kind"] or "", first_name=r["first_name"] or "", last_name=r["last_name"] or "",
            company=r["company"] or "", email=r["email"] or "", phone=r["phone"] or "",
            street=r["street"] or "", postcode=r["postcode"] or "", birth_date=r["birth_date"],
        )
        for r in store.records(keys)
    ]  # fmt: skip
    return found + _written(keys)


def _written(keys: Sequence[str]) -> list[Record]:
    """What was written here, one record for each way to reach somebody."""
    found = []
    persons = Person.objects.filter(key__in=keys).prefetch_related("contact_points")
    for person in persons:
        source, _, number = person.key.partition(":")
        names = {
            "kind": person.kind, "first_name": person.first_name,
            "last_name": person.last_name, "company": person.company_name,
        }  # fmt: skip
        since: date | None = person.created_at.date()
        points = [p for p in person.contact_points.all() if p.ended_on is None]
        places = [p for p in points if p.kind == ContactPoint.Kind.ADDRESS]
        place = places[0] if places else None
        for point in [p for p in points if p not in places] or [None]:
            mail = point is not None and point.kind == ContactPoint.Kind.MAIL
            value = point.value if point is not None else ""
            found.append(Record(
                source=source, record_id=number, since=since, email=value if mail else "",
                phone="" if mail else value, street=place.value if place else "",
                postcode=place.postcode if place else "", **names,
            ))  # fmt: skip
    return found


def _of_row(row: Mapping[str, Any]) -> Record:
    source, _, number = row["key"].partition(":")
    return Record(
        source=source, record_id=number, since=row["customer_since"], kind=row["person_kind"] or "",
        first_name=row["first_name"] or "", last_name=row["last_name"] or "",
        company=row["company_name"] or "", email=row["email"] or "", phone=row["phone"] or "",
        postcode=row["postcode"] or "",
    )  # fmt: skip


def _renamed(record: Record, key: str) -> Record:
    """The record under the key of its customer."""
    source, _, number = key.partition(":")
    values = {n: getattr(record, n) for n in Record.__dataclass_fields__}
    return Record(**{**values, "source": source, "record_id": number})


def _written_here(text: str) -> Iterable[Person]:
    every = Q()
    for word in text.split():
        every &= (
            Q(last_name__icontains=word) | Q(first_name__icontains=word)
            | Q(company_name__icontains=word) | Q(contact_points__value__icontains=word)
            | Q(key__iendswith=word)
        )  # fmt: skip
    return Person.objects.filter(every).distinct()[:MOST] if text.split() else ()


def _name(record: Record) -> str:
    return plain_name(record.company or f"{record.first_name} {record.last_name}")


def _told(reasons: Mapping[str, str], store: Facts) -> list[Alike]:
    gone = hidden_keys()
    keys = [k for k in reasons if k not in gone][:MOST]
    rows = store.customers(keys)
    names = called.names(keys, store)
    found = []
    for key in keys:
        row = rows.get(key) or {}
        place = " ".join(str(row[c]) for c in ("postcode", "city") if row.get(c))
        number = words.say("customers.number", number=key.partition(":")[2])
        detail = ", ".join(p for p in (place, number) if p)
        found.append(Alike(key, names[key], detail, reasons[key]))
    return found
