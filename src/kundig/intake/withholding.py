"""Rows of people who were forgotten, and of those who objected: what an import does with them.

Whoever was forgotten does not come back with the next copy of a file: records and links of theirs
are not taken, nor are documents that the store keeps without them; what else happened with them
(a new order) comes without a customer. Whoever objected may not be written to, whatever the file
says. Both are looked up by keyed hashes (`kundig.store.suppression`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pyarrow as pa

from kundig.engines.duckdb import DuckDBEngine
from kundig.engines.files import sql_name, sql_text
from kundig.intake.judge import Judgement
from kundig.readers.mapping import Mapping as FileMapping
from kundig.store import Staged, suppression
from kundig.store.home import Home
from kundig.store.suppression import Suppressed
from kundig.tables import TABLES, Personal

#: Main table of a file -> documents that its rows belong to: table and columns with the number,
#: the first that the file fills.
_DOCUMENTS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "orders": tuple((t, ("orders.order_id",)) for t in ("orders", "returns")),
    "order_lines": tuple(
        (t, ("order_lines.order_id", "orders.order_id")) for t in ("orders", "returns")
    ),
    "returns": (("returns", ("returns.return_id", "order_lines.order_id", "returns.order_id")),),
    "deliveries": (
        ("deliveries", ("deliveries.delivery_id", "deliveries.order_id", "orders.order_id")),
    ),
    "complaints": (("complaints", ("complaints.complaint_id",)),),
    "complaint_events": (("complaints", ("complaint_events.complaint_id",)),),
    "survey_answers": (("survey_answers", ("survey_answers.response_id",)),),
    "contacts": (("contacts", ("contacts.contact_id",)),),
    "promises": (("promises", ("promises.promise_id",)),),
}
_CELLS = re.compile(r"[;,\t|\"'\n]")


@dataclass(frozen=True, slots=True)
class Withheld:
    """Rows that were left out, and rows that were taken without their customer."""

    rows: int = 0
    blanked: int = 0


def withhold(
    engine: DuckDBEngine,
    judgement: Judgement,
    mapping: FileMapping,
    *,
    home: Home,
    source: str,
    found: Suppressed,
) -> Withheld:
    """Put a view `judged` in front of the judged rows that leaves out whoever was forgotten.

    Args:
        engine: holds the view `judged`.
        judgement: which fields the file fills.
        mapping: how the file is read.
        home: the company.
        source: the source that the rows will bear.
        found: who was forgotten.
    """
    if not found.forgotten:
        return Withheld()
    main, fields = mapping.table, {f"{t}.{c}" for t, c in judgement.fields}
    _tell(engine, home, "forgotten", found.forgotten)
    theirs = _hits(engine, fields, source)
    known = _known_documents(engine, fields, main, source)
    if not theirs and not known:
        return Withheld()
    mine = f"coalesce({' OR '.join(theirs) or 'false'}, false)"
    gone = " OR ".join((*known, f"({mine} AND {_leaves(main)})"))
    blank = [f"{t}.{c}" for t, c in sorted(judgement.fields) if _leads_to_person(t, c)]
    asked = enumerate(mapping.questions.values())
    blank += [f"question.{i}" for i, question in asked if question.kind == "text"]
    items = ", ".join(
        f"CASE WHEN NOT {mine} THEN {sql_name(c)} END AS {sql_name(c)}" for c in blank
    )
    engine.execute("ALTER VIEW judged RENAME TO judged_all")
    left, blanked = engine.execute(
        f"SELECT count(*) FILTER ({gone}), count(*) FILTER ({mine} AND NOT coalesce({gone}, false)) "
        "FROM judged_all"
    )[0]
    engine.execute(
        f"CREATE VIEW judged AS SELECT * {f'REPLACE ({items})' if items else ''} "
        f"FROM judged_all WHERE NOT coalesce({gone}, false)"
    )
    return Withheld(int(left), int(blanked))


def object_to(engine: DuckDBEngine, staged: Staged, *, home: Home, found: Suppressed) -> Staged:
    """Staged customer records in which whoever objected may not be written to."""
    if staged.table != "customer_records" or not found.objected or not staged.rows:
        return staged
    _tell(engine, home, "objected", found.objected)
    wanted = [suppression.sql_hash(suppression.RECORD, "source", "record_id")]
    if "email" in staged.columns:
        wanted.append(suppression.sql_hash(suppression.MAIL, suppression.plain_mail_sql("email")))
    if "phone" in staged.columns:
        wanted.append(suppression.sql_hash(suppression.PHONE, suppression.plain_phone_sql("phone")))
    hit = " OR ".join(f"coalesce({w} IN (SELECT hash FROM objected), false)" for w in wanted)
    path = staged.path.with_name(f"objected-{staged.path.name}")
    told = "contact_allowed" in staged.columns
    allowed = "contact_allowed" if told else "NULL::BOOLEAN"
    columns = ", ".join(sql_name(c) for c in staged.columns if c != "contact_allowed")
    engine.execute(
        f"COPY (SELECT {columns}, CASE WHEN {hit} THEN false ELSE {allowed} END AS contact_allowed, "
        f"_import, _line, CASE WHEN {hit} THEN (md5_number_lower('objected' || _hash) >> 1)::BIGINT "
        f"ELSE _hash END AS _hash FROM read_parquet({sql_text(str(staged.path))})) "
        f"TO {sql_text(str(path))} (FORMAT parquet, COMPRESSION zstd)"
    )
    staged.path.unlink()
    names = staged.columns if told else (*staged.columns, "contact_allowed")
    return replace(staged, path=path, columns=names)


def about_forgotten(home: Home, source: str, found: Suppressed) -> Callable[[str], bool] | None:
    """A question to a row that could not be told apart: does any cell lead to somebody forgotten?"""
    if not found.forgotten:
        return None

    def asked(text: str) -> bool:
        cells = {c.strip() for c in _CELLS.split(text)} - {""}
        hashes = suppression.hashes(
            home, keys=[(source, c) for c in cells], mails=cells, phones=cells
        )
        return not found.forgotten.isdisjoint(hashes)

    return asked


def without_forgotten(
    home: Home, tables: Mapping[str, Iterable[Mapping[str, Any]]], source: str
) -> dict[str, list[Mapping[str, Any]]]:
    """Rows written down here, without those of people who were forgotten a moment ago."""
    found = suppression.load(home).forgotten
    if not found:
        return {name: list(rows) for name, rows in tables.items()}

    @cache
    def gone(of: str, record: str) -> bool:
        return not found.isdisjoint(suppression.hashes(home, keys=[(of, record)]))

    return {
        name: [
            r for r in rows
            if not r.get("record_id") or not gone(r.get("source") or source, str(r["record_id"]))
        ]
        for name, rows in tables.items()
    }  # fmt: skip


def _tell(engine: DuckDBEngine, home: Home, name: str, hashes: Iterable[str]) -> None:
    for statement in suppression.open_hashing(home):
        engine.execute(statement)
    engine.connection.register("told", pa.table({"hash": pa.array(sorted(hashes), pa.string())}))
    engine.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT hash FROM told")
    engine.connection.unregister("told")


def _hits(engine: DuckDBEngine, fields: set[str], source: str) -> list[str]:
    """Conditions: a column of the row leads to somebody forgotten."""
    asked = [
        (sql_name(f), suppression.sql_hash(suppression.RECORD, sql_text(source), "v"))
        for f in sorted(fields)
        if f.endswith(".record_id")
    ]
    if "customer_records.email" in fields:
        plain = suppression.plain_mail_sql("v")
        asked.append(('"customer_records.email"', suppression.sql_hash(suppression.MAIL, plain)))
    if "customer_records.phone" in fields:
        plain = suppression.plain_phone_sql("v")
        asked.append(('"customer_records.phone"', suppression.sql_hash(suppression.PHONE, plain)))
    return _found(engine, asked, "hit")


def _known_documents(engine: DuckDBEngine, fields: set[str], main: str, source: str) -> list[str]:
    """Conditions: the row belongs to a document that the store keeps without its customer."""
    asked = []
    for table, columns in _DOCUMENTS.get(main, ()):
        column = next((sql_name(c) for c in columns if c in fields), None)
        if column is not None and main == "survey_answers":
            survey = "survey_answers.survey_id"
            named = sql_name(survey) if survey in fields else "''"
            column = f"{named} || '/' || {column}"
        if column is not None:
            hashed = suppression.sql_hash(
                suppression.DOCUMENT, sql_text(table), sql_text(source), "v"
            )
            asked.append((column, hashed))
    return _found(engine, asked, "known")


def _found(engine: DuckDBEngine, asked: list[tuple[str, str]], name: str) -> list[str]:
    """Only different values are hashed; a condition for each column in which any was found."""
    conditions = []
    for i, (column, hashed) in enumerate(asked):
        engine.execute(
            f"CREATE OR REPLACE TEMP TABLE {name}_{i} AS SELECT v FROM "
            f"(SELECT DISTINCT {column} AS v FROM judged) "
            f"WHERE v IS NOT NULL AND {hashed} IN (SELECT hash FROM forgotten)"
        )
        if engine.execute(f"SELECT count(*) FROM {name}_{i}")[0][0]:
            conditions.append(f"{column} IN (SELECT v FROM {name}_{i})")
    return conditions


def _leaves(main: str) -> str:
    """Of somebody forgotten: what is only about him goes, and so does what was refused anyway."""
    return "true" if main in {"customer_records", "customer_links"} else "_problem IS NOT NULL"


def _leads_to_person(table: str, column: str) -> bool:
    if table in {"customer_records", "customer_links", "texts"}:
        return True
    return TABLES[table].by_name[column].personal is not Personal.NONE
