"""A list of customers as a file: CSV as a stream, Excel with bounded memory.

It is a list to write to, so whoever may not be written to is not in it, and the page says how many
that are. Text that a spreadsheet would take for a formula gets an apostrophe in front; numbers are
numbers and keep their minus.
"""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils import translation

from kundig.glossary.cells import cell, guarded
from kundig.register import Register
from kundig_web import words
from kundig_web.customers.list_query import ListQuery
from kundig_web.customers.listing import Here, filter_of, laid_over, people_of
from kundig_web.customers.refusals import Refusal, proven_mail

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: An Excel file of so many rows takes about ten seconds; beyond that CSV is the better way.
XLSX_MOST = 50_000
#: Rows whose names are looked up at once.
CHUNK = 500

#: Columns of the file; what comes from the row under its own name, and what is made for the file.
COLUMNS = (
    "number", "name", "salutation", "title", "first_name", "last_name", "company_name", "street",
    "postcode", "city", "country", "email", "phone", "language", "mail_proven", "branch", "segment",
    "customer_since", "last_day", "purchases", "revenue", "currency", "value_12m", "value_low",
    "value_high", "p_alive", "last_nps", "last_nps_day", "last_csat", "last_csat_min",
    "last_csat_max", "last_csat_day", "last_contact", "open_complaints", "open_promises",
)  # fmt: skip
_MONEY = {"revenue", "value_12m", "value_low", "value_high"}


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file will hold: its rows, and how many are left out for which reason."""

    rows: int
    restricted: int
    withdrawn: int
    file: int
    without_proof: int  # in the file, but nobody can prove that mails are welcome

    @property
    def left_out(self) -> int:
        """How many of the list may not be written to."""
        return self.restricted + self.withdrawn + self.file


def preview(query: ListQuery, register: Register, here: Here) -> Preview:
    """Count what the file will hold."""
    everybody = filter_of(replace(query, sort="name"), register, here)
    by_reason: dict[Refusal, list[str]] = {Refusal.RESTRICTED: [], Refusal.WITHDRAWN: []}
    for key, why in here.refusing.items():
        by_reason[why].append(key)
    # How many of the list are restricted is told; who they are is not.
    counted = replace(
        everybody, without=tuple(k for k in everybody.without if k not in here.hidden)
    )
    known = {
        why: register.total(replace(counted, keys=tuple(keys))) if keys else 0
        for why, keys in by_reason.items()
    }
    others = (*everybody.without, *here.refusing)
    by_file = 0
    if everybody.refused is not False:
        by_file = register.total(replace(everybody, refused=True, without=others))
    writable = _writable(query, register, here)
    rows = register.total(writable)
    proven = tuple(proven_mail())
    with_proof = register.total(replace(writable, keys=proven)) if proven else 0
    return Preview(
        rows, known[Refusal.RESTRICTED], known[Refusal.WITHDRAWN], by_file, rows - with_proof
    )


def _writable(query: ListQuery, register: Register, here: Here) -> Any:
    chosen = filter_of(query, register, here)
    refused = False if chosen.refused is None else chosen.refused
    without = tuple(dict.fromkeys((*chosen.without, *here.refusing)))
    # Whoever asks for those who refused gets an empty file, not a file of them.
    keys = () if refused else chosen.keys
    return replace(chosen, refused=False, without=without, keys=keys)


def rows(query: ListQuery, register: Register, here: Here) -> Iterator[list[Any]]:
    """The rows of the file, each a list of typed values in the order of COLUMNS."""
    proven = proven_mail()
    for batch in register.stream(_writable(query, register, here), query.sort, query.descending):
        for start in range(0, batch.num_rows, CHUNK):
            part = batch.slice(start, CHUNK).to_pylist()
            people = people_of(row["key"] for row in part)
            for row in part:
                yield _values(laid_over(row, people.get(row["key"]), here), row["key"] in proven)


def _values(row: dict[str, Any], proven: bool) -> list[Any]:
    made = {
        "number": row["key"].partition(":")[2],
        # A number that begins with + is a formula to a spreadsheet; 00 is the same call.
        "phone": re.sub(r"^\s*[+＋]", "00", row.get("phone") or ""),
        "mail_proven": words.say("customers.export_yes") if proven else "",
        "segment": words.say(f"glossary:needs.segment_{row['segment']}") if row["segment"] else "",
    }
    found = [made.get(c, row.get(c)) for c in COLUMNS]
    return [_rounded(c, v) for c, v in zip(COLUMNS, found, strict=True)]


def _rounded(column: str, value: Any) -> Any:
    if column in _MONEY and value is not None:
        return round(float(value), 2)
    return round(value, 4) if isinstance(value, float) else value


def heads() -> list[str]:
    """The heads of the columns in the language of this request."""
    return [words.say(f"customers.export_{c}") for c in COLUMNS]


def csv_lines(
    query: ListQuery, register: Register, here: Here, *, excel: bool = False
) -> Iterator[bytes]:
    """The file as CSV, piece by piece, in UTF-8.

    Args:
        query: which list.
        register: the register in force.
        here: what is known here.
        excel: with semicolons, decimal commas, days as 24.12.2026 and a mark of the encoding, as
            German spreadsheets open it.
    """
    return _spoken(_csv_lines(query, register, here, excel), words.lang())


def _spoken(pieces: Iterator[bytes], language: str) -> Iterator[bytes]:
    """The pieces, each made in this language: a request's language ends before its stream does."""
    while True:
        with translation.override(language):
            try:
                piece = next(pieces)
            except StopIteration:
                return
        yield piece


