"""The first rows of any source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from kundig.readers.source import Source


def first_rows(source: Source, rows: int) -> pa.Table:
    """The first `rows` readable records as one table of text."""
    parts, missing = [], rows
    for batch in source.batches(rows=min(rows, 65_536), refuse=lambda _: None):
        parts.append(batch.table.slice(0, missing))
        missing -= parts[-1].num_rows
        if missing <= 0:
            break
    schema = pa.schema([(name, pa.string()) for name in source.columns])
    return pa.concat_tables(parts) if parts else schema.empty_table()
