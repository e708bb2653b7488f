"""What lies in a file according to its first bytes, and its unpacked bytes as a bounded stream."""

from __future__ import annotations

import gzip
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from kundig.readers import limits
from kundig.readers.archive import check_archive
from kundig.readers.errors import ReadError

_GZIP, _ZIP, _OLE, _PARQUET = (
    b"\x1f\x8b",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"PAR1",
)
_PACKED_INSIDE = (_ZIP, _GZIP, b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ")
#: Beginnings of files that are no tables at all, with a name that people know.
_OTHER = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"{\\rtf": "RTF",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!": "RAR",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"SQLite format 3\0": "SQLite",
    b"\x7fELF": "ELF",
    b"MZ\x90": "EXE",
}


class Stream(Protocol):
    """The little of a binary file that the readers need."""

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes; none at the end."""


def check_file(path: Path) -> int:
    """The size of a file that can be read at all.

    Raises:
        ReadError: if it is missing, a folder, no ordinary file, unreadable or empty.
    """
    try:
        info = path.stat()
        if stat.S_ISDIR(info.st_mode):
            raise ReadError("is_folder", file=str(path))
        if not stat.S_ISREG(info.st_mode):
            raise ReadError("not_ordinary", file=str(path))
        with path.open("rb"):
            pass
    except FileNotFoundError:
        raise ReadError("missing", file=str(path)) from None
    except PermissionError:
        raise ReadError("no_permission", file=str(path)) from None
    except (OSError, ValueError) as error:
        raise ReadError("cannot_open", file=str(path), reason=str(error)) from None
    if info.st_size == 0:
        raise ReadError("empty", file=path.name)
    return info.st_size


def contents(path: Path) -> str:
    """What the file is: `text`, `gzip`, `zip`, `xlsx` or `parquet`, judged by its bytes.

    Raises:
        ReadError: for files of other programs, with what to do instead.
    """
    with path.open("rb") as file:
        head = file.read(512)
    if head.startswith(_PARQUET):
        return "parquet"
    if head.startswith(_GZIP):
        return "gzip"
    if head.startswith((_ZIP, b"PK\x05\x06")):
        return _zip_contents(path)
    _refuse_other(path.name, head)
    return "text"


def _zip_contents(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise ReadError("zip_broken", file=path.name) from None
    if "[Content_Types].xml" in names or "xl/workbook.xml" in names:
        if any(n.startswith("xl/") and n.endswith(".bin") for n in names) and (
            "xl/workbook.bin" in names
        ):
            raise ReadError("other_program", file=path.name, kind="Excel (.xlsb)")
        if any(n.startswith("word/") for n in names):
            raise ReadError("other_program", file=path.name, kind="Word")
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        raise ReadError("other_program", file=path.name, kind="OpenDocument")
    return "zip"


def _refuse_other(name: str, head: bytes) -> None:
    if head.startswith(_OLE):
        raise ReadError("old_excel", file=name)
    for magic, kind in _OTHER.items():
        if head.startswith(magic):
            raise ReadError("other_program", file=name, kind=kind)
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if begin.startswith((b"<!doctype html", b"<html", b"<table", b"<head")):
        raise ReadError("is_html", file=name)
    if re.match(rb"\[\s*[\[{]|\{\s*[\"}]", begin):
        raise ReadError("other_program", file=name, kind="JSON")
    if begin.startswith(b"<?xml"):
        raise ReadError("other_program", file=name, kind="XML")


class Counted:
    """A binary stream that counts what was read from it and stops at a limit."""

    def __init__(self, stream: Stream, name: str, limit: int | None = None) -> None:
        self._stream = stream
        self._name = name
        self._limit = limit
        self.done = 0

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes of the stream; damage in a packed file becomes a message."""
        try:
            data = self._stream.read(size)
        except EOFError:
            raise ReadError("packed_truncated", file=self._name) from None
        except (zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
            raise ReadError("packed_broken", file=self._name, reason=str(error)) from None
        except (RuntimeError, NotImplementedError):
            raise ReadError("zip_locked", file=self._name) from None
        except OSError as error:
            raise ReadError("cannot_open", file=self._name, reason=str(error)) from None
        self.done += len(data)
        if self._limit is not None and self.done > self._limit:
            raise ReadError("bomb", file=self._name, limit=self._limit // limits.MIB)
        return data

    def seekable(self) -> bool:
        """Packed formats read onward only."""
        return False


@contextmanager
def open_bytes(path: Path, kind: str, packed: list[int] | None = None) -> Iterator[Stream]:
    """The unpacked bytes of a `text`, `gzip` or `zip` file.

    `packed[0]` follows how many bytes of the file on disk have been used.
    """
    try:
        raw = path.open("rb")
    except OSError as error:
        raise ReadError("cannot_open", file=str(path), reason=error.strerror or "") from None
    with raw:
        disk = _Followed(raw, packed if packed is not None else [0])
        limit = limits.unpacked_limit(path.stat().st_size)
        if kind == "gzip":
            with gzip.GzipFile(fileobj=disk, mode="rb") as unpacked:
                yield Counted(unpacked, path.name, limit)
        elif kind == "zip":
            check_archive(path)
            limit = limits.archive_limit(path.stat().st_size)
            with _only_member(path.name, disk, limit) as unpacked:
                yield Counted(unpacked, path.name, limit)
        else:
            yield Counted(disk, path.name)


@contextmanager
def _only_member(name: str, disk: _Followed, limit: int) -> Iterator[Stream]:
    try:
        archive = zipfile.ZipFile(disk)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise ReadError("zip_broken", file=name) from None
    with archive:
        members = [m for m in archive.infolist() if not m.is_dir() and not _rubbish(m.filename)]
        if not members:
            raise ReadError("zip_empty", file=name)
        if len(members) > 1:
            shown = ", ".join(m.filename for m in members[:10])
            raise ReadError("zip_several", file=name, count=len(members), names=shown)
        if members[0].file_size > limit:
            raise ReadError("bomb", file=name, limit=limit // limits.MIB)
        if members[0].flag_bits & 1:
            raise ReadError("zip_locked", file=name)
        try:
            with archive.open(members[0]) as peek:
                head = peek.read(512)
            if head.startswith((*_PACKED_INSIDE, _PARQUET)):
                raise ReadError("zip_nested", file=name, inner=members[0].filename)
            _refuse_other(f"{name}: {members[0].filename}", head)
            unpacked = archive.open(members[0])
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error):
            raise ReadError("zip_broken", file=name) from None
        with unpacked:
            yield unpacked


def _rubbish(filename: str) -> bool:
    """Files that operating systems add to archives without being asked."""
    last = filename.rpartition("/")[2]
    return filename.startswith("__MACOSX/") or last in {".DS_Store", "Thumbs.db", "desktop.ini"}


class _Followed:
    """A file on disk whose position is written down as it is read."""

    def __init__(self, file: IO[bytes], place: list[int]) -> None:
        self._file = file
        self._place = place

    def read(self, size: int = -1, /) -> bytes:
        data = self._file.read(size)
        self._place[0] = self._file.tell()
        return data

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True
