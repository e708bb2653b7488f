"""kill -9 at any moment of an import leaves the old state or the new one, and nothing between.

`KUNDIG_KILLS` and `KUNDIG_KILL_ROWS` set the full count (30 kills, 1 million rows):

    KUNDIG_KILLS=30 KUNDIG_KILL_ROWS=1000000 pytest tests/intake/test_kill.py
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import kundig
from kundig.intake.workflow import ImportRequest, import_file
from kundig.store.home import Home

KILLS = int(os.environ.get("KUNDIG_KILLS", "4"))
ROWS = int(os.environ.get("KUNDIG_KILL_ROWS", "60000"))


def write_lines(path: Path, rows: int, *, price: str) -> Path:
    """A German till export of `rows` lines, three to a document."""
    with path.open("w", encoding="utf-8") as out:
        out.write("Bestellnummer;Bestelldatum;Kundennummer;Artikelnummer;Menge;Einzelpreis\n")
        for i in range(rows):
            out.write(
                f"B{i // 3};{1 + i % 28:02}.03.2026 10:15;{i // 3 % 5000};A{i % 97};1;{price}\n"
            )
    return path


def command(file: Path, home: Path) -> list[str]:
    """The import as a user starts it."""
    call = f"from kundig.cli.main import main; raise SystemExit(main(['import', {str(file)!r}, '--as', 'order_lines', '--home', {str(home)!r}]))"
    return [sys.executable, "-c", call]


def test_a_killed_import_leaves_the_old_or_the_new_state(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    old = write_lines(tmp_path / "old.csv", 3_000, price="10,00")
    new = write_lines(tmp_path / "new.csv", ROWS, price="12,50")
    import_file(ImportRequest(old, table="order_lines"), home=home)
    expected_old = (3_000 * 10.0, 3_000)
    started = time.monotonic()
    subprocess.run(command(new, tmp_path / "other"), check=True, capture_output=True)
    usual = time.monotonic() - started
    chance = random.Random(17)  # noqa: S311
    seen = []
    for _ in range(KILLS):
        process = subprocess.Popen(
            command(new, home.folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.1, usual * 1.1))
        process.send_signal(signal.SIGKILL)
        process.wait()
        seen.append(state(home))
        assert seen[-1] in {expected_old, (ROWS * 12.5, ROWS)}
    result = import_file(ImportRequest(new, table="order_lines"), home=home)
    assert result.read == ROWS
    assert state(home) == (ROWS * 12.5, ROWS)
    # Nothing of the killed imports stays behind but what the next one sweeps away.
    again = import_file(ImportRequest(new, table="order_lines"), home=home)
    assert (again.taken, again.new_versions) == (0, 0)


def state(home: Home) -> tuple[float, int]:
    """Revenue and number of lines, as a reader sees them at this moment."""
    from kundig.engines.duckdb import DuckDBEngine

    with DuckDBEngine() as engine:
        engine.attach({"order_lines": home.store.snapshot().tables["order_lines"]})
        [(amount, lines)] = engine.execute("SELECT sum(amount), count(*) FROM order_lines")
    kundig.ask("customers", home=home.folder)
    return float(amount), int(lines)
