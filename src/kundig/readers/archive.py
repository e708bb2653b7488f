"""Archives and workbooks before anybody reads them: what they say of themselves, and what is true.

What an archive declares may be a lie, so every entry is unpacked once and counted. A workbook can
ask for terabytes with two cells or one long word that a million cells share; the library that reads
it would end this process. So another process tries first, with a bound on its memory.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path
from typing import IO

from kundig.readers import limits
from kundig.readers.errors import ReadError

_PIECE = 1 << 20
_PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"BZh", b"\xfd7zXZ")
_LOCAL_HEAD = 30
#: Run by the other process; argv: path, bytes of memory, seconds of computing.
_TRIAL = """
import sys
try:
    import resource
    for kind, most in (("AS", int(sys.argv[2])), ("CPU", int(sys.argv[3])), ("CORE", 0)):
        resource.setrlimit(getattr(resource, "RLIMIT_" + kind), (most, most))
except (ImportError, ValueError, OSError):
    pass
import python_calamine
try:
    book = python_calamine.CalamineWorkbook.from_path(sys.argv[1])
    for name in book.sheet_names:
        try:
            book.get_sheet_by_name(name)
        except (python_calamine.WorksheetNotFound, python_calamine.TablesNotSupported):
            pass
except Exception:
    pass  # broken in a way that the reader itself will tell
"""


def check_archive(path: Path, *, workbook: bool = False) -> None:
    """Let an archive pass that is no larger than it may be.

    Args:
        path: the file.
        workbook: documents may be embedded in it, which nobody unpacks.

    Raises:
        ReadError: if it has too many entries, unpacks too far, holds another archive, or names a
            place outside of itself.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise ReadError("zip_broken", file=path.name) from None
    limit = limits.archive_limit(path.stat().st_size)
    bomb = ReadError("bomb", file=path.name, limit=max(1, limit // limits.MIB))
    if len(entries) > limits.ARCHIVE_ENTRIES or sum(e.file_size for e in entries) > limit:
        raise bomb
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        if ".." in parts or entry.filename.startswith(("/", "\\")) or ":" in parts[0]:
            raise ReadError("zip_broken", file=path.name)
    room = limit
    with path.open("rb") as file:
        for entry in entries:
            if entry.is_dir() or entry.flag_bits & 1:
                continue
            room -= _unpacked(file, entry, room, path.name, nested=workbook)
            if room < 0:
                raise bomb


def _unpacked(
    file: IO[bytes], entry: zipfile.ZipInfo, room: int, name: str, *, nested: bool
) -> int:
    """How many bytes an entry really unpacks to, as far as `room` goes; not what it declares."""
    file.seek(entry.header_offset)
    head = file.read(_LOCAL_HEAD)
    if len(head) < _LOCAL_HEAD or head[:4] != b"PK\x03\x04":
        raise ReadError("zip_broken", file=name)
    file.seek(int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), 1)
    if entry.compress_type == zipfile.ZIP_STORED:
        first = file.read(min(8, entry.compress_size))
        if first.startswith(_PACKED) and not nested:
            raise ReadError("zip_nested", file=name, inner=entry.filename)
        return entry.compress_size
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise ReadError("zip_broken", file=name)
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    left, done, data = entry.compress_size, 0, b""
    try:
        while not inflate.eof and done <= room:
            if not data:
                data = file.read(min(_PIECE, left))
                left -= len(data)
                if not data:
                    break
            piece = inflate.decompress(data, _PIECE)
            if done == 0 and piece.startswith(_PACKED) and not nested:
                raise ReadError("zip_nested", file=name, inner=entry.filename)
            done += len(piece)
            data = inflate.unconsumed_tail
    except zlib.error as error:
        raise ReadError("packed_broken", file=name, reason=str(error)) from None
    return done


def check_workbook(path: Path) -> None:
    """Let another process open a workbook first.

    Raises:
        ReadError: as `check_archive`, or if it cannot be opened with bounded memory and time.
    """
    info = path.stat()
    _tried(path, info.st_size, info.st_mtime_ns)


@lru_cache(maxsize=16)  # an import opens its file several times
def _tried(path: Path, size: int, changed: int) -> None:
    check_archive(path, workbook=True)
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, a fixed program
            [
                sys.executable, "-c", _TRIAL, str(path), str(limits.WORKBOOK_MEMORY),
                str(limits.WORKBOOK_SECONDS),
            ],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            timeout=2 * limits.WORKBOOK_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode != 0:
        raise ReadError("bomb", file=path.name, limit=limits.WORKBOOK_MEMORY // limits.MIB)
