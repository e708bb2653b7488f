"""What belongs into a backup: everything in the company's folder that cannot be made again.

The store is taken without its lock: its files never change, so linking those that the manifest
names holds on to one version, however long writing takes and whatever is published meanwhile. The
database is taken first, so the store may be newer than the database, never older: work that the
database knows as done is there, and what the store has already seen is known when a job repeats.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kundig.store.home import Home
from kundig.store.manifest import Manifest
from kundig_web.backups.errors import BackupError

HOME = "home/"
#: Folders at the top that are keys, made again when needed, backups themselves, or must not go back
#: in time with the rest: the audit log's anchors and the list of erasures.
LEFT_OUT = {"keys", "register", "backups", "caches", "cache", "anchors", "erasures.jsonl"}
#: The same below `web`. The database is copied by its own means.
LEFT_OUT_OF_WEB = {
    "secret_key",
    "serve.lock",
    "serve.json",
    "backup.lock",
    "drafts",
    "cache",
    "spill",
    "exports",
}
#: The same below `store`: its tables come by the manifest.
LEFT_OUT_OF_STORE = {"tables", "staging", "manifest.json", "lock"}
ENDINGS = (".lock", ".log", ".draft", ".part", ".tmp")
TRIES = 20


@dataclass(frozen=True, slots=True)
class Item:
    """A file on its way into a backup."""

    name: str  # its name there: `home/company.toml`
    path: Path
    size: int


def store(home: Home, draft: Path) -> tuple[Manifest, list[Item]]:
    """Hold on to the store at one version: its manifest and the files that it names."""
    folder = home.folder / "store"
    for number in range(TRIES):
        target = draft / f"store-{number}"
        try:
            raw = (folder / "manifest.json").read_bytes()
        except FileNotFoundError:
            return Manifest(), []
        target.mkdir(parents=True)
        own = target / "manifest.json"
        own.write_bytes(raw)
        manifest = Manifest.read(own)
        items = [_item(f"{HOME}store/manifest.json", own)]
        try:
            for name in sorted(named(manifest)):
                kept = target / name
                kept.parent.mkdir(parents=True, exist_ok=True)
                _hold(folder / name, kept)
                items.append(_item(f"{HOME}store/{name}", kept))
        except FileNotFoundError:  # withdrawn or forgotten this moment: the manifest is new, too
            shutil.rmtree(target)
            continue
        return manifest, items
    raise BackupError("store_moves")


def named(manifest: Manifest) -> set[str]:
    """The files of a manifest, relative to the store."""
    return {
        f"tables/{table}/{name}"
        for entry in manifest.imports
        for table, part in entry.tables.items()
        for name in (*part.files, *part.superseded, *part.seen)
    }


def others(home: Home, draft: Path, database: Path | None) -> list[Item]:
    """Hold on to everything else: what people chose, refused rows, files that wait for import."""
    items = []
    for relative in _walk(home.folder, database):
        source = home.folder / relative
        kept = draft / "home" / relative
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.unlink(missing_ok=True)
        try:
            _hold(source, kept)
            items.append(_item(HOME + relative, kept))
        except FileNotFoundError:
            continue  # gone meanwhile
    return items


def weight(home: Home) -> int:
    """About how many bytes a backup has before it is packed, without the database."""
    manifest = home.store.manifest()
    store_files = (home.folder / "store" / name for name in named(manifest))
    rest = (home.folder / name for name in _walk(home.folder, None))
    return sum(_size(p) for p in (*store_files, *rest))


def _walk(folder: Path, database: Path | None) -> Iterator[str]:
    own = {f"{database}{end}" for end in ("", "-wal", "-shm", "-journal")} if database else set()
    for parent, folders, files in os.walk(folder):
        relative = Path(parent).relative_to(folder)
        if relative == Path():
            folders[:] = [f for f in folders if f not in LEFT_OUT]
            files = [f for f in files if f not in LEFT_OUT]
        if relative == Path("store"):
            folders[:] = [f for f in folders if f not in LEFT_OUT_OF_STORE]
            files = [f for f in files if f not in LEFT_OUT_OF_STORE]
        if relative == Path("web"):
            folders[:] = [f for f in folders if f not in LEFT_OUT_OF_WEB]
            files = [f for f in files if f not in LEFT_OUT_OF_WEB]
            files = [f for f in files if not f.startswith("kundig.sqlite3")]
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(files):
            path = Path(parent) / name
            if name.startswith(".") or name.endswith(ENDINGS) or path.is_symlink():
                continue
            if str(path) not in own and path.is_file():
                yield (relative / name).as_posix()


def _hold(source: Path, kept: Path) -> None:
    """A second name for a file; a copy where the disk knows no second names."""
    try:
        os.link(source, kept, follow_symlinks=False)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copy2(source, kept)


def _item(name: str, path: Path) -> Item:
    return Item(name, path, path.stat().st_size)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
