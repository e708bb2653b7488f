"""The answer as one ZIP: PDF for people, JSON for machines. It is written to no named file."""

from __future__ import annotations

import json
import tempfile
import zipfile
from datetime import datetime
from typing import IO

from kundig_web import words
from kundig_web.access.models import User
from kundig_web.audit.log import audited
from kundig_web.registry.steps import run_only
from kundig_web.rights import document, telling
from kundig_web.rights.telling import Answer

#: Up to here it stays in memory; a larger one goes to a file without a name, gone when closed.
IN_MEMORY = 4 * 1024 * 1024
FORMATS = ("zip", "pdf", "json")


@audited("rights.told", about="key", details=("form", "lang"))
def tell(*, key: str, actor: User, now: datetime, lang: str, form: str = "zip") -> IO[bytes]:
    """Everything held about a customer, ready to be handed out; noted in the audit log.

    Args:
        key: the customer.
        actor: who hands it out.
        now: the moment.
        lang: the language of the person who asked.
        form: `zip`, `pdf` or `json`.
    """
    with run_only("rights.tell"):
        return packed(telling.gather(key, now=now, lang=lang), form)


def packed(answer: Answer, form: str) -> IO[bytes]:
    """The answer as a file that begins at its beginning."""
    out: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    told = json.dumps(telling.as_json(answer), ensure_ascii=False, indent=1).encode()
    if form == "json":
        out.write(told)
    elif form == "pdf":
        out.write(document.pdf(document.sheet_of(answer)))
    else:
        stem = words.say("rights.tell_file_stem", answer.lang)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{stem}.pdf", document.pdf(document.sheet_of(answer)))
            archive.writestr(f"{stem}.json", told)
    out.seek(0)
    return out


def name_of(form: str, lang: str) -> str:
    """The name under which a browser keeps the file; nobody's name stands in it."""
    return f"{words.say('rights.tell_file_stem', lang)}.{form}"
