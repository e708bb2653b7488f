"""Counts that are kept while the blocks are written, so that the truth file needs no second look."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from kundig.samples.cells import Ints

#: How answers are grouped: on time or late, elsewhere or West.
KINDS = ("on_time", "late", "west_on_time", "west_late")


class Tally:
    """Sums over all blocks."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._scores: dict[str, Ints] = {}

    def add(self, name: str, n: int) -> None:
        """Count so many of something."""
        self.counts[name] += int(n)

    def scores(self, name: str, score: Ints, kind: Ints) -> None:
        """Count scores per kind of experience."""
        seen = self._scores.setdefault(name, np.zeros((len(KINDS), 11), dtype=np.int64))
        np.add.at(seen, (kind, score), 1)

    def means(self, name: str) -> dict[str, dict[str, Any]]:
        """Answers and mean score per kind of experience, as drawn."""
        seen = self._scores.get(name, np.zeros((len(KINDS), 11), dtype=np.int64))
        out: dict[str, dict[str, Any]] = {}
        for kind, row in zip(KINDS, seen, strict=True):
            n = int(row.sum())
            mean = round(float((row * np.arange(11)).sum() / n), 4) if n else None
            out[kind] = {"n": n, "mean": mean}
        return out
