"""A Parquet file as a source of text batches."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kundig.readers import limits
from kundig.readers.batch import Batch, Refusal, Remark
from kundig.readers.dialect import unique_names
from kundig.readers.errors import ReadError
from kundig.readers.files import file_hash
from kundig.readers.records import cut
from kundig.readers.sampling import first_rows
from kundig.readers.scalars import number_text

_ARROW_ERRORS = (pa.ArrowException, OSError, ValueError)


class ParquetSource:
    """A Parquet file; its values as text, nulls as the empty text."""

    kind = "parquet"
    encoding = None
    delimiter = None
    has_header = True

    def __init__(self, path: Path, size: int) -> None:
        self.path = path
        self.size = size
        self.sha256 = file_hash(path)
        with _damage_told(path), pq.ParquetFile(path) as file:
            names = file.schema_arrow.names
            groups = [file.metadata.row_group(i) for i in range(file.num_row_groups)]
            if sum(g.total_byte_size for g in groups) > limits.unpacked_limit(size):
                limit = limits.unpacked_limit(size) // limits.MIB
                raise ReadError("bomb", file=path.name, limit=limit)
            self._rows = file.metadata.num_rows
        if not names:
            raise ReadError("empty", file=path.name)
        if len(names) > limits.COLUMNS:
            raise ReadError(
                "too_many_columns", file=path.name, count=len(names), limit=limits.COLUMNS
            )
        self.columns, remarks = unique_names(names)
        self.notes: list[Remark] = remarks
        self._done = 0

    def sample(self, rows: int = 20_000) -> pa.Table:
        """The first rows as text."""
        return first_rows(self, rows)

    def batches(self, *, rows: int = 65_536, refuse: Callable[[Refusal], None]) -> Iterator[Batch]:
        """All rows in the order of the file; `lines` are row numbers from 1."""
        first = 1
        self._done = 0
        with _damage_told(self.path), pq.ParquetFile(self.path) as file:
            for part in file.iter_batches(batch_size=rows):
                arrays = [as_text(part.column(i)) for i in range(part.num_columns)]
                table = pa.Table.from_arrays(arrays, names=list(self.columns))
                lines = pa.array(range(first, first + table.num_rows), pa.int64())
                first += table.num_rows
                self._done += table.num_rows
                yield from _without_long(Batch(table, lines), refuse)

    def progress(self) -> tuple[int, int]:
        """Bytes done (estimated from the rows) and bytes in all."""
        return (self.size * self._done // self._rows if self._rows else self.size, self.size)

    def originals(self, lines: Sequence[int]) -> Iterator[tuple[int, str]]:
        """The rows as JSON lists of their texts."""
        yield from originals_of(self.batches(refuse=lambda _: None), lines)


class _damage_told:  # noqa: N801 - reads as a phrase after `with`
    """Turns Arrow's errors about a damaged file into a `ReadError`."""

    def __init__(self, path: Path) -> None:
        self._name = path.name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: Any, _: object) -> None:
        if kind is not None and issubclass(kind, _ARROW_ERRORS):
            reason = str(error).splitlines()[0][:200]
            raise ReadError("parquet_broken", file=self._name, reason=reason) from None


def as_text(column: pa.Array) -> pa.Array:
    """Any Arrow column as strings without loss: ISO dates, decimals in full, nulls empty."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_text(column.dictionary_decode())
    if pa.types.is_timestamp(kind):
        text = _instants(column, kind)
    elif pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        try:
            text = column.cast(pa.string())
        except pa.ArrowInvalid:
            values = column.to_pylist()
            text = pa.array([None if v is None else v.hex() for v in values], pa.string())
    elif pa.types.is_nested(kind) or pa.types.is_fixed_size_binary(kind):
        values = column.to_pylist()
        text = pa.array(
            [None if v is None else json.dumps(v, ensure_ascii=False, default=str) for v in values],
            pa.string(),
        )
    elif pa.types.is_duration(kind):
        text = pa.array([None if v is None else str(v) for v in column.to_pylist()], pa.string())
    elif pa.types.is_decimal(kind):
        text = pa.array(
            [None if v is None else format(v, "f") for v in column.to_pylist()], pa.string()
        )
    elif pa.types.is_floating(kind):
        text = _numbers(column.cast(pa.float32()) if pa.types.is_float16(kind) else column)
    else:
        text = column.cast(pa.string())
    if isinstance(text, pa.ChunkedArray):
        text = text.combine_chunks()
    return pc.fill_null(text, "")


def _numbers(column: pa.Array) -> pa.Array:
    """Floats in full digits: long numbers such as EANs never with an exponent, NaN empty."""
    text = column.cast(pa.string())
    odd = pc.fill_null(pc.match_substring_regex(text, "[a-z]|^-0$"), False)
    if not pc.any(odd).as_py():
        return text
    cells = zip(text.to_pylist(), column.to_pylist(), odd.to_pylist(), strict=True)
    return pa.array([number_text(v) if is_odd else t for t, v, is_odd in cells], pa.string())


def _instants(column: pa.Array, kind: Any) -> pa.Array:
    """Timestamps as `2026-01-31 08:30:00`, fractions only if there are any, zone as an offset."""
    if kind.unit == "ns":  # the tables keep microseconds
        column = column.cast(pa.timestamp("us", kind.tz), safe=False)
    fractions = kind.unit != "s" and bool(pc.any(pc.not_equal(pc.subsecond(column), 0.0)).as_py())
    if not fractions:
        column = column.cast(pa.timestamp("s", kind.tz), safe=False)
    style = "%Y-%m-%d %H:%M:%S" + ("%z" if kind.tz else "")
    return pc.strftime(column, format=style)


def _without_long(batch: Batch, refuse: Callable[[Refusal], None]) -> Iterator[Batch]:
    """The batch without rows that hold an overlong cell; those are refused."""
    table = batch.table
    bad: dict[int, str] = {}
    for name in table.column_names:
        long = pc.greater(pc.binary_length(table[name]), limits.FIELD_BYTES)
        for place in pc.indices_nonzero(long).to_pylist():
            bad.setdefault(place, name)
    if not bad:
        yield batch
        return
    for place, name in sorted(bad.items()):
        row = {k: v[:1000] for k, v in table.slice(place, 1).to_pylist()[0].items()}
        original = cut(json.dumps(list(row.values()), ensure_ascii=False))
        refuse(Refusal(batch.lines[place].as_py(), name, "field_too_long", row, original))
    keep = pa.array([i not in bad for i in range(table.num_rows)])
    yield Batch(table.filter(keep), batch.lines.filter(keep))


def originals_of(batches: Iterator[Batch], lines: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Rows of a file without lines of text, written as JSON lists."""
    wanted = set(lines)
    for batch in batches:
        for place, line in enumerate(batch.lines.to_pylist()):
            if line in wanted:
                row = batch.table.slice(place, 1).to_pylist()[0]
                yield line, cut(json.dumps(list(row.values()), ensure_ascii=False))
