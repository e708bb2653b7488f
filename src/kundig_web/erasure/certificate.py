"""The certificate of an erasure: what went, what stays and why, signed; nothing about the person.

Ed25519 over canonical JSON, with the company's key "certificate". Whoever holds the file can check
it with the public key in it; that this is the company's key says its fingerprint on the page.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kundig.store.keys import key
from kundig_web import company
from kundig_web.erasure.models import Erasure

FORMAT = "kundig-erasure-1"


def issue(erasure: Erasure) -> dict[str, Any]:
    """The certificate of an erasure that is done, in the language of whoever asked for it."""
    assert erasure.finished_at is not None  # noqa: S101 - the caller has set it
    told: dict[str, Any] = {
        "format": FORMAT,
        "company": company.company().name,
        "reference": erasure.reference,
        "language": erasure.language,
        "ground": erasure.ground,
        "basis": "Art. 17 GDPR",
        "started": erasure.started_at.isoformat(timespec="seconds"),
        "finished": erasure.finished_at.isoformat(timespec="seconds"),
        "erased": erasure.what,
        "kept": erasure.stays,
    }
    private = Ed25519PrivateKey.from_private_bytes(key(company.home().keys, "certificate"))
    told["key"] = b64encode(private.public_key().public_bytes_raw()).decode()
    told["signature"] = b64encode(private.sign(_canonical(told))).decode()
    return told


def is_genuine(certificate: dict[str, Any]) -> bool:
    """Whether the company's key of today signed exactly this."""
    own = Ed25519PrivateKey.from_private_bytes(key(company.home().keys, "certificate"))
    public = own.public_key().public_bytes_raw()
    plain = {k: v for k, v in certificate.items() if k != "signature"}
    try:
        if b64decode(str(certificate.get("key", "")), validate=True) != public:
            return False
        signature = b64decode(str(certificate.get("signature", "")), validate=True)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _canonical(plain))
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(certificate: dict[str, Any]) -> str:
    """What to compare: the first digits of the hash of the public key, in groups of four."""
    digits = sha256(b64decode(str(certificate["key"]))).hexdigest()[:24]
    return " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))


def _canonical(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
