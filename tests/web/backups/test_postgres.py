"""Backup and restore of a site on PostgreSQL: `KUNDIG_TEST_POSTGRES=1 pytest`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.jobs.test_worker_processes import fresh_database, postgres

SCRIPT = """
import sys
import django
django.setup()
from kundig_web import company
from kundig_web.access.models import User
if sys.argv[1] == "fill":
    from kundig_web.backups import upgrade
    upgrade.migrate()
    User.objects.create(email="dora@nordhang.example", name="Dora", created_at=company.now())
else:
    print(",".join(User.objects.values_list("name", flat=True)))
"""


def run(home: Path, url: str, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KUNDIG_")}
    environment |= {
        "KUNDIG_HOME": str(home), "DJANGO_SETTINGS_MODULE": "kundig_web.site.settings",
        "KUNDIG_DATABASE_URL": url,
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, *command], env=environment, capture_output=True, text=True, check=False
    )


def test_a_site_on_postgresql_comes_back_in_an_empty_database(tmp_path: Path) -> None:
    server = postgres()
    if not server:
        pytest.skip("no PostgreSQL: KUNDIG_TEST_POSTGRES=1 starts one")
    home, new, file = tmp_path / "laden", tmp_path / "neu", tmp_path / "b.age"
    first, second = fresh_database(server, "backup-1"), fresh_database(server, "backup-2")
    filled = run(home, first, "-c", SCRIPT, "fill")
    assert filled.returncode == 0, filled.stderr
    made = run(home, first, "-m", "kundig", "backup", str(file), "--lang", "de")
    assert made.returncode == 0, made.stderr
    restore = ["-m", "kundig", "restore", str(file), "--into", str(new), "--lang", "de"]
    into_filled = run(home, first, *restore)
    assert into_filled.returncode == 1
    assert "ist nicht leer" in into_filled.stderr
    without = run(home, "", *restore)
    assert without.returncode == 1
    assert "PostgreSQL" in without.stderr
    assert not new.exists()
    done = run(home, second, *restore)
    assert done.returncode == 0, done.stderr
    assert run(new, second, "-c", SCRIPT, "look").stdout.strip() == "Dora"
