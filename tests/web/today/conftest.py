"""Nine o'clock of the demo company's day, and a day that nobody has read yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kundig_web import company
from kundig_web.desk import morning as mornings

NINE = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: Any) -> Callable[[datetime], None]:
    """`clock(moment)` sets the site's clock; at first it is nine in Berlin on 20 November."""

    def put(moment: datetime) -> None:
        monkeypatch.setattr(company, "now", lambda: moment)
        monkeypatch.setattr(company, "today", lambda: moment.astimezone(company.zone()).date())

    put(NINE)
    return put


@pytest.fixture
def cold(db: None) -> Iterator[None]:
    """Nothing has been read; afterwards nothing is left for other tests."""
    mornings.forget()
    yield
    mornings._MEMORY.clear()


@pytest.fixture
def warm(demo: Any, db: None, clock: Any) -> Any:
    """The day of the demo company has been read."""
    return mornings.make(company.snapshot(), date(2026, 11, 20), NINE)
