"""Forgetting people in a built register: the pieces that hold them are written anew, no others.

Whoever rebuilt the register of a million customers for one of them would wait minutes.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock

from kundig.engines.duckdb import DuckDBEngine
from kundig.engines.files import sql_text
from kundig.register.build import DRAFT, MEMORY_LIMIT, publish, sweep
from kundig.register.cards import write_cards
from kundig.register.reading import NOTE, Register, current
from kundig.register.shards import CUSTOMERS, HISTORY, RECORDS, cards, file, of_keys
from kundig.store.home import Home

_COLUMN = {CUSTOMERS: "key", HISTORY: "customer", RECORDS: "customer"}


def forget(home: Home, keys: Sequence[str], *, version: int | None = None) -> Register | None:
    """Take customers out of the register and remove every older one at once.

    Scores and values of others stay as they were until the next build. A build that runs now is
    waited for and then corrected. Safe to repeat.

    Args:
        home: the company.
        keys: all keys of the customer (`source:record_id`).
        version: the store's version after the erasure, if nothing else changed since the register
            was built: then it need not be built again.

    Returns:
        The register in force; None if there is none.
    """
    root = home.folder / "register"
    if not root.exists():
        return None
    with FileLock(root / "lock"):
        for left in root.glob(f"{DRAFT}*"):
            shutil.rmtree(left, ignore_errors=True)
        newest = current(home)
        if newest is None:  # of another form, or none: it is built again when somebody asks
            for path in root.iterdir():
                if path.is_dir() and not path.name.startswith("."):
                    shutil.rmtree(path, ignore_errors=True)
            return None
        if _knows(newest, keys) or (version is not None and version != newest.version):
            draft = root / f"{DRAFT}{time.time_ns()}"
            draft.mkdir()
            try:
                newest = _without(newest, draft, keys, version or newest.version)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
    sweep(home, grace=0)
    return current(home)


def _knows(register: Register, keys: Sequence[str]) -> bool:
    """Whether a row of theirs stands in any file, also where no card names them."""
    found = bool(register.customers(keys))
    return found or any(register.records(k) or register.history([k], limit=1) for k in keys)


def _without(register: Register, draft: Path, keys: Sequence[str], version: int) -> Register:
    from kundig.register.computing import CUSTOMER_ROWS, HISTORY_ROWS  # Ibis: readers do without

    pieces = {CUSTOMERS: CUSTOMER_ROWS, HISTORY: HISTORY_ROWS, RECORDS: HISTORY_ROWS}
    note = json.loads((register.folder / NOTE).read_text(encoding="utf-8"))
    shards: int = note["shards"]
    touched = of_keys(keys, shards)
    names = ", ".join(sql_text(k) for k in keys)
    removed = len(register.customers(keys))
    with DuckDBEngine(memory_limit=MEMORY_LIMIT, spill=draft / ".spill") as engine:
        engine.execute("SET preserve_insertion_order = true")  # the files are sorted
        for shard in touched:
            for kind, rows in pieces.items():
                old = sql_text(str(file(register.folder, kind, shard)))
                new = file(draft, kind, shard)
                engine.execute(
                    f"COPY (SELECT * FROM read_parquet({old}) WHERE {_COLUMN[kind]} NOT IN ({names})) "
                    f"TO {sql_text(str(new))} (FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE {rows})"
                )
            left = engine.run(
                "SELECT * EXCLUDE (search) FROM read_parquet("
                f"{sql_text(str(file(draft, CUSTOMERS, shard)))}) ORDER BY key"
            )
            write_cards(left, cards(draft, shards)[shard])
    shutil.rmtree(draft / ".spill", ignore_errors=True)
    note |= {"version": version, "count": note["count"] - removed}
    (draft / NOTE).write_text(json.dumps(note), encoding="utf-8")
    for path in register.folder.iterdir():
        if not (draft / path.name).exists():
            _take_over(path, draft / path.name)
    return Register(publish(draft, version))


def _take_over(path: Path, to: Path) -> None:
    """The same bytes under a second name; copied where the disk knows no second names."""
    try:
        os.link(path, to)
    except OSError:
        shutil.copyfile(path, to)
