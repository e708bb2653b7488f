"""Exported files: no cell computes, no number changes. `python -m tests.web.hostile.test_cells 10000`
makes that many files; the suite makes a few.
"""

from __future__ import annotations

import csv
import io
import math
import random
import sys
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kundig.glossary.cells import HIDDEN, cell, guarded, write_csv

FEW = 300
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")
BEFORE = (
    "",
    " ",
    "\u00a0",
    "\u3000",
    "\u200b",
    "\ufeff",
    "\u202e",
    " \t ",
    "\x00",
    "\u2060 ",
    "\u00ad",
)
REST = (
    "1+1",
    "cmd|' /C calc'!A0",
    "SUM(A1:A9)",
    'HYPERLINK("http://x.example","y")',
    "12,50",
    "",
    '"',
    "x;y\nz",
)


def computes(shown: str) -> bool:
    """Judged without our own pattern: the first sign that a spreadsheet sees, folded."""
    for sign in shown:
        plain = unicodedata.normalize("NFKC", sign)
        if sign in "\t\r\n\x00" and sign == shown[0]:
            return True
        if plain.isspace() or plain == "" or unicodedata.category(sign) in {"Cf", "Cc"}:
            continue
        return plain in {"=", "+", "-", "@"}
    return False


def some_value(chance: random.Random) -> Any:
    kind = chance.randrange(8)
    if kind == 0:
        return chance.choice(BEFORE) + chance.choice(STARTS) + chance.choice(REST)
    if kind == 1:
        return "".join(
            chance.choice("aä=+-@;\"'\n\t ,＝\u202e\x00") for _ in range(chance.randrange(9))
        )
    if kind == 2:
        return chance.choice([-1, 1]) * chance.random() * 10 ** chance.randrange(-8, 12)
    if kind == 3:
        return Decimal(chance.randrange(-(10**9), 10**9)).scaleb(-chance.randrange(5))
    if kind == 4:
        return chance.randrange(-(10**12), 10**12)
    if kind == 5:
        return date(2026, 1, 1 + chance.randrange(28))
    return chance.choice([None, True, False, "Weiß", "", "12,50", "-12,50"])


def check_file(seed: int) -> int:
    """Write one file and read it again; how many cells were looked at."""
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    width = chance.randrange(1, 6)
    heads = [
        chance.choice(BEFORE) + chance.choice((*STARTS, "Name")) + str(i) for i in range(width)
    ]
    rows = [[some_value(chance) for _ in range(width)] for _ in range(chance.randrange(1, 8))]
    excel = seed % 2 == 1
    file = io.StringIO(newline="")
    write_csv(file, heads, rows, excel=excel)
    read = list(
        csv.reader(io.StringIO(file.getvalue(), newline=""), delimiter=";" if excel else ",")
    )
    assert len(read) == len(rows) + 1
    for head in read[0]:
        assert not computes(head), (seed, head)
    for wanted, found in zip(rows, read[1:], strict=True):
        for value, shown in zip(wanted, found, strict=True):
            if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
                back = Decimal(shown.replace(",", ".") if excel else shown)
                assert back == Decimal(repr(value) if isinstance(value, float) else value), seed
            elif not isinstance(value, date):
                assert not computes(shown), (seed, value, shown)
    _check_workbook(heads, rows, seed)
    return (len(rows) + 1) * width


def _check_workbook(heads: list[str], rows: list[list[Any]], seed: int) -> None:
    """The same through the writer of the workbooks, read by another library."""
    if seed % 10:
        return
    import xlsxwriter
    from python_calamine import CalamineWorkbook

    from kundig_web.questions.downloads import _write

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for column, head in enumerate(heads):
        sheet.write_string(0, column, guarded(head))
        for line, row in enumerate(rows, 1):
            _write(sheet, line, column, row[column], day)
    book.close()
    import zipfile

    with zipfile.ZipFile(out) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/"):
                assert b"<f>" not in archive.read(name), seed
    read = (
        CalamineWorkbook.from_filelike(io.BytesIO(out.getvalue())).get_sheet_by_index(0).to_python()
    )
    for line, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            found = read[line][column] if line < len(read) and column < len(read[line]) else ""
            if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
                assert math.isclose(float(found), float(value), rel_tol=1e-15), seed
            elif isinstance(value, str):
                assert not computes(str(found)), (seed, value, found)


def test_in_no_file_a_cell_computes_or_a_number_changes() -> None:
    assert sum(check_file(seed) for seed in range(FEW)) > FEW


@pytest.mark.parametrize(
    ("value", "plain", "german"),
    [
        (Decimal("-12.50"), "-12.50", "-12,50"), (-12.5, "-12.5", "-12,5"), (1e-7, "0.0000001", "0,0000001"),
        (1e22, "10000000000000000000000", "10000000000000000000000"), (-3, "-3", "-3"), (True, "1", "1"),
        (None, "", ""), (date(2026, 11, 3), "2026-11-03", "03.11.2026"), (float("nan"), "", ""),
        ("-12,50", "'-12,50", "'-12,50"), ("\x00=1", "'=1", "'=1"), ("a=1", "a=1", "a=1"),
    ],
)  # fmt: skip
def test_numbers_stay_numbers_and_texts_stay_texts(value: Any, plain: str, german: str) -> None:
    assert (cell(value), cell(value, excel=True)) == (plain, german)


def test_every_hidden_sign_before_a_formula_is_seen_through() -> None:
    import re

    signs = [chr(n) for n in range(0x110000) if re.match(f"[{HIDDEN}\\s]", chr(n))]
    assert len(signs) > 150
    assert all(guarded(f"{sign}=1").startswith("'") for sign in signs)


if __name__ == "__main__":
    many = int(sys.argv[1])
    print(
        f"{many} files, {sum(map(check_file, range(many)))} cells: none computes, all numbers equal"
    )
