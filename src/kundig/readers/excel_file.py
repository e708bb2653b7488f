"""One sheet of an XLSX workbook as a source of text batches."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from kundig.readers import limits
from kundig.readers.archive import check_workbook
from kundig.readers.batch import Batch, Refusal, Remark
from kundig.readers.dialect import looks_like_header, unique_names
from kundig.readers.errors import ReadError
from kundig.readers.files import file_hash
from kundig.readers.options import FileOptions
from kundig.readers.parquet_file import originals_of
from kundig.readers.records import cut
from kundig.readers.sampling import first_rows
from kundig.readers.scalars import value_text

_LOOK = 50  # rows in which the header is looked for


class ExcelSource:
    """A sheet: the one asked for, or the first that holds anything."""

    kind = "xlsx"
    encoding = None
    delimiter = None

    def __init__(self, path: Path, size: int, options: FileOptions) -> None:
        self.path = path
        self.size = size
        self.sha256 = file_hash(path)
        self.notes: list[Remark] = []
        self._counted: list[Remark] = []
        check_workbook(path)
        self._sheet = self._choose(options.sheet)
        self._read_header(options)
        self._done = 0

    def sample(self, rows: int = 20_000) -> pa.Table:
        """The first rows as text."""
        return first_rows(self, rows)

    def batches(self, *, rows: int = 65_536, refuse: Callable[[Refusal], None]) -> Iterator[Batch]:
        """All rows below the header; `lines` are the row numbers that Excel shows."""
        width = len(self.columns)
        good: list[list[str]] = []
        lines: list[int] = []
        self._done = 0
        for number, cells in self._rows():
            self._done = number
            if number < self._first_row:
                continue
            texts = [value_text(v) for v in cells[:width]]
            texts += [""] * (width - len(texts))
            beyond = [value_text(v) for v in cells[width:]]
            if not any(texts) and not any(beyond):
                continue
            reason, field = self._fault(texts, beyond)
            if reason:
                values = dict(zip(self.columns, (t[:1000] for t in texts), strict=True))
                original = cut(json.dumps([*texts, *beyond], ensure_ascii=False))
                refuse(Refusal(number, field, reason, values, original))
                continue
            good.append(texts)
            lines.append(number)
            if len(good) >= rows:
                yield self._batch(good, lines)
                good, lines = [], []
        if good:
            yield self._batch(good, lines)
        self._done = self._height

    def progress(self) -> tuple[int, int]:
        """Bytes done (estimated from the rows) and bytes in all."""
        return (self.size * min(self._done, self._height) // max(self._height, 1), self.size)

    def originals(self, lines: Sequence[int]) -> Iterator[tuple[int, str]]:
        """The rows as JSON lists of their texts."""
        yield from originals_of(self.batches(refuse=lambda _: None), lines)

    def _fault(self, texts: list[str], beyond: list[str]) -> tuple[str | None, str | None]:
        if any(beyond):
            return "ragged", None
        for name, text in zip(self.columns, texts, strict=True):
            if "\0" in text:
                return "nul", name
            if len(text) > limits.FIELD_BYTES // 4 and len(text.encode()) > limits.FIELD_BYTES:
                return "field_too_long", name
        return None, None

    def _batch(self, rows: list[list[str]], lines: list[int]) -> Batch:
        arrays = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
        table = pa.Table.from_arrays(arrays, names=list(self.columns))
        return Batch(table, pa.array(lines, pa.int64()))

    def _choose(self, wanted: str | None) -> str:
        with _opened(self.path) as book:
            names = list(book.sheet_names)
            if wanted is not None:
                if wanted not in names:
                    raise ReadError(
                        "sheet_missing", file=self.path.name, sheet=wanted, names=", ".join(names)
                    )
                return wanted
            for name in names:
                sheet = _sheet(book, name)
                if sheet is not None and sheet.height and sheet.width:
                    others = [n for n in names if n != name]
                    if others:
                        remark = {"sheet": name, "others": ", ".join(others)}
                        self.notes.append(Remark("note_sheet", remark))
                    return str(name)
        raise ReadError("empty", file=self.path.name)

    def _rows(self) -> Iterator[tuple[int, list[Any]]]:
        with _opened(self.path) as book:
            sheet = _sheet(book, self._sheet)
            if sheet is None or not sheet.height or not sheet.width:
                return
            # iter_rows pads upwards and to the left, so the first row is row 1 of the sheet
            yield from enumerate(sheet.iter_rows(), 1)

    def _read_header(self, options: FileOptions) -> None:
        top: list[tuple[int, list[str]]] = []
        for number, cells in self._rows():
            top.append((number, [value_text(v) for v in cells]))
            if number >= _LOOK + (options.skip or 0):
                break
        top = [(n, c) for n, c in top if n > (options.skip or 0) and any(c)]
        if not top:
            raise ReadError("empty", file=self.path.name)
        filled = [sum(1 for c in cells if c.strip()) for _, cells in top]
        place = 0
        if options.skip is None:
            place = next(i for i, n in enumerate(filled) if n * 10 >= max(filled) * 6)
        number, first = top[place]
        if place:
            self.notes.append(Remark("note_rows_above", {"line": number}))
        width = max(
            (i + 1 for _, cells in top[place:] for i, c in enumerate(cells) if c.strip()),
            default=len(first),
        )
        first = [*first, *[""] * width][:width]
        if width > limits.COLUMNS:
            raise ReadError(
                "too_many_columns", file=self.path.name, count=width, limit=limits.COLUMNS
            )
        header = options.header
        if header is None:
            named = options.columns is not None and tuple(first) != options.columns
            header = not named and looks_like_header([cells for _, cells in top[place:]])
        self.has_header = header
        self._first_row = number + (1 if header else 0)
        if options.columns is not None:
            if len(options.columns) != width:
                raise ReadError(
                    "columns_count",
                    file=self.path.name,
                    expected=len(options.columns),
                    found=width,
                )
            self.columns = options.columns
        elif header:
            self.columns, changed = unique_names(first)
            self.notes += changed
        else:
            self.columns = tuple(f"column_{i + 1}" for i in range(width))
            self.notes.append(Remark("note_no_header", {"count": width}))

    @property
    def _height(self) -> int:
        if not hasattr(self, "_height_known"):
            with _opened(self.path) as book:
                sheet = _sheet(book, self._sheet)
                self._height_known = 0 if sheet is None else int(sheet.total_height)
        return self._height_known


class _opened:  # noqa: N801 - reads as a phrase after `with`
    """A workbook; whatever goes wrong with it becomes a `ReadError`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Any:
        import python_calamine

        try:
            self._book = python_calamine.CalamineWorkbook.from_path(str(self._path))
        except BaseException as error:
            self._tell(error)
            raise
        return self._book

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        self._book.close()
        if error is not None:
            self._tell(error)

    def _tell(self, error: BaseException) -> None:
        module = type(error).__module__
        foreign = module.startswith(("python_calamine", "pyo3")) or isinstance(error, OSError)
        if foreign and not isinstance(error, ReadError):
            reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
            raise ReadError("excel_broken", file=self._path.name, reason=reason) from None


def _sheet(book: Any, name: str) -> Any:
    """A sheet, or None for charts and the like, which are listed as sheets but hold no cells."""
    import python_calamine

    try:
        return book.get_sheet_by_name(name)
    except (python_calamine.WorksheetNotFound, python_calamine.TablesNotSupported):
        return None
