"""The patient way through a block: record by record, refusing what cannot be read.

An opening quote that is never closed must not swallow the rest of the file: a record over several
lines counts only if its quotes close cleanly, otherwise its first line alone is refused and
reading goes on with the next.
"""

from __future__ import annotations

import csv
import re
from array import array
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from kundig.readers import limits
from kundig.readers.batch import Batch, Refusal
from kundig.readers.blocks import Block
from kundig.readers.dialect import BLANKS, Dialect, make_reader, split_runs
from kundig.readers.fast import FastParser, blank_lines

_BAD_BYTE = re.compile("[\udc80-\udcff]")
#: How far to look for a closing quote, in characters and lines: less after many vain searches, so
#: that a hostile file costs no more than a few readings of itself.
_PATIENCE = (
    (16, limits.FIELD_BYTES + 64 * 1024, 100_000),
    (256, 64 * 1024, 1_000),
    (1 << 62, 4 * 1024, 32),
)


class RecordReader:
    """Reads blocks of one dialect; may take further blocks for a record that goes on there."""

    def __init__(
        self,
        dialect: Dialect,
        more: Iterator[Block],
        refuse: Callable[[Refusal], None],
        fast: FastParser | None = None,
    ) -> None:
        self._dialect = dialect
        self._names = dialect.columns
        self._more = more
        self._refuse = refuse
        self._refused: list[Refusal] = []  # of the block at hand, handed on in order
        self._fast = None if dialect.delimiter == BLANKS else fast
        self._blank = blank_lines(dialect)
        self._vain = 0
        self.held: deque[Block] = deque()  # blocks that were taken and are still to be read
        self.blank = 0  # lines without content, skipped

    def read(self, block: Block, rows: int) -> Iterator[Batch]:
        """The records that start in the block (and in blocks taken to finish one)."""
        if block.cut:
            self._refuse_line(block.line, "line_too_long", block.data.decode("utf-8", "replace"))
            return
        lines = _lines(block.data)
        count = len(lines)  # further lines may be taken to finish a record; they go back later
        gathered = _Gathered(self._names)
        unusual = self._unusual(lines)
        plain: list[tuple[int, int]] = []
        place = 0
        while place < count:
            following = bisect_left(unusual, place)
            end = unusual[following] if following < len(unusual) else count
            if end > place and self._fast is not None:
                plain.append((place, end))
                place = end
            else:
                place += self._one(lines, place, block.line, gathered)
        if place < len(lines):
            rest = "".join(lines[place:]).encode("utf-8", "surrogateescape")
            self.held.appendleft(Block(rest, block.line + place))
        self._take_plain(lines, plain, block.line, gathered)
        for refusal in sorted(self._refused, key=lambda r: r.line):
            self._refuse(refusal)
        self._refused.clear()
        yield from gathered.batches(rows)

    def _take_plain(
        self, lines: list[str], spans: list[tuple[int, int]], first: int, gathered: _Gathered
    ) -> None:
        """Hands all plain lines of the block to Arrow at once, or reads them one by one."""
        table = None
        if self._fast is not None and spans:
            text = "".join("".join(lines[start:end]) for start, end in spans)
            table = self._fast.parse(text.encode("utf-8", "surrogateescape"))
        if table is not None:
            numbers = array("q")
            for start, end in spans:
                numbers.extend(range(first + start, first + end))
            gathered.table(table, numbers)
            return
        for start, end in spans:
            for place in range(start, end):
                self._one(lines, place, first, gathered)

    def _unusual(self, lines: list[str]) -> list[int]:
        """The lines that may not simply be cut at every delimiter."""
        if self._fast is None:
            return list(range(len(lines)))
        delimiter, quote, cuts = self._dialect.delimiter, self._dialect.quote, len(self._names) - 1
        if not quote:
            return [i for i, line in enumerate(lines) if line.count(delimiter) != cuts]
        return [i for i, line in enumerate(lines) if quote in line or line.count(delimiter) != cuts]

    def _one(self, lines: list[str], place: int, first: int, gathered: _Gathered) -> int:
        """Takes or refuses the record that starts on one line; the number of lines used."""
        cells, used, reason = self._record(lines, place)
        if reason == "blank":
            self.blank += 1
            return used
        original = lines[place] if used == 1 else "".join(lines[place : place + used])
        reason = reason or self._fault(cells, original)
        if reason:
            self._refuse_record(first + place, reason, cells, original)
        else:
            gathered.record(cells, first + place)
        return used

    def text_at(self, block: Block, line: int) -> tuple[Block, str]:
        """The text of the record that starts on `line` of the block, and the block to go on with."""
        if block.cut:
            return block, cut(block.data.decode("utf-8", "replace"), always=True)
        lines = _lines(block.data)[line - block.line :]
        _, used, _ = self._record(lines, 0)
        rest = "".join(lines).encode("utf-8", "surrogateescape")
        return Block(rest, line), cut("".join(lines[:used]).rstrip("\r\n"))

    def _record(self, lines: list[str], place: int) -> tuple[list[str], int, str | None]:
        """Cells, number of lines used, and why the record is refused (or `blank`)."""
        line = lines[place]
        bare = line.rstrip("\r\n")
        delimiter, quote = self._dialect.delimiter, self._dialect.quote
        if bare in self._blank or (len(self._names) > 1 and not bare.strip(" ")):
            return [], 1, "blank"
        if delimiter == BLANKS:
            return split_runs(bare), 1, None
        if not quote or quote not in bare:
            return bare.split(delimiter), 1, "stray_return" if "\r" in bare else None
        try:
            cells = next(make_reader([bare + "\n"], delimiter, quote))
        except csv.Error:
            return [bare], 1, "stray_return"
        if not cells[-1].endswith("\n"):
            return cells, 1, None
        closed = self._over_lines(lines, place)
        if closed is None:
            cells[-1] = cells[-1][:-1]
            return cells, 1, "quote_open"
        return (*closed, None)

    def _over_lines(self, lines: list[str], place: int) -> tuple[list[str], int] | None:
        """A record that goes over several lines, if its quotes close cleanly in time."""
        far, most = next((far, most) for tries, far, most in _PATIENCE if self._vain < tries)
        taken = 0

        def feed() -> Iterator[str]:
            nonlocal taken
            seen = 0
            at = place
            while seen <= far + len(lines[place]) and taken < most:
                if at >= len(lines) and not self._extend(lines):
                    return
                taken += 1
                seen += len(lines[at])
                yield lines[at]
                at += 1

        try:
            cells = next(
                make_reader(feed(), self._dialect.delimiter, self._dialect.quote, strict=True)
            )
        except (csv.Error, StopIteration):
            self._vain += 1
            return None
        self._vain = max(0, self._vain - 1)
        return cells, taken

    def _extend(self, lines: list[str]) -> bool:
        """Takes the next block of the file into `lines`, unless there is none."""
        if not self.held:
            block = next(self._more, None)
            if block is None:
                return False
            self.held.append(block)
        if self.held[0].cut:
            return False
        lines += _lines(self.held.popleft().data)
        return True

    def _fault(self, cells: list[str], original: str) -> str | None:
        if "\0" in original:
            return "nul"
        if not original.isascii() and _BAD_BYTE.search(original):
            return "undecodable"
        if len(original) * 4 > limits.FIELD_BYTES and self._long(cells) is not None:
            return "field_too_long"
        if len(cells) != len(self._names):
            return "ragged"
        return None

    def _long(self, cells: list[str]) -> int | None:
        for place, cell in enumerate(cells):
            if len(cell.encode("utf-8", "surrogateescape")) > limits.FIELD_BYTES:
                return place
        return None

    def _refuse_record(self, line: int, reason: str, cells: list[str], original: str) -> None:
        field = None
        if reason == "field_too_long":
            place = self._long(cells)
            field = None if place is None else self._name(place)
        elif reason in {"nul", "undecodable"}:
            places = (i for i, c in enumerate(cells) if "\0" in c or _BAD_BYTE.search(c))
            place = next(places, None)
            field = None if place is None else self._name(place)
        values = {self._name(i): clean(cell)[:1000] for i, cell in enumerate(cells[:1000])}
        self._refused.append(Refusal(line, field, reason, values, cut(original.rstrip("\r\n"))))

    def _refuse_line(self, line: int, reason: str, original: str) -> None:
        self._refuse(Refusal(line, None, reason, {}, cut(original, always=True)))

    def _name(self, place: int) -> str:
        return self._names[place] if place < len(self._names) else f"+{place + 1}"


