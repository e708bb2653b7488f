"""The demo company; what the site works out of it is kept for all tests of this folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kundig.store.home import Home


@pytest.fixture(scope="session")
def kept_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("questions-web")


@pytest.fixture
def demo(demo_home: Home, settings: Any, kept_folder: Path) -> Home:
    settings.KUNDIG_HOME = str(demo_home.folder)
    settings.WEB_FOLDER = kept_folder
    return demo_home
