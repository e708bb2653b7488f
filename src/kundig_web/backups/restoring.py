"""Restoring: everything is checked first, built in a draft beside the target, then renamed.

Until the last step the target does not exist: whatever fails or is killed before leaves nothing but
a hidden draft, which the next try removes. A PostgreSQL database is filled in one transaction.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from kundig.store.durable import sync_folder
from kundig.store.home import Home
from kundig_web.backups import beside, databases, keyring
from kundig_web.backups.errors import BackupError
from kundig_web.backups.keyring import Ring
from kundig_web.backups.manifest import Contents
from kundig_web.backups.verify import Checked, check, unpack

RESERVE = 64 << 20
_LINE = 4000


@dataclass(frozen=True, slots=True)
class Wish:
    """What to restore, where to, and with what."""

    path: Path
    into: Path
    ring: Ring
    database_url: str = ""  # of an empty PostgreSQL database, for a backup of one
    without_keys: bool = False
    erased: Path | None = None  # a list of erasures that lies elsewhere
    old: Home | None = None  # the company's folder as it was, if it is still there


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and what was done before anybody could look at it."""

    contents: Contents
    into: Path
    told: Mapping[str, Any]  # of `after_restore`: migrated, erased, sessions


def restore(wish: Wish, database: Mapping[str, Any] | None = None) -> Restored:
    """Restore a backup into a folder that does not exist or is empty.

    Args:
        wish: what and where.
        database: Django's settings of an empty PostgreSQL database, for a backup of one.

    Raises:
        BackupError: as `verify.check`; also `running`, `target_filled`, `no_space`, `keys_missing`,
            `needs_postgres`, `database_filled`, `after`.
    """
    _refuse_target(wish.into)
    checked = check(wish.path, wish.ring)
    _refuse_keys(checked.contents, wish)
    postgres = checked.contents.database == databases.POSTGRES
    if postgres and database is None:
        raise BackupError("needs_postgres", name=wish.path.name)
    if postgres and database is not None:
        databases.refuse_filled(database)
    wish.into.parent.mkdir(parents=True, exist_ok=True)
    _refuse_space(checked.contents, wish.into.parent)
    draft = _new_draft(wish.into)
    try:
        home = build(checked, wish.ring, draft)
        if postgres and database is not None:
            databases.fill(database, draft / databases.POSTGRES)
        told = _after(home, wish, checked.contents)
        _sync_tree(home)
        if wish.into.exists():
            wish.into.rmdir()  # empty, or this refuses
        home.rename(wish.into)
        sync_folder(wish.into.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Restored(checked.contents, wish.into, told)


def build(checked: Checked, ring: Ring, draft: Path) -> Path:
    """Unpack into `draft`; the company's folder as it was, its keys in their place."""
    unpack(checked, ring, draft)
    home = draft / "home"
    home.mkdir(exist_ok=True, mode=0o700)
    copy = draft / databases.SQLITE
    if copy.exists():
        (home / "web").mkdir(exist_ok=True, mode=0o700)
        copy.rename(home / "web" / copy.name)
    keyring.place(home / "keys", ring)
    return home


def run_django(home: Path, *command: str, database_url: str = "") -> dict[str, Any]:
    """Run one of our commands in a process of its own that serves that folder; what it told.

    Raises:
        BackupError: `after`, with the reason that the command gave.
    """
    environment = {k: v for k, v in os.environ.items() if k != "KUNDIG_DATABASE_URL_FILE"}
    environment |= {
        "KUNDIG_HOME": str(home),
        "KUNDIG_DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "kundig_web.site.settings",
    }
    environment.pop("KUNDIG_DEMO", None)
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "kundig_web", *command],
        env=environment, capture_output=True, stdin=subprocess.DEVNULL, check=False, text=True,
    )  # fmt: skip
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise BackupError("after", reason=reason[:_LINE])
    told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


def _after(home: Path, wish: Wish, contents: Contents) -> Mapping[str, Any]:
    """Erasures and objections hold before anybody looks, with a site or without."""
    lists = [wish.erased] if wish.erased is not None else []
    objections = beside.gather(Home(home), wish.path, wish.old, lists)
    more = ["--objections", str(objections)] if objections is not None else []
    url = wish.database_url if contents.database == databases.POSTGRES else ""
    return run_django(home, "after_restore", *more, database_url=url)


def _refuse_target(into: Path) -> None:
    lock = into / "web" / "serve.lock"
    if lock.exists():
        held = FileLock(lock)
        try:
            held.acquire(timeout=0)
        except Timeout:
            raise BackupError("running", path=into) from None
        held.release()
    if into.is_symlink() or (into.exists() and not into.is_dir()) or _filled(into):
        raise BackupError("target_filled", path=into)


def _filled(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _refuse_keys(contents: Contents, wish: Wish) -> None:
    own = wish.ring.fingerprints()
    lost = sorted(name for name, told in contents.keys.items() if own.get(name) != told)
    if lost and not wish.without_keys:
        raise BackupError("keys_missing", names=", ".join(lost))


def _refuse_space(contents: Contents, folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if free < contents.size + RESERVE:
        needed = -(-(contents.size + RESERVE) // 2**20)
        raise BackupError("no_space", path=folder, needed=needed, free=free // 2**20)


def _new_draft(into: Path) -> Path:
    beginning = f".{into.name}-restore-"
    for left in into.parent.glob(f"{beginning}*"):  # of a restore that was killed
        shutil.rmtree(left, ignore_errors=True)
    draft = into.parent / f"{beginning}{secrets.token_hex(4)}"
    draft.mkdir(mode=0o700)
    return draft


def _sync_tree(folder: Path) -> None:
    """Files were synced when they were written; the folders and the database follow."""
    for parent, _, files in os.walk(folder):
        for name in files:
            if name.startswith("kundig.sqlite3"):
                descriptor = os.open(Path(parent) / name, os.O_RDONLY)
                os.fsync(descriptor)
                os.close(descriptor)
        sync_folder(Path(parent))
