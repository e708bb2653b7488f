"""What has this address allowed? The answer for any address or number, with the words shown then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from kundig.store import suppression
from kundig_web import company, words
from kundig_web.customers.consent_state import permits
from kundig_web.customers.consents import (
    Channel,
    Consent,
    ConsentRequest,
    Purpose,
    about_words,
)
from kundig_web.customers.double_opt_in import VALID
from kundig_web.customers.finding import keys_with, plain
from kundig_web.customers.identities import identity_of
from kundig_web.rights.states import REGISTRY, is_proven

#: Version of the JSON; raised when a name in it changes its meaning.
FORM = 1
_MAIL = Channel.MAIL
_CALLED = {Channel.PHONE, Channel.MESSAGE}


@dataclass(frozen=True, slots=True)
class Said:
    """One event, with everything that proves it."""

    at: datetime
    said: str  # given | withdrawn
    purpose: str
    channel: str
    source: str
    asked_at: datetime | None
    confirmed_at: datetime | None
    form: str
    address: str
    text: str
    text_version: str
    text_sha256: str
    wording: str
    recorded_at: datetime
    proven: bool

    @property
    def about(self) -> str:
        """`Neuigkeiten und Angebote per E-Mail`."""
        return about_words(self.purpose, self.channel)

    @property
    def said_words(self) -> str:
        """`hat zugestimmt`."""
        return words.say(f"customers.said_{self.said}")

    @property
    def source_words(self) -> str:
        """`mit einem Formular`."""
        return words.say(f"customers.consent_source_{self.source}")


@dataclass(frozen=True, slots=True)
class Now:
    """Where one purpose stands for this address."""

    purpose: str
    channel: str
    state: str

    @property
    def about(self) -> str:
        """What it is about, in words."""
        return about_words(self.purpose, self.channel)

    @property
    def state_words(self) -> str:
        """`ja`, `nein`, `nie gefragt`."""
        return words.say(f"customers.permit_{self.state}")


@dataclass(frozen=True, slots=True)
class Proof:
    """Everything that is known about what an address allowed."""

    address: str
    made_at: datetime
    customers: int  # to how many customers it belongs
    now: tuple[Now, ...]
    events: tuple[Said, ...]
    waiting: tuple[ConsentRequest, ...]
    objections: tuple[str, ...]  # purposes; known by a keyed hash alone
    forgotten: bool

    @property
    def objection_words(self) -> list[str]:
        """What was objected to, in words."""
        return [words.say(f"customers.purpose_{p}") for p in self.objections]

    @property
    def nothing(self) -> bool:
        """True if nothing at all is known of this address."""
        return not (self.customers or self.events or self.objections or self.waiting)


def proof_of(address: str, *, now: datetime) -> Proof:
    """What this address or number allowed, by every customer who has it and every link sent to it."""
    wanted = plain(address)
    keys = [k for key in keys_with(address) for k in identity_of(key).keys]
    mine = Q(person__key__in=keys) | (Q(address=wanted) if wanted else Q(pk__isnull=True))
    found = Consent.objects.filter(mine).select_related("text").order_by("-at", "-pk")
    # A yes that another address confirmed proves nothing for this one; a no counts for all.
    events = [
        e for e in found
        if not e.address or e.address == wanted or e.said == Consent.Said.WITHDRAWN
    ]  # fmt: skip
    reached = _MAIL if "@" in address else None
    home = company.home()
    mails, phones = ([address], []) if "@" in address else ([], [address])
    hashes = suppression.hashes(home, mails=mails, phones=phones)
    against = suppression.load(home)
    return Proof(
        address=address.strip(), made_at=now, customers=len({identity_of(k).key for k in keys}),
        now=tuple(_standing(events, reached)), events=tuple(map(_said, events)),
        waiting=tuple(
            ConsentRequest.objects.filter(address=wanted, asked_at__gt=now - VALID)
            .select_related("text")
        ) if wanted else (),
        objections=tuple(
            p.value for p, name in REGISTRY.items()
            if not against.objections.get(name, frozenset()).isdisjoint(hashes)
        ),
        forgotten=not against.forgotten.isdisjoint(hashes),
    )  # fmt: skip


def as_json(proof: Proof) -> dict[str, Any]:
    """The proof for machines."""
    return {
        "form": FORM,
        "kind": "consent_proof",
        "company": company.company().name,
        "address": proof.address,
        "made_at": proof.made_at.isoformat(),
        "customers": proof.customers,
        "now": [asdict(one) for one in proof.now],
        "events": [
            {k: v.isoformat() if isinstance(v, datetime) else v for k, v in asdict(one).items()}
            for one in proof.events
        ],
        "waiting": [
            {"purpose": w.purpose, "channel": w.channel, "asked_at": w.asked_at.isoformat()}
            for w in proof.waiting
        ],
        "objections": list(proof.objections),
        "forgotten": proof.forgotten,
    }


def _standing(events: Iterable[Consent], reached: Channel | None) -> list[Now]:
    """Where each purpose stands for the ways that this address can be reached by."""
    ways = {reached, Channel.NONE} if reached else {*_CALLED, Channel.NONE}
    return [
        Now(p.purpose.value, p.channel.value, p.state.value)
        for p in permits(events)
        if p.channel in ways
    ]


def _said(event: Consent) -> Said:
    text = event.text
    return Said(
        at=event.at, said=event.said, purpose=Purpose(event.purpose).value,
        channel=Channel(event.channel).value, source=event.source, asked_at=event.asked_at,
        confirmed_at=event.at if event.confirmed else None, form=event.form,
        address=event.address, text=text.text if text else "",
        text_version=f"{text.version} ({text.language})" if text else "",
        text_sha256=event.text_sha256 or (text.sha256 if text else ""), wording=event.wording,
        recorded_at=event.recorded_at,
        proven=event.said == Consent.Said.WITHDRAWN or is_proven(event),
    )  # fmt: skip
