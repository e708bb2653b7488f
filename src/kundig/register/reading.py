"""Reading the register: one customer, his history, a page of the list, all of it as a stream."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kundig.engines.duckdb import DuckDBEngine
from kundig.intake.own import is_own
from kundig.register.cards import Cards
from kundig.register.filtering import Filter, Order, condition
from kundig.register.shards import CUSTOMERS, HISTORY, RECORDS, cards, files, of_keys
from kundig.store import Snapshot
from kundig.store.home import Home

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = 2
NOTE = "register.json"
MEMORY_LIMIT = "512MB"
BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of the list, how many customers the whole list has, and where the next piece begins."""

    rows: list[dict[str, Any]]
    total: int
    next: str | None


class Register:
    """All customers at one version of the store.

    Attributes:
        folder: where its files lie.
        version: the store's version.
        as_of: the day on which "today" stands in it.
        data_until: the last day of which the store knows anything.
        built_at: when it was computed.
        seconds: how long that took.
        count: how many customers there are.
        value_why: why no customer has a value, one of `kundig.register.worth.WHY`; else empty.
    """

    def __init__(self, folder: Path) -> None:
        note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
        self.folder = folder
        self.version: int = note["version"]
        self.as_of = date.fromisoformat(note["as_of"])
        self.data_until = date.fromisoformat(note["data_until"])
        self.seconds: float = note["seconds"]
        self.built_at = datetime.fromisoformat(note["built_at"])
        self.count: int = note["count"]
        self.value_why: str = note["value_why"]
        self._shards: int = note["shards"]
        self._everybody = files(folder, CUSTOMERS, range(self._shards))
        self._cards = Cards(cards(folder, self._shards))
        self._imports: dict[str, list[str]] = note["imports"]
        self._files = frozenset(note["files"])
        self._totals: dict[tuple[str, tuple[Any, ...]], int] = {}
        self._choices: dict[str, tuple[tuple[str, int], ...]] = {}

    def knows_files_of(self, snapshot: Snapshot) -> bool:
        """False if a file was imported or withdrawn since; what is written on the site is no file."""
        return self._files == {i.number for i in snapshot.imports if not is_own(i)}

    def customer(self, key: str) -> dict[str, Any] | None:
        """The row of one customer (columns: `kundig.register.rows.COLUMNS`); None if unknown."""
        found = self.customers([key])
        return found[0] if found else None

    def customers(self, keys: Sequence[str]) -> list[dict[str, Any]]:
        """The rows of several customers, in the order of their keys; unknown ones are left out."""
        found = self._cards.find(sorted(set(keys)))
        return list(found.values())

    def records(self, key: str) -> list[dict[str, Any]]:
        """The customer records behind a customer; what was written down here first.

        Each row has the columns of `customer_records`, and `file` and `imported_at` of its import.
        """
        found = self._rows(
            f"FROM {self._of(RECORDS, [key])} WHERE customer = ? ORDER BY place", [key]
        )
        for row in found:
            file, at = self._imports.get(str(row.pop("import")), ["", ""])
            row["file"] = file
            row["imported_at"] = datetime.fromisoformat(at) if at else None
        return found

    def history(
        self,
        keys: Sequence[str],
        kinds: Sequence[str] = (),
        before: str | date | None = None,
        limit: int = 50,
    ) -> list[dict[str, Any]]:
        """What happened with these customers, the newest first.

        Args:
            keys: the customer; several after a merge that the store does not know yet.
            kinds: only these of `kundig.register.events.KINDS`.
            before: the `place` of an event, or a day: only what is older.
            limit: most rows.
        """
        if not keys:
            return []
        where, values = [_one_of("customer", keys)], list(keys)
        if kinds:
            where.append(_one_of("kind", kinds))
            values += kinds
        if before is not None:
            where.append("place < ?")
            values.append(before.isoformat() if isinstance(before, date) else before)
        return self._rows(
            f"FROM {self._of(HISTORY, keys)} WHERE {' AND '.join(where)} "
            "ORDER BY place DESC, customer LIMIT ?", [*values, limit],
        )  # fmt: skip

    def open_matters(self, keys: Sequence[str]) -> list[dict[str, Any]]:
        """Events in which somebody still owes these customers something, the oldest first."""
        if not keys:
            return []
        return self._rows(
            f"FROM {self._of(HISTORY, keys)} WHERE {_one_of('customer', keys)} AND unsettled "
            "ORDER BY place, customer", keys,
        )  # fmt: skip

    def lines(self, key: str, source: str, order_id: str) -> list[dict[str, Any]]:
        """The lines of one of the customer's orders, read from the store; none if it is not his."""
        own = self._rows(
            f"SELECT 1 FROM {self._of(HISTORY, [key])} "
            "WHERE customer = ? AND kind = 'order' AND source = ? AND ref = ?",
            [key, source, order_id],
        )
        return _order_lines(self.folder.parent.parent, source, order_id) if own else []

    def page(
        self,
        chosen: Filter | None = None,
        sort: str = "name",
        descending: bool | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> Page:
        """A piece of the list.

        Args:
            chosen: which customers; all by default.
            sort: one of `kundig.register.filtering.SORTS`; unknown values always come last.
            descending: None takes the usual direction of the order.
            limit: most rows.
            after: `next` of the page before.

        Raises:
            ValueError: if there is no such order, or `after` belongs to another one.
        """
        chosen = chosen or Filter()
        order = Order.of(sort, descending=descending, text=chosen.text)
        where, values = condition(chosen)
        beyond, more = order.after(after) if after else ("true", [])
        # Every word is looked for once: who was found is kept, counted and sorted.
        searched = bool(chosen.text.strip())
        places = self._rows(
            f"WITH found AS {'' if searched else 'NOT '}MATERIALIZED ("
            f"SELECT key, {order.column}, {order.place} AS _place FROM {self._everybody} WHERE {where}) "
            f"SELECT *{', (SELECT count(*) FROM found) AS _total' if searched else ''} FROM found "
            f"WHERE {beyond} ORDER BY {order.sql()} LIMIT ?",
            [*values, *more, limit + 1],
        )
        if places and searched:
            self._totals[where, tuple(values)] = places[0]["_total"]
        last = order.token(places[limit - 1]) if len(places) > limit else None
        rows = self._cards.find(place["key"] for place in places[:limit])
        return Page(list(rows.values()), self.total(chosen), last)

    def total(self, chosen: Filter) -> int:
        """How many customers a filter has."""
        where, values = condition(chosen)
        if where == "true":
            return self.count
        counted = (where, tuple(values))  # whoever turns the page asks again
        if len(self._totals) > 500:
            self._totals.clear()
        if counted not in self._totals:
            sql = f"SELECT count(*) AS n FROM {self._everybody} WHERE {where}"
            self._totals[counted] = int(self._rows(sql, values)[0]["n"])
        return self._totals[counted]

    def stream(
        self, chosen: Filter | None = None, sort: str = "name", descending: bool | None = None
    ) -> Iterator[pa.RecordBatch]:
        """All customers of a filter in an order, in batches, with bounded memory."""
        chosen = chosen or Filter()
        order = Order.of(sort, descending=descending, text=chosen.text)
        where, values = condition(chosen)
        # A cursor of its own: the thread may ask other questions between two batches.
        cursor = _cursor(self.folder.parent, own=True)
        try:
            cursor.execute(
                f"SELECT * EXCLUDE (search, _place) FROM (SELECT *, {order.place} AS _place "
                f"FROM {self._everybody} WHERE {where}) "
                f"ORDER BY {order.sql()}", values,
            )  # fmt: skip
            yield from cursor.to_arrow_reader(BATCH)
        finally:
            cursor.close()

    def branches(self) -> tuple[tuple[str, int], ...]:
        """Branches with their number of customers, the largest first."""
        return self._counted("branch")

    def segments(self) -> tuple[tuple[str, int], ...]:
        """Segments with their number of customers, the largest first."""
        return self._counted("segment")

    def _counted(self, column: str) -> tuple[tuple[str, int], ...]:
        if column not in self._choices:
            rows = self._rows(
                f"SELECT {column} AS name, count(*) AS n FROM {self._everybody} "
                f"WHERE {column} IS NOT NULL GROUP BY ALL ORDER BY n DESC, name", [],
            )  # fmt: skip
            self._choices[column] = tuple((r["name"], r["n"]) for r in rows)
        return self._choices[column]

    def _of(self, kind: str, keys: Sequence[str]) -> str:
        """The files in which these customers lie, as an SQL table."""
        return files(self.folder, kind, of_keys(keys, self._shards))

    def _rows(self, sql: str, values: Sequence[Any]) -> list[dict[str, Any]]:
        cursor = _cursor(self.folder.parent)
        rows: list[dict[str, Any]] = cursor.execute(sql, list(values)).to_arrow_table().to_pylist()
        return rows


def current(home: Home) -> Register | None:
    """The newest finished register, also when the store is newer; None if there is none."""
    newest = _newest(home.folder / "register")
    return None if newest is None else _opened(newest)


def _newest(root: Path) -> Path | None:
    best: tuple[str, int] | None = None
    try:
        with os.scandir(root) as entries:
            for entry in entries:
                version, dash, stamp = entry.name.partition("-")
                if dash and version.isdigit() and (best is None or (stamp, int(version)) > best):
                    best = (stamp, int(version))
    except FileNotFoundError:
        return None
    return None if best is None else root / f"{best[1]}-{best[0]}"


@lru_cache(maxsize=8)
def _opened(folder: Path) -> Register | None:
    """The register of a folder; None if another release of kundig wrote it in another form."""
    note = json.loads((folder / NOTE).read_text(encoding="utf-8"))
    return Register(folder) if note["format"] == FORMAT else None


# One DuckDB per process and a cursor per thread: opening one takes longer than most questions.
_lock = threading.Lock()
_engines: dict[tuple[int, Path], DuckDBEngine] = {}
_local = threading.local()


def _engine(root: Path) -> DuckDBEngine:
    with _lock:
        place = (os.getpid(), root)
        if place not in _engines:
            _engines.clear()  # of another company, or inherited by a forked process
            engine = DuckDBEngine(memory_limit=MEMORY_LIMIT, spill=root / f".spill-{place[0]}")
            _engines[place] = engine
        return _engines[place]


def _cursor(root: Path, *, own: bool = False) -> Any:
    engine = _engine(root)
    if not own and getattr(_local, "engine", None) is engine:
        return _local.cursor
    cursor = engine.connection.cursor()
    cursor.execute("SET TimeZone = 'UTC'")  # a cursor does not inherit settings
    cursor.execute("SET parquet_metadata_cache = true")  # files of a register never change
    if not own:
        _local.engine, _local.cursor = engine, cursor
    return cursor


def _order_lines(folder: Path, source: str, order_id: str) -> list[dict[str, Any]]:
    """The lines of an order with the names of their products, as the store has them now."""
    return Home(folder).store.read(lambda at: _lines_at(at, folder, source, order_id))


def _lines_at(at: Snapshot, folder: Path, source: str, order_id: str) -> list[dict[str, Any]]:
    from kundig.engines.duckdb import current_rows

    tables = at.tables
    cursor = _cursor(folder / "register")
    named = f"SELECT source, product_id, product_name FROM ({current_rows(tables['products'])})"
    sql = (
        "SELECT l.* REPLACE (coalesce(l.product_name, p.product_name) AS product_name) FROM "
        f"(SELECT * FROM ({current_rows(tables['order_lines'])}) WHERE source = ? AND order_id = ?) AS l "
        f"LEFT JOIN ({named}) AS p ON l.source = p.source AND l.product_id = p.product_id "
        "ORDER BY l.amount DESC, l.product_id, l.occurrence"
    )
    rows: list[dict[str, Any]] = (
        cursor.execute(sql, [source, order_id]).to_arrow_table().to_pylist()
    )
    return rows


def _one_of(column: str, values: Sequence[str]) -> str:
    return f"{column} = ?" if len(values) == 1 else f"{column} IN ({', '.join('?' * len(values))})"
