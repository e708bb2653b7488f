"""Forgetting a customer among files that wait for their import: such a file is discarded.

It can be sent in again: what it says about somebody who was forgotten is not taken then.
"""

from __future__ import annotations

import json
from datetime import datetime

from kundig.erase import Traces
from kundig.store.erasing import names_of
from kundig_web import company, words
from kundig_web.imports.models import Upload
from kundig_web.imports.workflows import delete_bytes
from kundig_web.registry.subjects import Forgotten


def forget(keys: tuple[str, ...], *, now: datetime, dry_run: bool) -> Forgotten:
    """Discard files with a row about the customer, and what was seen of them."""
    pairs = [(k.partition(":")[0], k.partition(":")[2]) for k in keys]
    known = names_of(company.home(), pairs)
    traces = Traces.of((r for _, r in pairs), known.mails, known.phones, known.names)
    # What is being imported at this moment is judged anew by the import itself.
    found = [
        row for row in Upload.objects.exclude(state=Upload.State.IMPORTING) if _about(row, traces)
    ]
    if not dry_run:
        for row in found:
            delete_bytes(row)
        Upload.objects.filter(pk__in=[row.pk for row in found]).delete()
    return Forgotten({words.say("imports.forget_uploads"): len(found)} if found else {})


def _about(row: Upload, traces: Traces) -> bool:
    if row.path.exists() and traces.in_file(row.path):
        return True
    seen = (row.name, row.look, row.outcome, row.problem, row.choices)
    said = json.dumps(seen, ensure_ascii=False, indent=0)
    return traces.in_text(said, numbers=False)
