"""What people ask about imports: which files wait, what came in, what taking back would remove."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kundig.intake.own import is_own
from kundig.store import Import
from kundig.tables import TABLES
from kundig_web import company, words
from kundig_web.imports.models import Upload
from kundig_web.jobs.models import Job

State = Upload.State


@dataclass(frozen=True, slots=True)
class Filled:
    """What an import brought to one table."""

    table: str
    label: str
    rows: int
    new_versions: int

    @property
    def new(self) -> int:
        """Rows that were not there before."""
        return self.rows - self.new_versions


@dataclass(frozen=True, slots=True)
class Known:
    """An import in force, from a page or from the command line."""

    id: str
    file: str
    label: str
    at: datetime
    read: int
    refused: int
    taken: int
    new_versions: int
    tables: tuple[Filled, ...]
    mapping: str
    source: str
    version_rows: int

    @property
    def unchanged(self) -> int:
        """Rows of the file that were there already, or were put together with others."""
        return max(0, self.read - self.refused - self.taken - self.new_versions)


@dataclass(frozen=True, slots=True)
class Work:
    """Where the work on a file stands, for whoever waits."""

    state: str  # waiting | running | again | stopped
    step: str
    share: int | None  # percent
    rows: int
    rate: int
    left: int | None  # seconds
    error: str
    run_at: datetime | None


def waiting_uploads() -> list[Upload]:
    """Files that are not imported yet, the newest first."""
    return list(Upload.objects.exclude(state=State.DONE).defer("look", "mapping"))


def upload_of(pk: int) -> Upload | None:
    """One file."""
    return Upload.objects.filter(pk=pk).first()


def all_imports() -> list[Known]:
    """The imports in force, the newest first; what people write down here is none of them."""
    entries = company.snapshot().imports
    return [known(e) for e in reversed(entries) if not is_own(e)]


def import_of(import_id: str) -> Known | None:
    """One import in force."""
    for entry in company.snapshot().imports:
        if entry.id == import_id and not is_own(entry):
            return known(entry)
    return None


def quarantine_of(import_id: str) -> Path | None:
    """The refused rows of an import in force, if any were."""
    if import_of(import_id) is None:  # also keeps foreign paths out: the id names a file
        return None
    path = company.home().quarantine / f"{import_id}.csv"
    return path if path.exists() else None


def known(entry: Import) -> Known:
    """An entry of the manifest as a page shows it."""
    lang = words.lang()
    tables = tuple(
        Filled(name, table_label(name, lang), part.rows, part.new_versions)
        for name, part in entry.tables.items()
        if part.rows
    )
    main = next((t for t in tables if t.table == entry.table), None)
    return Known(
        id=entry.id,
        file=entry.file,
        label=table_label(entry.table, lang),
        at=datetime.fromisoformat(entry.imported_at),
        read=entry.counts.get("read", 0),
        refused=entry.counts.get("refused", 0),
        taken=main.new if main else 0,
        new_versions=main.new_versions if main else 0,
        tables=tables,
        mapping=entry.mapping,
        source=entry.source,
        version_rows=sum(t.new_versions for t in tables),
    )


def table_label(name: str, lang: str) -> str:
    """What a table is called."""
    table = TABLES[name]
    return table.de if lang == "de" else table.en


def room_in_words(size: int) -> str:
    """`2 GB` or `300 MB`, as file managers count."""
    mib = size // 2**20
    return f"{mib // 1024} GB" if mib % 1024 == 0 else f"{mib} MB"


def work_on(upload: Upload, now: datetime) -> Work | None:
    """The work that runs on the file; None where nothing does."""
    if upload.state not in {State.CHECKING, State.IMPORTING}:
        return None
    job = Job.objects.filter(pk=upload.job_id).first()
    if job is None or job.state == Job.State.FAILED:
        error = job.error if job is not None else ""
        return Work("stopped", "", None, 0, 0, None, error, None)
    told = job.progress
    done, total = int(told.get("done", 0)), int(told.get("total", 0))
    rows, seconds = int(told.get("rows", 0)), float(told.get("seconds", 0))
    share = min(done / total, 1.0) if total else None
    if job.state == Job.State.QUEUED:
        state = "again" if job.error else "waiting"
        return Work(state, "", None, 0, 0, None, job.error, job.run_at)
    step = str(told.get("step", ""))
    if step == "read" and share == 1.0:  # read to the end; comparing tells nothing meanwhile
        step = "compare"
    left = (
        round(seconds * (1 - share) / share) if share and step == "read" and seconds > 1 else None
    )
    return Work(
        state="running",
        step=step,
        share=round(100 * share) if share is not None and step == "read" else None,
        rows=rows,
        rate=round(rows / seconds) if seconds > 0.5 else 0,
        left=left,
        error="",
        run_at=None,
    )


def worker_seems_gone(upload: Upload, now: datetime) -> bool:
    """Whether a file has waited so long that no worker can be there."""
    if (now - upload.changed_at).total_seconds() < 20:
        return False
    running = Job.objects.filter(state=Job.State.LEASED, lease_until__gte=now).exists()
    return not running and Job.objects.filter(pk=upload.job_id, state=Job.State.QUEUED).exists()
