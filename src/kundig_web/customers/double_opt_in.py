"""Asking for consent by a link: a question is sent, and only its confirmation is a consent.

Who confirms has the mailbox; so nobody can sign somebody else up. GET only shows the question,
because programs that check mail open every link; POST confirms. No network address is kept: it
proves nothing. What nobody confirms within 30 days is deleted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kundig_web import company, words
from kundig_web.access.links import hash_of, new_token
from kundig_web.access.models import User
from kundig_web.audit.log import audited
from kundig_web.customers.consent_workflows import record
from kundig_web.customers.consents import (
    ASKED,
    Channel,
    Consent,
    ConsentRequest,
    ConsentText,
)
from kundig_web.customers.contact_points import ContactPoint, plain_value
from kundig_web.customers.errors import RefusedError
from kundig_web.customers.identities import identity_of
from kundig_web.customers.people import person_for
from kundig_web.customers.restriction import is_hidden

VALID = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that waits, and the token of its link, which is known at this moment only."""

    request: ConsentRequest
    token: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to copy and send: it asks, and advertises nothing."""

    to: str
    subject: str
    body: str


@audited("customers.consent_asked", about="key", details=("purpose", "channel"))
def ask_consent(
    *,
    key: str,
    actor: User | None,
    now: datetime,
    purpose: str,
    channel: str,
    address: str,
    text: ConsentText,
    form: str = "",
) -> Asked:
    """Write down that this address is asked; an earlier question for the same ends.

    Args:
        key: the customer.
        actor: who asks.
        now: the moment.
        purpose: what for.
        channel: by which way we would write or call.
        address: the mail address that the link goes to.
        text: the words that the page shows.
        form: where the customer asked for it: a page's address, or the name of a form.

    Raises:
        RefusedError: if this cannot be asked, or the customer's processing is restricted.
    """
    if (purpose, channel) not in ASKED:
        raise RefusedError("no_purpose")
    if text.key != purpose:
        raise RefusedError("other_text")
    plain = plain_value(ContactPoint.Kind.MAIL, address)
    if "@" not in plain:
        raise RefusedError("link_needs_mail")
    identity = identity_of(key)
    if is_hidden(identity.keys):
        raise RefusedError("restricted")
    same = ConsentRequest.objects.filter(
        person__key__in=identity.keys, purpose=purpose, channel=channel, address=plain
    )
    same.delete()
    token = new_token()
    made = ConsentRequest.objects.create(
        person=person_for(identity.key, actor=actor, now=now), purpose=purpose, channel=channel,
        address=plain, text=text, form=form.strip(), token_sha256=hash_of(token), asked_at=now,
    )  # fmt: skip
    return Asked(made, token)


def find_request(token: str, *, now: datetime) -> ConsentRequest | None:
    """The question of a link; None if there is none, or its time is over."""
    found = ConsentRequest.objects.filter(token_sha256=hash_of(token), asked_at__gt=now - VALID)
    return found.select_related("person", "text").first()


@audited("customers.consent_confirmed", about="result.person.key", details=())
def confirm_consent(*, token: str, now: datetime) -> Consent:
    """Make a consent of a question: with both moments, the words' fingerprint, form and address.

    Raises:
        RefusedError: if the link is unknown, used or too old, or the person is restricted.
    """
    found = ConsentRequest.objects.select_for_update().filter(
        token_sha256=hash_of(token), asked_at__gt=now - VALID
    )
    asked = found.select_related("person", "text").first()
    if asked is None:
        raise RefusedError("link_over")
    if is_hidden(identity_of(asked.person.key).keys):
        raise RefusedError("restricted")
    consent = record(
        asked.person.key, Consent.Said.GIVEN, asked.purpose, asked.channel, actor=None, now=now,
        source="link", text=asked.text, wording="", form=asked.form, at=None,
        asked_at=asked.asked_at, address=asked.address,
    )  # fmt: skip
    asked.delete()
    return consent


def delete_expired(*, now: datetime) -> int:
    """Delete questions that nobody confirmed in time; how many."""
    return int(ConsentRequest.objects.filter(asked_at__lte=now - VALID).delete()[0])


def letter(asked: Asked, link: str) -> Letter:
    """The mail in the language of the words that it asks about; free of advertising."""
    request = asked.request
    lang = request.text.language
    name = company.company().name or words.say("customers.optin_we", lang)
    about = _about(request.purpose, request.channel, lang)
    return Letter(
        to=request.address,
        subject=words.say("customers.optin_subject", lang, company=name),
        body=words.say(
            "customers.optin_body", lang, company=name, about=about, text=request.text.text,
            link=link, days=VALID.days,
        ),
    )  # fmt: skip


def _about(purpose: str, channel: str, lang: str) -> str:
    way = words.say(f"customers.channel_{channel}", lang) if channel != Channel.NONE else ""
    return f"{words.say(f'customers.purpose_{purpose}', lang)} {way}".strip()
