"""What was worked out once is kept on disk, shared by all processes, as long as the store stands.

A state is the store at one version under one company, read by one edition of the code. Its folder
holds what was worked out of it; the folders of other states are deleted when a new one is made.
Nothing here is needed: whoever deletes the folder loses some seconds.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from weakref import WeakValueDictionary

from django.conf import settings

import kundig
from kundig.store import Snapshot
from kundig.store.home import Home

#: The most that one state may hold; beyond it the oldest quarter goes.
MOST_FILES = 2000
#: Two requests that want the same at once: one works, the other waits and reads.
_LOCKS: WeakValueDictionary[str, Lock] = WeakValueDictionary()
_DOOR = Lock()


def state_of(snapshot: Snapshot, home: Home) -> str:
    """The name of a state; it changes with the data, the company's settings and the code."""
    last = [f"{i.id} {i.imported_at}" for i in snapshot.imports]
    said = (home.folder, snapshot.version, last, home.company(), edition())
    return sha256(repr(said).encode()).hexdigest()[:16]


def kept(state: str, name: str, make: Callable[[], bytes]) -> bytes:
    """What `make` returns, from disk if it was made before."""
    path = _folder() / state / sha256(name.encode()).hexdigest()
    with contextlib.suppress(OSError):
        return path.read_bytes()
    with _lock_of(path):
        with contextlib.suppress(OSError):
            return path.read_bytes()
        made = make()
        # A full disk or a folder that may not be written must not cost the answer.
        with contextlib.suppress(OSError):
            _write(path, made)
        return made


def _lock_of(path: Path) -> Lock:
    """One lock per thing, so that what is made of other kept things never waits for itself."""
    with _DOOR:
        return _LOCKS.setdefault(str(path), Lock())


def _folder() -> Path:
    return Path(settings.WEB_FOLDER) / "cache" / "questions"


def _write(path: Path, content: bytes) -> None:
    if not path.parent.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        for other in _folder().iterdir():
            if other != path.parent:
                shutil.rmtree(other, ignore_errors=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as draft:
        draft.write(content)
    os.replace(draft.name, path)
    _make_room(path.parent)


def _make_room(folder: Path) -> None:
    with os.scandir(folder) as found:
        files = [f for f in found if f.is_file()]
    if len(files) <= MOST_FILES:
        return
    for one in sorted(files, key=lambda f: f.stat().st_mtime)[: len(files) // 4]:
        with contextlib.suppress(OSError):
            os.unlink(one.path)


@cache
def edition() -> str:
    """Tells one edition of the ground floor from another: newest change and number of its files."""
    files = [p for p in Path(kundig.__file__).parent.rglob("*") if p.suffix in {".py", ".toml"}]
    return f"{max(p.stat().st_mtime_ns for p in files)}-{len(files)}"
