"""Which mapping a file gets: the one given, a known layout, or a proposal from names and content."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kundig.intake.errors import IntakeError
from kundig.intake.formats import Wishes
from kundig.readers.mapping import Mapping, dump_mapping, load_mapping
from kundig.readers.options import FileOptions
from kundig.readers.recognise import recognise
from kundig.readers.source import Source, open_source
from kundig.store.home import Home
from kundig.tables import TABLES

if TYPE_CHECKING:
    from kundig.readers.propose import OpenQuestion

MOST_QUESTIONS = 8
DEFAULT_SOURCE = "main"


def mapping_for(
    path: Path,
    given: Path | Mapping | None,
    table: str | None,
    wishes: Wishes,
    *,
    home: Home,
    lang: str,
) -> tuple[Mapping, Source, list[str]]:
    """The mapping of a file, the file opened accordingly, and notes for the user.

    Raises:
        ReadError: if file or mapping cannot be read.
        IntakeError: if the table is unknown, or the proposal has open questions (it is then
            saved for the user to complete).
    """
    if table is not None and table not in TABLES:
        raise IntakeError("unknown_table", table=table, tables=", ".join(TABLES))
    if given is not None:
        mapping = load_mapping(given) if isinstance(given, Path) else given
        source = open_source(path, options=_options(mapping, wishes))
        return mapping, source, _notes(source, lang)
    source = open_source(path, options=_options(None, wishes))
    known = recognise(source)
    if known is not None and table in {None, known.table}:
        source = open_source(path, options=_options(known, wishes))
        return known, source, _notes(source, lang)
    from kundig.readers.propose import propose

    proposal = propose(source, table=table)
    # Files of one company share their numbers unless somebody says otherwise.
    mapping = replace(proposal.mapping, source=DEFAULT_SOURCE)
    if proposal.questions:
        saved = _save(mapping, path, home)
        questions = "\n".join(f"  - {q.text(lang)}" for q in _few(proposal.questions))
        raise IntakeError("open_questions", file=path.name, questions=questions, saved=str(saved))
    notes = [*_notes(source, lang), *(r.text(lang) for r in proposal.remarks)]
    return mapping, source, notes


def _few(questions: Sequence[OpenQuestion]) -> Sequence[OpenQuestion]:
    """The first questions; a file of a hundred columns would fill the screen."""
    return questions[:MOST_QUESTIONS]


def _options(mapping: Mapping | None, wishes: Wishes) -> FileOptions:
    options = FileOptions.of(mapping.file) if mapping is not None else FileOptions()
    return replace(
        options,
        encoding=wishes.encoding or options.encoding,
        delimiter=wishes.delimiter or options.delimiter,
        sheet=wishes.sheet or options.sheet,
    )


def _notes(source: Source, lang: str) -> list[str]:
    return [n.text(lang) for n in source.notes]


def _save(mapping: Mapping, path: Path, home: Home) -> Path:
    """Keep the proposal where the user can complete it."""
    folder = home.folder / "mappings"
    folder.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"[^\w.-]+", "_", path.name)
    target = folder / f"{stem}.toml"
    target.write_text(dump_mapping(mapping), encoding="utf-8")
    return target
