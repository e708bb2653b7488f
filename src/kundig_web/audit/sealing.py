"""Sealing what an entry says about people, and destroying the keys that open it.

A customer has one key; an employee has one per week. Both are random rows of `SubjectKey`, useless
without the company's key file "audit". An entry says neither which key of an actor opens it (who
looks tries the few of that week) nor, once the customer's key is gone, about whom it was: `about`
is a random token that only the row of the key leads to.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.db import connection

from kundig.store.keys import key as company_key
from kundig.store.keys import keyed_hash
from kundig_web import company
from kundig_web.audit.models import AuditEntry, SubjectKey

CUSTOMER, ACTOR, DOOR = "customer", "actor", "door"
#: Under this name the sealed values say whose they are.
CUSTOMER_FIELD = "customer"
#: Names of actors can be read so long at the most, and a week less at the least.
ACTOR_DAYS = 90
_NONCE = 12
#: What is sealed is filled up to a multiple, so that its length does not tell a name from another.
_BLOCK = 256


class Wish(NamedTuple):
    """A key that an entry needs."""

    kind: str
    subject: str
    period: str


def customer_key(about: str) -> Wish:
    """The key of a customer."""
    return Wish(CUSTOMER, _hash(f"{CUSTOMER}:{about}"), "")


def weekly_key(kind: str, name: object, at: datetime) -> Wish:
    """The key of an employee, or of a typed address at the door, for the week of that moment."""
    week = week_of(at)
    return Wish(kind, _hash(f"{kind}:{name}:{week}"), week.isoformat())


def fetched(wishes: Iterable[Wish]) -> dict[Wish, SubjectKey]:
    """These keys, in one question; those that are missing are made."""
    wanted = sorted(set(wishes))
    rows = SubjectKey.objects.filter(
        kind__in={w.kind for w in wanted}, subject__in=[w.subject for w in wanted]
    )
    there = {Wish(row.kind, row.subject, row.period): row for row in rows}
    return {wish: there.get(wish) or _made(wish) for wish in wanted}


def pseudonyms(customers: Iterable[str]) -> dict[str, str]:
    """`about` -> key of the customer, for those whom the log knows."""
    hashes = {_hash(f"{CUSTOMER}:{one}"): one for one in customers}
    rows = SubjectKey.objects.filter(kind=CUSTOMER, subject__in=hashes)
    return {row.token: hashes[row.subject] for row in rows}


def seal(key: SubjectKey, values: Mapping[str, Any], bound: str) -> bytes:
    """The values as ciphertext; `bound` says where it belongs, and it opens nowhere else."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str).encode()
    text += b" " * (-len(text) % _BLOCK)
    nonce = secrets.token_bytes(_NONCE)
    return nonce + ChaCha20Poly1305(_secret(key)).encrypt(nonce, text, bound.encode())


def actor_of(entry: AuditEntry, at: datetime) -> dict[str, Any] | None:
    """Who did it, and to which employee; None once the key is destroyed, or if it was the machine."""
    keys = SubjectKey.objects.filter(kind=ACTOR, period=week_of(at).isoformat())
    return _open(keys, bytes(entry.sealed_actor), bound(entry.at, entry.verb))


def values_of(entry: AuditEntry) -> dict[str, Any] | None:
    """The sealed values; None if there are none, or once the customer's key is destroyed."""
    if not entry.sealed:
        return None
    keys = SubjectKey.objects.filter(kind=CUSTOMER, token=entry.about)
    return _open(keys, bytes(entry.sealed), bound(entry.at, entry.verb))


def bound(at: str, verb: str) -> str:
    """What ties a ciphertext to its entry."""
    return f"{at} {verb}"


def destroy(customers: Iterable[str]) -> int:
    """Destroy the keys of customers: what was sealed about them is erased. How many there were."""
    hashes = [_hash(f"{CUSTOMER}:{one}") for one in customers]
    return _delete(kind=CUSTOMER, subject__in=hashes)


def known(customers: Iterable[str]) -> int:
    """How many keys `destroy` would destroy."""
    hashes = [_hash(f"{CUSTOMER}:{one}") for one in customers]
    return SubjectKey.objects.filter(kind=CUSTOMER, subject__in=hashes).count()


def forget_actors(now: datetime) -> int:
    """Destroy the keys of weeks that began 90 days ago: after that nobody learns who it was."""
    last = (now.astimezone(UTC) - timedelta(days=ACTOR_DAYS)).date()
    return _delete(kind__in=(ACTOR, DOOR), period__lte=last.isoformat())


def week_of(at: datetime) -> date:
    """The Monday of that week."""
    day = at.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())


def _made(wish: Wish) -> SubjectKey:
    return SubjectKey.objects.get_or_create(
        **wish._asdict(),
        defaults={"token": secrets.token_hex(16), "secret": secrets.token_bytes(32)},
    )[0]


def _secret(key: SubjectKey) -> bytes:
    """The key proper: both halves together."""
    return bytes.fromhex(keyed_hash(_company_secret(), bytes(key.secret).hex()))


def _company_secret() -> bytes:
    return company_key(company.home().keys, "audit")


def _hash(text: str) -> str:
    return keyed_hash(_company_secret(), text)


def _open(keys: Iterable[SubjectKey], sealed: bytes, bound_to: str) -> dict[str, Any] | None:
    if not sealed:
        return None
    for key in keys:
        try:
            text = ChaCha20Poly1305(_secret(key)).decrypt(
                sealed[:_NONCE], sealed[_NONCE:], bound_to.encode()
            )
        except (InvalidTag, ValueError):
            continue
        found: dict[str, Any] = json.loads(text)
        return found
    return None


def _delete(**which: Any) -> int:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # the bytes go, not only the way to them
            cursor.execute("PRAGMA secure_delete = ON")
    return SubjectKey.objects.filter(**which).delete()[0]
