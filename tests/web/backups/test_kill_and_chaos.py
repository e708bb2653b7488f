"""Small versions of `benchmarks.kill` and `benchmarks.chaos`; the large ones run by hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_kill_9_loses_nothing_and_doubles_nothing() -> None:
    scenes = [a for s in ("import", "posts", "erasure", "backup") for a in ("--scene", s)]
    done = run("benchmarks.kill", "--kills", "12", "--seconds", "50", *scenes)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 lost, 0 doubled, 0 repairs" in done.stdout.splitlines()[-2]


@pytest.mark.slow
def test_half_a_minute_of_chaos_loses_no_acknowledged_write() -> None:
    done = run("benchmarks.chaos", "--minutes", "0.6", "--mib", "2")
    assert " 0 lost, 0 double" in done.stdout, done.stdout + done.stderr
    assert "never" not in done.stdout
