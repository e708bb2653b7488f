"""Whose processing is restricted (Art. 18), and who objected to profiling (Art. 21).

A restricted customer is kept and nothing else: he stands in no list, export, suggestion or single
figure. Whoever shows customers asks `hidden_keys()`; what is computed about one person asks
`unscored_keys()`. The ground floor learns both from a file beside the store (`tell_store`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import ClassVar

from django.db import models, transaction

from kundig.store import restricted as ground
from kundig.tables import Personal
from kundig_web import company
from kundig_web.customers.consent_state import State, permits
from kundig_web.customers.consents import Consent, Purpose
from kundig_web.customers.identities import all_links
from kundig_web.customers.person import Person
from kundig_web.jobs.mirrors import mirror_soon
from kundig_web.registry.declared import About, Forget, Keep, Kept


class Restriction(models.Model):
    """Why and since when one customer's data may only be kept. Lifting it closes the row."""

    class Reason(models.TextChoices):
        """The four cases of Art. 18 (1)."""

        DISPUTED = "disputed"  # a: the person says that the data are wrong; until it is checked
        UNLAWFUL = "unlawful"  # b: we may not have them, the person does not want them deleted
        CLAIMS = "claims"  # c: we do not need them, the person needs them for a claim
        OBJECTED = "objected"  # d: the person objected; until it is clear whose reasons weigh more

    personal: ClassVar = {"note": Personal.FREE_TEXT, "reason": Personal.NONE}
    kept: ClassVar = Kept(
        About.CUSTOMER, ("rights",), Keep(3 * 365, after="lifted_at"), Forget.DELETE, "person__key"
    )

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="restrictions")
    reason = models.CharField(max_length=8, choices=Reason.choices)
    note = models.CharField(max_length=400, blank=True)
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-since", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(lifted_at__isnull=True),
                name="restricted_once",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.reason} of {self.person_id}"


def hidden_keys() -> frozenset[str]:
    """All keys of customers whose processing is restricted; one query where there is nobody.

    A customer of several records is restricted as a whole.
    """
    keys = Person.objects.filter(restricted=True).values_list("key", flat=True)
    return whole(frozenset(keys))


def unscored_keys() -> frozenset[str]:
    """All keys of customers about whom nothing may be computed: restricted, or they objected."""
    return hidden_keys() | whole(objected_keys())


def is_hidden(keys: Iterable[str]) -> bool:
    """True if this customer, under any of his keys, is restricted."""
    return Person.objects.filter(key__in=list(keys), restricted=True).exists()


def is_unscored(keys: Iterable[str]) -> bool:
    """True if nothing may be computed about this customer."""
    wanted = list(keys)
    return is_hidden(wanted) or bool(objected_keys(wanted))


def tell_store(now: datetime) -> None:
    """Write who is restricted beside the store once this transaction holds, and mirror the rest."""
    mirror_soon(now)
    transaction.on_commit(write_file)


def write_file() -> bool:
    """Write the file as the database says; True if it said something else before."""
    return ground.write(company.home().store.folder, hidden_keys(), unscored_keys())


def objected_keys(keys: list[str] | None = None) -> frozenset[str]:
    """Customers whose last word on profiling is no."""
    said = Consent.objects.filter(purpose=Purpose.PROFILE)
    refused = said.filter(said=Consent.Said.WITHDRAWN)
    if keys is not None:
        refused = refused.filter(person__key__in=keys)
    events: dict[str, list[Consent]] = defaultdict(list)
    for event in said.filter(person__in=refused.values("person")).select_related("person"):
        events[event.person.key].append(event)
    return frozenset(
        key for key, own in events.items()
        if any(p.purpose == Purpose.PROFILE and p.state is State.WITHDRAWN for p in permits(own))
    )  # fmt: skip


def whole(keys: frozenset[str], links: Mapping[str, str] | None = None) -> frozenset[str]:
    """These keys and all others of the same customers."""
    if not keys:
        return keys
    links = all_links() if links is None else links
    names = {links.get(key, key) for key in keys}
    return keys | names | {key for key, name in links.items() if name in names}
