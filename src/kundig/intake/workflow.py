"""The import as one workflow: read, judge, quarantine, stage, publish; withdraw.

CLI and site call the same functions. Each stops before anything changed, or changes everything.
"""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import chain, count, islice
from pathlib import Path

import pyarrow as pa

from kundig.engines.duckdb import DuckDBEngine
from kundig.engines.files import sql_text
from kundig.glossary import language
from kundig.intake.errors import IntakeError
from kundig.intake.facts import facts_of
from kundig.intake.fills import fills
from kundig.intake.formats import Wishes, column_formats
from kundig.intake.judge import Judgement, judge
from kundig.intake.quarantine import Quarantine
from kundig.intake.recognition import mapping_for
from kundig.intake.result import ImportResult
from kundig.intake.stage import StagedFill, stage
from kundig.intake.values import PSEUDONYMS
from kundig.intake.withholding import about_forgotten, object_to, withhold
from kundig.readers.batch import Refusal
from kundig.readers.fields import missing_fields
from kundig.readers.mapping import Mapping, dump_mapping
from kundig.readers.source import Source
from kundig.store import Import, Store, StoreError, suppression
from kundig.store.home import Home
from kundig.store.keys import key, pads

MEMORY_LIMIT = "400MB"
BATCH_ROWS = 65_536
#: Batches judged by one query, about a million rows.
PIECE_BATCHES = 16
#: A file is judged again as often if people are forgotten while it is read.
TRIES = 5


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What a user asked for."""

    path: Path
    table: str | None = None  # None: find out
    mapping: Path | Mapping | None = None
    source: str | None = None
    dry_run: bool = False
    wishes: Wishes = field(default_factory=Wishes)
    lang: str = ""
    save_mapping: Path | None = None
    #: Set by whoever may have to repeat an import that was killed in the middle: the repetition
    #: finds what the first try published, changes nothing and reports the same numbers.
    import_id: str | None = None


#: Called with (step, bytes done, bytes in all, rows read).
Progress = Callable[[str, int, int, int], None]


def import_file(
    request: ImportRequest, *, home: Home, progress: Progress | None = None
) -> ImportResult:
    """Import one file into the record store, or say what importing it would do.

    Raises:
        ReadError: if the file or the mapping cannot be read.
        IntakeError: if something about the file must be asked, or the store is busy.
    """
    started = time.monotonic()
    lang = request.lang or language()
    mapping, source, notes = mapping_for(
        request.path, request.mapping, request.table, request.wishes, home=home, lang=lang
    )
    result = ImportResult(
        file=request.path.name,
        table=mapping.table,
        source=request.source or mapping.source or "main",
        mapping=mapping.name,
        dry_run=request.dry_run,
        notes=notes,
    )
    if mapping.passes_over:
        result.passed_over = mapping.note or mapping.name
        return result
    _check_columns(mapping, source)
    if request.save_mapping is not None:
        named = replace(mapping, source=result.source)
        request.save_mapping.write_text(dump_mapping(named), encoding="utf-8")
    now = datetime.now(UTC)
    import_id = request.import_id or new_import_id(now)
    if request.import_id is not None:  # what a killed try has left behind
        shutil.rmtree(home.store.folder / "staging" / import_id, ignore_errors=True)
    for tries in count(1):
        found, folder = replace(result), home.store.staging(import_id)
        try:
            _import(request, home, mapping, source, found, folder, import_id, now, lang, progress)
        except IntakeError as error:
            # Somebody was forgotten while the file was read: it is judged anew.
            if error.key != "moved_on" or tries >= TRIES:
                raise
            continue
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        result = found
        break
    result.seconds = time.monotonic() - started
    result.check()
    return result


def new_import_id(now: datetime) -> str:
    """A fresh id; it sorts by time."""
    return f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


def withdraw(import_id: str, *, home: Home, lock_seconds: float | None = None) -> int:
    """Take an import back as a whole and delete its quarantine; the new version of the store.

    Args:
        import_id: which one.
        home: the company.
        lock_seconds: how long to wait for an import that is publishing (the store's own if None).

    Raises:
        IntakeError: if there is no such import, or the store is busy.
    """
    store = home.store
    if lock_seconds is not None:
        store = Store(store.folder, lock_seconds=lock_seconds)
    try:
        manifest = store.withdraw(import_id)
    except StoreError as error:
        raise IntakeError(error.key, **error.values) from None
    (home.quarantine / f"{import_id}.csv").unlink(missing_ok=True)
    return manifest.version


def _import(
    request: ImportRequest,
    home: Home,
    mapping: Mapping,
    source: Source,
    result: ImportResult,
    folder: Path,
    import_id: str,
    now: datetime,
    lang: str,
    progress: Progress | None,
) -> None:
    zone = request.wishes.zone or mapping.file.zone or home.company().zone
    formats = column_formats(mapping, source, request.wishes)
    # All columns are read: only then is an exact duplicate one in every respect.
    names = {c: f"c{i}" for i, c in enumerate(source.columns)}
    before = home.store.manifest()
    keyed = before.keyed or before.version == 0
    judgement = judge(mapping, columns=names, formats=formats, zone=zone, keyed=keyed)
    known = suppression.load(home)
    withheld = about_forgotten(home, result.source, known)
    with Quarantine(folder, lang, withheld=withheld) as quarantine:
        number = secrets.randbits(62)
        with DuckDBEngine(memory_limit=MEMORY_LIMIT, spill=folder / "spill") as engine:
            for statement in pads(key(home.keys, PSEUDONYMS), PSEUDONYMS) if keyed else ():
                engine.execute(statement)
            reading = _Reading(source, names, quarantine.refuse, progress)
            reading.run(engine, judgement, folder / "judged")
            pieces = sql_text(str(folder / "judged" / "*.parquet"))
            engine.execute(f"CREATE VIEW judged AS FROM read_parquet({pieces})")
            result.read = reading.rows + quarantine.count + quarantine.forgotten
            if not result.read:
                raise IntakeError("no_rows", file=request.path.name)
            left = withhold(
                engine, judgement, mapping, home=home, source=result.source, found=known
            )
            result.forgotten = left.rows + quarantine.forgotten
            staged = [
                stage(engine, fill, source=result.source, number=number, folder=folder)
                for fill in fills(mapping, judgement, source=result.source)
            ]
            for fill in staged:
                fill.staged = object_to(engine, fill.staged, home=home, found=known)
            _remarks(engine, judgement, staged, result)
            if left.blanked:
                result.remarks["without_person"] = left.blanked
            verdicts = _verdicts(engine, staged)
            result.facts = facts_of(engine, mapping, judgement)
        quarantine.judge(verdicts, source)
        kept = quarantine.close()
        result.refused = quarantine.count
        result.reasons = dict(quarantine.reasons)
        result.examples = quarantine.examples
    if progress is not None:
        progress("publish", 1, 1, result.read)
    entry = Import(
        id=import_id,
        number=number,
        table=mapping.table,
        source=result.source,
        file=request.path.name,
        sha256=source.sha256,
        mapping=mapping.name,
        zone=zone,
        imported_at=now.isoformat(timespec="seconds"),
        counts={"read": result.read, "refused": result.refused}
        | ({"forgotten": result.forgotten} if result.forgotten else {}),
    )
    again = any(i.id == import_id for i in home.store.manifest().imports)
    try:
        published = home.store.publish(
            entry,
            [s.staged for s in staged],
            # Compared with the store as it was before the try that published.
            dry_run=request.dry_run or again,
            replacing=(lambda i: i.id == import_id) if again else None,
            still=lambda: suppression.load(home) == known,
        )
    except StoreError as error:
        raise IntakeError(error.key, **error.values) from None
    result.version, result.changed = published.version, published.changed
    for fill in staged:
        difference = published.differences[fill.staged.table]
        result.tables[fill.staged.table] = {
            "new": difference.new,
            "new_versions": difference.new_versions,
            "unchanged": difference.unchanged,
        }
        if fill.primary:
            result.taken += difference.new
            result.new_versions += difference.new_versions
            result.unchanged += difference.unchanged
            result.unchanged += fill.dropped
    if (published.changed or again) and not request.dry_run:
        result.import_id = import_id
        if kept is not None:
            home.quarantine.mkdir(parents=True, exist_ok=True)
            target = home.quarantine / f"{import_id}.csv"
            shutil.move(kept, target)
            result.quarantine = str(target)
    elif kept is not None and not request.dry_run:
        result.quarantine = _earlier_quarantine(home, source.sha256)


def _earlier_quarantine(home: Home, sha256: str) -> str | None:
    for entry in reversed(home.store.manifest().imports):
        path = home.quarantine / f"{entry.id}.csv"
        if entry.sha256 == sha256 and path.exists():
            return str(path)
    return None


class _Reading:
    """Feeds batches to the engine while it judges them; errors of the reader come out unchanged."""

    def __init__(
        self,
        source: Source,
        names: dict[str, str],
        refuse: Callable[[Refusal], None],
        progress: Progress | None,
    ) -> None:
        self.source = source
        self.names = names
        self.refuse = refuse
        self.progress = progress
        self.rows = 0
        self.error: Exception | None = None

    def run(self, engine: DuckDBEngine, judgement: Judgement, folder: Path) -> None:
        """Judge the whole file into Parquet files of `folder`.

        A query keeps most of the text that flowed through it until it ends (seen with DuckDB 1.5:
        83 MiB per million rows), so the stream is judged in pieces; memory then stays the same
        for any size of file.
        """
        folder.mkdir()
        schema = pa.schema(
            [("_line", pa.int64()), *((n, pa.string()) for n in self.names.values())]
        )
        batches = self._batches(schema)
        for piece in count():
            first = next(batches, None)
            if first is None and piece:
                return
            stream = chain([] if first is None else [first], islice(batches, PIECE_BATCHES - 1))
            reader = pa.RecordBatchReader.from_batches(schema, stream)
            engine.connection.register("raw", reader)
            path = folder / f"{piece:06}.parquet"
            try:
                engine.execute(
                    f"COPY ({judgement.sql}) TO {sql_text(str(path))} "
                    "(FORMAT parquet, COMPRESSION snappy)"
                )
            except Exception:
                if self.error is not None:
                    raise self.error from None
                raise
            finally:
                engine.connection.unregister("raw")

    def _batches(self, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        try:
            for batch in self.source.batches(rows=BATCH_ROWS, refuse=self.refuse):
                self.rows += len(batch.lines)
                columns = [batch.table.column(c) for c in self.names]
                table = pa.table([batch.lines, *columns], schema=schema)
                yield from table.to_batches()
                if self.progress is not None:
                    self.progress("read", *self.source.progress(), self.rows)
        except Exception as error:
            self.error = error
            raise


def _check_columns(mapping: Mapping, source: Source) -> None:
    unfilled = missing_fields(mapping)
    if unfilled:
        raise IntakeError(
            "nothing_to_map",
            file=source.path.name,
            mapping=mapping.name,
            table=mapping.table,
            missing=", ".join(unfilled),
        )
    missing = [c for c in mapping.used_columns() if c not in source.columns]
    if missing:
        raise IntakeError(
            "columns_missing",
            file=source.path.name,
            mapping=mapping.name,
            missing=", ".join(missing),
            found=", ".join(source.columns[:40]),
        )


def _remarks(
    engine: DuckDBEngine, judgement: Judgement, staged: list[StagedFill], result: ImportResult
) -> None:
    if judgement.remarks:
        items = ", ".join(f'count(*) FILTER ("remark.{r}")' for r in judgement.remarks)
        counts = engine.execute(f"SELECT {items} FROM judged WHERE _problem IS NULL")[0]
        result.remarks = {r: int(n) for r, n in zip(judgement.remarks, counts, strict=True) if n}
    duplicates = sum(s.exact_duplicates for s in staged if s.primary)
    if duplicates:
        result.remarks["exact_duplicate"] = duplicates
    for s in staged:
        if s.staged.table == "survey_answers":
            for reason, n in engine.execute(
                f"SELECT no_answer, count(*) FROM read_parquet({sql_text(str(s.staged.path))}) "
                "WHERE no_answer IS NOT NULL GROUP BY 1"
            ):
                result.remarks[str(reason)] = int(n)


def _verdicts(engine: DuckDBEngine, staged: list[StagedFill]) -> list[tuple[int, str, str, str]]:
    rows = engine.execute(
        "SELECT _line, _problem FROM judged WHERE _problem IS NOT NULL ORDER BY _line"
    )
    verdicts = []
    for line, problem in rows:
        field_, reason, value = str(problem).split(chr(31), 2)
        verdicts.append((int(line), field_, reason, value))
    for s in staged:
        verdicts += [(line, "", "repeated_key", "") for line in s.repeated]
    return sorted(verdicts)
