"""One file out of many: tar, zstd, age; written and read as a stream, in constant memory.

age authenticates every 64 KiB and the end of the file: a bit that flipped, a piece that is missing
or stands elsewhere is found where it stands. Nothing here knows what the entries mean.
"""

from __future__ import annotations

import contextlib
import os
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyrage

from kundig_web.backups.errors import BackupError

PIECE = 1 << 20


def write(target: IO[bytes], recipient: object, fill: Callable[[tarfile.TarFile], None]) -> None:
    """Write what `fill` puts into the tar, encrypted for the recipient.

    `fill` runs on a thread of its own, so it must not touch the database.
    """
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def produce() -> None:
        try:
            with (
                os.fdopen(writing, "wb") as pipe,
                pa.CompressedOutputStream(pa.PythonFile(pipe, mode="w"), "zstd") as packed,
                tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                fill(tar)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=produce, name="backup-tar", daemon=True)
    thread.start()
    try:
        with os.fdopen(reading, "rb") as pipe:
            pyrage.encrypt_io(pipe, target, [recipient])
    finally:
        thread.join()
    if failed:
        raise failed[0]


@contextmanager
def read(path: Path, identities: list[pyrage.x25519.Identity]) -> Iterator[Entries]:
    """The entries of a backup, one after the other; leaving the block checks the end of the file.

    Raises:
        BackupError: `not_a_backup`, `other_key`, `damaged`.
    """
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def decrypt() -> None:
        try:
            with os.fdopen(writing, "wb") as pipe, path.open("rb") as source:
                pyrage.decrypt_io(source, pipe, identities)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=decrypt, name="backup-age", daemon=True)
    thread.start()
    pipe = os.fdopen(reading, "rb")
    try:
        plain = pa.CompressedInputStream(pa.PythonFile(pipe, mode="r"), "zstd")
        entries = Entries(plain)
        yield entries
        entries.finish()
    except (tarfile.TarError, OSError, EOFError, pa.ArrowInvalid) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk, not the backup
        pipe.close()
        thread.join()
        raise _why(failed, path) from None
    finally:
        with contextlib.suppress(OSError):
            pipe.close()
        thread.join()
    if failed:
        raise _why(failed, path)


class Entries:
    """The entries in the order in which they stand."""

    def __init__(self, plain: IO[bytes]) -> None:
        self._plain = plain
        self._tar = tarfile.open(fileobj=plain, mode="r|", errorlevel=2)  # noqa: SIM115 - read()

    def __iter__(self) -> Iterator[tuple[tarfile.TarInfo, IO[bytes] | None]]:
        for info in self._tar:
            yield info, self._tar.extractfile(info) if info.isreg() else None

    def finish(self) -> None:
        """Read to the end, so that the end is checked; something behind it is not of ours."""
        while piece := self._plain.read(PIECE):
            if piece.strip(b"\0"):
                raise tarfile.ReadError("data behind the end")


def _why(failed: list[BaseException], path: Path) -> BackupError:
    error = failed[0] if failed else None
    if isinstance(error, BrokenPipeError):
        error = None  # we stopped reading, because what came was no tar
    if isinstance(error, OSError) and not isinstance(error, pyrage.DecryptError):
        return BackupError("damaged", name=path.name)
    if isinstance(error, pyrage.DecryptError):
        said = str(error).lower()
        if "matching" in said:
            return BackupError("other_key", name=path.name)
        if "mac" not in said and ("header" in said or "fill" in said):
            return BackupError("not_a_backup", name=path.name)
    return BackupError("damaged", name=path.name)