class _Gathered:
    """Records on their way into batches, in the order of the file."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = list(names)
        self._parts: list[tuple[pa.Table, pa.Array]] = []
        self._cells: list[list[str]] = []
        self._starts: list[int] = []

    def record(self, cells: list[str], line: int) -> None:
        """Adds one record."""
        self._cells.append(cells)
        self._starts.append(line)

    def table(self, table: pa.Table, lines: array[int]) -> None:
        """Adds the records that start on these lines."""
        self._close()
        numbers = pa.py_buffer(lines.tobytes())
        self._parts.append((table, pa.Array.from_buffers(pa.int64(), len(lines), [None, numbers])))

    def batches(self, rows: int) -> Iterator[Batch]:
        """Everything gathered so far, as batches of at most `rows`."""
        self._close()
        if not self._parts:
            return
        table = pa.concat_tables([t for t, _ in self._parts])
        lines = pa.concat_arrays([n for _, n in self._parts])
        numbers = lines.to_pylist()
        if numbers != sorted(numbers):
            order = pc.sort_indices(lines)
            table, lines = table.take(order), lines.take(order)
        self._parts = []
        for start in range(0, table.num_rows, rows):
            yield Batch(table.slice(start, rows), lines.slice(start, rows))

    def _close(self) -> None:
        if self._cells:
            columns = [pa.array(c, pa.string()) for c in zip(*self._cells, strict=True)]
            table = pa.Table.from_arrays(columns, names=self._names)
            self._parts.append((table, pa.array(self._starts, pa.int64())))
            self._cells, self._starts = [], []


def _lines(data: bytes) -> list[str]:
    """Physical lines with their ends; bad bytes become lone surrogates that are found later."""
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    last = lines.pop()
    lines = [line + "\n" for line in lines]
    if last:
        lines.append(last)
    return lines


def clean(text: str) -> str:
    """Text that can be written anywhere: bad bytes become the replacement character."""
    return text if text.isascii() else _BAD_BYTE.sub("\ufffd", text)


def cut(text: str, *, always: bool = False) -> str:
    """The original text of a refused record, shortened with a mark where it is very long."""
    limit = limits.ORIGINAL_CHARACTERS
    if len(text) <= limit and not always:
        return clean(text)
    return clean(text[:limit]) + " […]"
