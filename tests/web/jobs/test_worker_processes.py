"""Real worker processes: killed, doubled, ended; on SQLite, and on PostgreSQL where there is one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

#: `note`, `nap` write lines into a file: what ran when is seen from outside.
SCRIPT = """
import os, sys, time
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "kundig_web.site.settings"
django.setup()
from datetime import timedelta
from pathlib import Path
from kundig_web import company
from kundig_web.jobs import queue
from kundig_web.jobs.models import Job

queue.SCHEDULES.clear()
LOG = Path(sys.argv[2])

def tell(line):
    with LOG.open("a") as file:
        file.write(f"{line}\\n")

@queue.job("test.note", step="mirror.publish")
def note(job, n):
    tell(f"begin {n}")
    time.sleep(0.01)
    tell(f"end {n}")

@queue.job("test.nap", step="mirror.publish")
def nap(job, seconds):
    tell(f"begin nap {os.getpid()}")
    time.sleep(seconds)
    tell("end nap")

@queue.job("test.tick", step="mirror.publish")
def tick(job):
    tell("tick")

what = sys.argv[1]
if what == "worker":
    import signal
    from kundig_web.jobs.worker import Worker
    if "tick" in sys.argv:
        queue.SCHEDULES["test.tick"] = 86400
    worker = Worker(lanes=2, lease=timedelta(seconds=float(sys.argv[3])))
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    tell(f"up {os.getpid()}")
    worker.run()
    os._exit(0)
elif what == "notes":
    for n in range(40):
        queue.enqueue("test.note", {"n": n}, now=company.now())
elif what == "nap":
    queue.enqueue("test.nap", {"seconds": float(sys.argv[3])}, now=company.now())
elif what == "states":
    print(" ".join(f"{j.state}:{j.attempts}" for j in Job.objects.order_by("pk")))
"""

Start = Callable[..., "subprocess.Popen[str]"]


class Place:
    """A database of its own and the processes that use it."""

    def __init__(self, folder: Path, url: str) -> None:
        self.log = folder / "log.txt"
        self.log.touch()
        self.script = folder / "script.py"
        self.script.write_text(SCRIPT, encoding="utf-8")
        self.processes: list[subprocess.Popen[str]] = []
        self.environment = {**os.environ, "KUNDIG_HOME": str(folder / "home")}
        # Not the settings of the tests, whose database is another one.
        self.environment["DJANGO_SETTINGS_MODULE"] = "kundig_web.site.settings"
        self.environment.pop("KUNDIG_DATABASE_URL", None)
        if url:
            self.environment["KUNDIG_DATABASE_URL"] = url
        migrate = [sys.executable, "-m", "kundig_web", "migrate", "--verbosity", "0"]
        subprocess.run([*migrate, "jobs"], env=self.environment, check=True)

    def run(self, *arguments: str) -> str:
        command = [sys.executable, str(self.script), arguments[0], str(self.log), *arguments[1:]]
        done = subprocess.run(
            command, env=self.environment, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def worker(self, *more: str, lease: float = 20) -> subprocess.Popen[str]:
        command = [sys.executable, str(self.script), "worker", str(self.log), str(lease), *more]
        process = subprocess.Popen(command, env=self.environment, text=True)
        self.processes.append(process)
        return process

    def lines(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines()

    def wait_for(self, enough: Callable[[list[str]], bool], seconds: float = 60.0) -> list[str]:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if enough(self.lines()):
                return self.lines()
            time.sleep(0.05)
        raise AssertionError(f"not within {seconds} s: {self.lines()}")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    url = ""
    if request.param == "postgresql":
        server = postgres()
        if not server:
            pytest.skip("no PostgreSQL: KUNDIG_TEST_POSTGRES=1 starts one")
        url = fresh_database(server, tmp_path.name)
    made = Place(tmp_path, url)
    yield made
    for process in made.processes:
        if process.poll() is None:
            process.kill()
        process.wait()


def postgres() -> str:
    """The server that this test run has, if any."""
    told = os.environ.get("KUNDIG_TEST_DATABASE_URL") or os.environ.get("KUNDIG_DATABASE_URL", "")
    return told if told.startswith("postgres") else ""


def fresh_database(server: str, name: str) -> str:
    import psycopg

    base, _, _ = server.rpartition("/")
    name = f"kundig_jobs_{os.getpid()}_{abs(hash(name)) % 10**6}"
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{base}/{name}"


def test_after_kill_9_the_job_runs_again_once_its_lease_is_over(place: Place) -> None:
    place.run("nap", "1.0")
    first = place.worker(lease=3)
    place.wait_for(lambda lines: any(line.startswith("begin nap") for line in lines))
    first.send_signal(signal.SIGKILL)
    first.wait()
    place.worker()
    lines = place.wait_for(lambda lines: "end nap" in lines)
    assert [line for line in lines if line == "end nap"] == ["end nap"]
    begun = [line for line in lines if line.startswith("begin nap")]
    assert len(begun) == 2
    assert begun[0].split()[-1] == str(first.pid)
    time.sleep(0.5)
    assert place.run("states") == "done:2"


def test_two_workers_do_every_job_once(place: Place) -> None:
    place.worker()
    place.worker()
    place.wait_for(lambda lines: len([x for x in lines if x.startswith("up")]) == 2)
    place.run("notes")
    lines = place.wait_for(lambda lines: len([x for x in lines if x.startswith("end")]) >= 40)
    time.sleep(1.0)
    begun = [line for line in place.lines() if line.startswith("begin")]
    assert sorted(begun) == sorted(f"begin {n}" for n in range(40))
    assert len([x for x in lines if x.startswith("up")]) == 2


def test_a_heartbeat_keeps_work_that_takes_longer_than_the_lease(place: Place) -> None:
    place.run("nap", "8.0")
    place.worker(lease=4)
    place.worker(lease=4)
    lines = place.wait_for(lambda lines: "end nap" in lines)
    assert len([x for x in lines if x.startswith("begin nap")]) == 1
    time.sleep(0.5)
    assert place.run("states") == "done:1"


def test_a_worker_that_is_told_to_end_gives_unfinished_work_back(place: Place) -> None:
    place.run("nap", "60")
    worker = place.worker()
    place.wait_for(lambda lines: any(line.startswith("begin nap") for line in lines))
    started = time.monotonic()
    worker.terminate()
    assert worker.wait(timeout=10) == 0
    assert time.monotonic() - started < 6
    assert place.run("states") == "queued:0"


def test_with_two_workers_a_schedule_fires_once(place: Place) -> None:
    place.worker("tick")
    place.worker("tick")
    place.wait_for(lambda lines: "tick" in lines)
    time.sleep(1.5)
    assert place.lines().count("tick") == 1
