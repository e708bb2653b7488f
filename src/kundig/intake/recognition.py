"""Which mapping a file gets: the one given, a known layout, or a proposal from names and content."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from kundig.glossary import text
from kundig.intake.errors import IntakeError
from kundig.intake.formats import Wishes
from kundig.readers.errors import ReadError
from kundig.readers.mapping import Mapping, dump_mapping, load_mapping
from kundig.readers.options import FileOptions
from kundig.readers.recognise import recognise
from kundig.readers.source import Source, open_source
from kundig.readers.unread import unread_columns, unread_remark
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
        source = open_source(path, options=options_for(mapping, wishes))
        return mapping, source, _notes(source, lang, mapping)
    source = open_source(path, options=options_for(None, wishes))
    known = recognise(source, extra=saved_mappings(home))
    if known is not None and table in {None, known.table}:
        source = open_source(path, options=options_for(known, wishes))
        return known, source, _notes(source, lang, known)
    from kundig.readers.propose import propose

    proposal = propose(source, table=table, dates=wishes.dates, decimal=wishes.decimal)
    # Files of one company share their numbers unless somebody says otherwise.
    mapping = replace(proposal.mapping, source=DEFAULT_SOURCE)
    if proposal.questions:
        # Half a mapping must not be recognised: the next try would import what was just asked.
        draft = replace(mapping, recognise=(), patterns=())
        saved = _save(draft, path, home)
        questions = _told(proposal.questions, lang)
        raise IntakeError("open_questions", file=path.name, questions=questions, saved=str(saved))
    notes = [*_notes(source, lang), *(r.text(lang) for r in proposal.remarks)]
    return mapping, source, notes


def _told(questions: Sequence[OpenQuestion], lang: str) -> str:
    """The first questions; all of them would fill the screen for a file of a hundred columns."""
    told = [f"  - {q.text(lang)}" for q in questions[:MOST_QUESTIONS]]
    if len(questions) > MOST_QUESTIONS:
        told.append("  - " + text("intake.more_questions", lang, n=len(questions) - MOST_QUESTIONS))
    return "\n".join(told)


def options_for(mapping: Mapping | None, wishes: Wishes) -> FileOptions:
    """How to open a file: what the user said, then what the mapping says."""
    options = FileOptions.of(mapping.file) if mapping is not None else FileOptions()
    return replace(
        options,
        encoding=wishes.encoding or options.encoding,
        delimiter=wishes.delimiter or options.delimiter,
        sheet=wishes.sheet or options.sheet,
    )


def _notes(source: Source, lang: str, mapping: Mapping | None = None) -> list[str]:
    notes = [n.text(lang) for n in source.notes]
    if mapping is not None and not mapping.passes_over:
        unread = unread_remark(unread_columns(mapping, source))
        notes += [unread.text(lang)] if unread is not None else []
    return notes


def _save(mapping: Mapping, path: Path, home: Home) -> Path:
    """Keep the proposal where the user can complete it."""
    folder = _folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    stem = _stem(path.name)
    proposed = dump_mapping(mapping)
    for n in count(1):
        target = folder / (f"{stem}.toml" if n == 1 else f"{stem}-{n}.toml")
        # What somebody has written is never overwritten by a proposal.
        if not target.exists() or target.read_text(encoding="utf-8") == proposed:
            target.write_text(proposed, encoding="utf-8")
            return target
    raise AssertionError


def keep_mapping(mapping: Mapping, source: Source, *, home: Home) -> Path:
    """Keep a mapping that somebody has settled: the next file of these columns needs no question.

    It takes the place of one that was kept for the same columns.

    Raises:
        ValueError: for a file without a header, which cannot be known by its columns.
    """
    if not source.has_header:
        raise ValueError(f"{source.path.name}: a file without a header cannot be recognised")
    folder = _folder(home)
    folder.mkdir(parents=True, exist_ok=True)
    kept = replace(mapping, recognise=source.columns, patterns=())
    for path in sorted(folder.glob("*.toml")):
        with suppress(ReadError):
            if load_mapping(path).recognise == kept.recognise:
                return _write(kept, path)
    stem = _stem(source.path.name)
    names = (f"{stem}.toml" if n == 1 else f"{stem}-{n}.toml" for n in count(1))
    return _write(kept, next(folder / n for n in names if not (folder / n).exists()))


def _write(mapping: Mapping, target: Path) -> Path:
    draft = target.with_suffix(".draft")
    draft.write_text(dump_mapping(mapping), encoding="utf-8")
    draft.replace(target)
    return target


def _stem(name: str) -> str:
    return re.sub(r"[^\w.-]+", "_", name)


def _folder(home: Home) -> Path:
    return home.folder / "mappings"


def saved_mappings(home: Home) -> tuple[Mapping, ...]:
    """Mappings that the company keeps; one that cannot be read is left to whoever edits it."""
    found = []
    for path in sorted(_folder(home).glob("*.toml")):
        with suppress(ReadError):
            found.append(load_mapping(path))
    return tuple(found)
