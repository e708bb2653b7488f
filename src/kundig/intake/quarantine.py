"""Rows that were refused, kept for the user with line, field, reason and their original text."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kundig import glossary
from kundig.glossary.cells import guarded
from kundig.readers.batch import Refusal
from kundig.readers.source import Source
from kundig.tables import TABLES

EXAMPLES = 5
#: The columns of the file, as keys of their headings.
COLUMNS = ("line", "field", "reason", "value", "original")


class Quarantine:
    """Collects refusals while a file is read and writes them as one CSV.

    Refusals of the reader arrive with their text; rows refused by judgement are looked up in the
    file again, in one streaming pass, so that memory does not grow with them.
    """

    def __init__(
        self, folder: Path, lang: str, *, withheld: Callable[[str], bool] | None = None
    ) -> None:
        self._path = folder / "quarantine.csv"
        self._lang = lang
        #: Says of a row that cannot be told apart whether it is about somebody forgotten.
        self._withheld = withheld
        self.forgotten = 0
        self.reasons: Counter[str] = Counter()
        self.examples: list[dict[str, str]] = []
        self._handle = self._path.open("w", encoding="utf-8-sig", newline="")
        self._out = csv.writer(self._handle, delimiter=";", quoting=csv.QUOTE_ALL)
        self._out.writerow([glossary.text(f"intake.set_aside_{c}", lang) for c in COLUMNS])

    def __enter__(self) -> Quarantine:
        return self

    def __exit__(self, *_: object) -> None:
        self._handle.close()

    @property
    def count(self) -> int:
        """Rows refused so far."""
        return sum(self.reasons.values())

    def refuse(self, refusal: Refusal) -> None:
        """Take a record that the reader could not tell apart into columns."""
        if self._withheld is not None and self._withheld(refusal.original):
            self.forgotten += 1
            return
        self._write(
            refusal.line,
            refusal.field or "",
            refusal.reason,
            refusal.text(self._lang),
            "",
            refusal.original,
        )

    def judge(self, verdicts: Iterable[tuple[int, str, str, str]], source: Source) -> None:
        """Take rows refused by judgement: (line, field, reason, value), ordered by line."""
        pending = list(verdicts)
        originals = _merge(pending, source)
        for (line, field, reason, value), original in originals:
            told = told_reason(reason, self._lang)
            self._write(line, field, reason, told, value, original)

    def close(self) -> Path | None:
        """Finish the file; the path if there is anything in it."""
        self._handle.close()
        if self.count:
            return self._path
        self._path.unlink()
        return None

    def _write(
        self, line: int, field: str, reason: str, told: str, value: str, original: str
    ) -> None:
        self.reasons[reason] += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(
                {
                    "line": str(line),
                    "field": field,
                    "reason": told,
                    "value": value[:120],
                    "original": original[:300],
                }
            )
        shown = told_field(field, self._lang)
        self._out.writerow([line, guarded(shown), told, guarded(value), guarded(original)])


def told_field(field: str, lang: str) -> str:
    """What a field is called; as it stands if it is no column of a table."""
    place, _, name = field.rpartition(".")
    if place not in TABLES or name not in TABLES[place].by_name:
        return field
    column = TABLES[place].by_name[name]
    return column.de if lang == "de" else column.en


def told_reason(reason: str, lang: str) -> str:
    """Why a row was refused: a check of the table's contract, a value, or how the file is written."""
    kind, _, rest = reason.partition(".")
    if kind == "check":
        table, _, name = rest.partition(".")
        check = next(c for c in TABLES[table].checks if c.name == name)
        return check.de if lang == "de" else check.en
    if f"reason_{reason}" in glossary.texts("intake"):
        return glossary.text(f"intake.reason_{reason}", lang)
    return glossary.text(f"readers.{reason}", lang).rstrip(".")


def _merge(
    verdicts: list[tuple[int, str, str, str]], source: Source
) -> Iterator[tuple[tuple[int, str, str, str], str]]:
    texts = source.originals([v[0] for v in verdicts]) if verdicts else iter(())
    line, text = -1, ""
    for verdict in verdicts:
        while line < verdict[0]:
            line, text = next(texts, (verdict[0], ""))
        yield verdict, text if line == verdict[0] else ""
