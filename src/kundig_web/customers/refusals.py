"""Who may not be written to, and why: what was said here counts before what files say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum

from kundig_web.customers.consent_state import State, permits
from kundig_web.customers.consents import Consent, Purpose
from kundig_web.customers.person import Person


class Refusal(StrEnum):
    """Why somebody may not be written to; the first that holds is told."""

    RESTRICTED = "restricted"  # processing is restricted
    WITHDRAWN = "withdrawn"  # said no here
    FILE = "file"  # a file says so


def refusing_here(links: Mapping[str, str]) -> dict[str, Refusal]:
    """All customers of whom it is known here that they may not be written to; three queries.

    Args:
        links: keys that belong to a customer of another name (`identities.all_links`). The
            strictest wish of all records of a customer counts.
    """
    restricted = Person.objects.filter(restricted=True).values_list("key", flat=True)
    found = {links.get(key, key): Refusal.RESTRICTED for key in restricted}
    for key in _withdrawn():
        found.setdefault(links.get(key, key), Refusal.WITHDRAWN)
    return found


def proven_mail(keys: Iterable[str] | None = None) -> set[str]:
    """Customers who said yes to advertising by mail, with proof, and have not taken it back."""
    events = _events(Consent.objects.filter(purpose=Purpose.ADVERTISING, channel="mail"))
    wanted = None if keys is None else set(keys)
    return {
        key
        for key, own in events.items()
        if (wanted is None or key in wanted)
        and any(p.allowed and p.purpose == Purpose.ADVERTISING for p in permits(own))
    }


def _withdrawn() -> list[str]:
    """Persons whose last word on advertising, by any way, is no."""
    asked = Consent.objects.filter(purpose=Purpose.ADVERTISING)
    ever = asked.filter(said=Consent.Said.WITHDRAWN).values("person")
    events = _events(asked.filter(person__in=ever))
    return [
        key for key, own in events.items() if any(p.state is State.WITHDRAWN for p in permits(own))
    ]


def _events(found: Iterable[Consent]) -> dict[str, list[Consent]]:
    events: dict[str, list[Consent]] = defaultdict(list)
    for event in found.select_related("person"):  # type: ignore[attr-defined]
        events[event.person.key].append(event)
    return events
