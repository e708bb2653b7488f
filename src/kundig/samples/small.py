"""What the three small companies have in common: few rows, each written out."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kundig.samples.cells import Calendar, Rng, day
from kundig.samples.files import SampleFiles, Sinks, line
from kundig.samples.layout import Layout
from kundig.samples.people import People, people, town_table

ZONE = "Europe/Berlin"


class Ledger:
    """The rows of a small company until they are written, sorted by what they are sorted by."""

    def __init__(self, rng: Rng, calendar: Calendar) -> None:
        self.rng = rng
        self.calendar = calendar
        self._rows: dict[str, list[tuple[int, str]]] = {}
        self.facts: dict[str, Any] = {}

    def add(self, stem: str, *cells: object, at: int = 0) -> None:
        """Note a row of a file; rows are sorted by `at`, then as they came."""
        self._rows.setdefault(stem, []).append((at, line(*cells)))

    def rows(self, stem: str) -> list[str]:
        """The rows of a file in order."""
        return [row for _, row in sorted(self._rows.get(stem, []), key=lambda r: r[0])]

    def count(self, stem: str) -> int:
        """How many rows a file has so far."""
        return len(self._rows.get(stem, []))

    def date(self, index: int) -> str:
        """A day of the export as `dd.mm.yyyy`."""
        return day(self.calendar.date(index))

    def ago(self, days: int, clock: str = "") -> str:
        """A day so long before today, with a time if one is given."""
        shown = day(self.calendar.ago(days))
        return f"{shown} {clock}" if clock else shown

    def when(self, index: int, *, first: int = 9, last: int = 18) -> str:
        """Some time on a day during opening hours."""
        minute = int(self.rng.integers(first * 60, last * 60))
        return f"{self.date(index)} {minute // 60:02d}:{minute % 60:02d}"

    def pick(self, options: Sequence[str]) -> str:
        """One of several."""
        return options[int(self.rng.integers(0, len(options)))]

    def score(self, shares: Sequence[float], lowest: int) -> int:
        """A score drawn from shares."""
        weights = np.asarray(shares, dtype=np.float64)
        return lowest + int(self.rng.choice(len(weights), p=weights / weights.sum()))

    def chance(self, share: float) -> bool:
        """Whether something happens."""
        return bool(self.rng.random() < share)


def neighbours(rng: Rng, first_id: int, n: int, *, household: float, firm: float) -> People:
    """People of one small region."""
    ids = np.arange(n, dtype=np.int64) + first_id
    towns = town_table(np.random.default_rng(5), groups=1, each_group=9)
    return people(
        rng,
        ids,
        household=np.full(n, household),
        firm=np.full(n, firm),
        home=np.zeros(n, dtype=np.int64),
        towns=towns,
    )


def write_small(
    folder: Path, layouts: Sequence[Layout], ledger: Ledger, *, name: str, source: str, seed: int
) -> SampleFiles:
    """Write all files of a small company and its truth."""
    with Sinks(folder, layouts, source=source, zone=ZONE) as sinks:
        for layout in layouts:
            sinks[layout.stem].write(ledger.rows(layout.stem))
        counts, files = sinks.row_counts(), sinks.files()
    truth: Mapping[str, Any] = {
        "company": name,
        "seed": seed,
        "today": ledger.calendar.today.isoformat(),
        "first_day": ledger.calendar.start.isoformat(),
        "last_day": ledger.calendar.ago(1).isoformat(),
        "rows": counts,
        **ledger.facts,
    }
    path = folder / "truth.json"
    path.write_text(
        json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
    )
    return SampleFiles(folder, files, path, name, ZONE, "EUR", "de")


def start(today: dt.date, *, days: int, seed: int, company: int) -> Ledger:
    """An empty ledger for a small company."""
    return Ledger(np.random.default_rng([seed, company]), Calendar(today, days=days))
