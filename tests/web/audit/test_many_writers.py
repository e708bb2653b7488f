"""Many writers at once leave one chain without gaps, each entry with its change."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from kundig_web.access.models import Department
from kundig_web.audit.log import audited
from kundig_web.audit.models import AuditEntry
from kundig_web.audit.verify import verify
from tests.web.conftest import NOW

EACH = 25
WRITER = """
import sys
import django
django.setup()
from datetime import UTC, datetime
from kundig_web.access.models import Department
from kundig_web.audit.log import audited

@audited("test.added", about="key", of="result", values=("name",))
def add(*, key, actor, now, name):
    return Department.objects.create(name=name)

who, each = sys.argv[1:]
for i in range(int(each)):
    add(key=f"shop:{i}", actor=None, now=datetime.now(UTC), name=f"{who} {i}")
"""


@audited("test.added", about="key", of="result", values=("name",))
def add(*, key: str, actor: Any, now: Any, name: str) -> Department:
    return Department.objects.create(name=name)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="threads share SQLite's test database")
def test_threads_on_postgresql(own_home: Any) -> None:
    problems: list[Exception] = []

    def work(who: int) -> None:
        try:
            for i in range(EACH):
                # The same customers everywhere: their keys are made by several at once.
                with transaction.atomic():
                    add(key=f"shop:{i}", actor=None, now=NOW, name=f"{who} {i}")
                    if i % 5 == 4:
                        transaction.set_rollback(True)
        except Exception as error:
            problems.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    written = 8 * EACH * 4 // 5
    assert Department.objects.count() == AuditEntry.objects.count() == written
    report = verify()
    assert report.sound
    assert report.last == written


@pytest.mark.slow
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about SQLite's file")
def test_processes_on_sqlite(tmp_path: Path) -> None:
    home = {
        **os.environ, "KUNDIG_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "kundig_web.site.settings",
    }  # fmt: skip
    command = [sys.executable, "-m", "kundig_web", "migrate", "--skip-checks", "-v0"]
    subprocess.run(command, env=home, check=True, timeout=120)
    running = [
        subprocess.Popen([sys.executable, "-c", WRITER, f"writer {n}", str(EACH)], env=home)
        for n in range(3)
    ]
    assert [one.wait(timeout=120) for one in running] == [0, 0, 0]
    told = subprocess.run(
        [sys.executable, "-m", "kundig", "--lang", "en", "audit", "verify", "--home", str(tmp_path)],
        env=home, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert f"Audit log checked: {3 * EACH} entries, complete and unchanged." in told.stdout
