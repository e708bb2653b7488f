"""Backups as tests need them: real ones of a small company, and ones that nobody should accept."""

from __future__ import annotations

import io
import json
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from kundig.store.home import Company, Home
from kundig_web.backups import keyring, making, manifest, stream

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
Fill = Callable[[tarfile.TarFile], None]


def small_company(folder: Path, *, name: str = "Nordhang") -> Home:
    """A company with a database of its own, without Django."""
    home = Home(folder)
    home.write_company(Company(name=name))
    (folder / "web").mkdir()
    (folder / "mappings").mkdir()
    (folder / "mappings" / "kasse.toml").write_text("table = 'orders'\n", encoding="utf-8")
    with closing(sqlite3.connect(folder / "web" / "kundig.sqlite3")) as database:
        database.execute("CREATE TABLE promise (id INTEGER PRIMARY KEY, text TEXT)")
        draw = Random(7)  # noqa: S311 - words that cannot be packed: the backup has several chunks
        for n in range(2000):
            words = f"Zusage {draw.randbytes(200).hex()}"
            database.execute("INSERT INTO promise VALUES (?, ?)", (n, words))
        database.commit()
    return home


def settings_of(home: Home) -> dict[str, Any]:
    """Django's settings of the company's database."""
    name = home.folder / "web" / "kundig.sqlite3"
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": name}


def backup_of(home: Home, target: Path) -> Path:
    """A backup of the company."""
    return making.make(home, settings_of(home), target, now=NOW).path


class Crafted:
    """A backup written by somebody who knows the company's public key, and perhaps its secret."""

    def __init__(self, ring: keyring.Ring) -> None:
        self.ring = ring
        self.entries: list[tuple[tarfile.TarInfo, bytes]] = []
        self.files: list[manifest.File] = []
        self.head = manifest.head()
        self.seal = True
        self.format = manifest.FORMAT

    def add(self, name: str, content: bytes, *, listed: bool = True, kind: bytes = b"0") -> Crafted:
        info = tarfile.TarInfo(name)
        info.size, info.type = len(content) if kind == b"0" else 0, kind
        if kind != b"0":
            info.linkname = "/etc/passwd"
        self.entries.append((info, content))
        if listed:
            self.list(name, content)
        return self

    def list(self, name: str, content: bytes) -> Crafted:
        self.files.append(manifest.File(name, len(content), sha256(content).hexdigest()))
        return self

    def write(self, path: Path) -> Path:
        contents = manifest.Contents(NOW.isoformat(), files=tuple(self.files))
        seal = keyring.seal(self.ring.identities[0], contents.text()) if self.seal else "0" * 64
        last = manifest.sealed(contents, seal)

        def fill(tar: tarfile.TarFile) -> None:
            put(tar, manifest.HEAD, self.head)
            for info, content in self.entries:
                tar.addfile(info, io.BytesIO(content) if info.isreg() else None)
            put(tar, manifest.LIST, last)

        with path.open("wb") as out:
            stream.write(out, self.ring.recipient(), fill)
        return path


def put(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    tar.addfile(info, io.BytesIO(content))


def head(**values: Any) -> bytes:
    """The first entry, with something else in it."""
    return json.dumps({**json.loads(manifest.head()), **values}).encode()
