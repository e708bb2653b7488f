"""Eight processes write at once on SQLite, with the site's own settings: nobody is turned away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

PROCESSES, WRITES = 8, 40

#: A process that prepares the database and then forks the writers, who begin at the same moment.
SCRIPT = """
import json, multiprocessing, sys
from datetime import UTC, datetime

import django

django.setup()
from django.core.management import call_command
from django.db import DatabaseError, connection, connections

from kundig_web.access.models import Department, User
from kundig_web.access.workflows import people, units

PROCESSES, WRITES = int(sys.argv[1]), int(sys.argv[2])
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
call_command("migrate", verbosity=0)
people.create_person(email="d@x.example", name="D", password=None, roles=["owner"], now=NOW)
with connection.cursor() as cursor:
    mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
    full = cursor.execute("PRAGMA synchronous").fetchone()[0]
connections.close_all()
gate = multiprocessing.Barrier(PROCESSES)


def write(number, answers):
    actor = User.objects.get()
    errors = []
    gate.wait()
    for i in range(WRITES):
        try:
            # Each reads before it writes: with SQLite's default this is what gets locked out.
            units.add_unit(actor=actor, kind="department", name=f"{number}-{i}", now=NOW)
            people.change_person(
                actor=actor, person=actor, name=f"D {number} {i}", roles=["owner"],
                department=None, branch=None, now=NOW,
            )
        except DatabaseError as error:
            errors.append(str(error))
    answers.put(errors)


answers = multiprocessing.Queue()
writers = [
    multiprocessing.Process(target=write, args=(n, answers)) for n in range(PROCESSES)
]
for writer in writers:
    writer.start()
errors = [e for _ in writers for e in answers.get()]
for writer in writers:
    writer.join()
told = {"errors": errors, "rows": Department.objects.count(), "mode": mode, "synchronous": full}
print(json.dumps(told))
"""


def test_eight_processes_write_at_once_and_nobody_is_locked_out(tmp_path: Path) -> None:
    environment = os.environ | {
        "KUNDIG_HOME": str(tmp_path),
        "KUNDIG_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "kundig_web.site.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(PROCESSES), str(WRITES)],
        env=environment, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told == {
        "errors": [],
        "rows": PROCESSES * WRITES,
        "mode": "wal",
        "synchronous": 2,  # FULL: what was answered with "saved" survives a power failure
    }
