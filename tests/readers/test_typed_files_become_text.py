from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundig.readers import FileOptions, open_source
from kundig.readers.scalars import number_text
from tests.readers.workbooks import Dated, write_workbook


def rows(path: Path, **options: object) -> list[list[str]]:
    source = open_source(path, options=FileOptions(**options))  # type: ignore[arg-type]
    return [list(row.values()) for row in source.sample().to_pylist()]


def test_cells_of_a_workbook_keep_their_value(tmp_path: Path) -> None:
    head = ["id", "price", "day", "at", "paid", "note"]
    body: list[object] = [4006381333931, 0.1, Dated(46053), Dated(46053.75), True, " 007 "]
    path = write_workbook(tmp_path / "b.xlsx", {"S": [head, body, [None] * 6, [17850.0]]})
    assert rows(path) == [
        ["4006381333931", "0.1", "2026-01-31", "2026-01-31 18:00:00", "true", " 007 "],
        ["17850", "", "", "", "", ""],
    ]


def test_lines_of_a_workbook_are_the_row_numbers_that_excel_shows(tmp_path: Path) -> None:
    sheet: list[list[object]] = [["Report"], [], ["id", "total", "day"], [1, 2, 3], [], [4, 5, 6]]
    source = open_source(write_workbook(tmp_path / "b.xlsx", {"S": sheet}))
    assert source.columns == ("id", "total", "day")
    lines = [n for b in source.batches(refuse=pytest.fail) for n in b.lines.to_pylist()]
    assert lines == [4, 6]
    assert [r.key for r in source.notes] == ["note_rows_above"]
    assert [json.loads(text) for _, text in source.originals([6])] == [["4", "5", "6"]]


def test_the_sheet_can_be_chosen_and_the_others_are_named(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "b.xlsx", {"A": [["x"], ["1"]], "B": [["y"], ["2"]]})
    assert open_source(path, options=FileOptions(sheet="B")).columns == ("y",)
    source = open_source(path)
    assert source.columns == ("x",)
    assert "B" in source.notes[0].text("de")


def test_parquet_values_are_written_in_full(tmp_path: Path) -> None:
    moment = dt.datetime(2026, 3, 29, 3, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    table = pa.table(
        {
            "ean": pa.array([4006381333931.0, None, 0.5]),
            "money": pa.array([Decimal("1.10"), Decimal("1E+3"), None], pa.decimal128(10, 2)),
            "local": pa.array(["2026-01-02 03:04:05", None, None]).cast(pa.timestamp("ns")),
            "zoned": pa.array([moment, None, None], pa.timestamp("ms", "Europe/Berlin")),
            "day": pa.array([dt.date(2026, 1, 2), None, None]),
            "word": pa.array(["a", "b", None]).dictionary_encode(),
            "flag": pa.array([True, False, None]),
            "list": pa.array([[1], None, []]),
            "none": pa.nulls(3),
        }
    )
    pq.write_table(table, tmp_path / "t.parquet")
    assert rows(tmp_path / "t.parquet") == [
        ["4006381333931", "1.10", "2026-01-02 03:04:05", "2026-03-29 03:30:00+0200", "2026-01-02", "a", "true", "[1]", ""],
        ["", "1000.00", "", "", "", "b", "false", "", ""],
        ["0.5", "", "", "", "", "", "", "[]", ""],
    ]  # fmt: skip


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_written_as_text_is_the_same_number(value: float) -> None:
    text = number_text(value)
    assert "e" not in text.lower()
    assert float(text) == pytest.approx(value, rel=1e-15)


def test_cp1252_is_told_with_words_to_check(tmp_path: Path) -> None:
    path = tmp_path / "k.csv"
    path.write_bytes("Kunde;Ort\nMüller;Köln\nGroß;Ulm\n".encode("cp1252"))
    source = open_source(path)
    assert source.encoding == "cp1252"
    assert source.sample()["Kunde"].to_pylist() == ["Müller", "Groß"]
    assert "Müller" in source.notes[0].text("de")


def test_no_umlaut_is_ever_spoilt_silently(tmp_path: Path) -> None:
    path = tmp_path / "k.csv"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        path.write_bytes("Kunde;Ort\nÄöÜß „Spaß“;Köln – Süd\n".encode(encoding))
        assert open_source(path).sample().to_pylist() == [
            {"Kunde": "Äö" + "Üß „Spaß“", "Ort": "Köln – Süd"}
        ]


def test_a_large_honest_archive_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import gzip

    monkeypatch.setattr("kundig.readers.limits.UNPACKED_FLOOR", 1 << 20)
    body = b"".join(b"%d,%d\n" % (i, i * 7919 % 10_007) for i in range(400_000))
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"id,value\n" + body))
    assert sum(b.table.num_rows for b in open_source(path).batches(refuse=pytest.fail)) == 400_000
