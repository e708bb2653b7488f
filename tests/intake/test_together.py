"""Several imports at once neither lose nor double a row."""

from __future__ import annotations

import subprocess
from pathlib import Path

from kundig.store.home import Home
from tests.intake.test_kill import command, state, write_lines


def test_imports_at_the_same_time_lose_and_double_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    files = [write_lines(tmp_path / f"{i}.csv", 3_000 * i, price="5,00") for i in (1, 2, 3, 4)]
    running = [
        subprocess.Popen(command(f, home.folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for f in (*files, *files)
    ]
    codes = [(p.communicate()[1], p.returncode)[1] for p in running]
    assert codes == [0] * 8
    # The files overlap: document B0 stands in all of them, so the longest is the union.
    assert state(home) == (12_000 * 5.0, 12_000)
