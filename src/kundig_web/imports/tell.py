"""Rows of files that were set aside and name a customer, for his right to know (Art. 15)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from kundig_web import company, words
from kundig_web.registry.subjects import Section, Told

#: Shorter numbers stand in too many cells to say whose row it is.
SHORTEST = 5
_BETWEEN = re.compile(r"[;,|\t\"]+")


def tell(keys: tuple[str, ...], *, now: datetime, lang: str) -> list[Section]:
    """Refused rows in which one of the customer's numbers is a cell of its own."""
    numbers = {k.partition(":")[2] for k in keys}
    numbers = {n for n in numbers if len(n) >= SHORTEST}
    rows = [
        Told(words.say("imports.tell_row", lang), told, source=path.name, on=_day(path))
        for path, told in _rows(company.home().quarantine, numbers)
    ]
    return [Section("quarantine", words.say("imports.tell_title", lang), "imports", rows)]


def _rows(folder: Path, numbers: set[str]) -> Iterator[tuple[Path, str]]:
    if not numbers or not folder.exists():
        return
    for path in sorted(p for p in folder.rglob("*") if p.suffix == ".csv" and p.is_file()):
        with path.open(encoding="utf-8", errors="replace", newline="") as lines:
            for cells in csv.reader(lines, delimiter=";"):
                row = cells[-1] if cells else ""  # the row as it stood in the file
                if numbers & {c.strip() for c in _BETWEEN.split(row)}:
                    yield path, row


def _day(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
