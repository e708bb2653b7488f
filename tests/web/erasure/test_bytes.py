"""After an erasure no byte of the person is left: files, database, write-ahead log, certificate, log."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.erase.company import hits
from tests.web.erasure.planted import ALL

ROOT = Path(__file__).resolve().parents[3]
STEPS = ("list", "store", "register", "files", "certificate", "pages")


def run(home: Path, *act: str, fails: bool = False) -> dict[str, Any]:
    """One part of the life of the company, in a process of its own."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("KUNDIG", "DJANGO"))}
    env |= {
        "KUNDIG_HOME": str(home), "DJANGO_SETTINGS_MODULE": "kundig_web.site.settings",
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.web.erasure.whole", *act],
        env=env, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    if fails:
        assert done.returncode == -signal.SIGKILL, done.stderr
        return {}
    assert done.returncode == 0, done.stderr
    assert hits([], ALL) == []
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def everything(home: Path) -> list[Path]:
    """Every file of the company, and what the processes logged."""
    return [p for p in (*home.rglob("*"), *home.parent.glob("log-f*.txt")) if p.is_file()]


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company in which she stands everywhere."""
    home = tmp_path_factory.mktemp("bytes") / "home"
    run(home, "plant")
    return home


def test_forty_canaries_are_planted_and_found(planted: Path) -> None:
    found = {hit.rpartition(": ")[2] for hit in hits(everything(planted), ALL)}
    assert found == set(ALL)
    assert len(ALL) >= 40


def test_no_byte_is_left(planted: Path, tmp_path: Path) -> None:
    home = copy(planted, tmp_path)
    asked = run(home, "forget")
    told = run(home, "files")
    assert told["state"] == "done"
    assert told["certificate"]["reference"] == asked["reference"]
    assert hits(everything(home), ALL) == []


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.slow
def test_a_kill_at_any_step_is_finished_by_the_next_run(
    planted: Path, tmp_path: Path, step: str
) -> None:
    home = copy(planted, tmp_path)
    run(home, "forget")
    run(home, "files", step, fails=True)
    assert run(home, "files")["state"] == "done"
    assert hits(everything(home), ALL) == []


def copy(planted: Path, tmp_path: Path) -> Path:
    """The company once more, to be changed."""
    import shutil

    home = tmp_path / "home"
    shutil.copytree(planted, home)
    return home
