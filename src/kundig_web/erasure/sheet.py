"""The certificate as a printed sheet: typst lays it out, what it says goes in as data."""

from __future__ import annotations

import json
from importlib import resources

from kundig.glossary.numbers import number
from kundig_web import company, words
from kundig_web.erasure import certificate
from kundig_web.erasure.models import Erasure


def sheet(row: Erasure) -> bytes:
    """A tagged PDF with title and language."""
    import typst

    lang = row.language
    told = row.certificate
    assert row.finished_at is not None  # noqa: S101 - it has a certificate
    day = row.finished_at.astimezone(company.zone())
    data = {
        "lang": lang,
        "company": told["company"],
        "title": words.say("erasure.certificate", lang),
        "lead": words.say(
            "erasure.certificate_lead", lang, day=f"{day:%d.%m.%Y}", reference=row.reference
        ),
        "ground": words.say(f"erasure.ground_{row.ground}", lang),
        "erased_title": words.say("erasure.erased", lang),
        "erased": [[name, number(n, lang)] for name, n in told["erased"].items()],
        "kept_title": words.say("erasure.kept", lang),
        "kept": list(told["kept"].items()),
        "signed": words.say("erasure.signed", lang, fingerprint=certificate.fingerprint(told)),
        "signature": told["signature"],
    }
    made: bytes = typst.compile(
        resources.files("kundig_web.erasure").joinpath("certificate.typ").read_bytes(),
        format="pdf",
        sys_inputs={"told": json.dumps(data, ensure_ascii=False)},
        timestamp=int(row.finished_at.timestamp()),
    )
    return made
