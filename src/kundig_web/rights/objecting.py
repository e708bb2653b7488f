"""Objecting (Art. 21) and taking consent back: at once, without signing in, as easy as agreeing.

An objection is written three times: as the last word on every way of the purpose, as a keyed hash
that outlives the person's data and every import, and beside the store, where figures look. Whatever
is queued asks the gate again before it goes, so it stops, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from kundig.store import suppression
from kundig_web import company
from kundig_web.access.links import hash_of, new_token
from kundig_web.access.models import User
from kundig_web.audit.log import audited
from kundig_web.customers.consent_workflows import withdraw_consent
from kundig_web.customers.consents import ASKED, Purpose
from kundig_web.customers.double_opt_in import confirm_consent
from kundig_web.customers.finding import addresses_of, keys_with, plain
from kundig_web.customers.identities import identity_of
from kundig_web.customers.people import person_for
from kundig_web.desk import morning
from kundig_web.rights.errors import RefusedError
from kundig_web.rights.models import ObjectionLink
from kundig_web.rights.states import REGISTRY

#: What one may object to, in the order of the form.
PURPOSES: tuple[Purpose, ...] = (Purpose.ADVERTISING, Purpose.SURVEYS, Purpose.PROFILE)
#: What "no more mail" means: direct marketing, and surveys count as that.
ONE_CLICK = (Purpose.ADVERTISING, Purpose.SURVEYS)
VALID = timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link for one person and its token, which is known at this moment only."""

    link: ObjectionLink
    token: str


@audited("rights.objection_link_made", about="key")
def make_link(*, key: str, actor: User | None, now: datetime) -> NewLink:
    """A link with which this person objects; it belongs into every message to him."""
    person = person_for(identity_of(key).key, actor=actor, now=now)
    token = new_token()
    made = ObjectionLink.objects.create(person=person, token_sha256=hash_of(token), made_at=now)
    return NewLink(made, token)


def link_of(token: str, *, now: datetime) -> ObjectionLink | None:
    """The link of a token; None if there is none."""
    found = ObjectionLink.objects.filter(token_sha256=hash_of(token), made_at__gt=now - VALID)
    return found.select_related("person").first()


def object_by_link(*, token: str, now: datetime, purposes: Iterable[str]) -> None:
    """Object as the person whom this link belongs to.

    Raises:
        RefusedError: if there is no such link, or nothing was chosen.
    """
    link = link_of(token, now=now)
    if link is None:
        raise RefusedError("link_over")
    object_as(key=link.person.key, actor=None, now=now, purposes=list(purposes))


def object_by_address(*, address: str, now: datetime, purposes: Iterable[str]) -> None:
    """Object for an address or a number, whether anybody knows it or not.

    Raises:
        RefusedError: if it is neither, or nothing was chosen.
    """
    chosen = _chosen(purposes)
    if not plain(address):
        raise RefusedError("no_address")
    home = company.home()
    mails, phones = ([address], []) if "@" in address else ([], [address])
    hashes = suppression.hashes(home, mails=mails, phones=phones)
    for purpose in chosen:
        suppression.object(home, hashes, REGISTRY[purpose])
    with transaction.atomic():
        for key in keys_with(address):
            object_as(key=key, actor=None, now=now, purposes=chosen)


@audited("rights.objected", about="key", details=("purposes",))
def object_as(
    *,
    key: str,
    actor: User | None,
    now: datetime,
    purposes: Sequence[str],
    source: str = "objection",
) -> None:
    """Take back whatever this person allowed for these purposes, and remember the objection.

    Raises:
        RefusedError: if nothing was chosen.
    """
    chosen = _chosen(purposes)
    identity, home = identity_of(key), company.home()
    # First what a crash must not lose: too much stopped is mended, too little is not.
    hashes = hashes_of(identity.keys)
    for purpose in chosen:
        suppression.object(home, hashes, REGISTRY[purpose])
    for purpose, channel in ASKED:
        if purpose in chosen:
            withdraw_consent(
                key=identity.key, actor=actor, now=now, purpose=purpose, channel=channel,
                source=source,
            )  # fmt: skip
    if Purpose.PROFILE in chosen:
        morning.forget()


def confirm(*, token: str, now: datetime) -> None:
    """Confirm a consent that was asked for; the person himself takes back what he objected to.

    Raises:
        customers.errors.RefusedError: if the link is unknown, used or too old.
    """
    consent = confirm_consent(token=token, now=now)
    home, identity = company.home(), identity_of(consent.person.key)
    suppression.take_back(home, hashes_of(identity.keys), REGISTRY[Purpose(consent.purpose)])


def hashes_of(keys: Sequence[str]) -> list[str]:
    """Keyed hashes of everything by which this customer would be known again."""
    addresses = addresses_of(keys)
    parts = [key.partition(":") for key in keys]
    return suppression.hashes(
        company.home(), keys=[(source, number) for source, _, number in parts],
        mails=addresses.mails, phones=addresses.phones,
    )  # fmt: skip


def _chosen(purposes: Iterable[str]) -> list[Purpose]:
    found = [p for p in PURPOSES if p in set(purposes)]
    if not found:
        raise RefusedError("nothing_chosen")
    return found
