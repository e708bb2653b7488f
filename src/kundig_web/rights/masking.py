"""Other people's names in what is told to somebody: colleagues become a department, family nobody.

A right to one's own data is no right to somebody else's (Art. 15 (4)).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from kundig_web import words
from kundig_web.access.models import User
from kundig_web.customers.facts import Facts
from kundig_web.customers.person import Membership, Person
from kundig_web.registry.subjects import Section, Told

#: Shorter first names are ordinary words too often.
SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Mask:
    """Replaces names by what they stand for."""

    pattern: re.Pattern[str] | None
    instead: Mapping[str, str]

    def text(self, said: str) -> str:
        """The text without other people's names."""
        if self.pattern is None or not said:
            return said
        return self.pattern.sub(lambda m: self.instead[m.group(0).casefold()], said)

    def value(self, data: Any) -> Any:
        """The same for values of any shape."""
        if isinstance(data, str):
            return self.text(data)
        if isinstance(data, Mapping):
            return {k: self.value(v) for k, v in data.items()}
        if isinstance(data, (list, tuple)):
            return [self.value(v) for v in data]
        return data

    def section(self, one: Section) -> Section:
        """A section without other people's names."""
        return Section(
            one.key, one.title, one.purpose, [self._told(t) for t in one.rows], one.recipients
        )

    def _told(self, told: Told) -> Told:
        return Told(
            self.text(told.label), self.text(told.value), self.text(told.source), told.on,
            self.text(told.why), self.value(told.data),
        )  # fmt: skip


def mask_for(keys: Sequence[str], own: Sequence[str]) -> Mask:
    """A mask for the answer to this customer.

    Args:
        keys: the customer.
        own: the names that he goes by; they stay, also if a colleague is called the same.
    """
    instead: dict[str, str] = {}
    staff = words.say("rights.tell_staff")
    for user in User.objects.select_related("department"):
        instead[user.name.casefold()] = str(user.department) if user.department else staff
    other = words.say("rights.tell_somebody")
    instead |= dict.fromkeys(_family(keys), other)
    mine = {name.casefold() for name in own if name}
    known = {n: i for n, i in instead.items() if n and n not in mine}
    if not known:
        return Mask(None, {})
    listed = "|".join(re.escape(n) for n in sorted(known, key=len, reverse=True))
    return Mask(re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE), known)


def _family(keys: Sequence[str]) -> set[str]:
    """Names of those who belong to the same household or firm."""
    pks = list(Person.objects.filter(key__in=keys).values_list("pk", flat=True))
    found = Membership.objects.filter(member__in=pks) | Membership.objects.filter(group__in=pks)
    groups = {m.group_id for m in found}
    beside = Membership.objects.filter(Q(group__in=groups) | Q(pk__in=[m.pk for m in found]))
    people = {p for m in beside.select_related("member", "group") for p in (m.member, m.group)}
    others = [p for p in people if p.pk not in pks]
    rows = Facts().customers([p.key for p in others])
    names: set[str] = set()
    for person in others:
        row = rows.get(person.key) or {}
        first = person.first_name or row.get("first_name") or ""
        last = person.last_name or row.get("last_name") or ""
        names.add(f"{first} {last}".strip().casefold() if first and last else "")
        if len(first) >= SHORTEST:
            names.add(first.casefold())
    return names - {""}
