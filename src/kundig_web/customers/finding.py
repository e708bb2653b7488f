"""Whose address this is, and which addresses somebody has: also of those who are restricted.

For a person's rights only: an objection and a proof must find everybody. Lists and pages ask `Facts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kundig import register
from kundig.contact.identity import plain_mail, plain_phone
from kundig_web import company
from kundig_web.customers.contact_points import ContactPoint
from kundig_web.customers.identities import identity_of

#: A shared number may belong to several; nobody's belongs to more.
MOST = 50
_MAIL, _PHONE = ContactPoint.Kind.MAIL, ContactPoint.Kind.PHONE


@dataclass(slots=True)
class Addresses:
    """Every way to write to or call somebody, as it was written."""

    mails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)


def plain(address: str) -> str:
    """What two spellings of an address or a number have in common; empty for neither."""
    found = plain_mail(address) if "@" in address else plain_phone(address)
    return found if "@" in found or len(found) >= 6 else ""


def keys_with(address: str) -> list[str]:
    """The customers, by the keys in force, who have this address or number; none is hidden."""
    wanted = plain(address)
    if not wanted:
        return []
    kinds = [_MAIL] if "@" in wanted else [_PHONE, ContactPoint.Kind.MOBILE]
    points = ContactPoint.objects.filter(plain=wanted, kind__in=kinds)
    keys = dict.fromkeys(points.values_list("person__key", flat=True)[:MOST])
    known = register.current(company.home())
    if known is not None:
        asked = wanted if "@" in wanted else address
        rows = known.page(register.Filter(text=asked), "name", limit=MOST).rows
        keys |= {row["key"]: None for row in rows if wanted in _plain_of(known.records(row["key"]))}
    return list(dict.fromkeys(identity_of(key).key for key in keys))


def addresses_of(keys: Sequence[str]) -> Addresses:
    """Every address and number of this customer, those that no longer work included."""
    found = Addresses()
    for point in ContactPoint.objects.filter(person__key__in=keys):
        if point.kind == _MAIL:
            found.mails.append(point.value)
        elif point.kind in {_PHONE, ContactPoint.Kind.MOBILE}:
            found.phones.append(point.value)
    known = register.current(company.home())
    for record in [r for key in keys for r in known.records(key)] if known is not None else ():
        found.mails += [record["email"]] if record["email"] else []
        found.phones += [record["phone"]] if record["phone"] else []
    return found


def _plain_of(records: Sequence[dict[str, str]]) -> set[str]:
    told = {plain_mail(r["email"] or "") for r in records}
    return (told | {plain_phone(r["phone"] or "") for r in records}) - {""}
