"""Whose processing is restricted (Art. 18, 21 GDPR): a small file beside the tables.

The rows stay; listings, single figures and the letter leave these customers out. The site's
database decides who is restricted and writes the file anew whenever that changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kundig.store import durable

NAME = "restricted.json"


@dataclass(frozen=True, slots=True)
class Restricted:
    """Keys of customers (`source:record_id`, all numbers of each).

    Attributes:
        hidden: processing is restricted: they stand in no list and no single figure.
        unscored: they objected to profiling: nothing computed about them alone is shown.
    """

    hidden: frozenset[str] = frozenset()
    unscored: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.hidden or self.unscored)


NOBODY = Restricted()


def read(folder: Path) -> Restricted:
    """Whose processing is restricted in the store under this folder; nobody without the file."""
    try:
        plain = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return NOBODY
    return Restricted(frozenset(plain["hidden"]), frozenset(plain["unscored"]))


def write(folder: Path, hidden: Iterable[str], unscored: Iterable[str]) -> bool:
    """Replace the file if it says something else; False if it said that already."""
    wanted = Restricted(frozenset(hidden), frozenset(unscored))
    if read(folder) == wanted:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    plain = {"hidden": sorted(wanted.hidden), "unscored": sorted(wanted.unscored)}
    durable.replace(folder / NAME, json.dumps(plain, ensure_ascii=False).encode())
    return True
