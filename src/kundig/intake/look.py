"""A look at a file before it is imported: what it seems to be, and what has to be asked.

The command line needs no look: it imports or says what is missing. A page shows the look, takes
`Choices` and looks again; with no question left, `mapping` and `wishes` go into an `ImportRequest`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from kundig.intake.choices import QUESTION, Choices, corrected
from kundig.intake.errors import IntakeError
from kundig.intake.formats import Wishes, column_formats
from kundig.intake.judge import ColumnFormat
from kundig.intake.recognition import DEFAULT_SOURCE, options_for, saved_mappings
from kundig.readers.batch import Remark
from kundig.readers.fields import DATE_OF, field_name, missing_fields
from kundig.readers.mapping import Mapping
from kundig.readers.questions import OpenQuestion
from kundig.readers.recognise import recognise
from kundig.readers.source import Source, open_source
from kundig.store.home import Home
from kundig.tables import TABLES, Type

SAMPLE_ROWS = 2_000
SHOWN_ROWS = 5
SHOWN_FOREIGN = 3
EXAMPLES = 3
CELL = 80


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """One column of the file: which field it fills, how its values are written, and some of them."""

    name: str
    field: str  # as a mapping writes it; QUESTION for a question of a survey; "" for none
    format: str  # point | comma | whole | dmy | mdy | iso | "" where there is nothing to say
    examples: tuple[str, ...]
    question: str = ""  # kind of a survey question, with its scale


@dataclass(frozen=True, slots=True)
class Look:
    """What a file seems to be."""

    mapping: Mapping
    known: bool  # a layout that kundig or the company knows, not a proposal
    columns: tuple[SeenColumn, ...]
    #: The first rows, and some with letters beyond ASCII: there a wrong encoding shows.
    rows: tuple[tuple[str, ...], ...]
    questions: tuple[OpenQuestion, ...]
    remarks: tuple[Remark, ...]
    kind: str  # csv | xlsx | parquet
    encoding: str | None
    delimiter: str | None
    has_header: bool
    sheets: tuple[str, ...]
    sha256: str

    def why_passed_over(self, lang: str) -> str:
        """Why a known file fills no table; empty if it does."""
        return self.mapping.reason(lang) if self.mapping.passes_over else ""


def look(path: Path, choices: Choices, *, home: Home) -> Look:
    """Look at a file, with what somebody has said about it so far.

    Raises:
        ReadError: if the file cannot be read as a table, or a choice cannot be.
        IntakeError: if the file has no rows.
    """
    wishes = choices.wishes()
    source = open_source(path, options=options_for(None, wishes))
    found = recognise(source, extra=saved_mappings(home))
    known = found is not None and choices.table in {None, found.table}
    questions: tuple[OpenQuestion, ...] = ()
    remarks: tuple[Remark, ...] = ()
    if known and found is not None:
        mapping = found
        source = open_source(path, options=options_for(mapping, wishes))
    else:
        from kundig.readers.propose import propose

        proposal = propose(
            source, table=choices.table, dates=choices.dates, decimal=choices.decimal
        )
        mapping = replace(proposal.mapping, source=DEFAULT_SOURCE)
        questions, remarks = proposal.questions, proposal.remarks
    sample = source.sample(SAMPLE_ROWS)
    if not mapping.passes_over:
        if not sample.num_rows:
            raise IntakeError("no_rows", file=path.name)
        mapping = corrected(mapping, choices)
    formats, asked = _formats(mapping, source, wishes, choices)
    return Look(
        mapping=mapping,
        known=known,
        columns=tuple(_seen(mapping, sample, formats)),
        rows=tuple(_rows(sample)),
        questions=tuple(_open(mapping, [*questions, *asked], choices, source)),
        # Unread columns are seen in the list of columns.
        remarks=tuple(
            r for r in (*source.notes, *remarks) if r.key not in {"unread_column", "unread_columns"}
        ),
        kind=source.kind,
        encoding=source.encoding,
        delimiter=source.delimiter,
        has_header=source.has_header,
        sheets=_sheets(source),
        sha256=source.sha256,
    )


def _formats(
    mapping: Mapping, source: Source, wishes: Wishes, choices: Choices
) -> tuple[dict[str, ColumnFormat], list[OpenQuestion]]:
    """How columns are written; what the whole file leaves open becomes a question."""
    asked: list[OpenQuestion] = []
    if mapping.passes_over:
        return {}, asked
    for _ in range(2):  # dates and decimals may both be open
        try:
            return column_formats(mapping, source, wishes), asked
        except IntakeError as error:
            dates = error.key == "ambiguous_dates"
            if error.key not in {"ambiguous_dates", "ambiguous_numbers"}:
                raise
            values = {"column": error.values["column"], "examples": error.values["examples"]}
            key, options = (
                ("ask_dates", ("dmy", "mdy")) if dates else ("ask_decimal", ("comma", "point"))
            )
            asked.append(OpenQuestion(key, values, choices=options))
            wishes = replace(wishes, **({"dates": "dmy"} if dates else {"decimal": "comma"}))
    return column_formats(mapping, source, wishes), asked


def _seen(
    mapping: Mapping, sample: pa.Table, formats: dict[str, ColumnFormat]
) -> Iterator[SeenColumn]:
    fields: dict[str, str] = {}
    kinds: dict[str, Type] = {}
    for place, column, key in mapping.fields():
        spec = mapping.columns.get(key)
        for name in spec.columns if spec is not None else ():
            fields.setdefault(name, key)
            kinds.setdefault(name, TABLES[place].by_name[column].type)
    for name in sample.column_names:
        question = mapping.questions.get(name)
        told = ""
        if question is not None:
            scale = question.scale
            told = question.kind + (f" {scale[0]:g}-{scale[1]:g}" if scale else "")
        style = formats.get(name)
        kind = kinds.get(name)
        written = ""
        if style is not None and kind in {Type.DATE, Type.INSTANT}:
            written = style.dates
        elif style is not None:
            written = "comma" if style.comma else "point"
            if not any(set(v or "") & set(".,") for v in sample.column(name).to_pylist()):
                written = "whole"
        yield SeenColumn(
            name=name,
            field=QUESTION if question is not None else fields.get(name, ""),
            format=written,
            examples=_examples(sample.column(name).to_pylist()),
            question=told,
        )


def _examples(values: list[str | None]) -> tuple[str, ...]:
    """A few different values; one with letters beyond ASCII among them if there is any."""
    different = list(dict.fromkeys(v.strip()[:CELL] for v in values if v and v.strip()))
    chosen = different[:EXAMPLES]
    foreign = next((v for v in different if not v.isascii()), None)
    if foreign is not None and all(v.isascii() for v in chosen):
        chosen = [*chosen[: EXAMPLES - 1], foreign]
    return tuple(chosen)


def _rows(sample: pa.Table) -> Iterator[tuple[str, ...]]:
    foreign = 0
    columns = [c.to_pylist() for c in sample.columns]
    for i in range(sample.num_rows):
        row = tuple((c[i] or "")[:CELL] for c in columns)
        if i < SHOWN_ROWS:
            yield row
        elif not all(cell.isascii() for cell in row):
            foreign += 1
            yield row
        if foreign == SHOWN_FOREIGN:
            return


def _open(
    mapping: Mapping, questions: list[OpenQuestion], choices: Choices, source: Source
) -> Iterator[OpenQuestion]:
    """What is still to be said after the choices; each thing is asked once."""
    if mapping.passes_over:
        return
    asked: set[tuple[str, str]] = set()
    missing = dict(_missing(mapping))
    for question in questions:
        name = question.field or ""
        once = (question.key, "" if question.key in {"ask_dates", "ask_decimal"} else name)
        if once in asked or _answered(question, mapping, choices, missing):
            continue
        asked.add(once)
        missing.pop(name, None)
        yield question
    for name, label in missing.items():
        if name not in choices.without:
            yield OpenQuestion("ask_field", {"label": label}, name, source.columns)


def _answered(
    question: OpenQuestion, mapping: Mapping, choices: Choices, missing: dict[str, dict[str, str]]
) -> bool:
    name = question.field or ""
    if question.key == "ask_sure":
        said = name in choices.sure or any(f == name for f in choices.columns.values())
        return said or name not in mapping.columns
    if question.key in {"ask_field", "ask_day", "ask_unreadable"}:
        return name in mapping.columns or name in choices.without
    if question.key == "ask_scale":
        return name in choices.scales or name not in mapping.questions
    if question.key == "ask_dates":
        return choices.dates is not None
    if question.key == "ask_decimal":
        return choices.decimal is not None
    return choices.table is not None


def _missing(mapping: Mapping) -> Iterator[tuple[str, dict[str, str]]]:
    """Fields without which no row can come in, as a mapping would write them."""
    for name in missing_fields(mapping):
        column = TABLES[mapping.table].by_name[name]
        wanted = DATE_OF.get(mapping.table, {}).get(name, name)
        yield field_name(mapping.table, mapping.table, wanted), {"de": column.de, "en": column.en}


def _sheets(source: Source) -> tuple[str, ...]:
    for note in source.notes:
        if note.key == "note_sheet":
            others = str(note.values["others"]).split(", ")
            return (str(note.values["sheet"]), *others)
    return ()
