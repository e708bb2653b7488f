"""A mapping for a file that nobody knows, from the names and the contents of its columns.

The proposal says how sure it is of every field and what it has to ask; it never settles what the
file leaves open.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pyarrow as pa

from kundig.readers.batch import Remark
from kundig.readers.grain import CANDIDATES, Grain, grain, repeats
from kundig.readers.lines import with_amount, with_documents, with_number, with_products
from kundig.readers.mapping import ColumnSpec, Mapping
from kundig.readers.match import Match, match
from kundig.readers.moments import with_clock
from kundig.readers.people import with_people
from kundig.readers.profile import profiles
from kundig.readers.questions import SURE, OpenQuestion, open_questions, remarks
from kundig.readers.source import Source
from kundig.readers.spelling import file_spec, settled
from kundig.readers.states import with_codes
from kundig.readers.survey import Wide, wide_questions
from kundig.readers.unread import unread_columns, unread_remark

__all__ = ["OpenQuestion", "Proposal", "propose"]

_SAMPLE = 5_000
_SCALES = ("0-10", "1-10", "1-5")


@dataclass(frozen=True)
class Proposal:
    """A mapping with what is still open about it, and the columns that it does not read."""

    mapping: Mapping
    questions: tuple[OpenQuestion, ...]
    confidence: dict[str, float]
    remarks: tuple[Remark, ...] = ()
    unread: tuple[str, ...] = ()


def propose(
    source: Source,
    *,
    table: str | None = None,
    dates: str | None = None,
    decimal: str | None = None,
) -> Proposal:
    """The best mapping that names and contents of the columns suggest.

    Args:
        source: the file.
        table: the main table if the user has named it; otherwise the columns decide.
        dates: `dmy`, `mdy` or `iso`, if the user has said it.
        decimal: `point` or `comma`, if the user has said it.
    """
    sample = source.sample(_SAMPLE)
    known = profiles(sample)
    found = {t: match(t, known) for t in ([table] if table else CANDIDATES)}
    wide = wide_questions(known)
    what = Grain(table) if table else grain(found, known, wide, sample)
    matches = with_number(what.table, found[what.table], known)
    matches = with_amount(what.table, matches, known, sample)
    mapping = Mapping(
        name=_slug(source.path.name),
        table=what.table,
        source=_slug(source.path.name),
        columns={f: ColumnSpec((m.column,)) for f, m in matches.items()},
        recognise=source.columns if source.has_header else (),
    )
    confidence = {f: m.sure for f, m in matches.items()}
    notes: list[Remark] = []
    if what.table == "order_lines":
        mapping, products = with_products(mapping, known)
        confidence.setdefault("product_id", confidence.get("product_name", 1.0))
        notes += products
    mapping, sure, people = with_people(mapping, known, sample)
    confidence.update(sure)
    notes += people
    mapping, documents = with_documents(with_clock(mapping, known), known)
    mapping = with_codes(mapping, sample)
    notes += documents
    questions = [*_about_rows(what, mapping)]
    notes += _repeated(mapping, sample)
    if what.table == "survey_answers" and "question_id" not in mapping.columns and wide.questions:
        mapping, scales, directions = _answers(mapping, wide, matches)
        questions += scales
        notes += directions
    mapping = _without_guesses(mapping, confidence)
    confidence = {f: c for f, c in confidence.items() if f in mapping.columns}
    known = settled(mapping, known, source, dates=dates, decimal=decimal)
    mapping = replace(mapping, file=file_spec(mapping, known, dates=dates, decimal=decimal))
    questions += open_questions(mapping, known, confidence)
    unread = unread_columns(mapping, source)
    last = unread_remark(unread)
    told = (*remarks(mapping, known), *notes, *((last,) if last else ()))
    return Proposal(mapping, tuple(questions), confidence, told, unread)


def _without_guesses(mapping: Mapping, confidence: dict[str, float]) -> Mapping:
    """Without what is said in passing and not sure: nobody should be asked about a guessed street."""
    passing = {"customer_records", "deliveries"} - {mapping.table}
    guessed = {
        key
        for place, column, key in mapping.fields()
        if place in passing and column != "record_id" and confidence.get(key, 1) < SURE
    }
    columns = {f: s for f, s in mapping.columns.items() if f not in guessed}
    return replace(mapping, columns=columns)


def _answers(
    mapping: Mapping, wide: Wide, matches: dict[str, Match]
) -> tuple[Mapping, list[OpenQuestion], list[Remark]]:
    """A row per person: every column that looks like a question becomes one."""
    taken = {m.column for m in matches.values()} - set(wide.questions)
    used = {c for f, s in mapping.columns.items() if f not in _CELLS for c in s.columns}
    free = {c: q for c, q in wide.questions.items() if c not in taken | used}
    columns = {f: s for f, s in mapping.columns.items() if f not in _CELLS}
    asked = [
        OpenQuestion("ask_scale", {"column": c}, field=c, choices=_SCALES)
        for c in wide.unsure
        if c in free
    ]
    notes = [Remark("scale_upside_down", {"column": c}) for c in wide.upside_down if c in free]
    return replace(mapping, questions=free, columns=columns), asked, notes


#: What a row per answer holds and a row per person does not.
_CELLS = frozenset({"score", "choice", "text"})


def _about_rows(what: Grain, mapping: Mapping) -> Iterator[OpenQuestion]:
    """What must be asked about the rows as a whole."""
    number = mapping.columns.get("order_id")
    if what.question == "ask_repeated" and number is not None:
        values = {"column": number.columns[0]}
        yield OpenQuestion("ask_repeated", values, "order_id", ("order_lines", "orders"))
    elif what.question is not None:
        choices = CANDIDATES if what.question == "ask_table" else ("yes", "no")
        yield OpenQuestion(what.question, choices=choices)


def _repeated(mapping: Mapping, sample: pa.Table) -> Iterator[Remark]:
    """A warning to who has called documents what looks like their lines."""
    number = mapping.columns.get("order_id") if mapping.table == "orders" else None
    if number is not None and repeats(number.columns[0], sample):
        yield Remark("numbers_repeat", {"column": number.columns[0]})


def _slug(name: str) -> str:
    stem = re.sub(r"(\.(csv|txt|tsv|xlsx|parquet|gz|zip))+$", "", name.casefold())
    folded = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", folded).strip("_") or "file"
