"""Forgetting a customer here: who it is, how to reach, what is known, what was consented to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models

from kundig.store.erasing import names_of
from kundig_web import company, words
from kundig_web.audit.triggers import opened
from kundig_web.customers.consents import Consent, ConsentRequest
from kundig_web.customers.contact_points import ContactPoint
from kundig_web.customers.forgetting import forget as forget_rows
from kundig_web.customers.identity_models import IdentityDecision
from kundig_web.customers.knowledge import Fact, Need
from kundig_web.customers.person import CareMember, Membership, Person
from kundig_web.customers.restriction import Restriction
from kundig_web.customers.saved_models import SavedList
from kundig_web.registry.subjects import Forgotten

#: A list's search is looked through for words of so many letters at least.
LEAST = 3


def forget(keys: tuple[str, ...], *, now: datetime, dry_run: bool) -> Forgotten:
    """Delete every row of the centre about this customer."""
    lists = _lists(_terms(keys))
    found = {
        "points": forget_rows(ContactPoint, keys, dry_run=dry_run),
        "facts": forget_rows(Fact, keys, dry_run=dry_run)
        + forget_rows(Need, keys, dry_run=dry_run),
        "groups": forget_rows(Membership, keys, "group__key", dry_run=dry_run)
        + forget_rows(CareMember, keys, dry_run=dry_run),
        "decisions": forget_rows(IdentityDecision, keys, "right", dry_run=dry_run),
        "consents": _consents(keys, dry_run=dry_run),
        "restrictions": forget_rows(Restriction, keys, dry_run=dry_run),
        "lists": len(lists),
    }
    if not dry_run:
        SavedList.objects.filter(pk__in=lists).delete()
    found["persons"] = forget_rows(Person, keys, dry_run=dry_run)
    return Forgotten({words.say(f"customers.forget_{k}"): n for k, n in found.items() if n})


def _consents(keys: Iterable[str], *, dry_run: bool) -> int:
    """Proofs are written once: the database lets them go within an erasure alone."""
    proofs = models.QuerySet(Consent).filter(person__key__in=list(keys))
    asked = ConsentRequest.objects.filter(person__key__in=list(keys))
    count: int = proofs.count() + asked.count()
    if not dry_run and count:
        asked.delete()
        with opened("erasure"):
            proofs.delete()
    return count


def _terms(keys: tuple[str, ...]) -> set[str]:
    """Words that somebody may have searched for to find this customer."""
    pairs = [(k.partition(":")[0], k.partition(":")[2]) for k in keys]
    known = names_of(company.home(), pairs)
    found = {part for name in known.names for part in name}
    found |= {*known.mails, *known.phones, *keys}
    for person in Person.objects.filter(key__in=keys):
        found |= {person.first_name, person.last_name, person.company_name}
    for point in ContactPoint.objects.filter(person__key__in=keys):
        found.add(point.value)
    return {f.casefold() for f in found if len(f) >= LEAST}


def _lists(terms: set[str]) -> list[int]:
    """Saved lists that look for this customer by name, address or number."""
    found = []
    for row in SavedList.objects.all():
        typed = " ".join(_texts(row.query)).casefold()
        said = f"{row.name.casefold()} {typed}"
        if any(term in said for term in terms):
            found.append(row.pk)
    return found


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner)
