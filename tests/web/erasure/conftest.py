"""A company that knows somebody from files and from talks, with forty things to look for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kundig.store.home import Home
from tests.erase.company import filled
from tests.web.erasure.planted import Planted, grow, plant


@pytest.fixture(scope="session")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What files say, imported once; tests must not change it."""
    home = Home(tmp_path_factory.mktemp("grown") / "home")
    grow(filled(home))
    return home.folder


@pytest.fixture
def planted(own_home: Home, cast: dict[str, Any], grown: Path) -> Planted:
    """Everything that is known about Zenobia Quitterling, and about somebody beside her."""
    return plant(own_home, cast, grown)