def _csv_lines(query: ListQuery, register: Register, here: Here, excel: bool) -> Iterator[bytes]:
    buffer = StringIO()
    writer = csv.writer(buffer, delimiter=";" if excel else ",", quoting=csv.QUOTE_ALL)
    if excel:
        yield b"\xef\xbb\xbf"
    writer.writerow([guarded(h) for h in heads()])
    for i, row in enumerate(rows(query, register, here), 1):
        writer.writerow([cell(v, excel=excel) for v in row])
        if i % CHUNK == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: StringIO) -> bytes:
    told = buffer.getvalue().encode("utf-8")
    buffer.seek(0)
    buffer.truncate()
    return told


def xlsx_file(query: ListQuery, register: Register, here: Here) -> IO[bytes]:
    """The file as an Excel workbook; rows go to disk as they are written."""
    import xlsxwriter

    folder = Path(settings.WEB_FOLDER) / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - the response closes it
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True, "tmpdir": str(folder), "strings_to_formulas": False,
            "strings_to_urls": False, "strings_to_numbers": False,
        },
    )  # fmt: skip
    sheet = book.add_worksheet(words.say("customers.export_sheet"))
    bold = book.add_format({"bold": True, "bottom": 1})
    formats = {
        "day": book.add_format({"num_format": "yyyy-mm-dd" if words.lang() == "en" else "dd.mm.yyyy"}),
        "money": book.add_format({"num_format": "#,##0.00"}),
        "share": book.add_format({"num_format": "0%"}),
    }  # fmt: skip
    for i, head in enumerate(heads()):
        sheet.write_string(0, i, guarded(head), bold)
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, len(COLUMNS) - 1, 16)
    last = 0
    for last, row in enumerate(rows(query, register, here), 1):
        for i, (column, value) in enumerate(zip(COLUMNS, row, strict=True)):
            _write(sheet, last, i, column, value, formats)
    sheet.autofilter(0, 0, max(last, 1), len(COLUMNS) - 1)
    book.close()
    file.seek(0)
    return file


def _write(
    sheet: Any, row: int, column: int, name: str, value: Any, formats: dict[str, Any]
) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, formats["day"])
    elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        kind = "money" if name in _MONEY else "share" if name == "p_alive" else None
        sheet.write_number(row, column, float(value), formats[kind] if kind else None)
    else:
        sheet.write_string(row, column, guarded(str(value)))
