"""What goes wrong, one thing after another."""

from __future__ import annotations

import os
import random
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.storm.site import Site


@dataclass
class Outage:
    """One thing that went wrong, for how long, and when a write went through again."""

    name: str
    began: float
    ended: float
    recovered: float | None = None


def run(
    site: Site, draw: random.Random, until: float, *, engine: str, folder: Path
) -> list[Outage]:  # fmt: skip
    """Disturb the site until the time is over; the pauses grow with the time there is."""
    kinds: dict[str, Callable[[], None]] = {
        "disk full": lambda: _full_disk(site, 8),
        "clock +1 h": lambda: _clock(folder, 3600, 8),
        "worker -9": lambda: _kill(site, "kundig_web worker"),
        "clock -1 h": lambda: _clock(folder, -3600, 8),
        "server -9": lambda: _kill(site, "granian"),
    }
    if engine == "postgresql":
        kinds["PostgreSQL"] = lambda: _postgres(site, 6)
    found: list[Outage] = []
    total = until - time.monotonic()
    pause = max(35.0 if total > 600 else 6.0, total / 40)
    order: list[str] = []
    while time.monotonic() + pause + 10 < until:
        time.sleep(pause)
        order = order or draw.sample(sorted(kinds), len(kinds))
        name = order.pop()
        began = time.monotonic()
        print(f"{time.strftime('%H:%M:%S')} {name}", file=sys.stderr, flush=True)
        kinds[name]()
        found.append(Outage(name, began, time.monotonic()))
    time.sleep(max(0.0, until - time.monotonic()))
    return found


def _full_disk(site: Site, seconds: float) -> None:
    """No byte more goes into any file of the server and the worker."""
    held = []
    for pid in (*site.processes_named("granian"), *site.processes_named("kundig_web worker")):
        with suppress(OSError):
            _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
            held.append((pid, hard))
    time.sleep(seconds)
    for pid, hard in held:
        with suppress(OSError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))


def _clock(folder: Path, offset: int, seconds: float) -> None:
    (folder / "clock").write_text(str(offset))
    time.sleep(seconds)
    (folder / "clock").write_text("0")


def _kill(site: Site, word: str) -> None:
    for pid in site.processes_named(word):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _postgres(site: Site, seconds: float) -> None:
    """It ends at once, with everybody's connections, and starts again after a while."""
    from tests.web.databases import binaries

    url = site.environment["KUNDIG_DATABASE_URL"]
    folder = Path(url.partition("@")[2].rpartition("/")[0].replace("%2F", "/"))
    found = binaries()
    assert found is not None  # noqa: S101 - it runs
    prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    control = [*(prefix if os.geteuid() == 0 else []), str(found / "pg_ctl")]
    data = ["-D", str(folder / "data")]
    subprocess.run([*control, "stop", "-m", "immediate", *data], check=True, capture_output=True)
    time.sleep(seconds)
    options = f"-k {folder} -c listen_addresses= -c max_connections=40"
    subprocess.run(
        [*control, "start", "-w", *data, "-l", str(folder / "log2"), "-o", options],
        check=True, capture_output=True, cwd=folder,
    )  # fmt: skip


def slow_clients(site: Site, over: threading.Event, n: int) -> list[threading.Thread]:
    """So many that send their request one letter a second."""
    threads = [threading.Thread(target=_slow, args=(site, over)) for _ in range(n)]
    for thread in threads:
        thread.start()
    return threads


def _slow(site: Site, over: threading.Event) -> None:
    while not over.is_set():
        with suppress(OSError), socket.create_connection(("127.0.0.1", site.port), 5) as line:
            for letter in b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"a" * 600:
                line.send(bytes([letter]))
                if over.wait(1.0):
                    return
        over.wait(1.0)
