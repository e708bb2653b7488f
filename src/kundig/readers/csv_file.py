"""A text file as a source: two passes, the first to know it, the second to stream it."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from kundig.readers import limits
from kundig.readers.batch import Batch, Refusal, Remark
from kundig.readers.blocks import Block, from_line, line_blocks
from kundig.readers.container import Stream, open_bytes
from kundig.readers.dialect import find_dialect
from kundig.readers.encoding import Scan, decide, scan, utf8_blocks
from kundig.readers.errors import ReadError
from kundig.readers.fast import FastParser
from kundig.readers.files import file_hash
from kundig.readers.options import FileOptions
from kundig.readers.records import RecordReader
from kundig.readers.sampling import first_rows


class CsvSource:
    """A delimited text file, plain or packed."""

    kind = "csv"

    def __init__(self, path: Path, container: str, size: int, options: FileOptions) -> None:
        self.path = path
        self.size = size
        self._container = container
        self._packed = [0]
        self.sha256 = file_hash(path)
        with open_bytes(path, container) as stream:
            found: Scan = scan(stream)
        self.encoding, remarks = decide(found, path.name, options.encoding)
        self._mark = found.mark_length
        head = self._head()
        self._cr_only = "\n" not in head and "\r" in head
        if self._cr_only:
            head = head.replace("\r", "\n")
        self._dialect = find_dialect(
            head,
            name=path.name,
            delimiter=options.delimiter,
            quote=options.quote,
            header=options.header,
            columns=options.columns,
            skip=options.skip,
        )
        self._remarks = [*remarks, *self._dialect.remarks]
        self._counted: list[Remark] = []
        self._fast = FastParser(self._dialect)

    @property
    def columns(self) -> tuple[str, ...]:
        """The column names, made unique."""
        return self._dialect.columns

    @property
    def delimiter(self) -> str:
        """What parts the columns; a blank stands for runs of blanks."""
        return self._dialect.delimiter

    @property
    def has_header(self) -> bool:
        """Whether the file names its columns."""
        return self._dialect.has_header

    @property
    def notes(self) -> list[Remark]:
        """Remarks on the file; those that count lines are there after a pass over all of it."""
        return [*self._remarks, *self._counted]

    def sample(self, rows: int = 20_000) -> pa.Table:
        """The first rows as text."""
        return first_rows(self, rows)

    def batches(self, *, rows: int = 65_536, refuse: Callable[[Refusal], None]) -> Iterator[Batch]:
        """All records in the order of the file, in bounded memory."""
        with open_bytes(self.path, self._container, self._packed) as stream:
            chunks = self._chunks(stream)
            blocks = from_line(line_blocks(chunks, cr_only=self._cr_only), self._dialect.data_line)
            patient = RecordReader(self._dialect, blocks, refuse, self._fast)
            while True:
                block = patient.held.popleft() if patient.held else next(blocks, None)
                if block is None:
                    break
                table = None if block.cut else self._fast.parse(block.data)
                if table is None:
                    yield from patient.read(block, rows)
                else:
                    yield from _slices(table, block.line, rows)
        self._counted = []
        if patient.blank:
            self._counted.append(Remark("note_blank_lines", {"count": patient.blank}))

    def progress(self) -> tuple[int, int]:
        """Bytes of the file on disk that have been read, and its size."""
        return (min(self._packed[0], self.size), self.size)

    def originals(self, lines: Sequence[int]) -> Iterator[tuple[int, str]]:
        """The text of the records that start on these lines, in one pass."""
        wanted = sorted(set(lines))
        with open_bytes(self.path, self._container) as stream:
            blocks = line_blocks(self._chunks(stream), cr_only=self._cr_only)
            reader = RecordReader(self._dialect, blocks, lambda _: None)
            block = next(blocks, None)
            for line in wanted:
                while block is not None and _ends_before(block, line):
                    block = reader.held.popleft() if reader.held else next(blocks, None)
                if block is None:
                    return
                block, text = reader.text_at(block, line)
                yield line, text

    def _chunks(self, stream: Stream) -> Iterator[bytes]:
        size = min(limits.BLOCK_BYTES, limits.MIB)
        return utf8_blocks(stream, self.encoding, self._mark, self.path.name, size)

    def _head(self) -> str:
        parts: list[bytes] = []
        size = 0
        with open_bytes(self.path, self._container) as stream:
            for data in utf8_blocks(stream, self.encoding, self._mark, self.path.name, 1 << 16):
                parts.append(data)
                size += len(data)
                if size > limits.HEAD_BYTES:
                    break
        data = b"".join(parts)
        if size > limits.HEAD_BYTES:
            last = max(data.rfind(b"\n"), data.rfind(b"\r"))
            if last < 0:
                raise ReadError("no_lines", file=self.path.name, size=size // 1024)
            data = data[: last + 1]
        text = data.decode("utf-8", "replace")
        if not text.strip():
            raise ReadError("empty", file=self.path.name)
        return text


def _ends_before(block: Block, line: int) -> bool:
    ends = block.data.count(b"\n") + (not block.data.endswith(b"\n"))
    return block.line + (1 if block.cut else ends) <= line


def _slices(table: pa.Table, line: int, rows: int) -> Iterator[Batch]:
    for start in range(0, table.num_rows, rows):
        part = table.slice(start, rows)
        yield Batch(part, _counting(line + start, part.num_rows))


def _counting(first: int, count: int) -> pa.Array:
    numbers = array("q", range(first, first + count))
    return pa.Array.from_buffers(pa.int64(), count, [None, pa.py_buffer(numbers)])
