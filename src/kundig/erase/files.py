"""Rows and files that are about a person, beside the store: rows are taken out, letters deleted.

A letter cannot be written without somebody whom it quotes, so it is deleted as a whole, its PDF with
its HTML; a PDF without its HTML is deleted, too, because nobody can look into it. Of the rows set
aside those about the person go. A file that waits for its import, or was made for somebody to fetch,
is deleted if it holds the person at all.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kundig.erase.traces import Traces
from kundig.store import durable
from kundig.store.home import Home


@dataclass(slots=True)
class FileCount:
    """What went: rows set aside, letters, other files."""

    rows: int = 0
    letters: int = 0
    files: int = 0


def forget_files(
    home: Home,
    traces: Traces,
    *,
    raw: Iterable[Path] = (),
    caches: Iterable[Path] = (),
    dry_run: bool,
) -> FileCount:
    """Take a person out of the files beside the store; safe to repeat.

    Args:
        home: the company.
        traces: what leads to the person.
        raw: folders with files as somebody sent or fetched them.
        caches: folders whose content is derived; all of it goes, it is made anew.
        dry_run: only count.
    """
    found = FileCount()
    for path in sorted(home.quarantine.glob("*.csv")):
        found.rows += _rows_out(path, traces, dry_run=dry_run)
    found.letters = _letters_out(home.letters, traces, dry_run=dry_run)
    for folder in raw:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            if not path.name.endswith(".lock") and traces.in_file(path):
                found.files += 1
                if not dry_run:
                    path.unlink(missing_ok=True)
    if not dry_run:
        for folder in caches:
            shutil.rmtree(folder, ignore_errors=True)
    return found


def _rows_out(path: Path, traces: Traces, *, dry_run: bool) -> int:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    kept = rows[:1] + [r for r in rows[1:] if not traces.in_text("\n".join(r[1:]))]
    gone = len(rows) - len(kept)
    if gone and not dry_run:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL).writerows(kept)
        durable.replace(path, text.getvalue().encode("utf-8-sig"), durable.USUAL)
    return gone


def _letters_out(folder: Path, traces: Traces, *, dry_run: bool) -> int:
    gone = set()
    files = [p for p in folder.rglob("*") if p.is_file()] if folder.exists() else []
    readable = {p.with_suffix("") for p in files if p.suffix in {".html", ".htm"}}
    for path in files:
        alone = path.suffix == ".pdf" and path.with_suffix("") not in readable
        if alone or (path.suffix != ".pdf" and traces.in_file(path, numbers=False)):
            gone |= {path, *(p for p in files if p.with_suffix("") == path.with_suffix(""))}
    if not dry_run:
        for path in gone:
            path.unlink(missing_ok=True)
    return len(gone)
