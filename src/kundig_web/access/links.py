"""One-time links and keys: long random tokens of which only the sha256 is kept."""

from __future__ import annotations

import secrets
from hashlib import sha256
from io import BytesIO

import segno


def new_token() -> str:
    """192 random bits, fit for an address."""
    return secrets.token_urlsafe(24)


def hash_of(token: str) -> str:
    """What the database keeps of a token. Random tokens need no salt and no slow hash."""
    return sha256(token.encode()).hexdigest()


def qr_code(link: str) -> str:
    """The link as SVG for a phone's camera: dark on light in either colour scheme."""
    out = BytesIO()
    segno.make(link, error="m", micro=False).save(
        out, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, svgns=True,
        omitsize=True, svgclass="qr", lineclass=None,
    )  # fmt: skip
    return out.getvalue().decode("utf-8")
