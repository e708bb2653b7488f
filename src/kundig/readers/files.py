"""The file on disk itself."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kundig.readers.errors import ReadError


def file_hash(path: Path) -> str:
    """The SHA-256 of the bytes on disk."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ReadError("cannot_open", file=str(path), reason=error.strerror or "") from None
