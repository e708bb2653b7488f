"""Customers that were written down or changed here, and who is who, as rows of the shared tables.

A changed customer of a file gets a record of its own (source `kundig`, numbered by the key that it
had), linked to that customer; so what was changed here counts in every list and letter, and the
file's record stays as the file says.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from kundig_web import company, words
from kundig_web.customers.consent_state import State, permits
from kundig_web.customers.consents import Consent, Purpose
from kundig_web.customers.contact_points import ContactPoint
from kundig_web.customers.identities import all_links
from kundig_web.customers.person import Person
from kundig_web.customers.workflows import SOURCE

Row = dict[str, Any]
_EDITABLE = ("kind", "salutation", "title", "first_name", "last_name", "company_name", "language")


def rows(now: datetime) -> dict[str, list[Row]]:
    """The full current rows for `customer_records` and `customer_links`."""
    zone = company.zone()
    points: dict[int, list[ContactPoint]] = defaultdict(list)
    for point in ContactPoint.objects.filter(ended_on__isnull=True):
        points[point.person_id].append(point)
    refusing = _refusing()
    records, links = [], []
    joined = all_links()
    for person in Person.objects.order_by("pk"):
        own = person.key.partition(":")[0] == SOURCE
        refuses = person.restricted or person.pk in refusing
        if not own and not refuses and not points[person.pk] and not _named(person):
            continue
        number = person.key.partition(":")[2] if own else person.key
        records.append(_record(person, number, points[person.pk], refuses))
        if own:
            records[-1]["customer_since"] = person.created_at.astimezone(zone).date()
        else:
            links.append(_link(SOURCE, number, joined.get(person.key, person.key)))
    for key, name in joined.items():
        source, _, number = key.partition(":")
        links.append(_link(source, number, name))
    return {"customer_records": records, "customer_links": links}


def _record(person: Person, number: str, points: list[ContactPoint], refuses: bool) -> Row:
    mail = _first(points, ContactPoint.Kind.MAIL)
    phone = _first(points, ContactPoint.Kind.PHONE, ContactPoint.Kind.MOBILE)
    address = _first(points, ContactPoint.Kind.ADDRESS)
    return {
        "source": SOURCE,
        "record_id": number,
        "kind": person.kind,
        "salutation": spoken(person.salutation),
        "title": person.title,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "company": person.company_name,
        "language": person.language,
        "email": mail.value if mail else "",
        "phone": phone.value if phone else "",
        "street": address.value if address else "",
        "postcode": address.postcode if address else "",
        "city": address.city if address else "",
        "contact_allowed": False if refuses else None,
    }


def spoken(salutation: str) -> str:
    """A salutation as files write it; none where nobody wants one."""
    return words.say(f"customers.spoken_{salutation}", "de") if salutation in _SPOKEN else ""


_SPOKEN = {"frau", "herr", "family"}


def _link(source: str, number: str, name: str) -> Row:
    return {"source": source, "record_id": number, "customer_id": name, "reason": "decided"}


def _first(points: list[ContactPoint], *kinds: str) -> ContactPoint | None:
    fitting = [p for p in points if p.kind in kinds]
    return min(fitting, key=lambda p: (not p.preferred, p.pk), default=None)


def _named(person: Person) -> bool:
    return any(getattr(person, name) for name in _EDITABLE)


def _refusing() -> set[int]:
    """Persons who said no to advertising by any way: no list proposes to call or write to them."""
    events: dict[int, list[Consent]] = defaultdict(list)
    for event in Consent.objects.filter(purpose=Purpose.ADVERTISING):
        events[event.person_id].append(event)
    return {
        pk for pk, own in events.items() if any(p.state is State.WITHDRAWN for p in permits(own))
    }
