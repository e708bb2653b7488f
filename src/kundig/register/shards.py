"""Shards: the register's files are cut by customer, so that memory is bounded by one piece.

Whoever asks for one customer opens one file; whoever asks for the list opens them all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from kundig.engines.files import sql_list

CUSTOMERS, HISTORY, RECORDS = "customers", "history", "records"
#: Events and records of one shard: sorting so many takes some hundred MiB.
ROWS = 600_000


def shards_for(rows: int) -> int:
    """How many shards a register of so many events and records has."""
    return 1 + rows // ROWS


def shard_of(key: str, shards: int) -> int:
    """The shard of a customer."""
    digest = hashlib.md5(key.encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[8:], "little") % shards


def shard_sql(key: str, shards: int) -> str:
    """The same as an SQL expression over the expression `key`."""
    return f"(md5_number_lower({key}) % {shards})::INTEGER" if shards > 1 else "0"


def file(folder: Path, kind: str, shard: int) -> Path:
    """The file of one kind and shard."""
    return folder / f"{kind}-{shard}.parquet"


def cards(folder: Path, shards: int) -> list[Path]:
    """The files of the cards (see cards.py), one per shard."""
    return [folder / f"cards-{shard}.arrow" for shard in range(shards)]


def files(folder: Path, kind: str, shards: Iterable[int]) -> str:
    """Files of one kind as an SQL table."""
    return f"read_parquet({sql_list([file(folder, kind, s) for s in shards])})"


def of_keys(keys: Sequence[str], shards: int) -> list[int]:
    """The shards that these customers lie in."""
    return sorted({shard_of(key, shards) for key in keys})
