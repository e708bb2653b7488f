"""The record store of one company: publish, withdraw, snapshot.

Why plain Parquet under one manifest: docs/decisions/plain-parquet-under-one-manifest.md.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

from kundig.engines.files import TableFiles
from kundig.store.difference import Difference, Staged, compare, keep_confirmed
from kundig.store.durable import sync_file, sync_folder
from kundig.store.manifest import Import, Manifest, TablePart
from kundig.store.restricted import NOBODY, Restricted, read
from kundig.tables import TABLES

#: Files that no manifest names are deleted only after this many seconds: a reader may still hold
#: an older manifest.
GRACE_SECONDS = 15 * 60
#: How often a question is put again when the files that it reads vanish.
READ_AGAIN = 3
T = TypeVar("T")


class StoreError(Exception):
    """The store cannot do what was asked; `key` names the sentence that says why."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The store at one version: what every answer is computed from."""

    version: int
    tables: Mapping[str, TableFiles]
    imports: tuple[Import, ...]
    restricted: Restricted = NOBODY

    def vanished(self) -> bool:
        """True if a file of this version is gone: a person was forgotten since. Read anew."""
        return any(
            not path.exists() for t in self.tables.values() for path in (*t.files, *t.superseded)
        )


@dataclass(frozen=True, slots=True)
class Published:
    """What an import changed."""

    version: int
    changed: bool
    differences: Mapping[str, Difference]


