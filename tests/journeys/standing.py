"""A site that stands still while its pages are looked at."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the site is, the sessions of the cast, the addresses of the catalogue."""

    url: str
    sessions: dict[str, str]
    paths: dict[str, str]
    viewers: dict[str, str]  # page -> who looks at it; empty: a stranger
    missing: dict[str, str]  # pages whose example could not be found, and why

    def viewer(self, name: str) -> str:
        """The session of whoever looks at this page; empty for a stranger."""
        return self.sessions.get(self.viewers.get(name, ""), "")


@contextmanager
def standing_site(demo: Path, folder: Path) -> Iterator[Standing]:
    """The demo company with the cast at work, served by a process of its own; ended afterwards."""
    company = folder / "company"
    shutil.copytree(demo, company)
    log = folder / "stage.log"
    with log.open("w") as errors:
        stage = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.stage", str(company)],
            cwd=ROOT, env=os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
            stdout=subprocess.PIPE, stderr=errors, text=True,
        )  # fmt: skip
    assert stage.stdout is not None
    try:
        told = stage.stdout.readline()
        assert told, f"the stage did not stand:\n{log.read_text()[-3000:]}"
        yield Standing(**json.loads(told))
    finally:
        stage.terminate()
        stage.wait(timeout=20)
        stage.stdout.close()
