"""What people do with files: send them in, answer what is asked, import, discard, take back."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.db import transaction

from kundig.intake.choices import Choices
from kundig.intake.errors import IntakeError
from kundig.intake.workflow import new_import_id, withdraw
from kundig_web import company, words
from kundig_web.access.models import User
from kundig_web.audit.log import audited, note
from kundig_web.imports.errors import Refused
from kundig_web.imports.models import Upload, uploads
from kundig_web.imports.receive import Received
from kundig_web.imports.register import refresh_register
from kundig_web.jobs.models import Job
from kundig_web.jobs.queue import enqueue

State = Upload.State
#: Taking an import back waits this long for one that is publishing; then it says so.
LOCK_SECONDS = 5.0
#: States in which nothing runs on the file.
AT_REST = (State.OPEN, State.READY, State.FAILED)


@audited("imports.received", details=("files",))
def receive(*, actor: User, files: Sequence[Received], now: datetime) -> list[Upload]:
    """Remember files that arrived, and have them looked at.

    Raises:
        Refused: `nothing` if there is none.
    """
    if not files:
        raise Refused("nothing")
    made = []
    with transaction.atomic():
        for file in files:
            upload = Upload.objects.create(
                name=file.name, folder=file.folder, size=file.size, language=words.lang(),
                created_at=now, created_by=actor, changed_at=now,
            )  # fmt: skip
            _queue(upload, "imports.check", now)
            made.append(upload)
    return made


@audited("imports.checked_again", of="upload")
def check_again(*, actor: User, upload: Upload, choices: Choices, now: datetime) -> None:
    """Look at the file again, with what somebody said about it.

    Raises:
        Refused: `moved_on` if the file is no longer at rest.
    """
    with transaction.atomic():
        row = _held(upload, *AT_REST)
        row.choices = choices.to_dict()
        row.state, row.language, row.changed_at = State.CHECKING, words.lang(), now
        row.outcome, row.problem = {}, {}
        row.revision += 1
        row.save()
        _queue(row, "imports.check", now)


@audited("imports.started", details=("uploads", "keep_mapping"))
def start(*, actor: User, uploads: Sequence[Upload], keep_mapping: bool, now: datetime) -> None:
    """Import files that have been tried; with `keep_mapping` the next such file needs no answer.

    Raises:
        Refused: `moved_on` if one of them is not ready.
    """
    with transaction.atomic():
        for upload in uploads:
            row = _held(upload, State.READY)
            row.state, row.language, row.changed_at = State.IMPORTING, words.lang(), now
            row.keep_mapping = keep_mapping
            row.import_id = new_import_id(now)
            row.problem = {}
            row.save()
            _queue(row, "imports.run", now)


@audited("imports.tried_again", of="upload")
def try_again(*, actor: User, upload: Upload, now: datetime) -> None:
    """Do once more what a defect stopped for good.

    Raises:
        Refused: `moved_on` if nothing was stopped.
    """
    with transaction.atomic():
        row = _held(upload, State.CHECKING, State.IMPORTING)
        if not _stopped(row):
            raise Refused("moved_on")
        row.changed_at = now
        row.save(update_fields=["changed_at"])
        _queue(row, "imports.check" if row.state == State.CHECKING else "imports.run", now)


@audited("imports.discarded", of="upload")
def discard(*, actor: User, upload: Upload, now: datetime) -> None:
    """Delete a file that is not to be imported, with everything that was seen of it.

    Raises:
        Refused: `moved_on` if it is being imported at this moment.
    """
    with transaction.atomic():
        row = _held(upload, *AT_REST, State.CHECKING, State.IMPORTING)
        if row.state == State.IMPORTING and not _stopped(row):
            raise Refused("moved_on")
        Job.objects.filter(pk=row.job_id, state=Job.State.QUEUED).delete()
        row.delete()
    delete_bytes(upload)


def take_back(*, actor: User, import_id: str, now: datetime) -> None:
    """Withdraw an import as a whole, whoever brought it and however.

    Raises:
        Refused: if there is no such import, or another one is being written.
    """
    try:
        withdraw(import_id, home=company.home(), lock_seconds=LOCK_SECONDS)
    except IntakeError as error:
        raise Refused("busy" if error.key == "busy" else "gone") from None
    with transaction.atomic():
        Upload.objects.filter(import_id=import_id, state=State.DONE).delete()
        note("imports.taken_back", now=now, actor=actor, of=f"import:{import_id}")
    refresh_register(now)


def delete_bytes(upload: Upload) -> None:
    """Delete the file itself; it may be gone already."""
    folder = Path(uploads()) / upload.folder
    shutil.rmtree(folder, ignore_errors=True)


def delete_all_bytes(rows: Sequence[Upload]) -> None:
    """Delete the files of rows that are gone."""
    for row in rows:
        delete_bytes(row)


def _held(upload: Upload, *states: Upload.State) -> Upload:
    """The row, locked against everybody else, in one of these states."""
    row = Upload.objects.select_for_update().filter(pk=upload.pk, state__in=states).first()
    if row is None:
        raise Refused("moved_on")
    return row


def _stopped(row: Upload) -> bool:
    """Whether the work was given up after its last attempt."""
    job = Job.objects.filter(pk=row.job_id).only("state").first()
    return job is None or job.state == Job.State.FAILED


def _queue(row: Upload, name: str, now: datetime) -> None:
    job = enqueue(name, {"upload": row.pk, "revision": row.revision}, now=now)
    row.job_id = job.pk
    row.save(update_fields=["job_id"])
