"""How a text file is cut into columns: delimiter by vote over its first records, header or not."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from kundig.readers import limits
from kundig.readers.batch import Remark
from kundig.readers.errors import ReadError

csv.field_size_limit(max(csv.field_size_limit(), 2 * limits.LINE_BYTES))

BLANKS = " "  # as a delimiter: runs of blanks and tabs
_CANDIDATES = (";", "\t", ",", "|")
_RUNS = re.compile(r"[ \t]+")
_NUMBER = re.compile(r"[-+]?[\d.,'  ]*\d[\d.,]*\s?(?:%|€|EUR|USD|GBP|\$)?|[-+]?[$€£]\s?[\d.,]+")
_DATE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}([T ].*)?|\d{1,2}\.\d{1,2}\.\d{2,4}( .*)?|\d{1,2}/\d{1,2}/\d{2,4}( .*)?"
)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}")
_DECIMAL_COMMA = re.compile(r"\d,\d")


class LineReader(Protocol):
    """Python's CSV reader, as far as it is used here."""

    line_num: int

    def __next__(self) -> list[str]:
        """The cells of the next record."""


@dataclass(frozen=True)
class Dialect:
    """How the file is cut. `data_line` is the physical line on which the first record starts."""

    delimiter: str
    quote: str
    has_header: bool
    columns: tuple[str, ...]
    data_line: int
    remarks: tuple[Remark, ...] = ()


def split_runs(line: str) -> list[str]:
    """The cells of a line whose columns are parted by runs of blanks."""
    stripped = line.strip(" \t\r\n")
    return _RUNS.split(stripped) if stripped else []


def find_dialect(
    head: str,
    *,
    name: str,
    delimiter: str | None = None,
    quote: str | None = None,
    header: bool | None = None,
    columns: tuple[str, ...] | None = None,
    skip: int | None = None,
) -> Dialect:
    """Decides everything that the caller has left open, from the beginning of the file.

    Raises:
        ReadError: if there is nothing to read, or the caller's wishes do not fit the file.
    """
    for sign in (delimiter, quote or None):
        if sign is not None and (len(sign) != 1 or sign in "\r\n\0"):
            raise ReadError("bad_delimiter", file=name, delimiter=sign)
    lines = head.split("\n")
    lines = [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    start, remarks = skip or 0, []
    if skip is None:
        start, said, found = _preamble(lines)
        remarks += said
        delimiter = delimiter or found
    while start < len(lines) and not lines[start].strip():
        start += 1
    if start >= len(lines):
        raise ReadError("empty", file=name)
    body = lines[start:]
    quote = '"' if quote is None else quote
    delimiter = delimiter or vote(body, quote)
    if delimiter == quote:
        raise ReadError("bad_delimiter", file=name, delimiter=delimiter)
    records = list(_records(body, delimiter, quote))
    if not records:
        raise ReadError("empty", file=name)
    first, spanned = records[0]
    if len(first) > limits.COLUMNS:
        raise ReadError("too_many_columns", file=name, count=len(first), limit=limits.COLUMNS)
    if header is None:
        rows = [cells for cells, _ in records]
        header = columns is None and looks_like_header(rows)
        if columns is not None and tuple(c.strip() for c in first) == columns:
            header = True
    if columns is not None and len(columns) != len(first):
        raise ReadError("columns_count", file=name, expected=len(columns), found=len(first))
    width = Counter(len(cells) for cells, _ in records).most_common(1)[0][0]
    if header and columns is None and len(first) != width and len(records) > 2:
        remarks.append(Remark("note_header_width", {"header": len(first), "rows": width}))
    if columns is None and header:
        columns, changed = unique_names(first)
        remarks += changed
    elif columns is None:
        columns = tuple(f"column_{i + 1}" for i in range(width))
        remarks.append(Remark("note_no_header", {"count": width}))
    return Dialect(
        delimiter,
        quote,
        header,
        columns,
        data_line=start + 1 + (spanned if header else 0),
        remarks=tuple(remarks),
    )


def _preamble(lines: Sequence[str]) -> tuple[int, list[Remark], str | None]:
    """Lines above the header that some programs write: `sep=;` (Excel) and DATEV's first line."""
    first = lines[0].strip().strip('"') if lines else ""
    if re.fullmatch(r"sep=.", first, re.IGNORECASE):
        return 1, [Remark("note_sep", {"line": first})], first[-1]
    if re.match(r'"?(EXTF|DTVF)"?;', lines[0] if lines else "") and len(lines) > 1:
        return 1, [Remark("note_datev")], ";"
    return 0, [], None


def _records(lines: Sequence[str], delimiter: str, quote: str) -> Iterator[tuple[list[str], int]]:
    """The first records and how many physical lines have been used up to each record's end."""
    used = records = 0
    if delimiter == BLANKS:
        for used, line in enumerate(lines, 1):
            if cells := split_runs(line):
                yield cells, used
                records += 1
            if records >= limits.HEAD_RECORDS:
                return
        return
    reader = make_reader(lines, delimiter, quote)
    while records < limits.HEAD_RECORDS:
        try:
            cells = next(reader)
        except (StopIteration, csv.Error):
            return
        if any(cells) or len(cells) > 1:
            yield cells, reader.line_num
            records += 1


def make_reader(
    lines: Sequence[str] | Iterator[str], delimiter: str, quote: str, *, strict: bool = False
) -> LineReader:
    """Python's CSV reader with this room's settings."""
    if not quote:
        return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE, strict=strict)
    return csv.reader(lines, delimiter=delimiter, quotechar=quote, strict=strict)


