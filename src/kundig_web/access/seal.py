"""Secrets that must be read again lie sealed: without the company's key file they say nothing."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kundig.store.keys import key
from kundig_web import company


def seal(text: str, *, about: str) -> str:
    """The text, encrypted; it opens for the same `about` only, so that rows cannot be swapped."""
    nonce = secrets.token_bytes(12)
    return urlsafe_b64encode(
        nonce + _cipher().encrypt(nonce, text.encode(), about.encode())
    ).decode()


def unseal(sealed: str, *, about: str) -> str | None:
    """The text; None if it was changed, or sealed with another key."""
    try:
        raw = urlsafe_b64decode(sealed)
        return _cipher().decrypt(raw[:12], raw[12:], about.encode()).decode()
    except (ValueError, InvalidTag):
        return None


def _cipher() -> AESGCM:
    return AESGCM(key(company.home().keys, "seal"))
