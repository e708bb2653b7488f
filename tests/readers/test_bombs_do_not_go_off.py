"""Small files that would unpack to terabytes: refused in seconds, in little memory."""

from __future__ import annotations

import resource
import struct
import time
import zipfile
from pathlib import Path

import pytest

from kundig.readers import limits
from kundig.readers.archive import check_archive
from kundig.readers.errors import ReadError
from kundig.readers.source import open_source
from tests.readers.workbooks import write_workbook

ROW = b"10001;2026-11-20;12,50\n"
HEAD = b"Kunde;Datum;Betrag\n"


def read(path: Path) -> None:
    for _ in open_source(path).batches(refuse=lambda _: None):
        pass


def refused(path: Path) -> str:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    with pytest.raises(ReadError) as found:
        read(path)
    assert time.monotonic() - began < 60
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000, "KiB"
    return found.value.key


def zipped(path: Path, name: str, pieces: int, piece: bytes = ROW * 40_000) -> Path:
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(name, "w", force_zip64=True) as member,
    ):
        member.write(HEAD)
        for _ in range(pieces):
            member.write(piece)
    return path


def lying(path: Path) -> Path:
    """The same archive, which says that its entry is small."""
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = data.index(mark)
        data[place + at : place + at + 4] = struct.pack("<I", 1000)
    path.write_bytes(data)
    return path


def test_an_archive_that_unpacks_to_more_than_it_may_is_refused(tmp_path: Path) -> None:
    assert refused(zipped(tmp_path / "a.zip", "a.csv", 60)) == "bomb"


def test_an_archive_that_lies_about_its_size_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", HEAD + bytes(60 * limits.MIB))
    assert refused(lying(path)) == "bomb"


def test_a_workbook_that_lies_about_its_size_is_counted(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"a": [["x"], [1]]})
    with zipfile.ZipFile(path) as book:
        parts = {n: book.read(n) for n in book.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/huge.xml", b" " * (60 * limits.MIB))
        for name, body in parts.items():
            book.writestr(name, body)
    assert refused(lying(path)) == "bomb"


def test_two_cells_at_the_ends_of_a_sheet_do_not_end_the_process(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"a": [["x", "y"], [1, 2]]})
    _rewritten(path, b'r="B2"', b'r="XFD1048576"')
    assert refused(path) == "bomb"


def _rewritten(path: Path, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(path) as book:
        parts = {n: book.read(n) for n in book.namelist()}
    assert any(old in body for body in parts.values())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, body in parts.items():
            book.writestr(name, body.replace(old, new))


def test_one_long_word_that_many_cells_share_does_not_end_the_process(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"a": [["x", "y"], [1, 2]]})
    with zipfile.ZipFile(path) as book:
        parts = {n: book.read(n) for n in book.namelist()}
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rows = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (i, i) for i in range(1, 60_000)
    )
    sheet = next(n for n in parts if n.startswith("xl/worksheets/"))
    parts[sheet] = (
        f'<worksheet xmlns="{main}"><sheetData>'.encode() + rows + b"</sheetData></worksheet>"
    )
    long = b"a" * (1 << 20)
    parts["xl/sharedStrings.xml"] = (
        f'<sst xmlns="{main}"><si><t>'.encode() + long + b"</t></si></sst>"
    )
    rels = "xl/_rels/workbook.xml.rels"
    if b"sharedStrings" not in parts[rels]:
        more = (
            b'<Relationship Id="rIdS" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            b'relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
        )
        parts[rels] = parts[rels].replace(b"</Relationships>", more)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, body in parts.items():
            book.writestr(name, body)
    assert refused(path) == "bomb"


def test_a_thousand_and_one_entries_are_too_many(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for i in range(limits.ARCHIVE_ENTRIES + 1):
            archive.writestr(f"{i}.csv", "a;b\n")
    assert refused(path) == "bomb"


@pytest.mark.parametrize("kind", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_an_archive_in_an_archive_is_not_opened(tmp_path: Path, kind: int) -> None:
    inner = zipped(tmp_path / "inner.zip", "a.csv", 1).read_bytes()
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", kind) as archive:
        archive.writestr("a.csv", inner)
    assert refused(path) == "zip_nested"


@pytest.mark.parametrize(
    "name", ["../a.csv", "x/../../a.csv", "/etc/a.csv", "C:/a.csv", "..\\a.csv"]
)
def test_a_name_that_leads_outside_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, HEAD + ROW)
    assert refused(path) == "zip_broken"


def test_entries_that_share_their_bytes_are_counted_each(tmp_path: Path) -> None:
    """Many names for one packed piece: small on disk, large together."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", bytes(8 * limits.MIB))
        first = archive.infolist()[0]
        for i in range(9):
            other = zipfile.ZipInfo(f"{i}.csv")
            for name in ("header_offset", "compress_size", "file_size", "CRC", "compress_type"):
                setattr(other, name, getattr(first, name))
            archive.filelist.append(other)
        archive._didModify = True
    assert refused(path) == "bomb"


def test_honest_archives_and_workbooks_pass(tmp_path: Path) -> None:
    check_archive(zipped(tmp_path / "a.zip", "a.csv", 1, ROW * 1000))
    source = open_source(write_workbook(tmp_path / "b.xlsx", {"a": [["x", "y"], [1, 2]]}))
    assert source.columns == ("x", "y")
