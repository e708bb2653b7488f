"""From the shared tables to the files of a register, in steps of bounded memory.

Every kind of event is written out, parted into shards; then each shard is read back, sorted and
written once. What needs all customers at once (scores by fifths, the models of value) works on
narrow tables that DuckDB may move to disk; the wide rows are put together shard by shard.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from kundig.engines.duckdb import DuckDBEngine, current_rows
from kundig.engines.files import IMPORT_COLUMN, sql_text
from kundig.register import events, rows, worth
from kundig.register.cards import write_cards
from kundig.register.shards import (
    CUSTOMERS,
    HISTORY,
    RECORDS,
    cards,
    file,
    files,
    shard_sql,
    shards_for,
)
from kundig.store import Snapshot

#: When the last fact is older than this, "today" is the day after it: the data are an excerpt.
STALE_DAYS = 31
#: Rows that stand together in a file: whoever reads one customer reads one such piece.
CUSTOMER_ROWS, HISTORY_ROWS = 20480, 10240
#: Steps of a build, as `progress` names them.
STEPS = ("events", "purchases", "values", "customers", "done")

Progress = Callable[[str, int, int], None]

#: Tables of facts and the column that says when something happened.
_CLOCKS = {
    "orders": "order_date", "returns": "return_date", "deliveries": "delivered_date",
    "survey_answers": "answer_date", "complaints": "received_date", "contacts": "contact_date",
    "promises": "made_date",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Days:
    """The last day of any fact, "today" for what is due, and for the models of purchases."""

    last: date
    work: date
    models: date


def days_of(engine: DuckDBEngine, today: date | None) -> Days:
    """On which days "today" stands; `today` is the real day, if it is known."""
    until = f"WHERE day <= DATE '{today.isoformat()}'" if today is not None else ""
    known = {
        table: engine.execute(f"SELECT max(day) FROM (SELECT {column} AS day FROM {table}) {until}")[0][0]
        for table, column in _CLOCKS.items()
    }  # fmt: skip
    last = max((d for d in known.values() if d is not None), default=None)
    if last is None:
        last = (today or datetime.now(UTC).date()) - timedelta(days=1)
    real = today is not None and (today - last).days <= STALE_DAYS
    work = today if today is not None and real else last + timedelta(days=1)
    # Silence after the last purchase that we know of says nothing: nobody has imported it yet.
    return Days(last, work, (known["orders"] or last) + timedelta(days=1))


def compute(
    engine: DuckDBEngine, draft: Path, snapshot: Snapshot, zone: str, days: Days, progress: Progress
) -> dict[str, Any]:
    """Write the files of a register into a folder; what its note says of them."""
    steps = len(STEPS) - 1
    progress("events", 0, steps)
    size = _sizes(engine, snapshot)
    shards = shards_for(sum(size[t] for t in (*_CLOCKS, "customer_records")))
    _events(engine, draft, days, zone, size, shards)
    progress("purchases", 1, steps)
    for sql in rows.purchases_alone(days.models):
        engine.execute(sql)
    for sql in rows.statements(days.models, shards, files(draft, HISTORY, range(shards))):
        engine.execute(sql)
    progress("values", 2, steps)
    valued = worth.score(engine, days.models, shards)
    _unscored(engine, snapshot.restricted.unscored)
    progress("customers", 3, steps)
    count = 0
    for shard in range(shards):
        _copy(engine, rows.all_rows(shard), file(draft, CUSTOMERS, shard), CUSTOMER_ROWS)
        _copy(engine, _records(snapshot, shard), file(draft, RECORDS, shard), HISTORY_ROWS)
        written = engine.run(
            f"SELECT * EXCLUDE (search) FROM {files(draft, CUSTOMERS, [shard])} ORDER BY key"
        )
        write_cards(written, cards(draft, shards)[shard])
        count += written.num_rows
    return {
        "version": snapshot.version,
        "shards": shards,
        "count": count,
        "as_of": days.work.isoformat(),
        "data_until": days.last.isoformat(),
        "value_why": valued.why,
    }


def _unscored(engine: DuckDBEngine, keys: frozenset[str]) -> None:
    """Nothing computed about whoever objected, or is restricted, is written down."""
    if keys:
        gone = ", ".join(sql_text(key) for key in sorted(keys))
        for table in ("scores", "worth"):
            engine.execute(f"DELETE FROM {table} WHERE customer IN ({gone})")


def _sizes(engine: DuckDBEngine, snapshot: Snapshot) -> dict[str, int]:
    return {
        name: int(engine.execute(f"SELECT count(*) FROM {name}")[0][0]) for name in snapshot.tables
    }


def _events(
    engine: DuckDBEngine, draft: Path, days: Days, zone: str, size: dict[str, int], shards: int
) -> None:
    parts = draft / "parts"
    parts.mkdir()
    shard = shard_sql("customer", shards)
    # Each thread gathers rows of all shards before it writes them: few at a time.
    engine.execute("SET partitioned_write_flush_threshold = 50000")
    for i, sql in enumerate(events.selects(days.work, zone=zone, rows=size.__getitem__)):
        engine.execute(
            f"COPY (SELECT *, {shard} AS shard FROM ({sql}) WHERE customer IS NOT NULL) "
            f"TO {sql_text(str(parts / str(i)))} "
            "(FORMAT parquet, COMPRESSION lz4_raw, PARTITION_BY (shard))"
        )
    for i in range(shards):
        found = sorted(parts.glob(f"*/shard={i}/*.parquet"))
        _copy(engine, events.sorted_rows(found), file(draft, HISTORY, i), HISTORY_ROWS)
        for path in found:
            path.unlink()
    shutil.rmtree(parts, ignore_errors=True)


def _records(snapshot: Snapshot, shard: int) -> str:
    """SQL for customer_records, each row with its customer and the number of its import."""
    system = current_rows(snapshot.tables["customer_records"], system_columns=True)
    return (
        f"SELECT c.customer, c.place, t.* EXCLUDE (_hash) RENAME ({IMPORT_COLUMN} AS import) "
        f"FROM ({system}) AS t JOIN record AS c ON t.source = c.source AND t.record_id = c.record_id "
        f"WHERE c.shard = {shard} ORDER BY c.customer, c.place"
    )


def _copy(engine: DuckDBEngine, sql: str, path: Path, piece: int) -> None:
    # lz4 is read almost as fast as plain pages and takes less than half their room (measured).
    engine.execute(
        f"COPY ({sql}) TO {sql_text(str(path))} "
        f"(FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE {piece})"
    )
