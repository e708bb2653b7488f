"""An invented till export of N lines (8 lines a document, 500,000 customers at 10 million lines)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

BLOCK = 500_000
HEAD = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"


def write(path: Path, lines: int, *, seed: int = 1) -> Path:
    """Write the file unless it is there already."""
    if path.exists():
        return path
    rng = np.random.default_rng(seed)
    draft = path.with_suffix(".draft")
    customers = max(1_000, lines // 20)
    start = np.datetime64("2023-01-01T08:00:00")
    document = 500_000
    with draft.open("w", encoding="utf-8") as out:
        out.write(HEAD)
        for begin in range(0, lines, BLOCK):
            n = min(BLOCK, lines - begin)
            documents = document + np.cumsum(rng.random(n) < 1 / 8)
            document = int(documents[-1])
            who = documents * 2_654_435_761 % customers + 10_000
            when = start + (documents * 37 % (3 * 365 * 86_400)).astype("timedelta64[s]")
            text = np.char.replace(np.datetime_as_string(when), "T", " ")
            product = rng.integers(0, 4_000, n)
            quantity = np.where(rng.random(n) < 0.02, -1, rng.integers(1, 12, n))
            price = rng.integers(50, 5_000, n) / 100
            out.writelines(
                f"{d},{10_000 + p},ARTICLE NUMBER {p},{q},{t},{x:.2f},{c}.0,United Kingdom\n"
                for d, p, q, t, x, c in zip(
                    documents.tolist(), product.tolist(), quantity.tolist(), text.tolist(),
                    price.tolist(), who.tolist(), strict=True,
                )
            )  # fmt: skip
    draft.replace(path)
    return path
