"""Files on their way in: written to disk piece by piece, counted while they are read.

Django's own handlers would keep a file in memory or in the system's temporary folder (which may be
memory, too). This one writes below `WEB_FOLDER/uploads` and stops at the limit.
"""

from __future__ import annotations

import errno
import re
import secrets
import shutil
import time
import unicodedata
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from kundig_web.imports.errors import Refused
from kundig_web.imports.models import uploads
from kundig_web.imports.questions import room_in_words

#: So much of the disk stays free: the import itself needs room, and so does the database.
RESERVE = 200 * 2**20
PIECE = 256 * 1024
NAME_LENGTH = 150
#: Whoever sends slower than this, measured after a minute, holds a place that others need.
SLOWEST = 2 * 1024  # bytes a second
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Received:
    """A file that has arrived whole."""

    name: str
    folder: str
    size: int

    def digest(self) -> bytes:
        """What the file says, in 32 bytes."""
        with (uploads() / self.folder / self.name).open("rb") as file:
            return file_digest(file, "sha256").digest()


def limit() -> int:
    """The most bytes that one file may have (`KUNDIG_UPLOAD_MIB`)."""
    return int(settings.KUNDIG_UPLOAD_BYTES)


class ToUploads(FileUploadHandler):
    """Takes the files of one request; what does not arrive whole leaves nothing behind."""

    chunk_size = PIECE

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.received: list[Received] = []
        self.refused: Refused | None = None
        self._target: IO[bytes] | None = None
        self._path: Path | None = None
        self._size = 0
        self._arrived = 0
        self._began = time.monotonic()

    def handle_raw_input(
        self, input_data: Any, meta: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        """Note before the first byte what cannot fit (Django lets only `new_file` stop)."""
        uploads().mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(uploads()).free - RESERVE < content_length:
            self.refused = Refused("disk_full")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open the file's place.

        Raises:
            StopUpload: if the whole request is larger than the disk can take.
        """
        super().new_file(*args, **kwargs)
        if self.refused is not None:
            raise StopUpload(connection_reset=False)
        folder = uploads() / secrets.token_hex(16)
        folder.mkdir(mode=0o700)
        self._path = folder / safe_name(str(self.file_name))
        self._target = self._path.open("xb")
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece.

        Raises:
            StopUpload: if the file is larger than allowed or comes too slowly, or the disk is full.
        """
        self._size += len(raw_data)
        self._arrived += len(raw_data)
        took = time.monotonic() - self._began
        if took > PATIENCE and self._arrived / took < SLOWEST:
            self._stop("too_slow")
        if self._size > limit():
            self._stop("too_large", file=str(self.file_name), room=room_in_words(limit()))
        if self._target is None:
            raise AssertionError("a piece without a file")
        try:
            self._target.write(raw_data)
        except OSError as error:
            if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
                raise
            self._stop("disk_full")

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """The file is whole."""
        if self._target is None or self._path is None:
            return None
        self._target.close()
        self._target = None
        self.received.append(Received(self._path.name, self._path.parent.name, file_size))
        return UploadedFile(name=self._path.name, size=file_size)

    def upload_interrupted(self) -> None:
        """The browser went away: keep nothing."""
        self.forget()

    def forget(self) -> None:
        """Delete everything that this request brought."""
        if self._target is not None:
            self._target.close()
            self._target = None
        if self._path is not None and self._path.parent.exists():
            shutil.rmtree(self._path.parent, ignore_errors=True)
        for file in self.received:
            shutil.rmtree(uploads() / file.folder, ignore_errors=True)
        self.received = []

    def _stop(self, key: str, **values: Any) -> None:
        self.refused = Refused(key, **values)
        self.forget()
        raise StopUpload(connection_reset=False)


def safe_name(name: str) -> str:
    """The file's name without anything that leads elsewhere; it stands in the list of imports."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    plain = re.sub(r"[\x00-\x1f\x7f<>:\"|?*]", "_", plain).strip(" .")
    if len(plain.encode()) > NAME_LENGTH:
        stem, dot, end = plain.rpartition(".")
        end = f"{dot}{end}" if stem and len(end) <= 10 else ""
        room = NAME_LENGTH - len(end.encode())
        plain = plain.encode()[:room].decode(errors="ignore") + end
    return plain or "datei"
