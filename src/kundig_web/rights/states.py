"""What people asked for, as other rooms must know it: the registry's steps, and the gate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kundig.store import suppression
from kundig_web import company
from kundig_web.customers.consent_state import State, permits
from kundig_web.customers.consents import Channel, Consent, Purpose
from kundig_web.customers.finding import addresses_of
from kundig_web.customers.identities import all_links, identity_of
from kundig_web.customers.restriction import hidden_keys, is_hidden, unscored_keys
from kundig_web.registry.steps import PersonState
from kundig_web.rights import gate

#: Our word for what somebody allows -> the purpose of the registry that it belongs to.
REGISTRY = {
    Purpose.ADVERTISING: "advertising",
    Purpose.SURVEYS: "surveys",
    Purpose.PROFILE: "value",
}
#: How a yes must have been given to be proof: confirmed by a link, or to a text in writing.
WRITTEN = frozenset({"form", "letter", "page", "mail"})


def states(keys: Iterable[str]) -> Mapping[str, PersonState]:
    """Key -> what that customer asked for; who asked for nothing is missing."""
    wanted = list(keys)
    hidden, unscored = hidden_keys(), unscored_keys()
    objected = _withdrawn(wanted)
    found = {}
    for key in wanted:
        against = set(objected.get(key, ()))
        if key in unscored and key not in hidden:
            against.add(REGISTRY[Purpose.PROFILE])
        if key in hidden or against:
            found[key] = PersonState(key in hidden, frozenset(against))
    return found


def person_of(key: str) -> gate.Person:
    """A customer as the gate sees him now."""
    identity = identity_of(key)
    events = list(Consent.objects.filter(person__key__in=identity.keys).select_related("text"))
    found = permits(events)
    home, addresses = company.home(), addresses_of(identity.keys)
    parts = [k.partition(":") for k in identity.keys]
    known = suppression.hashes(
        home, keys=[(s, n) for s, _, n in parts], mails=addresses.mails, phones=addresses.phones
    )
    against = suppression.load(home).objections
    objected = frozenset(
        purpose for purpose, name in REGISTRY.items()
        if not against.get(name, frozenset()).isdisjoint(known)
    )  # fmt: skip
    return gate.Person(
        restricted=is_hidden(identity.keys),
        objected=objected,
        file_refuses=_refused_by_file(identity.keys),
        given={
            (p.purpose, p.channel): gate.Yes(p.event.at, is_proven(p.event))
            for p in found
            if p.state is State.GIVEN and p.event is not None
        },
        withdrawn=frozenset((p.purpose, p.channel) for p in found if p.state is State.WITHDRAWN),
    )


def is_proven(event: Consent) -> bool:
    """True if the company can show that the person himself said yes to these words."""
    if event.confirmed:
        return True
    if event.channel == Channel.PHONE:  # § 7a UWG: the words and where they were said
        return bool(event.text_id or event.wording)
    return event.text_id is not None and event.source in WRITTEN


def _withdrawn(keys: list[str]) -> Mapping[str, set[str]]:
    """Key -> purposes to which the last word by any way is no."""
    links = all_links()
    names = {links.get(key, key): key for key in keys}
    family = [*names, *(k for k, name in links.items() if name in names)]
    events: dict[str, list[Consent]] = {}
    said = Consent.objects.filter(person__key__in=family).select_related("person")
    for event in said:
        events.setdefault(links.get(event.person.key, event.person.key), []).append(event)
    return {
        names[name]: {REGISTRY[p.purpose] for p in permits(own) if p.state is State.WITHDRAWN}
        for name, own in events.items()
        if name in names
    }


def _refused_by_file(keys: Iterable[str]) -> bool:
    from kundig import register

    known = register.current(company.home())
    if known is None:
        return False
    return any(r["contact_allowed"] is False for key in keys for r in known.records(key))
