"""Ciphertext under the company's key "seal", bound to where it belongs."""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from kundig.store.keys import key, keyed_hash
from kundig_web import company

_NONCE = 12
_BLOCK = 256


def close(content: bytes, bound: str) -> bytes:
    """Seal; `bound` names the row, and it opens in no other."""
    content += b" " * (-len(content) % _BLOCK)  # its length says nothing
    nonce = secrets.token_bytes(_NONCE)
    return nonce + ChaCha20Poly1305(_key()).encrypt(nonce, content, bound.encode())


def open_(sealed: bytes, bound: str) -> bytes:
    """Open.

    Raises:
        cryptography.exceptions.InvalidTag: if it was changed, moved, or sealed with another key.
    """
    return ChaCha20Poly1305(_key()).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound.encode())


def trace(text: str) -> str:
    """A keyed hash of what somebody may ask about."""
    return keyed_hash(_key(), text)


def _key() -> bytes:
    return key(company.home().keys, "seal")
