"""One door to all invented companies."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from kundig.samples.bookshop import write_bookshop
from kundig.samples.craftsman import write_craftsman
from kundig.samples.files import SampleFiles
from kundig.samples.outdoor import write_outdoor
from kundig.samples.supplier import write_supplier

COMPANIES = ("outdoor", "bookshop", "supplier", "craftsman")
_SMALL = {
    "bookshop": write_bookshop,
    "supplier": write_supplier,
    "craftsman": write_craftsman,
}


def write_sample(
    folder: Path,
    *,
    company: str = "outdoor",
    today: dt.date,
    customers: int | None = None,
    seed: int = 7,
) -> SampleFiles:
    """Write the files that an invented company would export.

    Args:
        folder: Where the files go; it is made if it is missing.
        company: One of `COMPANIES`.
        today: The day on which the files are read; what happened in them ends the day before.
        customers: How many customers, only for the outdoor shop (6,000 if not given).
        seed: The same seed and day give the same bytes.

    Returns:
        The files with their mappings and the truth file.

    Raises:
        ValueError: if the company is not known, or cannot have so many customers.
    """
    if company == "outdoor":
        return write_outdoor(folder, today=today, customers=customers, seed=seed)
    if company not in _SMALL:
        raise ValueError(f"no such company: {company!r} (known: {', '.join(COMPANIES)})")
    if customers is not None:
        raise ValueError(f"{company} has the customers it has; only outdoor can be scaled")
    return _SMALL[company](folder, today=today, seed=seed)
