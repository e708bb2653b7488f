"""The list inside a backup: every file with its size and SHA-256, and what the company was then."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from packaging.version import InvalidVersion, Version

from kundig import __version__
from kundig_web.backups.errors import BackupError

FORMAT = 1
HEAD = "head.json"
LIST = "manifest.json"
LARGEST = 64 << 20


@dataclass(frozen=True, slots=True)
class File:
    """One file of a backup."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that a backup says about itself."""

    made_at: str  # ISO 8601, UTC
    company: str = ""
    kundig: str = __version__
    database: str = ""  # name of the database's file; "" if the company has no site yet
    migrations: tuple[str, ...] = ()
    rows: dict[str, int] = field(default_factory=dict)  # of the database's tables, if counted
    store_version: int = 0
    imports: int = 0
    keys: dict[str, str] = field(default_factory=dict)  # name -> fingerprint
    audit_entries: int = 0
    audit_head: str = ""
    files: tuple[File, ...] = ()

    def text(self) -> bytes:
        """Always the same bytes for the same contents: this is what is sealed."""
        told = {"format": FORMAT, **asdict(self)}
        return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1).encode()

    @property
    def size(self) -> int:
        """Bytes of all files when they are unpacked."""
        return sum(f.size for f in self.files)


def head() -> bytes:
    """The first entry: says at once whether this version can read the rest."""
    return json.dumps({"format": FORMAT, "kundig": __version__}).encode()


def check_head(raw: bytes, name: str) -> None:
    """Refuse a backup of another format, or of a newer version.

    Raises:
        BackupError: `damaged`, `older_format`, `newer`.
    """
    told = _object(raw, name)
    number, version = told.get("format"), str(told.get("kundig", ""))
    if not isinstance(number, int) or isinstance(number, bool):
        raise BackupError("damaged", name=name)
    if number < FORMAT:
        raise BackupError("older_format", name=name, format=number)
    try:
        newer = Version(version) > Version(__version__)
    except InvalidVersion:
        raise BackupError("damaged", name=name) from None
    if number > FORMAT or newer:
        raise BackupError("newer", name=name, version=version, own=__version__)


def parse(raw: bytes, name: str) -> tuple[Contents, str, bytes]:
    """The contents, their seal, and the bytes that were sealed.

    Raises:
        BackupError: `damaged`.
    """
    told = _object(raw, name)
    try:
        told.pop("format")
        found = str(told.pop("seal"))
        files = tuple(File(**f) for f in told.pop("files"))
        contents = Contents(
            files=files, migrations=tuple(told.pop("migrations")), **told
        )  # fmt: skip
    except (KeyError, TypeError):
        raise BackupError("damaged", name=name) from None
    return contents, found, contents.text()


def sealed(contents: Contents, seal: str) -> bytes:
    """The last entry of a backup."""
    return json.dumps({**json.loads(contents.text()), "seal": seal}, ensure_ascii=False).encode()


def _object(raw: bytes, name: str) -> dict[str, Any]:
    try:
        told = json.loads(raw)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise BackupError("damaged", name=name)
    return told
