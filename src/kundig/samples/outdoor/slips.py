"""Dirty rows as every real export has them, each kind counted."""

from __future__ import annotations

import numpy as np

from kundig.samples.cells import Ints, Rng

#: Kind -> rows; the last four are refused by the import, the others are taken and remarked.
ORDER_SLIPS = {
    "exact_duplicates": 60,
    "price_zero": 40,
    "trailing_blanks": 150,
    "impossible_dates": 6,
    "unreadable_amounts": 8,
    "placeholder_dates": 4,
    "ragged_rows": 2,
}
DELIVERY_SLIPS = {"impossible_dates": 2}
RETURN_SLIPS = {"unreadable_amounts": 2}
GIFT = ("111-99", "Aufkleber Nordhang", "Camping & Spiel")


def soil_orders(rng: Rng, rows: list[str], *, minutes: Ints, year: int) -> list[str]:
    """Add the dirty rows to the order file: always more rows or blanks, never less meaning."""
    clean = np.array([";B" not in r and r.startswith("B") and ";;" not in r for r in rows])
    need = sum(ORDER_SLIPS.values())
    free = np.flatnonzero(clean[: len(minutes)])
    chosen = np.sort(rng.choice(free, size=need, replace=False))
    kinds = np.repeat(np.array(list(ORDER_SLIPS)), list(ORDER_SLIPS.values()))
    todo = dict(zip(chosen.tolist(), rng.permutation(kinds).tolist(), strict=True))
    out: list[str] = []
    for at, row in enumerate(rows):
        kind = todo.get(at)
        if kind == "trailing_blanks":
            out.append(_blanks(row, at))
            continue
        out.append(row)
        if kind is not None:
            out.append(_slip(row, kind, year))
    return out


def soil_deliveries(rows: list[str], *, year: int) -> list[str]:
    """Add deliveries whose day does not exist."""
    out = list(rows)
    for k in range(DELIVERY_SLIPS["impossible_dates"]):
        cells = rows[40 + 97 * k].split(";")
        cells[0], cells[5] = cells[0] + "-2", f"31.02.{year}"
        out.insert(60 + 101 * k, ";".join(cells))
    return out


def soil_returns(rows: list[str]) -> list[str]:
    """Add returns whose refund nobody can read."""
    out = list(rows)
    for k in range(RETURN_SLIPS["unreadable_amounts"]):
        cells = rows[20 + 31 * k].split(";")
        cells[0], cells[8] = cells[0] + "-2", "k.A."
        out.insert(25 + 40 * k, ";".join(cells))
    return out


def counts() -> dict[str, dict[str, int]]:
    """The planted dirty rows per file; what the blocks count themselves is added later."""
    return {
        "bestellungen.csv": dict(ORDER_SLIPS),
        "lieferungen.csv.gz": dict(DELIVERY_SLIPS),
        "retouren.csv": dict(RETURN_SLIPS),
    }


def refused() -> dict[str, int]:
    """Rows that an import must set aside, per file."""
    bad = ("impossible_dates", "unreadable_amounts", "placeholder_dates", "ragged_rows")
    return {f: sum(n for k, n in kinds.items() if k in bad) for f, kinds in counts().items()}


def _blanks(row: str, at: int) -> str:
    cells = row.split(";")
    column = 2 if at % 3 else 8
    cells[column] += "  " if at % 2 else " "
    return ";".join(cells)


def _slip(row: str, kind: str, year: int) -> str:
    cells = row.split(";")
    if kind == "price_zero":
        cells[3:6] = GIFT
        cells[6], cells[7] = "1", "0,00"
    elif kind == "impossible_dates":
        cells[1] = f"31.02.{year} 10:15"
    elif kind == "unreadable_amounts":
        cells[7] = "k.A."
    elif kind == "placeholder_dates":
        cells[1] = "00.00.0000"
    elif kind == "ragged_rows":
        return ";".join(cells[:6])
    return ";".join(cells)
