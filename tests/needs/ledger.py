"""Purchases of a test in few words: who bought when for how much."""

from __future__ import annotations

from datetime import date, timedelta

from kundig.answers import ask
from tests.world import world


def bought(*rows: tuple, **same: object) -> list[dict]:
    """Orders without lines from (customer or None, day, amount[, more columns])."""
    return [
        {"order_id": f"{i}", "record_id": who, "order_date": day, "total": amount, **same, **more}
        for i, (who, day, amount, more) in enumerate(
            ((*r, {}) if len(r) == 3 else r for r in rows), 1
        )
    ]


def crowd(
    number: int, *, day: str = "2026-01-01", amount: object = 10, times: int = 1
) -> list[tuple]:
    """`number` customers who each bought `times` times, on days in a row."""
    first = date.fromisoformat(day)
    return [
        (f"x{i:03}", (first + timedelta(days=k)).isoformat(), amount)
        for i in range(number)
        for k in range(times)
    ]


class Shop:
    """A small world to ask."""

    def __init__(self, folder, orders: list[dict], **tables: list[dict]) -> None:
        self.home = world(folder, {"orders": orders, **tables})

    def ask(self, measure: str, **how):
        """The answer to a question."""
        return ask(measure, home=self.home.folder, **how)

    def row(self, measure: str, **how) -> dict:
        """The only row of the answer."""
        rows = self.ask(measure, **how).rows
        assert len(rows) == 1
        return rows[0]


def keys(answer) -> list[str]:
    """Keys of the caveats of an answer."""
    return [c.key for c in answer.caveats]
