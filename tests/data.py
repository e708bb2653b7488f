"""Where the public test data lie; tests that need them are skipped where they are absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def data_folder(name: str) -> Path:
    """The folder `name` of the test data.

    It is looked for under KUNDIG_TEST_DATA, or else under `shared/data` beside the repository.
    """
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    root = Path(os.environ.get("KUNDIG_TEST_DATA") or beside)
    folder = root / name
    if not folder.is_dir():
        pytest.skip(f"test data {name!r} not found in {root}; set KUNDIG_TEST_DATA to their folder")
    return folder
