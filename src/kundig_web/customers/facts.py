"""What the store knows of customers: the only place of the centre that reads the register.

Works also where there is no register yet: then nothing is known, and pages say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from kundig import register
from kundig.intake.own import OWN_SOURCE
from kundig_web import company
from kundig_web.customers.identity_models import IdentityDecision
from kundig_web.customers.person import Person
from kundig_web.customers.restriction import hidden_keys

Row = dict[str, Any]


class Facts:
    """The register in force, or nothing."""

    def __init__(self) -> None:
        self.register = register.current(company.home())

    @cached_property
    def hidden(self) -> frozenset[str]:
        """Customers whose processing is restricted: nothing about them leaves this class."""
        return hidden_keys() if self.register is not None else frozenset()

    def _open(self, keys: Iterable[str]) -> list[str]:
        return [key for key in keys if key not in self.hidden]

    @property
    def known(self) -> bool:
        """False while no register has been built."""
        return self.register is not None

    def customers(self, keys: Sequence[str]) -> dict[str, Row]:
        """Key -> row of the list, for those whom the store knows."""
        if self.register is None:
            return {}
        return {row["key"]: row for row in self.register.customers(self._open(keys))}

    def records(self, keys: Sequence[str]) -> list[Row]:
        """What files say of these customers; not what was written here, which is newer here."""
        if self.register is None:
            return []
        rows = [row for key in self._open(keys) for row in self.register.records(key)]
        return [row for row in rows if row["source"] != OWN_SOURCE]

    def history(
        self, keys: Sequence[str], *, kinds: Sequence[str] | None, before: str, limit: int
    ) -> list[Row]:
        """What happened, the newest first."""
        if self.register is None:
            return []
        kinds = [k for k in kinds or () if k in KINDS]
        return self.register.history(
            self._open(keys), kinds=kinds, before=before or None, limit=limit
        )

    def open_events(self, rows: Iterable[Row]) -> list[Row]:
        """Where somebody still owes these customers something; `rows` of the list say how much."""
        keys = [r["key"] for r in rows if r["open_complaints"] or r["open_promises"]]
        if self.register is None or not keys:
            return []
        return [row for row in self.register.open_matters(keys) if not written_here(row)]

    def lines(self, keys: Iterable[str], source: str, order_id: str) -> list[Row]:
        """What was in an order of this customer."""
        if self.register is None:
            return []
        for key in self._open(keys):
            if found := self.register.lines(key, source, order_id):
                return found
        return []

    def like(self, text: str, *, limit: int) -> list[Row]:
        """Customers whose name, mail, phone, place or number holds these words."""
        if self.register is None or not text.strip():
            return []
        found = register.Filter(text=text, without=tuple(self.hidden))
        return self.register.page(found, "name", limit=limit).rows


def written_here(row: Row) -> bool:
    """True for work that was mirrored: the apps tell it themselves, newer than the store does."""
    return str(row["ref"]).startswith(f"{OWN_SOURCE}-")


#: Kinds that the register tells; the others come from apps.
KINDS = ("order", "return", "delivery", "answer", "complaint", "contact", "promise")


def exists(key: str, store: Facts, keys: Sequence[str]) -> bool:
    """True if files, somebody here, or a decision knows this customer."""
    if len(keys) > 1 or store.customers([key]):
        return True
    if Person.objects.filter(key=key).exists():
        return True
    decided = IdentityDecision.objects.filter(left=key) | IdentityDecision.objects.filter(right=key)
    if decided.exists():
        return True
    if store.known:
        return False
    from kundig_web.customers import choice  # reads the store itself while there is no register

    return choice.exists(key)


def since(keys: Sequence[str], store: Facts) -> dict[str, date | None]:
    """Since when each key has been a customer, as far as known."""
    rows = store.customers(keys)
    found: dict[str, date | None] = {
        key: min((d for d in (row["customer_since"], row["first_day"]) if d), default=None)
        for key, row in rows.items()
    }
    zone = company.zone()
    for person in Person.objects.filter(key__in=[k for k in keys if k not in found]):
        if person.key.startswith(f"{OWN_SOURCE}:"):
            found[person.key] = person.created_at.astimezone(zone).date()
    return {key: found.get(key) for key in keys}
