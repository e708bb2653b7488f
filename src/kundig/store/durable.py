"""Files that are there whole or not at all, also after a power failure."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

OWNER = 0o600
#: As any new file: what the system's mask leaves.
USUAL = 0o666


def replace(path: Path, content: bytes, mode: int = OWNER) -> None:
    """Put a file in the place of another; a reader sees the old one or the new one.

    The folder must exist.
    """
    draft = _draft(path, content, mode)
    draft.replace(path)
    sync_folder(path.parent)


def write_once(path: Path, content: bytes) -> None:
    """Write a file that is never replaced, in a folder that its owner alone may open.

    Two processes that write at once agree: whoever links the file first wins.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    draft = _draft(path, content, OWNER)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power failure (where the system can)."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows cannot open a folder; its renames are journalled
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Make the bytes of a file survive a power failure."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _draft(path: Path, content: bytes, mode: int) -> Path:
    """The content beside its place, under a name that nobody else uses."""
    draft = path.parent / f".{path.name}-{secrets.token_hex(8)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return draft
