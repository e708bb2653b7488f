"""What the worker does with a file: look and try, import, sweep away what nobody wanted.

Each may run twice (after a crash): a check writes only into the revision that it was asked for, and
an import carries an id that was drawn before, so that a second try finds the first one's result.
"""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from kundig.intake.choices import Choices, currency_field, settled_file
from kundig.intake.errors import IntakeError
from kundig.intake.look import Look, look
from kundig.intake.recognition import keep_mapping, options_for
from kundig.intake.result import ImportResult
from kundig.intake.workflow import ImportRequest, import_file
from kundig.readers.errors import ReadError
from kundig.readers.mapping import dump_mapping, parse_mapping
from kundig.readers.source import open_source
from kundig_web import company
from kundig_web.imports.models import Upload, uploads
from kundig_web.imports.register import refresh_register
from kundig_web.imports.workflows import delete_bytes
from kundig_web.jobs.models import Job
from kundig_web.jobs.progress import job_progress

State = Upload.State
#: A file that nobody imports is deleted after this: it is full of personal data.
KEEP_UNUSED = timedelta(days=14)
#: Rows of imports that are done; the store's manifest remembers the import itself.
KEEP_DONE = timedelta(days=90)


def check(job: Job, *, upload: int, revision: int) -> None:
    """Look at a file; with no question open, try its import without changing anything."""
    row = Upload.objects.filter(pk=upload, revision=revision, state=State.CHECKING).first()
    if row is None:
        return
    choices = Choices.of(row.choices)
    try:
        seen = look(row.path, choices, home=company.home())
    except (ReadError, IntakeError) as error:
        # After a first look the file itself is sound: what was chosen last is not.
        _set(row, state=State.OPEN if row.look else State.FAILED, problem=_told(error))
        return
    if seen.mapping.passes_over:
        why = {lang: seen.why_passed_over(lang) for lang in ("de", "en")}
        _set(row, state=State.FAILED, problem=why)
        return
    told: dict[str, Any] = {"look": _plain(seen, choices), "mapping": dump_mapping(seen.mapping)}
    if seen.questions:
        _set(row, state=State.OPEN, **told)
        return
    if not _set(row, **told):  # shown while the trial runs
        return
    try:
        result = import_file(
            ImportRequest(
                row.path, mapping=seen.mapping, source=choices.source, dry_run=True,
                wishes=choices.wishes(), lang=row.language,
            ),
            home=company.home(),
            progress=_progress(job),
        )  # fmt: skip
    except (ReadError, IntakeError) as error:
        _set(row, state=State.OPEN, problem=_told(error))
        return
    same = _in_force_elsewhere(seen.sha256, result)
    _set(row, state=State.READY, outcome=result.to_dict() | {"same": same})


def run(job: Job, *, upload: int, revision: int) -> None:
    """Import a file that has been tried, and delete it."""
    row = Upload.objects.filter(pk=upload, revision=revision, state=State.IMPORTING).first()
    if row is None:
        return
    choices = Choices.of(row.choices)
    mapping = parse_mapping(row.mapping, file=row.name)
    try:
        result = import_file(
            ImportRequest(
                row.path, mapping=mapping, source=choices.source, wishes=choices.wishes(),
                lang=row.language, import_id=row.import_id,
            ),
            home=company.home(),
            progress=_progress(job),
        )  # fmt: skip
    except (ReadError, IntakeError) as error:
        _set(row, state=State.READY, problem=_told(error))
        return
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        full = IntakeError("disk_full", reason=error.strerror or "")
        _set(row, state=State.READY, problem=_told(full))
        return
    if row.keep_mapping:
        source = open_source(row.path, options=options_for(mapping, choices.wishes()))
        if source.has_header:
            keep_mapping(settled_file(mapping, choices), source, home=company.home())
    now = company.now()
    with transaction.atomic():
        done = _set(
            row, state=State.DONE, result=_numbers(result), import_id=result.import_id or "",
            look={}, outcome={}, mapping="", changed_at=now,
        )  # fmt: skip
        if done:
            refresh_register(now)
    delete_bytes(row)