class Store:
    """The record store under one folder.

    Args:
        folder: `KUNDIG_HOME/store`; made when the first import is published.
        lock_seconds: how long to wait for another import that is publishing.
    """

    def __init__(self, folder: Path, *, lock_seconds: float = 600) -> None:
        self.folder = folder
        self._lock_seconds = lock_seconds

    @property
    def manifest_path(self) -> Path:
        """The file that says which files are in force."""
        return self.folder / "manifest.json"

    def manifest(self) -> Manifest:
        """The manifest in force."""
        return Manifest.read(self.manifest_path)

    def snapshot(self) -> Snapshot:
        """All tables of the contract at the version in force (empty ones included)."""
        manifest = self.manifest()
        return Snapshot(
            version=manifest.version,
            tables={name: self._files(manifest, name) for name in TABLES},
            imports=manifest.imports,
            restricted=read(self.folder),
        )

    def read(self, asked: Callable[[Snapshot], T]) -> T:
        """Ask something of the store; again if files vanished meanwhile because a person was forgotten."""
        for _ in range(READ_AGAIN):
            snapshot = self.snapshot()
            try:
                return asked(snapshot)
            except Exception:
                if not snapshot.vanished():
                    raise
        return asked(self.snapshot())

    def staging(self, import_id: str) -> Path:
        """A fresh folder, on the store's own disk, for the files of one import."""
        path = self.folder / "staging" / import_id
        path.mkdir(parents=True, exist_ok=False)
        return path

    def publish(
        self,
        entry: Import,
        staged: Iterable[Staged],
        *,
        dry_run: bool = False,
        waiting: Callable[[], None] | None = None,
        replacing: Callable[[Import], bool] | None = None,
        still: Callable[[], bool] | None = None,
    ) -> Published:
        """Compare staged rows with the store and make all of them visible at once.

        The comparison runs under the publishing lock, so rows that another import published in
        the meantime are known. If nothing differs and the same file is already in force, the
        version stays as it is.

        Args:
            entry: the import without its tables and without the counts of the comparison.
            staged: one staged file per table.
            dry_run: only say what would change.
            waiting: called once if another import holds the lock.
            replacing: imports for which it is true leave in the same step, with all their rows:
                whatever is still true of them stands among the staged rows.
            still: asked under the lock whether what the rows were judged by is still so.

        Raises:
            StoreError: `busy` if the lock is not free in time, `moved_on` if `still` says no.
        """
        with self.locked(waiting):
            manifest = self.manifest()
            self.clean(manifest)
            if still is not None and not still():
                raise StoreError("moved_on")
            if replacing is not None:
                left = tuple(i for i in manifest.imports if not replacing(i))
                manifest = replace(manifest, imports=left)
            scratch = self.folder / "staging" / entry.id
            scratch.mkdir(parents=True, exist_ok=True)
            differences = {
                s.table: compare(
                    s,
                    self._files(manifest, s.table),
                    folder=scratch / "dry" if dry_run else self.table_folder(s.table),
                    name=f"{s.table}-{entry.id}" if dry_run else entry.id,
                    spill=scratch,
                )
                for s in staged
            }
            if dry_run:
                changed = any(d.changed for d in differences.values())
                return Published(manifest.version, changed, differences)
            known = any(
                i.sha256 == entry.sha256 and i.mapping == entry.mapping for i in manifest.imports
            )
            if known and not any(d.changed for d in differences.values()):
                for table, d in differences.items():
                    for name in (*d.part.files, *d.part.superseded, *d.part.seen):
                        (self.table_folder(table) / name).unlink(missing_ok=True)
                return Published(manifest.version, False, differences)
            parts = {name: d.part for name, d in differences.items()}
            self.sync(parts)
            updated = replace(
                manifest,
                version=manifest.version + 1,
                imports=(*manifest.imports, replace(entry, tables=parts)),
                keyed=manifest.keyed or manifest.version == 0,
            )
            updated.write(self.manifest_path)
            return Published(updated.version, True, differences)

    def withdraw(self, import_id: str) -> Manifest:
        """Take an import back as a whole, as if its file had never been read.

        Rows that a later import confirmed stay, under that import; versions that the withdrawn
        import had replaced come back.

        Raises:
            StoreError: `unknown_import` if there is none of that id, `busy` as in publish.
        """
        with self.locked(None):
            manifest = self.manifest()
            position = next((i for i, e in enumerate(manifest.imports) if e.id == import_id), None)
            if position is None:
                raise StoreError(
                    "unknown_import",
                    id=import_id,
                    known=", ".join(e.id for e in manifest.imports) or "–",
                )
            gone = manifest.imports[position]
            later = list(manifest.imports[position + 1 :])
            scratch = self.folder / "staging" / f"withdraw-{import_id}"
            scratch.mkdir(parents=True, exist_ok=True)
            for table, part in gone.tables.items():
                for i, heir in enumerate(later):
                    inherited, part = keep_confirmed(
                        table=TABLES[table],
                        folder=self.table_folder(table),
                        gone=part,
                        heir=heir.tables.get(table, TablePart()),
                        name=f"{heir.id}-from-{import_id}-{time.time_ns()}",
                        spill=scratch,
                    )
                    if inherited is not None:
                        later[i] = heir = replace(heir, tables={**heir.tables, table: inherited})
                        self.sync({table: inherited})
            updated = replace(
                manifest,
                version=manifest.version + 1,
                imports=(*manifest.imports[:position], *later),
            )
            updated.write(self.manifest_path)
            self.clean(updated)
            return updated

    def _files(self, manifest: Manifest, table: str) -> TableFiles:
        folder = self.table_folder(table)
        parts = [e.tables[table] for e in manifest.imports if table in e.tables]
        return TableFiles(
            table=TABLES[table],
            files=tuple(folder / f for p in parts for f in p.files),
            # A part without rows (all of them known already) names columns that no file has.
            columns=frozenset(c for p in parts if p.files for c in p.columns),
            superseded=tuple(folder / f for p in parts for f in p.superseded),
        )

    def sync(self, parts: Mapping[str, TablePart]) -> None:
        """Make the files of these parts survive a power failure."""
        for table, part in parts.items():
            folder = self.table_folder(table)
            for name in (*part.files, *part.superseded, *part.seen):
                sync_file(folder / name)
            if folder.exists():
                sync_folder(folder)

    def clean(self, manifest: Manifest, *, grace: float = GRACE_SECONDS) -> None:
        """Delete files that no manifest names, once no reader can still need them."""
        named = {
            self.table_folder(table) / name
            for entry in manifest.imports
            for table, part in entry.tables.items()
            for name in (*part.files, *part.superseded, *part.seen)
        }
        old = time.time() - grace
        for path in (self.folder / "tables").glob("*/*.parquet"):
            if path not in named and path.stat().st_mtime <= old:
                path.unlink(missing_ok=True)

    def table_folder(self, table: str) -> Path:
        """Where the files of a table lie."""
        return self.folder / "tables" / table

    @contextmanager
    def locked(self, waiting: Callable[[], None] | None = None) -> Iterator[None]:
        """Nobody else publishes meanwhile.

        Raises:
            StoreError: `busy` if the lock is not free in time.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if waiting is not None:
                waiting()
            try:
                lock.acquire(timeout=self._lock_seconds)
            except Timeout:
                raise StoreError("busy", seconds=int(self._lock_seconds)) from None
        try:
            yield
        finally:
            lock.release()