def vote(lines: Sequence[str], quote: str = '"') -> str:
    """The delimiter that cuts most of the first records into equally many columns."""
    best, best_score = ",", (0.0, 0)
    for candidate in _CANDIDATES:
        counts = [len(cells) for cells, _ in _records(lines, candidate, quote)]
        if not counts:
            continue
        mode, hits = Counter(c for c in counts if c > 1).most_common(1)[0] if any(
            c > 1 for c in counts
        ) else (1, 0)  # fmt: skip
        share = hits / len(counts)
        if counts[0] != mode:  # the first record, mostly the header, must agree
            share /= 2
        if candidate == "," and _only_decimal(lines):
            share /= 4
        score = (round(share, 1), mode)
        if score > best_score and mode > 1:
            best, best_score = candidate, score
    if best_score[0] < 0.9 and _cut_by_blanks(lines):
        return BLANKS
    return best


def _only_decimal(lines: Sequence[str]) -> bool:
    """Whether every comma stands between two digits, as in `1,50`."""
    text = "".join(lines[: limits.HEAD_RECORDS])
    return text.count(",") == len(_DECIMAL_COMMA.findall(text)) and ";" in text


def _cut_by_blanks(lines: Sequence[str]) -> bool:
    """Whether runs of blanks part equally many cells, most of them numbers, on every line."""
    rows = [cells for cells, _ in _records(lines, BLANKS, "")]
    width = len(rows[-1]) if rows else 0
    if width < 2 or any(len(cells) != width for cells in rows):
        return False
    body = rows[1:] or rows
    cells = [cell for row in body for cell in row]
    return sum(is_value(cell) for cell in cells) * 2 > len(cells)


def is_value(cell: str) -> bool:
    """Whether a cell is a number, a date or an e-mail address, which no header is."""
    cell = cell.strip()
    if not cell or len(cell) > 200:
        return False
    return bool(_NUMBER.fullmatch(cell) or _DATE.fullmatch(cell) or _MAIL.fullmatch(cell))


def looks_like_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first record names the columns instead of filling them."""
    first, body = rows[0], rows[1:]
    if not any(is_value(cell) for cell in first):
        return True
    if not body:
        return False
    for_it = against = 0
    for i, cell in enumerate(first):
        below = [row[i] for row in body if i < len(row) and row[i].strip()]
        values = sum(is_value(b) for b in below)
        if not below or values * 10 < len(below) * 9:
            continue
        if is_value(cell) or not cell.strip():
            against += 1
        else:
            for_it += 1
    return for_it > against


def unique_names(cells: Sequence[str]) -> tuple[tuple[str, ...], list[Remark]]:
    """Column names without outer blanks, none empty, none twice; and what had to be changed."""
    given = [" ".join(cell.replace("\ufeff", "").replace("\0", "").split()) for cell in cells]
    taken = set(given)
    names: list[str] = []
    renamed: list[str] = []
    for place, name in enumerate(given, 1):
        base, number = name or f"column_{place}", 1
        unique = base
        while unique in names or (unique != name and unique in taken):
            number += 1
            unique = f"{base}_{number}"
        if unique != name:
            renamed.append(unique)
        names.append(unique)
    remarks = [Remark("note_renamed", {"names": ", ".join(renamed[:10])})] if renamed else []
    return tuple(names), remarks
