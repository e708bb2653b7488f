"""A mapping: which column of a file fills which field of which table, and how to read the file.

Built-in layouts and the mappings that users save are the same thing in the same format (TOML).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kundig.readers.errors import say
from kundig.readers.fields import target

#: Kinds of question that a survey column may hold; the first five need a scale to be scored.
QUESTION_KINDS = ("nps", "csat", "ces", "rating", "solved", "choice", "text")
SCORED = frozenset({"nps", "csat", "ces", "rating"})


@dataclass(frozen=True)
class ColumnSpec:
    """Where the value of a field comes from.

    With `join`, the non-empty columns are put together with that text between them; without it, the
    first non-empty column counts.
    """

    columns: tuple[str, ...]
    join: str | None = None


@dataclass(frozen=True)
class FileSpec:
    """How the file is to be read; whatever is None is found out from the file itself."""

    zone: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header: bool | None = None
    columns: tuple[str, ...] | None = None
    decimal: str | None = None  # "point" | "comma"
    dates: str | None = None  # "iso" | "dmy" | "mdy"
    sheet: str | None = None
    quote: str | None = None
    skip: int | None = None


@dataclass(frozen=True)
class Rules:
    """What rows of the file mean: which documents are cancellations, which rows are no data."""

    cancellation: tuple[str, str] | None = None  # (field, regular expression)
    skip: tuple[tuple[str, str], ...] = ()  # (column, regular expression): counted, not imported


@dataclass(frozen=True)
class Question:
    """A survey column of a file with one row per person."""

    question_id: str
    kind: str
    scale: tuple[float, float] | None = None
    no_answer: tuple[str, ...] = ()
    text: str | None = None


@dataclass(frozen=True)
class Mapping:
    """One layout of files, complete. `recognise` or `patterns` say how to know such a file.

    `columns`, `constants` and `codes` are keyed by field: bare for a field of the main table (or
    one that only one table can mean), otherwise `table.field`; `fields()` resolves them.
    """

    name: str
    table: str
    source: str
    family: str | None = None
    file: FileSpec = field(default_factory=FileSpec)
    columns: dict[str, ColumnSpec] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)
    questions: dict[str, Question] = field(default_factory=dict)
    recognise: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()  # one per column, for files without a header
    passes_over: bool = False  # a file that is known and fills no table
    note: str = ""

    def fields(self) -> Iterator[tuple[str, str, str]]:
        """(table, column, key in `columns` or `constants`) of everything that is filled."""
        for key in (*self.columns, *self.constants):
            yield (*target(self.table, key), key)

    def reason(self, lang: str) -> str:
        """Why a known file fills no table, in `lang`; the note where there is no such sentence."""
        try:
            return say(f"layout_{self.name}", lang)
        except KeyError:
            return self.note

    def used_columns(self) -> tuple[str, ...]:
        """The source columns that the mapping reads, each once, in the order of its use."""
        names: dict[str, None] = {}
        for spec in self.columns.values():
            names.update(dict.fromkeys(spec.columns))
        names.update(dict.fromkeys(self.questions))
        names.update(dict.fromkeys(column for column, _ in self.rules.skip))
        return tuple(names)


def load_mapping(path: Path) -> Mapping:
    """The mapping that stands in a TOML file.

    Raises:
        ReadError: naming file, key and what was expected.
    """
    from kundig.readers.mapping_load import load

    return load(path)


def parse_mapping(text: str, *, file: str) -> Mapping:
    """The mapping that a TOML text describes; `file` is named in messages."""
    from kundig.readers.mapping_load import parse

    return parse(text, file=file)


def dump_mapping(mapping: Mapping) -> str:
    """The mapping as commented TOML that `load_mapping` reads back to an equal mapping."""
    from kundig.readers.mapping_dump import dump

    return dump(mapping)
