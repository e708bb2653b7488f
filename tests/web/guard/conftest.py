"""A small company of invented employees with known, unequal work."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from kundig_web.guard import stage
from kundig_web.guard.stage import Stage

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def small_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two departments; nobody does more than two of each."""
    monkeypatch.setattr(stage, "WORK", (0, 2))
    monkeypatch.setattr(stage, "DEPARTMENTS", ("Service", "Versand"))


@pytest.fixture
def staged(db: None, own_home: Any, small_work: None) -> Stage:
    """The company, as it stands at NOW."""
    own_home.folder.joinpath("web").mkdir(parents=True, exist_ok=True)
    return stage.made(NOW, seed=3, publish=False)
