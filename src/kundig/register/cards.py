"""Cards: the rows of customers as they lie in memory, so that a few of them are found at once.

A columnar file is made for reading few columns of many rows; fetching fifty whole rows from it takes
longer than finding them among a million. So each shard is written a second time as an Arrow file,
sorted by key, which is mapped into memory: a row costs a binary search and no decompression, and
all processes share one copy in the system's cache.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kundig.register.shards import shard_of

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 8192


def write_cards(rows: pa.Table, path: Path) -> None:
    """Write the rows of one shard, which are sorted by `key`."""
    import pyarrow as pa

    with pa.OSFile(str(path), "wb") as out, pa.ipc.new_file(out, rows.schema) as writer:
        for batch in rows.to_batches(max_chunksize=ROWS):
            writer.write_batch(batch)


class Cards:
    """The cards of one register."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._shards: dict[int, list[Any]] = {}

    def find(self, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Key -> row; unknown keys are left out."""
        found = {}
        for key in keys:
            row = self._find(key)
            if row is not None:
                found[key] = row
        return found

    def _find(self, key: str) -> dict[str, Any] | None:
        batches = self._batches(shard_of(key, len(self._paths)))
        wanted = key.encode()
        # DuckDB sorts by bytes, and so must whoever searches what it sorted.
        begin, end = 0, len(batches)
        while begin < end:
            middle = (begin + end) // 2
            if _key(batches[middle], 0) <= wanted:
                begin = middle + 1
            else:
                end = middle
        if begin == 0:
            return None
        batch = batches[begin - 1]
        low, high = 0, batch.num_rows
        while low < high:
            middle = (low + high) // 2
            if _key(batch, middle) < wanted:
                low = middle + 1
            else:
                high = middle
        if low == batch.num_rows or _key(batch, low) != wanted:
            return None
        row: dict[str, Any] = batch.slice(low, 1).to_pylist()[0]
        return row

    def _batches(self, shard: int) -> list[Any]:
        """The pieces of a shard, mapped when somebody first asks for one of its customers."""
        if shard not in self._shards:
            import pyarrow as pa

            reader = pa.ipc.open_file(pa.memory_map(str(self._paths[shard])))
            self._shards[shard] = [reader.get_batch(i) for i in range(reader.num_record_batches)]
        return self._shards[shard]


def _key(batch: Any, row: int) -> bytes:
    key: str = batch.column(0)[row].as_py()
    return key.encode()
