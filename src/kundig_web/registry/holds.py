"""Legal holds: what must not be deleted although its period is over (Art. 17(3)(e)).

A hold protects one customer, or one table as a whole. Holds lie in `KUNDIG_HOME/holds.toml`, which
people may write by hand; a file that cannot be read holds everything. Rooms may add further holds
(a claim that is being answered) with `register_holds`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kundig_web import company

FILE = "holds.toml"


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold: of a table (`contact.Promise`, `place:letters`) or of a customer's key."""

    reason: str
    table: str = ""
    customer: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Holds:
    """All holds in force on a day."""

    tables: frozenset[str] = frozenset()
    customers: frozenset[str] = frozenset()
    everything: bool = False

    def whole(self, table: str) -> bool:
        """True if nothing of this table may be deleted."""
        return self.everything or table.lower() in self.tables


Source = Callable[[], Iterable[Hold]]
_SOURCES: list[Source] = []


def register_holds(source: Source) -> None:
    """Add a room's holds; called in `AppConfig.ready`. Keys are those of all records of a customer."""
    _SOURCES.append(source)


def holds(today: date) -> Holds:
    """What is held today."""
    found = _read(company.home().folder / FILE)
    if found is None:
        return Holds(everything=True)
    found += [hold for source in _SOURCES for hold in source()]
    valid = [h for h in found if h.until is None or h.until >= today]
    return Holds(
        frozenset(h.table.lower() for h in valid if h.table),
        frozenset(h.customer for h in valid if h.customer),
    )


def _read(path: Path) -> list[Hold] | None:
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError):
        return None
    rows = told.get("hold", [])
    if set(told) - {"hold"} or not isinstance(rows, list):
        return None
    found = []
    for row in rows:
        if not isinstance(row, dict):
            return None
        table, customer = str(row.get("table", "")), str(row.get("customer", ""))
        until = row.get("until")
        if bool(table) == bool(customer) or not (until is None or isinstance(until, date)):
            return None
        found.append(Hold(str(row.get("reason", "")), table, customer, until))
    return found
