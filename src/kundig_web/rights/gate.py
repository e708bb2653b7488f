"""Whether somebody may be written to or called: one pure rule for every message and survey.

`basis_for` looks at nothing but its arguments. It answers with the basis in law, or with the first
reason against it. Sources: § 7 UWG (unsolicited advertising), Art. 6, 18 and 21 GDPR; surveys count
as advertising (BGH VI ZR 225/17).

The order is the law's: restriction (Art. 18) beats everything but duties; an objection
(Art. 21 (2), (3)) beats every basis of advertising; only then a consent or the customer's own
purchase may allow it, and a limit of how often comes last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from kundig_web.customers.consents import Channel, Purpose


class Kind(StrEnum):
    """What a message is for."""

    ADVERTISING = "advertising"
    SURVEY = "survey"
    SERVICE = "service"  # belongs to an order, or answers the customer; advertises nothing
    DUTY = "duty"  # the law demands it: the answer to a request, a recall, a breach


class Law(StrEnum):
    """On what a message rests."""

    CONSENT = "consent"  # Art. 6 (1) a GDPR, § 7 (2) UWG
    OWN_SALE = "own_sale"  # § 7 (3) UWG
    LETTER = "letter"  # Art. 6 (1) f GDPR, recital 47: a letter by post
    CONTRACT = "contract"  # Art. 6 (1) b GDPR
    DUTY = "duty"  # Art. 6 (1) c GDPR


class Why(StrEnum):
    """Why not."""

    RESTRICTED = "restricted"  # Art. 18 (2) GDPR
    OBJECTED = "objected"  # Art. 21 (2), (3) GDPR
    WITHDRAWN = "withdrawn"  # Art. 7 (3) GDPR
    FILE = "file"  # a file says that nobody may write
    NO_CONSENT = "no_consent"  # § 7 (1), (2) UWG: nobody said yes, and nothing else allows it
    NO_PROOF = "no_proof"  # Art. 7 (1) GDPR, § 7a UWG: a yes that nobody can prove
    NO_NOTICE = "no_notice"  # Art. 21 (4) GDPR, § 7 (3) no. 4 UWG: the message hides the objection
    TOO_OFTEN = "too_often"  # our own rule


@dataclass(frozen=True, slots=True)
class Yes:
    """A consent in force."""

    at: datetime
    proven: bool  # confirmed by a link, or given to a text in writing


@dataclass(frozen=True, slots=True)
class Sale:
    """What § 7 (3) UWG asks of the moment at which the address became known."""

    own: bool = False  # the address came from a sale of ours to this customer
    told: bool = False  # he was told then that he may object at any time


@dataclass(frozen=True, slots=True)
class Person:
    """Everything about somebody that the rule looks at."""

    restricted: bool = False
    objected: frozenset[Purpose] = frozenset()
    file_refuses: bool = False
    given: Mapping[tuple[Purpose, Channel], Yes] = field(default_factory=dict)
    withdrawn: frozenset[tuple[Purpose, Channel]] = frozenset()
    sale: Sale = Sale()
    surveyed_at: datetime | None = None  # the last time that he was asked, by whichever department


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody wants to send."""

    kind: Kind
    channel: Channel
    similar: bool = False  # own goods or services like those that he bought
    notice: bool = False  # says that he may object, and how, free of charge


@dataclass(frozen=True, slots=True)
class Basis:
    """It may be sent."""

    law: Law
    since: datetime | None = None  # of a consent


@dataclass(frozen=True, slots=True)
class Refusal:
    """It may not be sent."""

    why: Why


PURPOSE = {Kind.ADVERTISING: Purpose.ADVERTISING, Kind.SURVEY: Purpose.SURVEYS}
#: At most one survey in so many days, all departments together.
PAUSE = timedelta(days=90)


def basis_for(
    person: Person, message: Message, now: datetime, *, pause: timedelta = PAUSE
) -> Basis | Refusal:
    """The basis on which this person may be sent this message now, or why he may not.

    Args:
        person: what is known of him.
        message: what is to be sent.
        now: the moment of sending, not of queueing: ask again right before it goes.
        pause: at most one survey in this time.
    """
    if message.kind is Kind.DUTY:
        return Basis(Law.DUTY)
    if person.restricted:
        return Refusal(Why.RESTRICTED)
    if message.kind is Kind.SERVICE:
        return Basis(Law.CONTRACT)
    against = _against(person, message)
    if against is not None:
        return Refusal(against)
    found = _allowed(person, message, now)
    if isinstance(found, Refusal) or message.kind is not Kind.SURVEY:
        return found
    if person.surveyed_at is not None and now < person.surveyed_at + pause:
        return Refusal(Why.TOO_OFTEN)
    return found


def _against(person: Person, message: Message) -> Why | None:
    """A no of the person, which no basis outweighs."""
    purpose = PURPOSE[message.kind]
    if purpose in person.objected:
        return Why.OBJECTED
    if (purpose, message.channel) in person.withdrawn:
        return Why.WITHDRAWN
    if person.file_refuses:
        return Why.FILE
    return None


def _allowed(person: Person, message: Message, now: datetime) -> Basis | Refusal:
    said = person.given.get((PURPOSE[message.kind], message.channel))
    if said is not None and said.at > now:
        said = None
    if said is not None and said.proven:
        return Basis(Law.CONSENT, said.at)
    law = _without_consent(person, message)
    if law is None:
        return Refusal(Why.NO_CONSENT if said is None else Why.NO_PROOF)
    if not message.notice:
        return Refusal(Why.NO_NOTICE)
    return Basis(law)


def _without_consent(person: Person, message: Message) -> Law | None:
    """What allows advertising without a yes, if the message says how to object."""
    if message.channel == Channel.POST:
        return Law.LETTER
    sale = person.sale
    if message.channel == Channel.MAIL and sale.own and sale.told and message.similar:
        return Law.OWN_SALE
    return None