def sweep(now: datetime) -> Mapping[str, int]:
    """Delete files that nobody imported, and bytes that belong to no row."""
    waiting = Upload.objects.filter(
        state__in=(State.OPEN, State.READY, State.FAILED), changed_at__lt=now - KEEP_UNUSED
    )
    unused = list(waiting)
    for row in unused:
        row.delete()
        delete_bytes(row)
    done = Upload.objects.filter(state=State.DONE, changed_at__lt=now - KEEP_DONE).delete()[0]
    return {"unused": len(unused), "done": done, "stray": _sweep_stray(now)}


def _sweep_stray(now: datetime) -> int:
    """Folders of uploads that were cut off by a crash before their row was written."""
    folder = uploads()
    if not folder.is_dir():
        return 0
    known = set(Upload.objects.exclude(state=State.DONE).values_list("folder", flat=True))
    stray = 0
    for path in folder.iterdir():
        old = now.timestamp() - path.stat().st_mtime > timedelta(days=1).total_seconds()
        if path.name not in known and old:
            delete_bytes(Upload(folder=path.name))
            stray += 1
    return stray


def _set(row: Upload, **values: Any) -> bool:
    """Write into the revision that was asked for; False if it has moved on since."""
    now = values.pop("changed_at", company.now())
    known = Upload.objects.filter(pk=row.pk, revision=row.revision, state=row.state)
    return known.update(changed_at=now, **values) == 1


def _in_force_elsewhere(sha256: str, result: ImportResult) -> dict[str, str]:
    """The import that brought just this file as another system's, so that all would count twice."""
    for entry in reversed(company.snapshot().imports):
        if entry.sha256 == sha256 and entry.source != result.source:
            return {"id": entry.id, "source": entry.source, "at": entry.imported_at}
    return {}


def _progress(job: Job) -> Callable[[str, int, int, int], None]:
    started = time.monotonic()

    def tell(step: str, done: int, total: int, rows: int) -> None:
        seconds = round(time.monotonic() - started, 1)
        job_progress(job, step=step, done=done, total=total, rows=rows, seconds=seconds)

    return tell


def _told(error: ReadError | IntakeError) -> dict[str, str]:
    return {lang: error.text(lang) for lang in ("de", "en")} | {"key": error.key}


def _numbers(result: ImportResult) -> dict[str, Any]:
    """The result without anything that quotes a row; refused rows stand in the quarantine."""
    quoted = {"examples", "quarantine"}
    return {k: v for k, v in result.to_dict().items() if k not in quoted}


def _currency(seen: Look, choices: Choices) -> dict[str, str]:
    """In which currency amounts are read, and who says so; empty where a column or nothing does."""
    key = currency_field(seen.mapping)
    if not key or key in seen.mapping.columns:
        return {}
    said = seen.mapping.constants.get(key)
    if said is None:
        return {"code": company.company().currency, "by": "company"}
    return {"code": said, "by": "choice" if choices.currency else "layout"}


def _plain(seen: Look, choices: Choices) -> dict[str, Any]:
    """The look as JSON, remarks and labels in both languages."""
    return {
        "table": seen.mapping.table,
        "name": seen.mapping.name,
        "known": seen.known,
        "columns": [asdict(c) for c in seen.columns],
        "rows": [list(r) for r in seen.rows],
        "questions": [
            {"key": q.key, "values": q.values, "field": q.field, "choices": list(q.choices)}
            for q in seen.questions
        ],
        "remarks": [
            {lang: r.text(lang) for lang in ("de", "en")} | {"key": r.key} for r in seen.remarks
        ],
        "kind": seen.kind,
        "encoding": seen.encoding,
        "delimiter": seen.delimiter,
        "has_header": seen.has_header,
        "sheets": list(seen.sheets),
        "constants": dict(seen.mapping.constants),
        "currency": _currency(seen, choices),
    }
