"""The rows and files of one erasure: which are meant, and what is written in their place."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from kundig.engines.duckdb import DuckDBEngine, current_rows
from kundig.engines.files import TableFiles, sql_list, sql_name, sql_text
from kundig.store.asking import Asking
from kundig.store.manifest import Import, Manifest, TablePart
from kundig.tables import TABLES, Personal

if TYPE_CHECKING:
    from kundig.store.store import Store

MEMORY_LIMIT = "1GB"
#: Table -> the column that numbers its documents. A survey's answers are one document per response.
DOCUMENTS = {
    "orders": "order_id", "returns": "return_id", "deliveries": "delivery_id",
    "complaints": "complaint_id", "survey_answers": "response_id", "contacts": "contact_id",
    "promises": "promise_id",
}  # fmt: skip
#: What the database of the site writes anew begins so: such rows go as a whole.
OWN_PREFIX = "kundig-"
#: Short texts about a person in tables that stay.
BLANKED = {"promises": ("subject",)}
_GONE = ("customer_records", "customer_links", "texts")

Key = tuple[str, str]


@contextmanager
def scratch(store: Store, what: str) -> Iterator[Path]:
    """A folder on the store's own disk that is gone afterwards."""
    folder = store.folder / "staging" / f"{what}-{secrets.token_hex(6)}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(store: Store, manifest: Manifest, imports: tuple[Import, ...]) -> Manifest:
    """Put rewritten imports in force and delete the files before them at once; the store is locked."""
    if imports != manifest.imports:
        manifest = replace(manifest, version=manifest.version + 1, imports=imports)
        manifest.write(store.manifest_path)
    store.clean(manifest, grace=-1.0)
    return manifest


@dataclass(slots=True)
class Erased:
    """What was, or would be, erased: rows by table, and the version of the store afterwards."""

    version: int = 0
    rows: dict[str, int] = field(default_factory=dict)  # touched, all versions of a row counted
    files: int = 0
    mails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    names: tuple[tuple[str, str, str], ...] = ()  # first name, last name, company

    @property
    def found(self) -> bool:
        """Whether the store knew anything about them."""
        return any(self.rows.values())


