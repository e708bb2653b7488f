"""The quick way through a block: Arrow's CSV parser, taken only where it cannot differ.

`parse` answers None whenever anything about a block is unusual; the record reader then does it
with the same result and more patience.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from kundig.readers import limits
from kundig.readers.dialect import BLANKS, Dialect, make_reader


class FastParser:
    """Parses blocks of one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._names = list(dialect.columns)
        self._usable = (
            dialect.delimiter != BLANKS
            and dialect.delimiter.isascii()
            and dialect.quote.isascii()
            and len(self._names) > 0
        )
        needles = [b"\n" + text.encode() for text in blank_lines(dialect)]
        self._needles = [n + end for n in needles for end in (b"\n", b"\r\n")]
        self._keys = [f"c{i}" for i in range(len(self._names))]
        self._parse = pa_csv.ParseOptions(
            delimiter=dialect.delimiter if self._usable else ",",
            quote_char=dialect.quote or False,
            escape_char=False,
            newlines_in_values=False,
            ignore_empty_lines=False,
        )
        self._convert = pa_csv.ConvertOptions(
            column_types=dict.fromkeys(self._keys, pa.string()),
            strings_can_be_null=False,
            check_utf8=True,
        )

    def parse(self, data: bytes) -> pa.Table | None:
        """The block as a table of text, or None where the record reader has to look."""
        if not self._usable or not self._plain(data):
            return None
        read = pa_csv.ReadOptions(
            column_names=self._keys, block_size=len(data) + 1, use_threads=True
        )
        try:
            table = pa_csv.read_csv(
                pa.py_buffer(data),
                read_options=read,
                parse_options=self._parse,
                convert_options=self._convert,
            )
        except pa.ArrowInvalid:
            return None
        lines = data.count(b"\n") + (not data.endswith(b"\n"))
        if table.num_rows != lines or self._has_blank(table, data):
            return None
        if len(data) > limits.FIELD_BYTES:
            for column in table.columns:
                if pc.max(pc.binary_length(column)).as_py() > limits.FIELD_BYTES:
                    return None
        return table.rename_columns(self._names)

    def _has_blank(self, table: pa.Table, data: bytes) -> bool:
        """Whether a line holds nothing; looked for only if some first cell is empty."""
        if pc.min(pc.binary_length(table.column(0))).as_py() != 0:
            return False
        return any(needle in b"\n" + data + b"\n" for needle in self._needles)

    def _plain(self, data: bytes) -> bool:
        if b"\0" in data or data.startswith(b"\xef\xbb\xbf"):
            return False
        returns = data.count(b"\r")
        if returns and (returns != data.count(b"\r\n")):
            return False
        last = data.removesuffix(b"\n").removesuffix(b"\r")
        last = last[last.rfind(b"\n") + 1 :]
        quote = self._dialect.quote.encode()
        if quote and quote in last:
            return not self._open(last)
        return True

    def _open(self, line: bytes) -> bool:
        text = line.decode("utf-8", "replace") + "\n"
        row = next(make_reader([text], self._dialect.delimiter, self._dialect.quote))
        return bool(row[-1].endswith("\n"))


def blank_lines(dialect: Dialect) -> frozenset[str]:
    """What a line looks like that holds nothing: no text, only delimiters, only empty quotes."""
    if dialect.delimiter == BLANKS:
        return frozenset({""})
    gaps = dialect.delimiter * (len(dialect.columns) - 1)
    quoted = dialect.delimiter.join([dialect.quote * 2] * len(dialect.columns))
    return frozenset({"", gaps, quoted})
