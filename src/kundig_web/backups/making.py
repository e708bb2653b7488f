"""Making a backup while the site works: hold on to everything briefly, then write in peace."""

from __future__ import annotations

import errno
import io
import os
import secrets
import shutil
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from filelock import FileLock, Timeout

from kundig.store.durable import sync_folder
from kundig.store.home import Home
from kundig_web.backups import collect, databases, keyring, manifest, stream
from kundig_web.backups.collect import Item
from kundig_web.backups.errors import BackupError

#: So much stays free on the disk: a site whose disk is full can save nothing.
RESERVE = 64 << 20
DRAFTS = "drafts"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that lies where it belongs."""

    path: Path
    size: int
    contents: manifest.Contents


def make(
    home: Home,
    database: Mapping[str, Any],
    target: Path,
    *,
    now: datetime,
    progress: Progress = lambda done, total: None,
) -> Made:
    """Write the backup `target` (a file that does not exist yet).

    Args:
        home: the company.
        database: Django's settings of its database.
        target: the file; it appears under its name when it is complete and on the disk.
        now: the moment, for the list inside.
        progress: told how many of how many bytes have been read.

    Raises:
        BackupError: `exists`, `no_space`, `busy`, `no_database` …
    """
    ring = keyring.load_or_make(home.keys)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        raise BackupError("exists", path=target)
    with _alone(home), _draft(home) as draft:
        _enough_room(home, database, target.parent)
        contents, items = _hold(home, database, draft, ring, now)
        part = target.parent / f".{target.name}.{secrets.token_hex(4)}.part"
        try:
            contents = _write(part, contents, items, ring, progress)
            os.link(part, target)  # refuses to replace a file that appeared meanwhile
        except OSError as error:
            raise _told(error, target) from None
        finally:
            part.unlink(missing_ok=True)
        sync_folder(target.parent)
    return Made(target, target.stat().st_size, contents)


def sweep(home: Home) -> None:
    """Remove what a killed backup held on to; nothing while one runs."""
    try:
        with _alone(home):
            _remove_drafts(home)
    except BackupError:
        return


def _hold(
    home: Home, database: Mapping[str, Any], draft: Path, ring: keyring.Ring, now: datetime
) -> tuple[manifest.Contents, list[Item]]:
    own = None if databases.is_postgres(database) else Path(database["NAME"])
    # Before and after the database: a file that waits may come or be used up in between.
    found = {i.name: i for i in collect.others(home, draft, own)}
    (draft / "database").mkdir()
    kept = databases.keep(database, draft / "database")
    found |= {i.name: i for i in collect.others(home, draft, own)}
    state, store = collect.store(home, draft)
    items = [*store, *found.values()]
    if kept.name:
        path = draft / kept.name
        items.insert(0, Item(kept.name, path, path.stat().st_size))
    contents = manifest.Contents(
        made_at=now.isoformat(), company=home.company().name, database=kept.name,
        migrations=kept.migrations, rows=dict(kept.rows or {}), store_version=state.version,
        imports=len(state.imports), keys=ring.fingerprints(),
        audit_entries=kept.audit[0], audit_head=kept.audit[1],
    )  # fmt: skip
    return contents, items


def _write(
    part: Path,
    contents: manifest.Contents,
    items: list[Item],
    ring: keyring.Ring,
    progress: Progress,
) -> manifest.Contents:
    """Stream everything into one file; the contents with the sums of what was written."""
    total = sum(i.size for i in items)
    told: list[manifest.Contents] = []

    def fill(tar: tarfile.TarFile) -> None:
        _add(tar, manifest.HEAD, io.BytesIO(manifest.head()), len(manifest.head()))
        files, done = [], 0
        for item in items:
            with item.path.open("rb") as source:
                reader = _Summing(source, lambda n, before=done: progress(before + n, total))  # type: ignore[misc]
                _add(tar, item.name, reader, item.size)
            files.append(manifest.File(item.name, item.size, reader.sum.hexdigest()))
            done += item.size
        complete = replace(contents, files=tuple(files))
        last = manifest.sealed(complete, keyring.seal(ring.identities[0], complete.text()))
        _add(tar, manifest.LIST, io.BytesIO(last), len(last))
        told.append(complete)

    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        checked = _Full(target)
        try:
            stream.write(checked, ring.recipient(), fill)  # type: ignore[arg-type]
        except Exception:
            if checked.error is not None:
                raise checked.error from None
            raise
        target.flush()
        os.fsync(target.fileno())
    return told[0]


def _add(tar: tarfile.TarFile, name: str, source: Any, size: int) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    tar.addfile(info, source)


class _Summing:
    """Reads a file, adds up its sum, tells how far it is."""

    def __init__(self, source: IO[bytes], tell: Callable[[int], None]) -> None:
        self._source = source
        self._tell = tell
        self._done = 0
        self.sum = sha256()

    def read(self, size: int) -> bytes:
        piece = self._source.read(size)
        self.sum.update(piece)
        self._done += len(piece)
        self._tell(self._done)
        return piece


class _Full:
    """Writes, and remembers the disk's own error, which age would tell without its number."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self.error: OSError | None = None

    def write(self, piece: bytes) -> int:
        try:
            return self._target.write(piece)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        self._target.flush()


def _enough_room(home: Home, database: Mapping[str, Any], folder: Path) -> None:
    """Refuse before the first byte what cannot end well."""
    copy = databases.size(database)
    needed = {home.folder: copy, folder: copy + collect.weight(home)}
    if home.folder.stat().st_dev == folder.stat().st_dev:
        needed[folder] += needed.pop(home.folder)
    for place, size in needed.items():
        free = shutil.disk_usage(place).free
        if free < size + RESERVE:
            raise BackupError("no_space", path=place, needed=_mib(size + RESERVE), free=_mib(free))


def _told(error: OSError, target: Path) -> Exception:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return BackupError("disk_full", path=target.parent)
    if isinstance(error, FileExistsError):
        return BackupError("exists", path=target)
    return error


def _mib(size: int) -> int:
    return -(-size // 2**20)


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """One backup of a company at a time."""
    (home.folder / "web").mkdir(parents=True, exist_ok=True)
    lock = FileLock(home.folder / "web" / "backup.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise BackupError("busy") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _draft(home: Home) -> Iterator[Path]:
    _remove_drafts(home)  # of one that was killed
    draft = home.folder / "web" / DRAFTS / f"backup-{secrets.token_hex(6)}"
    draft.mkdir(parents=True, mode=0o700)
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _remove_drafts(home: Home) -> None:
    for left in (home.folder / "web" / DRAFTS).glob("backup-*"):
        shutil.rmtree(left, ignore_errors=True)
