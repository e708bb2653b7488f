"""Which customer a key belongs to now, by the decisions kept here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from kundig.contact.identity import Decision, Kind, customers, survivor
from kundig_web.customers.identity_models import IdentityDecision


@dataclass(frozen=True, slots=True)
class Identity:
    """A customer: the key it goes by, and all keys that belong to it (the first is `key`)."""

    key: str
    keys: tuple[str, ...]
    merges: tuple[IdentityDecision, ...] = ()  # what makes these keys one, to be taken back
    apart: tuple[IdentityDecision, ...] = ()  # who was called somebody else


def identity_of(key: str) -> Identity:
    """The customer that this key belongs to; two queries for one that nobody merged, or fewer."""
    touching = _touching(key)
    if not touching:
        return Identity(key, (key,))
    since = noted_since(touching)
    groups = customers((_decision(d) for d in touching), since)
    own = next((g for g in groups if key in g), frozenset({key}))
    name = survivor(own, since)
    same = [d for d in touching if d.kind == Kind.SAME and {d.left, d.right} <= own]
    apart = [d for d in touching if d.kind == Kind.DIFFERENT and {d.left, d.right} & own]
    return Identity(name, (name, *sorted(own - {name})), tuple(same), tuple(apart))


def all_links() -> dict[str, str]:
    """Every key that belongs to a customer of another name: key -> that name. For the mirror."""
    decisions = list(IdentityDecision.objects.filter(undone_at__isnull=True))
    since = noted_since(decisions)
    found = {}
    for group in customers((_decision(d) for d in decisions), since):
        name = survivor(group, since)
        found |= {key: name for key in group if key != name}
    return found


def survivors(keys: Iterable[str]) -> dict[str, str]:
    """The names under which these keys go now; a key that nobody touched stands for itself."""
    wanted = list(keys)
    found = dict.fromkeys(wanted, "")
    links = all_links() if _any_decided(wanted) else {}
    return {key: links.get(key, key) for key in found}


def undone(keys: Iterable[str]) -> list[IdentityDecision]:
    """Merges of these keys that were taken back."""
    wanted = list(keys)
    return list(
        IdentityDecision.objects.filter(
            Q(left__in=wanted) | Q(right__in=wanted), kind=Kind.SAME, undone_at__isnull=False
        )
    )


def noted_since(decisions: Iterable[IdentityDecision]) -> Mapping[str, date]:
    """How long each record has been a customer, as noted with the decisions."""
    found: dict[str, date] = {}
    for d in decisions:
        for key, since in ((d.left, d.left_since), (d.right, d.right_since)):
            if since is not None:
                found[key] = min(since, found.get(key, since))
    return found


def _any_decided(keys: list[str]) -> bool:
    decided = IdentityDecision.objects.filter(undone_at__isnull=True, kind=Kind.SAME)
    return decided.filter(Q(left__in=keys) | Q(right__in=keys)).exists()


def _touching(key: str) -> list[IdentityDecision]:
    """The decisions in force about this key and about all keys that "same" leads to."""
    found: dict[int, IdentityDecision] = {}
    seen: set[str] = set()
    waiting = {key}
    while waiting:  # one query per step of a chain; chains are short
        seen |= waiting
        new = IdentityDecision.objects.filter(
            Q(left__in=waiting) | Q(right__in=waiting), undone_at__isnull=True
        )
        waiting = set()
        for d in new:
            found[d.pk] = d
            if d.kind == Kind.SAME:
                waiting |= {d.left, d.right} - seen
    return list(found.values())


def _decision(row: IdentityDecision) -> Decision:
    return Decision(Kind(row.kind), row.left, row.right)
