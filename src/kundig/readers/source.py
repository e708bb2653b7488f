"""A file of the outside world as a source of text batches, whatever its format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from kundig.readers.batch import Batch, Refusal, Remark
from kundig.readers.container import check_file, contents
from kundig.readers.options import FileOptions


class Source(Protocol):
    """A file that can be read as often as needed, always with the same result."""

    path: Path
    kind: str  # "csv" | "xlsx" | "parquet"
    size: int  # bytes on disk
    sha256: str  # of the bytes on disk

    @property
    def columns(self) -> tuple[str, ...]:
        """The column names, made unique."""

    @property
    def encoding(self) -> str | None:
        """The encoding of a text file."""

    @property
    def delimiter(self) -> str | None:
        """What parts the columns of a text file."""

    @property
    def has_header(self) -> bool:
        """Whether the file names its columns."""

    @property
    def notes(self) -> list[Remark]:
        """What a person should know about the file."""

    def sample(self, rows: int = 20_000) -> pa.Table:
        """The first rows as text."""

    def batches(self, *, rows: int = 65_536, refuse: Callable[[Refusal], None]) -> Iterator[Batch]:
        """All records in the order of the file; what cannot be read goes to `refuse`."""

    def progress(self) -> tuple[int, int]:
        """Bytes done and bytes in all."""

    def originals(self, lines: Sequence[int]) -> Iterator[tuple[int, str]]:
        """The text of the records that start on these lines, ascending, in one pass."""


def open_source(path: Path, *, options: FileOptions | None = None) -> Source:
    """Opens a CSV (also .gz, .zip with one file), XLSX or Parquet file.

    The format is judged by the bytes, never by the name.

    Raises:
        ReadError: if the file cannot be read as a table, with what to do.
    """
    path = Path(path)
    options = options or FileOptions()
    size = check_file(path)
    what = contents(path)
    if what == "xlsx":
        from kundig.readers.excel_file import ExcelSource

        return ExcelSource(path, size, options)
    if what == "parquet":
        from kundig.readers.parquet_file import ParquetSource

        return ParquetSource(path, size)
    from kundig.readers.csv_file import CsvSource

    return CsvSource(path, what, size, options)