class Erasing(Asking):
    """One erasure: which rows are meant, and the files without them."""

    def __init__(
        self,
        store: Store,
        manifest: Manifest,
        keys: Sequence[Key],
        scratch: Path,
        *,
        documents: bool = True,
    ) -> None:
        self._store = store
        self._manifest = manifest
        self._counted: dict[Path, int] = {}
        self._engine = DuckDBEngine(memory_limit=MEMORY_LIMIT, spill=scratch)
        self._files = {name: self._table(name) for name in TABLES}
        self._engine.execute("CREATE TEMP TABLE wanted (source VARCHAR, record_id VARCHAR)")
        for source, record in dict.fromkeys(keys):
            self._engine.execute("INSERT INTO wanted VALUES (?, ?)", [source, record])
        self._engine.execute(
            "CREATE TEMP TABLE document (kind VARCHAR, source VARCHAR, scope VARCHAR, id VARCHAR)"
        )
        for table in DOCUMENTS if documents else ():
            self._find_documents(table)
        # One new number for equal old ones: a delivery that bears its order's number still does.
        self._engine.execute(
            "CREATE TEMP TABLE tombstone AS SELECT source, id, "
            "'x-' || left(replace(uuid()::VARCHAR, '-', ''), 20) AS tomb "
            "FROM (SELECT DISTINCT source, id FROM document)"
        )
        self._engine.execute(
            "CREATE TEMP TABLE doc AS SELECT d.*, t.tomb FROM document AS d JOIN tombstone AS t "
            "ON d.source = t.source AND d.id = t.id"
        )

    @classmethod
    def of_people(cls, store: Store, keys: Sequence[Key]) -> Erasing:
        """For looking at names alone: nobody's documents are searched."""
        return cls(store, store.manifest(), keys, store.folder / "staging", documents=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.close()

    def _table(self, name: str) -> TableFiles:
        folder = self._store.table_folder(name)
        parts = [e.tables[name] for e in self._manifest.imports if name in e.tables]
        return TableFiles(
            TABLES[name],
            tuple(folder / f for p in parts for f in p.files),
            frozenset(c for p in parts for c in p.columns),
            tuple(folder / f for p in parts for f in p.superseded),
        )

    def _find_documents(self, table: str) -> None:
        """Documents that are theirs now; an older version of somebody else's keeps its number."""
        files = self._files[table]
        if not files.files or "record_id" not in files.columns:
            return
        scope = "survey_id" if table == "survey_answers" else "''"
        self._engine.execute(
            f"INSERT INTO document SELECT DISTINCT {sql_text(table)}, t.source, {scope}, "
            f"t.{DOCUMENTS[table]} FROM ({current_rows(files)}) AS t SEMI JOIN wanted AS w "
            "ON t.source = w.source AND t.record_id = w.record_id"
        )

    def look(self) -> Erased:
        """What there is about them."""
        found = Erased(version=self._manifest.version)
        for table, files in self._files.items():
            for path in files.files:
                count = self._touched(table, path)
                if count:
                    found.rows[table] = found.rows.get(table, 0) + count
                    found.files += 1
        return self.people(found)

    def people(self, found: Erased) -> Erased:
        """Names, addresses and numbers, of every version of their records."""
        records = self._files["customer_records"]
        if not records.files:
            return found
        own = ", ".join(
            sql_name(c) if c in records.columns else f"NULL::VARCHAR AS {sql_name(c)}"
            for c in ("email", "phone", "first_name", "last_name", "company")
        )
        rows = self._engine.execute(
            f"SELECT DISTINCT {own} FROM read_parquet({sql_list(records.files)}, "
            "union_by_name = true) AS t SEMI JOIN wanted AS w "
            "ON t.source = w.source AND t.record_id = w.record_id"
        )
        found.mails = tuple(sorted({r[0] for r in rows if r[0]}))
        found.phones = tuple(sorted({r[1] for r in rows if r[1]}))
        found.names = tuple(sorted({(r[2] or "", r[3] or "", r[4] or "") for r in rows}))
        return found

    def documents(self, *, own: bool = False) -> list[tuple[str, str, str]]:
        """Table, source and number of each document of theirs that a file brought; or of all."""
        rows = self._engine.execute("SELECT kind, source, scope, id FROM document")
        return [
            (kind, source, f"{scope}/{number}" if kind == "survey_answers" else str(number))
            for kind, source, scope, number in rows
            if own or not str(number).startswith(OWN_PREFIX)
        ]

    def _join(self, table: str) -> tuple[str, list[str]]:
        """Joins of a table with what is meant, and the conditions under which a row is touched."""
        columns = TABLES[table].by_name
        joins, touched = "", []
        if "record_id" in columns:
            joins += " LEFT JOIN wanted AS w ON t.source = w.source AND t.record_id = w.record_id"
            touched.append("w.record_id IS NOT NULL")
        if table == "customer_links":
            joins += (
                " LEFT JOIN (SELECT source || ':' || record_id AS name FROM wanted) AS c "
                "ON t.customer_id = c.name"
            )
            touched.append("c.name IS NOT NULL")
        for kind, column in self._numbers(table):
            name = f"d_{kind}"
            scope = " AND t.survey_id = {0}.scope" if table == kind == "survey_answers" else ""
            joins += (
                f" LEFT JOIN (SELECT * FROM doc WHERE kind = {sql_text(kind)}) AS {name} "
                f"ON t.source = {name}.source AND t.{column} = {name}.id{scope.format(name)}"
            )
            touched.append(f"{name}.tomb IS NOT NULL")
        if table == "texts":
            joins += (
                " LEFT JOIN (SELECT DISTINCT kind, source, id FROM doc) AS d ON t.source = d.source "
                "AND t.about_table = d.kind AND t.about_id = d.id"
            )
            theirs = "d.id IS NOT NULL AND (t.record_id IS NULL OR d.kind <> 'survey_answers')"
            touched.append(f"({theirs})")
        return joins, touched

    def _numbers(self, table: str) -> list[tuple[str, str]]:
        """Which documents a table names by which column."""
        columns = TABLES[table].by_name
        return [(kind, column) for kind, column in DOCUMENTS.items() if column in columns]

    def _source(self, table: str, path: Path) -> str:
        """One file under its contract: a column that it lacks is NULL."""
        held = self._columns(path)
        types = TABLES[table].duckdb_schema()
        lacking = ", ".join(f"NULL::{types[c]} AS {sql_name(c)}" for c in types if c not in held)
        return f"(SELECT *{', ' + lacking if lacking else ''} FROM {_read(path)}) AS t"

    def _columns(self, path: Path) -> set[str]:
        """The columns that a file has."""
        return {r[0] for r in self._engine.execute(f"DESCRIBE SELECT * FROM {_read(path)}")}

    def _touched(self, table: str, path: Path) -> int:
        if path not in self._counted:
            joins, touched = self._join(table)
            sql = f"SELECT count(*) FROM {self._source(table, path)}{joins} WHERE {' OR '.join(touched)}"
            self._counted[path] = int(self._engine.execute(sql)[0][0]) if touched else 0
        return self._counted[path]

    def rewrite(self) -> tuple[Import, ...]:
        """Write every file that holds them anew; the imports with the new files."""
        imports = list(self._manifest.imports)
        for table in TABLES:
            joins, touched = self._join(table)
            if not touched:
                continue
            meant = [p for p in self._files[table].files if self._touched(table, p)]
            if not meant:
                continue
            self._rehash(table, meant, joins, touched)
            for i, entry in enumerate(imports):
                part = entry.tables.get(table)
                if part is not None:
                    new = self._part(table, part, set(meant), joins, touched)
                    imports[i] = replace(entry, tables={**entry.tables, table: new})
                    self._store.sync({table: new})
        return tuple(imports)

    def _rehash(self, table: str, meant: list[Path], joins: str, touched: list[str]) -> None:
        """Old hash of each touched row -> a random one; NULL for a row that goes."""
        self._engine.execute("CREATE OR REPLACE TEMP TABLE rehash (old BIGINT, new BIGINT)")
        gone = "true" if table in _GONE else self._own(table)
        parts = " UNION ALL ".join(
            f"SELECT t._hash AS old, ({gone}) AS gone FROM {self._source(table, p)}{joins} "
            f"WHERE {' OR '.join(touched)}"
            for p in meant
        )
        self._engine.execute(
            "INSERT INTO rehash SELECT old, CASE WHEN bool_and(gone) THEN NULL "
            f"ELSE (hash(uuid()) >> 1)::BIGINT END FROM ({parts}) GROUP BY old"
        )

    def _own(self, table: str) -> str:
        """SQL: whether a row was written down on the site; the database brings what stays."""
        column = DOCUMENTS.get(table)
        if column is None or "record_id" not in TABLES[table].by_name:
            return "false"
        return f"w.record_id IS NOT NULL AND starts_with(t.{column}, '{OWN_PREFIX}')"

    def _part(
        self, table: str, part: TablePart, meant: set[Path], joins: str, touched: list[str]
    ) -> TablePart:
        folder = self._store.table_folder(table)
        files: list[str] = []
        rows = part.rows
        for name in part.files:
            if folder / name not in meant:
                files.append(name)
                continue
            new = f"{secrets.token_hex(12)}.parquet"
            before = self._count(folder / name)
            self._copy(self._kept(table, folder / name, joins, touched), folder / new)
            left = self._count(folder / new)
            rows -= before - left
            if left:
                files.append(new)
        return replace(
            part,
            files=tuple(files),
            rows=rows,
            superseded=self._notes(folder, part.superseded),
            seen=self._notes(folder, part.seen),
            columns=part.columns if files else (),
        )

    def _kept(self, table: str, path: Path, joins: str, touched: list[str]) -> str:
        held = self._columns(path)
        meant = " OR ".join(touched)
        new = {"_hash": "coalesce(h.new, t._hash)"}
        goes = meant if table in _GONE else self._own(table)
        if "record_id" in held and table not in _GONE:
            new["record_id"] = "CASE WHEN w.record_id IS NULL THEN t.record_id END"
            for column in BLANKED.get(table, ()):
                new[column] = f"CASE WHEN w.record_id IS NULL THEN t.{sql_name(column)} END"
        for kind, column in self._numbers(table):
            if column in held and table not in _GONE:
                new[column] = f"coalesce(d_{kind}.tomb, t.{column})"
        items = ", ".join(
            f"{new.get(c, f't.{sql_name(c)}')} AS {sql_name(c)}" for c in ordered(held)
        )
        return (
            f"SELECT {items} FROM {self._source(table, path)}{joins} "
            f"LEFT JOIN rehash AS h ON t._hash = h.old AND ({meant}) WHERE NOT coalesce({goes}, false)"
        )

    def _notes(self, folder: Path, names: tuple[str, ...]) -> tuple[str, ...]:
        """Files that name rows by their hashes: with the new hashes, without the rows that went."""
        kept = []
        for name in names:
            held = [
                r[0] for r in self._engine.execute(f"DESCRIBE SELECT * FROM {_read(folder / name)}")
            ]
            by = "_by" in held
            hit = f"_hash IN (SELECT old FROM rehash){' OR _by IN (SELECT old FROM rehash)' if by else ''}"
            if not self._engine.execute(f"SELECT count(*) FROM {_read(folder / name)} WHERE {hit}")[
                0
            ][0]:
                kept.append(name)
                continue
            new = f"{secrets.token_hex(12)}.parquet"
            replaced = ", coalesce(b.new, s._by) AS _by" if by else ""
            joined = " LEFT JOIN rehash AS b ON s._by = b.old" if by else ""
            self._copy(
                f"SELECT s._import, coalesce(h.new, s._hash) AS _hash{replaced} FROM "
                f"{_read(folder / name)} AS s LEFT JOIN rehash AS h ON s._hash = h.old{joined} "
                "WHERE h.old IS NULL OR h.new IS NOT NULL",
                folder / new,
            )
            kept.append(new)
        return tuple(kept)

    def _count(self, path: Path) -> int:
        return int(self._engine.execute(f"SELECT count(*) FROM {_read(path)}")[0][0])

    def _copy(self, sql: str, path: Path) -> None:
        self._engine.execute(
            f"COPY ({sql}) TO {sql_text(str(path))} (FORMAT parquet, COMPRESSION zstd)"
        )


def _read(path: Path) -> str:
    return f"read_parquet({sql_text(str(path))})"


def ordered(held: set[str]) -> list[str]:
    """Columns in a stable order: the contract's, then the store's own."""
    return sorted(held, key=lambda c: (c.startswith("_"), c))


def personal_tables() -> tuple[str, ...]:
    """Tables with a column that leads to a person: the erasure reaches each of them (a test asks)."""
    return tuple(
        name
        for name, table in TABLES.items()
        if any(c.personal is not Personal.NONE for c in table.columns)
    )
