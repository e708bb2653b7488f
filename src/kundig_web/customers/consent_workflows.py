"""Recording what customers allow and refuse. Every event is kept; none is changed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from kundig_web.access.models import User
from kundig_web.audit.log import audited
from kundig_web.customers.consents import ASKED, Channel, Consent, ConsentText, Purpose
from kundig_web.customers.errors import RefusedError
from kundig_web.customers.identities import identity_of
from kundig_web.customers.people import person_for
from kundig_web.customers.person import Person
from kundig_web.customers.restriction import tell_store
from kundig_web.jobs.mirrors import mirror_soon


@audited("customers.consent_given", about="key", of="result", details=("purpose", "channel"))
def give_consent(
    *,
    key: str,
    actor: User | None,
    now: datetime,
    purpose: str,
    channel: str,
    source: str,
    text: ConsentText | None = None,
    wording: str = "",
    form: str = "",
    at: datetime | None = None,
) -> Consent:
    """Record that a customer said yes, with the words that he said yes to.

    Raises:
        RefusedError: without the words, or if the moment lies ahead.
    """
    if text is None and not wording.strip():
        raise RefusedError("no_wording")
    if text is not None and text.key != purpose:
        raise RefusedError("other_text")
    return record(
        key, Consent.Said.GIVEN, purpose, channel, actor=actor, now=now, source=source, text=text,
        wording=wording, form=form, at=at,
    )  # fmt: skip


@audited("customers.consent_withdrawn", about="key", of="result", details=("purpose", "channel"))
def withdraw_consent(
    *,
    key: str,
    actor: User | None,
    now: datetime,
    purpose: str,
    channel: str,
    source: str,
    wording: str = "",
    form: str = "",
    at: datetime | None = None,
) -> Consent:
    """Record that a customer said no; a no needs no form and no reason."""
    return record(
        key, Consent.Said.WITHDRAWN, purpose, channel, actor=actor, now=now, source=source,
        text=None, wording=wording, form=form, at=at,
    )  # fmt: skip


@audited("customers.consent_text_written", of="result", details=("purpose", "language"))
def write_consent_text(
    *, actor: User | None, now: datetime, purpose: str, language: str, text: str
) -> ConsentText:
    """Write the next version of the words that are shown; the same words stay the same version.

    Raises:
        RefusedError: without words.
    """
    text = text.strip()
    if not text:
        raise RefusedError("no_words")
    versions = ConsentText.objects.filter(key=purpose, language=language)
    last = versions.order_by("-version").first()
    if last is not None and last.text == text:
        return last
    highest = versions.aggregate(last=Max("version"))["last"] or 0
    return ConsentText.objects.create(
        key=purpose, version=highest + 1, language=language, text=text, created_at=now,
        created_by=actor,
    )  # fmt: skip


@transaction.atomic
def record(
    key: str,
    said: str,
    purpose: str,
    channel: str,
    *,
    actor: User | None,
    now: datetime,
    source: str,
    text: ConsentText | None,
    wording: str,
    form: str,
    at: datetime | None,
    asked_at: datetime | None = None,
    address: str = "",
) -> Consent:
    """Write one event, for every record of the customer that it concerns.

    Raises:
        RefusedError: if this cannot be asked, or the moment lies ahead.
    """
    if (purpose, channel) not in ASKED:
        raise RefusedError("no_purpose")
    at = at or now
    if at > now:
        raise RefusedError("day_ahead")
    identity = identity_of(key)
    own = person_for(identity.key, actor=actor, now=now)
    # A word holds for every record of the customer that had said something before: else a "no"
    # from before a merge would outlast every later "yes", and a split would lose a "no".
    others = Person.objects.filter(
        key__in=identity.keys, consents__purpose=purpose, consents__channel=channel
    )
    events = [
        Consent.objects.create(
            person=person, purpose=Purpose(purpose), channel=Channel(channel), said=said,
            text=text, wording=wording.strip(), source=source, form=form.strip(), at=at,
            actor=actor, recorded_at=now, asked_at=asked_at, address=address,
            text_sha256=text.sha256 if text is not None else "",
        )
        for person in (own, *others.exclude(pk=own.pk).distinct())
    ]  # fmt: skip
    if purpose == Purpose.PROFILE:
        tell_store(now)
    mirror_soon(now)
    return events[0]
