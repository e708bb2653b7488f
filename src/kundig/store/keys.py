"""The company's keys: files beside the store, made at first need, readable by their owner alone.

They are never part of a backup of the data: whoever has both could undo every erasure.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from pathlib import Path

from kundig.store import durable

SIZE = 32


def key(folder: Path, name: str) -> bytes:
    """The key of that name, made if there is none (32 random bytes, mode 0600).

    Two processes that ask at once agree: whoever links the file first wins.

    Args:
        folder: `Home.keys`.
        name: what it is for: "pseudonyms", "suppression", "audit".
    """
    path = folder / name
    if not path.exists():
        durable.write_once(path, secrets.token_bytes(SIZE))
    return path.read_bytes()


def keyed_hash(secret: bytes, text: str) -> str:
    """HMAC-SHA-256 as hex: who has no key can neither read nor guess the text."""
    return hmac.new(secret, text.encode(), sha256).hexdigest()


def pads(secret: bytes, name: str) -> list[str]:
    """Statements that give an engine the halves of HMAC-SHA-256, so that no query shows the key."""
    block = secret.ljust(64, b"\x00")
    return [
        f"SET VARIABLE {name}_{half} = (SELECT unhex('{bytes(b ^ pad for b in block).hex()}'))"
        for half, pad in (("in", 0x36), ("out", 0x5C))
    ]


def keyed_hash_sql(name: str, text: str) -> str:
    """`keyed_hash` as an SQL expression over the expression `text`; `pads` came before."""
    inner = f"unhex(sha256(getvariable('{name}_in') || encode({text})))"
    return f"sha256(getvariable('{name}_out') || {inner})"


def fingerprint(secret: bytes) -> str:
    """Sixteen hex digits that tell keys apart and say nothing about them."""
    return keyed_hash(secret, "fingerprint")[:16]
