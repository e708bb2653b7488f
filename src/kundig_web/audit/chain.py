"""The chain: each entry's hash covers the entry as it is kept, and the hash before it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

#: What the first entry follows.
BEGINNING = "0" * 64
_FORM = b"kundig audit 1"


class Link(NamedTuple):
    """An entry, byte for byte as the database keeps it."""

    seq: int
    at: bytes
    verb: bytes
    about: bytes
    of: bytes
    department: bytes
    details: bytes
    sealed: bytes
    sealed_actor: bytes
    previous: bytes


def hash_of(link: Link) -> str:
    """SHA-256 over the columns, each with its length before it, so that none runs into the next."""
    told = sha256(_FORM)
    for part in (b"%d" % link.seq, *link[1:]):
        told.update(len(part).to_bytes(8, "big"))
        told.update(part)
    return told.hexdigest()


def moment(at: datetime) -> str:
    """A moment as entries keep it: UTC, always 27 characters, in the order of time."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def when(text: str) -> datetime:
    """The moment that an entry keeps."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def canonical(details: Mapping[str, Any]) -> str:
    """The one way to write these details."""
    return json.dumps(details, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
