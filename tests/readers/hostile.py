"""A corpus of files that want to break an importer: what real companies and bad people send.

Every file has one expectation: a message (its text key), or so many rows read and so many refused.
"""

from __future__ import annotations

import gzip
import io
import os
import struct
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.readers.workbooks import write_workbook


@dataclass(frozen=True)
class HostileFile:
    """One file with what a reader has to make of it.

    `error` is the text key of the message; without one, `rows` records come through and `refused`
    ones are handed back (with the reasons in `reasons`). `options` are wishes for the reader.
    """

    path: Path
    error: str | None = None
    rows: int = 0
    refused: int = 0
    reasons: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)


_HEAD = b"order_id,order_date,customer,total\n"
_ROW = b"%d,2026-01-%02d,K%d,%d.50\n"


def _rows(count: int) -> bytes:
    return b"".join(_ROW % (i, 1 + i % 28, i % 7, i) for i in range(1, count + 1))


def _zipped(name: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


def _lying_zip(name: str, declared: int) -> bytes:
    """A small archive that declares an enormous member in its directory."""
    data = bytearray(_zipped(name, _HEAD + _rows(3)))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", declared)
    return bytes(data)


def _locked_zip() -> bytes:
    data = bytearray(_zipped("a.csv", _HEAD + _rows(3)))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.rindex(mark)
        data[place + offset] |= 1
    return bytes(data)


def _several() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("january.csv", _HEAD + _rows(2))
        archive.writestr("february.csv", _HEAD + _rows(2))
    return buffer.getvalue()


def _with_rubbish() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("__MACOSX/._orders.csv", b"\0\1")
        archive.writestr(".DS_Store", b"\0\1")
        archive.writestr("orders.csv", _HEAD + _rows(2))
    return buffer.getvalue()


def _workbook(folder: Path, name: str, sheets: dict[str, list[list[object]]]) -> bytes:
    path = write_workbook(folder / f".{name}", sheets)
    data = path.read_bytes()
    path.unlink()
    return data


def _parquet(folder: Path) -> bytes:
    path = folder / ".table.parquet"
    pq.write_table(pa.table({"order_id": [1, 2, 3], "total": [1.5, None, 3.0]}), path)
    data = path.read_bytes()
    path.unlink()
    return data


def _texts() -> dict[str, tuple[bytes, dict[str, Any]]]:
    """Text files: name -> (bytes, expectation)."""
    umlauts = "order_id;kunde;ort\n1;Müller;Köln\n2;Groß;Straße\n"
    table = _HEAD + _rows(3)
    many = ",".join(f"c{i}" for i in range(5_000))
    storm = b"id,text\n" + b'a","x\n' * 30_000
    return {
        # encodings
        "utf8_bom.csv": (b"\xef\xbb\xbf" + table, {"rows": 3}),
        "utf8_bom_twice.csv": (b"\xef\xbb\xbf\xef\xbb\xbf" + table, {"rows": 3}),
        "bom_in_the_middle.csv": (table + b"\xef\xbb\xbf9,2026-01-01,K,1\n", {"rows": 4}),
        "utf16_le.csv": (b"\xff\xfe" + umlauts.encode("utf-16-le"), {"rows": 2}),
        "utf16_be.csv": (b"\xfe\xff" + umlauts.encode("utf-16-be"), {"rows": 2}),
        "utf16_odd_end.csv": (b"\xff\xfe" + umlauts.encode("utf-16-le") + b"x", {"error": "not_in_encoding"}),
        "utf16_without_mark.csv": (umlauts.encode("utf-16-le"), {"error": "utf16_without_mark"}),
        "utf32.csv": (b"\xff\xfe\0\0" + umlauts.encode("utf-32-le"), {"rows": 2}),
        "cp1252_umlauts.csv": (umlauts.encode("cp1252"), {"rows": 2}),
        "cp1252_undefined.csv": (b"a;b\n1;M\xfcller\x81\n", {"error": "not_utf8_not_cp1252"}),
        "mixed_encodings.csv": (
            umlauts.encode() + "3;Jäger;Kürten\n".encode("cp1252"), {"error": "encoding_mixed"},
        ),
        "mixed_forced_utf8.csv": (
            umlauts.encode() + "3;Jäger;Kürten\n4;Ohm;Ulm\n".encode("cp1252"),
            {"rows": 3, "refused": 1, "reasons": ("undecodable",), "options": {"encoding": "utf-8"}},
        ),
        "unknown_encoding.csv": (table, {"error": "encoding_unknown", "options": {"encoding": "klingon"}}),
        "random_bytes.csv": (bytes(range(128, 256)) * 200, {"error": "not_utf8_not_cp1252"}),
        "bidi_and_emoji.csv": ("a,b\n\u202eevil,😀\nZoë,نص\n".encode(), {"rows": 2}),
        "odd_line_separators.csv": ("a,b\nx\u2028y,\x0b\x0c\nz\x85,\x1c\n".encode(), {"rows": 2}),
        # structure
        "empty.csv": (b"", {"error": "empty"}),
        "only_blank_lines.csv": (b"\n\r\n  \n\n", {"error": "empty"}),
        "only_a_bom.csv": (b"\xef\xbb\xbf", {"error": "empty"}),
        "header_only.csv": (_HEAD, {}),
        "header_without_end.csv": (_HEAD.rstrip(), {}),
        "no_final_line_end.csv": (table.rstrip(), {"rows": 3}),
        "ragged_short.csv": (table + b"9,2026-01-01\n" + _rows(1), {"rows": 4, "refused": 1, "reasons": ("ragged",)}),
        "ragged_long.csv": (table + b"9,2026-01-01,K,1,2,3\n", {"rows": 3, "refused": 1, "reasons": ("ragged",)}),
        "wrong_columns.csv": (b"foo,bar\n1,2\n3,4\n", {"rows": 2}),
        "duplicate_headers.csv": (b"id,name,name,id\n1,a,b,2\n", {"rows": 1}),
        "empty_headers.csv": (b"id,,,total\n1,a,b,2\n", {"rows": 1}),
        "columns_5000.csv": ((many + "\n" + ",".join(["1"] * 5_000) + "\n").encode(), {"rows": 1}),
        "columns_20000.csv": ((",".join(f"c{i}" for i in range(20_000)) + "\n1\n").encode(), {"error": "too_many_columns"}),
        "single_column.csv": (b"email\na@b.de\nc@d.de\n", {"rows": 2}),
        "trailing_empty_rows.csv": (table + b",,,\n" * 5, {"rows": 3}),
        "blank_lines_between.csv": (_HEAD + b"\n" + _rows(2).replace(b"\n", b"\n\n"), {"rows": 2}),
        "sep_line.csv": (b"sep=;\nid;total\n1;2,50\n", {"rows": 1}),
        "datev_preamble.csv": (b'"EXTF";700;16;"Debitoren/Kreditoren"\nKonto;Ort\n10000;Ulm\n', {"rows": 1}),
        "given_columns_do_not_fit.csv": (table, {"error": "columns_count", "options": {"columns": ("a", "b")}}),
        # line ends
        "cr_only.csv": (table.replace(b"\n", b"\r"), {"rows": 3}),
        "crlf.csv": (table.replace(b"\n", b"\r\n"), {"rows": 3}),
        "crcrlf.csv": (table.replace(b"\n", b"\r\r\n"), {"rows": 3}),
        "mixed_line_ends.csv": (_HEAD + _rows(2).replace(b"\n", b"\r\n") + _rows(2), {"rows": 4}),
        "stray_return.csv": (table + b"9,2026-01-01,K\r1,5\n", {"rows": 3, "refused": 1, "reasons": ("stray_return",)}),
        # quotes
        "quoted_line_breaks.csv": (b'id,text\n1,"a\nb\nc"\n2,"d ""e"" f"\n', {"rows": 2}),
        "quote_inside_a_word.csv": (b'id,text\n1,7" single\n2,ab"c"\n', {"rows": 2}),
        "quote_never_closed.csv": (
            b'id,text\n1,ok\n2,"open\n3,ok\n4,"fine"\n5,ok\n', {"rows": 4, "refused": 1, "reasons": ("quote_open",)},
        ),
        "quote_open_at_the_end.csv": (b'id,text\n1,ok\n2,"open', {"rows": 1, "refused": 1, "reasons": ("quote_open",)}),
        "quote_storm.csv": (storm, {"refused": 30_000}),
        # contents that a reader must leave alone
        "formulas.csv": (b"id,name\n1,=cmd()|'/C calc'!A0\n2,@SUM(A1)\n3,+49 30\n", {"rows": 3}),
        "numbers_german.csv": (b"id;total\n1;1.234,56\n2;-0,50\n", {"rows": 2}),
        "numbers_english.csv": (b'id,total\n1,"1,234.56"\n2,-0.50\n', {"rows": 2}),
        "numbers_ambiguous.csv": (b"id;total\n1;1.234\n2;2.345\n", {"rows": 2}),
        "dates_in_dst_gap.csv": (b"id,at\n1,2026-03-29 02:30\n2,2026-10-25 02:30\n", {"rows": 2}),
        "dates_ambiguous.csv": (b"id,at\n1,03/04/2026\n2,05/06/2026\n", {"rows": 2}),
        "dates_placeholders.csv": (b"id,at\n1,0000-00-00\n2,00.00.0000\n3,0000-00-00 00:00:00\n", {"rows": 3}),
        "dates_impossible.csv": (b"id,at\n1,2026-02-30\n2,31.04.2026\n", {"rows": 2}),
        "ids_as_floats.csv": (b"id,customer\n1,17850.0\n2,\n", {"rows": 2}),
        # bytes and sizes
        "nul_bytes.csv": (table + b"9,2026-01-01,K\x001,5\n", {"rows": 3, "refused": 1, "reasons": ("nul",)}),
        "field_of_10_mb.csv": (
            table + b"9,2026-01-01," + b"x" * (10 << 20) + b",5\n" + _rows(1),
            {"rows": 4, "refused": 1, "reasons": ("field_too_long",)},
        ),
        "line_of_20_mb.csv": (
            table + b"y" * (20 << 20) + b"\n" + _rows(1), {"rows": 4, "refused": 1, "reasons": ("line_too_long",)},
        ),
        "no_line_end_at_all.csv": (b"z" * (1 << 20), {"error": "no_lines"}),
        # other things under a false name
        "json.csv": (b'[{"a": 1}]', {"error": "other_program"}),
        "xml.csv": (b'<?xml version="1.0"?><a/>', {"error": "other_program"}),
        "pdf.csv": (b"%PDF-1.7\n", {"error": "other_program"}),
        "picture.csv": (b"\x89PNG\r\n\x1a\n" + bytes(100), {"error": "other_program"}),
        "html.xls": (b"<html><table><tr><td>1</td></tr></table></html>", {"error": "is_html"}),
        "old_excel.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), {"error": "old_excel"}),
        "csv_called.xlsx": (table, {"rows": 3}),
        "csv_called.parquet": (table, {"rows": 3}),
    }  # fmt: skip


def _packed(folder: Path) -> dict[str, tuple[bytes, dict[str, Any]]]:
    """Archives, workbooks and Parquet files: name -> (bytes, expectation)."""
    table = _HEAD + _rows(3)
    packed = gzip.compress(_HEAD + _rows(20_000))
    spoilt = bytearray(packed)
    spoilt[len(spoilt) // 2] ^= 0xFF
    book = _workbook(folder, "book", {"Orders": [["id", "total"], [1, 2.5], [2, 3]]})
    two = _workbook(folder, "two", {"Empty": [], "Orders": [["id"], [1]], "Notes": [["x"], ["y"]]})
    bare = _workbook(folder, "bare", {"Empty": []})
    parquet = _parquet(folder)
    broken_xml = _zip_of({"[Content_Types].xml": b"<", "xl/workbook.xml": b"<workbook"})
    word = _zip_of({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"})
    return {
        "plain.csv.gz": (gzip.compress(table), {"rows": 3}),
        "gzip_without_its_name.csv": (gzip.compress(table), {"rows": 3}),
        "truncated.csv.gz": (packed[: len(packed) // 2], {"error": "packed_truncated"}),
        "spoilt.csv.gz": (bytes(spoilt), {"error": "packed_broken"}),
        "gzip_bomb.csv.gz": (gzip.compress(b"a,b\n" * (1 << 21)) * 80, {"error": "bomb"}),
        "one.zip": (_zipped("orders.csv", table), {"rows": 3}),
        "one_with_rubbish.zip": (_with_rubbish(), {"rows": 2}),
        "several.zip": (_several(), {"error": "zip_several"}),
        "nothing.zip": (_zip_of({}), {"error": "zip_empty"}),
        "nested.zip": (_zipped("inner.zip", _zipped("a.csv", table)), {"error": "zip_nested"}),
        "gzip_in.zip": (_zipped("inner.csv.gz", gzip.compress(table)), {"error": "zip_nested"}),
        "bomb.zip": (_lying_zip("a.csv", 3 << 30), {"error": "bomb"}),
        "liar.zip": (_lying_zip("a.csv", 20), {"error": "zip_broken"}),
        "locked.zip": (_locked_zip(), {"error": "zip_locked"}),
        "truncated.zip": (_zipped("a.csv", table)[:-30], {"error": "zip_broken"}),
        "workbook.xlsx": (book, {"rows": 2}),
        "workbook_called.csv": (book, {"rows": 2}),
        "two_sheets.xlsx": (two, {"rows": 1}),
        "missing_sheet.xlsx": (two, {"error": "sheet_missing", "options": {"sheet": "Sales"}}),
        "nothing.xlsx": (bare, {"error": "empty"}),
        "broken.xlsx": (broken_xml, {"error": "excel_broken"}),
        "truncated.xlsx": (book[:-100], {"error": "zip_broken"}),
        "bomb.xlsx": (_declare(book, 3 << 30), {"error": "bomb"}),
        "letter.docx": (word, {"error": "other_program"}),
        "table.parquet": (parquet, {"rows": 3}),
        "truncated.parquet": (parquet[:-20], {"error": "parquet_broken"}),
        "beginning_of.parquet": (b"PAR1" + bytes(50), {"error": "parquet_broken"}),
    }


def _zip_of(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _declare(archive: bytes, size: int) -> bytes:
    data = bytearray(archive)
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", size)
    return bytes(data)


def write_corpus(folder: Path) -> list[HostileFile]:
    """Writes all files into the folder and says what to expect of each."""
    files: list[HostileFile] = []
    for name, (data, expected) in {**_texts(), **_packed(folder)}.items():
        path = folder / name
        path.write_bytes(data)
        files.append(HostileFile(path, **expected))
    (folder / "folder.csv").mkdir()
    files.append(HostileFile(folder / "folder.csv", error="is_folder"))
    files.append(HostileFile(folder / "never_written.csv", error="missing"))
    os.mkfifo(folder / "pipe.csv")
    files.append(HostileFile(folder / "pipe.csv", error="not_ordinary"))
    if os.geteuid() != 0:  # root may read everything
        secret = folder / "secret.csv"
        secret.write_bytes(_HEAD)
        secret.chmod(0)
        files.append(HostileFile(secret, error="no_permission"))
    return files
