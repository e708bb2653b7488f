"""Checking a backup from the first byte to the last, and unpacking one that was checked."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO

from kundig_web.backups import manifest, stream
from kundig_web.backups.databases import POSTGRES, SQLITE
from kundig_web.backups.errors import BackupError
from kundig_web.backups.keyring import Ring, is_sealed

LONGEST_NAME = 1000
_PART = re.compile(r"[^/\x00-\x1f\\]{1,255}")
#: Called with the name of a file and a piece of it; an empty piece ends the file.
Take = Callable[[str, bytes], None]


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup in which everything is as its writer sealed it."""

    path: Path
    contents: manifest.Contents


def check(path: Path, ring: Ring, take: Take | None = None) -> Checked:
    """Read everything, compare it with the sealed list; nothing is written.

    Args:
        path: the backup.
        ring: the company's keys.
        take: is given every piece. What it does must be undone if this raises.

    Raises:
        BackupError: `missing`, `not_a_backup`, `other_key`, `damaged`, `newer`, `older_format`,
            `unsafe_name`, `file_missing`, `file_extra`, `file_changed`, `forged`.
    """
    name = path.name
    if not path.is_file():
        raise BackupError("missing", path=path)
    found: dict[str, manifest.File] = {}
    last: bytes | None = None
    with stream.read(path, ring.parsed()) as entries:
        for number, (info, source) in enumerate(entries):
            if last is not None:
                raise BackupError("file_extra", name=name, file=info.name)
            if source is None:
                raise BackupError("unsafe_name", name=name, file=info.name)
            if info.name in {manifest.HEAD, manifest.LIST}:
                raw = _small(source, info.size, name)
                if (info.name == manifest.HEAD) != (number == 0):
                    raise BackupError("damaged", name=name)
                if info.name == manifest.HEAD:
                    manifest.check_head(raw, name)
                else:
                    last = raw
                continue
            if number == 0:
                raise BackupError("damaged", name=name)
            if not is_safe(info.name) or info.name in found:
                raise BackupError("unsafe_name", name=name, file=info.name)
            found[info.name] = _sum(info.name, info.size, source, take)
        if last is None:
            raise BackupError("damaged", name=name)
    contents, seal, text = manifest.parse(last, name)
    if not is_sealed(ring, text, seal):
        raise BackupError("forged", name=name)
    _compare(contents, found, name)
    return Checked(path, contents)


def unpack(checked: Checked, ring: Ring, folder: Path) -> None:
    """Write the files of a checked backup into an empty folder; checks them once more."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    open_file: list[IO[bytes]] = []

    def take(name: str, piece: bytes) -> None:
        if not open_file:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            open_file.append(os.fdopen(descriptor, "wb"))
        if piece:
            open_file[0].write(piece)
        else:
            file = open_file.pop()
            file.flush()
            os.fsync(file.fileno())
            file.close()

    again = check(checked.path, ring, take)
    if again.contents != checked.contents:
        raise BackupError("damaged", name=checked.path.name)


def is_safe(name: str) -> bool:
    """True for a relative name below `home/`, or the database's, without ways out."""
    if name in {SQLITE, POSTGRES}:
        return True
    parts = name.split("/")
    return (
        len(name) <= LONGEST_NAME
        and parts[0] == "home"
        and len(parts) > 1
        and all(_PART.fullmatch(p) and p not in {".", ".."} for p in parts)
        and parts[1] != "keys"
        and not PurePosixPath(name).is_absolute()
    )


def _small(source: IO[bytes], size: int, name: str) -> bytes:
    if size > manifest.LARGEST:
        raise BackupError("damaged", name=name)
    return source.read()


def _sum(name: str, size: int, source: IO[bytes], take: Take | None) -> manifest.File:
    told = sha256()
    while piece := source.read(stream.PIECE):
        told.update(piece)
        if take is not None:
            take(name, piece)
    if take is not None:
        take(name, b"")
    return manifest.File(name, size, told.hexdigest())


def _compare(contents: manifest.Contents, found: dict[str, manifest.File], name: str) -> None:
    listed = {f.name: f for f in contents.files}
    for file in listed.keys() - found.keys():
        raise BackupError("file_missing", name=name, file=file)
    for file in found.keys() - listed.keys():
        raise BackupError("file_extra", name=name, file=file)
    for file, told in listed.items():
        if found[file] != told:
            raise BackupError("file_changed", name=name, file=file)
