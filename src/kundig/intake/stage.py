"""Staging: the rows of each table, numbered, unique by key and hashed, as Parquet beside the store."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from kundig.engines.duckdb import DuckDBEngine
from kundig.engines.files import sql_name, sql_text
from kundig.intake.flat import Fill
from kundig.store import Staged
from kundig.tables import DUCKDB_TYPE, TABLES, Type


@dataclass(slots=True)
class StagedFill:
    """One staged table and what was noticed on the way."""

    staged: Staged
    primary: bool
    exact_duplicates: int = 0
    dropped: int = 0  # exact duplicates that are no rows of their own, for want of a number
    repeated: list[int] = field(default_factory=list)  # lines replaced by a later one in the file


def stage(
    engine: DuckDBEngine, fill: Fill, *, source: str, number: int, folder: Path
) -> StagedFill:
    """Write one table's rows to `folder`.

    Rows are numbered within `fill.counted` (occurrence), so exact duplicates stay countable. In
    a table without such numbers the last row of a key counts; earlier ones are duplicates if
    they are equal and `repeated` if not.
    """
    table = TABLES[fill.table]
    engine.execute(f"CREATE OR REPLACE TEMP VIEW fill AS {fill.sql}")
    columns = [c for c in fill.columns if c != "source"]
    duplicates, dropped = 0, 0
    repeated: list[int] = []
    if fill.counted:
        by = ", ".join(sql_name(c) for c in fill.counted)
        relation = _numbered(engine, by)
        duplicates = _count(
            engine,
            f"SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM fill SEMI JOIN many USING ({by}) "
            f"GROUP BY {by}, _raw)",
        )
        items = {c: sql_name(c) for c in columns} | _place_of_number(fill)
    else:
        keys = [k for k in table.key if k != "source"]
        by = ", ".join(sql_name(k) for k in keys)
        relation = "fill"
        if _repeats(engine, by):
            relation = _last_of_key(by)
            if fill.primary:
                same = " AND ".join(
                    f"a.{sql_name(c)} IS NOT DISTINCT FROM b.{sql_name(c)}" for c in columns
                )
                rows = engine.execute(
                    f"SELECT a._line, {same} FROM fill AS a SEMI JOIN many USING ({by}) JOIN {relation} AS b "
                    f"USING ({by}) WHERE a._line <> b._line ORDER BY 1"
                )
                duplicates = dropped = sum(1 for _, equal in rows if equal)
                repeated = [int(line) for line, equal in rows if not equal]
        items = {c: sql_name(c) for c in columns}
    ordered = {"source": sql_text(source)} | items
    content = ", ".join(_canonical(table.by_name[c].type, sql) for c, sql in ordered.items())
    select = ", ".join(
        f"CAST({sql} AS {DUCKDB_TYPE[table.by_name[c].type]}) AS {sql_name(c)}"
        for c, sql in ordered.items()
    )
    path = folder / f"{fill.table}.parquet"
    engine.execute(
        f"COPY (SELECT {select}, {number}::BIGINT AS _import, _line, "
        f"(md5_number_lower(concat_ws(chr(31), {content})) >> 1)::BIGINT AS _hash FROM {relation}) "
        f"TO {sql_text(str(path))} (FORMAT parquet, COMPRESSION zstd)"
    )
    rows_, records = engine.execute(
        f"SELECT count(*), {'count(DISTINCT _line)' if fill.several else 'count(*)'} FROM read_parquet({sql_text(str(path))})"
    )[0]
    staged = Staged(
        table=fill.table,
        path=path,
        columns=tuple(ordered),
        rows=int(rows_),
        records=int(records),
        only_if_absent=fill.only_if_absent,
    )
    return StagedFill(staged, fill.primary, duplicates, dropped, repeated)


def _numbered(engine: DuckDBEngine, by: str) -> str:
    """`fill` with `_n`, its place among rows of equal `by`; only repeated ones need a window."""
    _repeats(engine, by)
    return (
        f"(SELECT *, 1 AS _n FROM fill ANTI JOIN many USING ({by}) UNION ALL "
        f"SELECT *, row_number() OVER (PARTITION BY {by} ORDER BY _line) AS _n FROM fill SEMI JOIN many USING ({by}))"
    )


def _repeats(engine: DuckDBEngine, by: str) -> bool:
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE many AS SELECT {by} FROM fill GROUP BY {by} HAVING count(*) > 1"
    )
    return _count(engine, "SELECT count(*) FROM many") > 0


def _last_of_key(by: str) -> str:
    return (
        f"(SELECT * FROM fill ANTI JOIN many USING ({by}) UNION ALL "
        f"SELECT * EXCLUDE (_n) FROM (SELECT *, row_number() OVER (PARTITION BY {by} ORDER BY _line DESC) AS _n "
        f"FROM fill SEMI JOIN many USING ({by})) WHERE _n = 1)"
    )


def _place_of_number(fill: Fill) -> dict[str, str]:
    """Where the number goes: `occurrence`, an event number, or behind a made-up document number."""
    names = TABLES[fill.table].by_name
    if "occurrence" in names:
        return {"occurrence": "_n"}
    if "event_id" in names:
        return {"event_id": "_n"}
    last = fill.counted[-1]
    return {last: f"{sql_name(last)} || '/' || _n"}


def _canonical(type_: Type, sql: str) -> str:
    """A value as text that is the same on every machine and session."""
    if type_ is Type.INSTANT:
        sql = f"epoch_us({sql})"
    return f"coalesce(CAST({sql} AS VARCHAR), chr(30))"


def _count(engine: DuckDBEngine, sql: str) -> int:
    return int(engine.execute(sql)[0][0])
