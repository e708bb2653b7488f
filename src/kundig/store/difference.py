"""What staged rows change: new, corrected, confirmed. And what remains when an import goes.

All of it is SQL in an engine that spills, so memory stays bounded whatever the size of a table.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from kundig.engines.duckdb import DuckDBEngine, current_rows
from kundig.engines.files import (
    HASH_COLUMN,
    IMPORT_COLUMN,
    LINE_COLUMN,
    TableFiles,
    sql_list,
    sql_name,
    sql_text,
)
from kundig.store.manifest import TablePart
from kundig.tables import TABLES, Table

MEMORY_LIMIT = "400MB"


@dataclass(frozen=True, slots=True)
class Staged:
    """Rows ready to be published: one Parquet file with unique keys.

    The file holds contract columns, `_import`, `_line` and `_hash`. With `only_if_absent` a row
    is left out when its key is already known (facts that a file mentions in passing must not
    overwrite what a better file said).
    """

    table: str
    path: Path
    columns: tuple[str, ...]
    rows: int
    records: int = -1  # records of the file that the rows come from; as many as rows if not given
    only_if_absent: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """Counts of records by what they did to the store, and the files that say so.

    A record that fills several rows (a person's answers) is new if any of its rows is new, else a
    new version if any of its rows is one.
    """

    new: int
    new_versions: int
    unchanged: int
    part: TablePart

    @property
    def changed(self) -> bool:
        """Whether the store differs afterwards."""
        return bool(self.new or self.new_versions)


def compare(
    staged: Staged, current: TableFiles, *, folder: Path, name: str, spill: Path
) -> Difference:
    """Compare staged rows with the rows in force and write what is to be added.

    Args:
        staged: the rows of one table.
        current: the table as it is in force now.
        folder: the folder of the table, where the files are written.
        name: the stem of the files written.
        spill: a folder for spilled data.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not current.files or not staged.rows:
        if not staged.rows:
            return Difference(0, 0, 0, TablePart(columns=staged.columns))
        # Everything is new: the staged file is the result, no byte is written twice.
        target = folder / f"{name}.parquet"
        staged.path.replace(target)
        part = TablePart(files=(target.name,), columns=staged.columns, rows=staged.rows)
        return Difference(staged.rows if staged.records < 0 else staged.records, 0, 0, part)
    keys = TABLES[staged.table].key
    with DuckDBEngine(memory_limit=MEMORY_LIMIT, spill=spill) as engine:
        on = " AND ".join(f"s.{sql_name(k)} = c.{sql_name(k)}" for k in keys)
        current_keys = ", ".join(sql_name(k) for k in (*keys, IMPORT_COLUMN, HASH_COLUMN))
        # Only keys and hashes of the store take part; the rows themselves are read once more below.
        engine.execute(
            f"CREATE TEMP TABLE fate AS SELECT s.{LINE_COLUMN} AS line, s.{HASH_COLUMN} AS hash, "
            f"c.{IMPORT_COLUMN} AS old_import, c.{HASH_COLUMN} AS old_hash "
            f"FROM read_parquet({sql_text(str(staged.path))}) AS s LEFT JOIN "
            f"(SELECT {current_keys} FROM ({current_rows(current, system_columns=True)})) AS c ON {on}"
        )
        changed = "old_hash <> hash AND false" if staged.only_if_absent else "old_hash <> hash"
        new, versions, same = engine.execute(
            f"SELECT count(*) FILTER (old_hash IS NULL), count(*) FILTER ({changed}), "
            "count(*) FILTER (old_hash = hash) FROM fate"
        )[0]
        records = (new, versions, staged.rows - new - versions)
        if staged.records not in {-1, staged.rows}:
            records = engine.execute(
                "SELECT count(*) FILTER (n), count(*) FILTER (v AND NOT n), count(*) FILTER (NOT n AND NOT v) "
                f"FROM (SELECT bool_or(old_hash IS NULL) AS n, bool_or(coalesce({changed}, false)) AS v "
                "FROM fate GROUP BY line)"
            )[0]
        files: tuple[str, ...] = ()
        superseded: tuple[str, ...] = ()
        seen: tuple[str, ...] = ()
        if new or versions:
            files = (f"{name}.parquet",)
            _copy(
                engine,
                f"SELECT s.* FROM read_parquet({sql_text(str(staged.path))}) AS s SEMI JOIN "
                f"(SELECT line, hash FROM fate WHERE old_hash IS NULL OR ({changed})) AS f "
                f"ON s.{HASH_COLUMN} = f.hash AND s.{LINE_COLUMN} = f.line",
                folder / files[0],
            )
        if versions:
            superseded = (f"{name}.superseded.parquet",)
            _copy(
                engine,
                f"SELECT old_import AS {IMPORT_COLUMN}, old_hash AS {HASH_COLUMN}, hash AS _by "
                f"FROM fate WHERE {changed}",
                folder / superseded[0],
            )
        if same:
            seen = (f"{name}.seen.parquet",)
            _copy(
                engine,
                f"SELECT old_import AS {IMPORT_COLUMN}, old_hash AS {HASH_COLUMN} "
                "FROM fate WHERE old_hash = hash",
                folder / seen[0],
            )
    part = TablePart(
        files, superseded, seen, staged.columns if files else (), new + versions, versions
    )
    return Difference(*records, part)


def keep_confirmed(
    *, table: Table, folder: Path, gone: TablePart, heir: TablePart, name: str, spill: Path
) -> tuple[TablePart | None, TablePart]:
    """What a later import inherits when an earlier one is withdrawn.

    The heir keeps rows that it had confirmed. It also takes over the notes "this older row is
    replaced" wherever the replacing row lives on (because the heir confirmed it) or was itself
    replaced by the heir; otherwise a version before both would come back beside the heir's.

    Returns:
        The heir's new part (None if it inherits nothing) and what is left of the one that goes.
    """
    if not heir.seen and not heir.superseded:
        return None, gone
    rows = sql_list([folder / f for f in gone.files])
    with DuckDBEngine(memory_limit=MEMORY_LIMIT, spill=spill) as engine:
        engine.execute("CREATE TEMP TABLE confirmed (_import BIGINT, _hash BIGINT)")
        engine.execute("CREATE TEMP TABLE replaced (_import BIGINT, _hash BIGINT, _by BIGINT)")
        if heir.seen:
            engine.execute(
                "INSERT INTO confirmed SELECT DISTINCT _import, _hash FROM read_parquet("
                f"{sql_list([folder / f for f in heir.seen])})"
            )
        if heir.superseded:
            engine.execute(
                "INSERT INTO replaced SELECT _import, _hash, _by FROM read_parquet("
                f"{sql_list([folder / f for f in heir.superseded])})"
            )
        kept: tuple[str, ...] = ()
        count = 0
        left = gone
        if gone.files and heir.seen:
            own = f"FROM read_parquet({rows}, union_by_name = true) AS t SEMI JOIN confirmed AS s ON t._import = s._import AND t._hash = s._hash"
            count = int(engine.execute(f"SELECT count(*) {own}")[0][0])
            if count:
                kept = (f"{name}.parquet",)
                _copy(engine, f"SELECT t.* {own}", folder / kept[0])
                # One heir is enough: later ones that confirmed the same rows find them in place.
                rest = f"{name}.rest.parquet"
                _copy(
                    engine,
                    f"SELECT t.* FROM read_parquet({rows}, union_by_name = true) AS t ANTI JOIN confirmed AS s "
                    "ON t._import = s._import AND t._hash = s._hash",
                    folder / rest,
                )
                left = replace(gone, files=(rest,))
        notes: tuple[str, ...] = ()
        if gone.superseded:
            old = f"read_parquet({sql_list([folder / f for f in gone.superseded])})"
            inherit = (
                f"SELECT n._import, n._hash, n._by FROM {old} AS n SEMI JOIN confirmed AS c ON n._by = c._hash "
                f"UNION SELECT n._import, n._hash, r._by FROM {old} AS n JOIN replaced AS r ON n._by = r._hash"
            )
            if engine.execute(f"SELECT count(*) FROM ({inherit})")[0][0]:
                notes = (f"{name}.superseded.parquet",)
                _copy(engine, inherit, folder / notes[0])
    if not kept and not notes:
        return None, left
    inherited = replace(
        heir,
        files=(*heir.files, *kept),
        superseded=(*heir.superseded, *notes),
        columns=tuple(dict.fromkeys((*heir.columns, *(gone.columns if kept else ())))),
        rows=heir.rows + count,
    )
    return inherited, left


def _copy(engine: DuckDBEngine, sql: str, path: Path) -> None:
    engine.execute(f"COPY ({sql}) TO {sql_text(str(path))} (FORMAT parquet, COMPRESSION zstd)")
