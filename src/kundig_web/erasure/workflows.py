"""Forgetting a person: looking first, then the database in one step, then the files by a job."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from kundig.erase import forget_files
from kundig.store import erasing, suppression
from kundig_web import company, words
from kundig_web.access.models import User
from kundig_web.audit.log import audited
from kundig_web.customers.identities import identity_of
from kundig_web.customers.person import Person
from kundig_web.customers.restriction import Restriction
from kundig_web.desk import erase as desk
from kundig_web.erasure import box, log, places, sealed
from kundig_web.erasure.errors import Refused
from kundig_web.erasure.models import Erasure
from kundig_web.erasure.subject import Subject, subject_of
from kundig_web.jobs.mirrors import mirror_soon
from kundig_web.jobs.queue import enqueue
from kundig_web.registry.subjects import FORGET

#: Letters and figures that nobody takes for each other when they are read out.
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
#: Why somebody's data may only be restricted, not deleted: he needs them, or wants them kept.
_NEEDED = (Restriction.Reason.CLAIMS, Restriction.Reason.UNLAWFUL)


@dataclass(slots=True)
class Preview:
    """What an erasure would delete, what stays, and what speaks against it."""

    what: dict[str, int] = field(default_factory=dict)
    stays: dict[str, str] = field(default_factory=dict)
    records: int = 0
    refusal: str = ""


def preview(*, key: str, now: datetime) -> Preview:
    """Count everything; nothing is changed."""
    subject = subject_of(key)
    found = Preview(records=len(identity_of(key).keys), refusal=refusal(subject))
    for app in sorted(FORGET):
        told = FORGET[app](subject.keys, now=now, dry_run=True)
        _add(found.what, told.what)
        found.stays |= told.kept
    home = company.home()
    known = erasing.known_names(home, subject.pairs)
    files = forget_files(
        home, subject.traces, raw=places.raw(), caches=places.caches(), dry_run=True
    )
    _add(found.what, store_told(known.rows))
    _add(found.what, files_told(files.rows, files.letters, files.files))
    found.stays |= what_stays(subject, sealed.seal(subject, "", now, dry_run=True))
    found.what = {name: n for name, n in found.what.items() if n}
    return found


@audited("erasure.person_forgotten", of="result", details=("ground",))
def forget(*, key: str, actor: User | None, now: datetime, ground: str) -> Erasure:
    """Forget a customer in the database, in one step, and have a job forget him in the files.

    Raises:
        Refused: `unknown` if there is nobody of that key, or why it must not be.
    """
    subject = subject_of(key)
    if not known(subject):
        raise Refused("unknown")
    why = refusal(subject)
    if why:
        raise Refused(why)
    erasure = begin(subject, now=now, ground=ground)
    mirror_soon(now)
    return erasure


def begin(subject: Subject, *, now: datetime, ground: str) -> Erasure:
    """The database's part; what a restore repeats, without asking anybody."""
    reference = new_reference()
    with transaction.atomic():
        stays = what_stays(subject, sealed.seal(subject, reference, now, dry_run=False))
        what: dict[str, int] = {}
        for app in sorted(FORGET, key=lambda app: (app == "customers", app)):
            told = FORGET[app](subject.keys, now=now, dry_run=False)
            _add(what, told.what)
            stays |= told.kept
        desk.forget_refs(subject.refs)
        erasure = Erasure.objects.create(
            reference=reference, ground=ground, started_at=now, language=words.lang(),
            what={name: n for name, n in what.items() if n}, stays=stays,
            work=box.close(subject.dumps(), f"work/{reference}"),
        )  # fmt: skip
        enqueue("erasure.files", {"erasure": erasure.pk}, now=now, key=f"erasure:{reference}")
    return erasure


@audited("erasure.block_lifted", details=("source",))
def lift_block(
    *,
    source: str,
    number: str,
    mail: str,
    phone: str,
    actor: User,
    now: datetime,
    reason: str,
) -> None:
    """Let somebody who was forgotten be a customer again; his objections stay.

    Raises:
        Refused: without a reason, or if nobody is blocked under these details.
    """
    if len(reason.strip()) < sealed.LEAST_REASON:
        raise Refused("no_reason")
    home = company.home()
    keys = [(source, number)] if number else []
    found = suppression.hashes(home, keys=keys, mails=[mail], phones=[phone])
    if not suppression.is_forgotten(home, found):
        raise Refused("no_block")
    log.lift(home, found, now)
    suppression.lift(home, found)


def known(subject: Subject) -> bool:
    """Whether anything is known of this customer, restricted or not."""
    if Person.objects.filter(key__in=subject.keys).exists():
        return True
    return erasing.known_names(company.home(), subject.pairs).found


def refusal(subject: Subject) -> str:
    """Why this person must not be forgotten now; empty if nothing speaks against it."""
    kept = Restriction.objects.filter(
        person__key__in=subject.keys, lifted_at__isnull=True, reason__in=_NEEDED
    ).first()
    return f"restricted_{kept.reason}" if kept is not None else ""


def what_stays(subject: Subject, under_seal: dict[str, int]) -> dict[str, str]:
    """What is not deleted, and by which law: name in words -> why."""
    found = {words.say("erasure.stays_figures"): words.say("erasure.stays_figures_why")}
    for kind in under_seal:
        found[words.say(f"erasure.stays_{kind}")] = words.say(f"erasure.stays_{kind}_why")
    for name in ("suppression", "backups"):
        found[words.say(f"erasure.stays_{name}")] = words.say(f"erasure.stays_{name}_why")
    return found


def store_told(rows: dict[str, int]) -> dict[str, int]:
    """Rows of the record store by what they are: deleted, or without the person."""
    gone = sum(rows.get(t, 0) for t in ("customer_records", "customer_links", "texts"))
    return {
        words.say("erasure.what_records"): gone,
        words.say("erasure.what_facts"): sum(rows.values()) - gone,
    }


def files_told(rows: int, letters: int, files: int) -> dict[str, int]:
    """What went beside the store."""
    return {
        words.say("erasure.what_set_aside"): rows,
        words.say("erasure.what_letters"): letters,
        words.say("erasure.what_files"): files,
    }


def new_reference() -> str:
    """A number for the person: random, short enough to be read out."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(12))
    return f"L-{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def _add(to: dict[str, int], more: dict[str, int]) -> None:
    for name, n in more.items():
        to[name] = to.get(name, 0) + n


__all__ = ["Preview", "begin", "forget", "lift_block", "preview", "refusal"]
