"""The processes behind `kundig serve`: started, watched, started again, ended."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType
from typing import IO

#: A process that lived shorter than this waits before it is started again.
SHORT_LIFE_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 30.0
#: How long processes may take to end before they are killed.
END_SECONDS = 7.0
WATCH_SECONDS = 0.25
LOG_BYTES = 5 * 2**20


@dataclass(slots=True)
class Child:
    """One process that should run for as long as the site does."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    short_lives: int = 0
    not_before: float = 0.0


@dataclass(slots=True)
class Supervisor:
    """Children of this process; all of them end when it ends, however it ends."""

    environment: Mapping[str, str]
    #: Where children write what is not meant for whoever started the site.
    log: Path
    #: Told (name, exit code) when a child has died and will be started again.
    died: Callable[[str, int], None]
    children: list[Child] = field(default_factory=list)
    #: The signal that asked for the end; 0 while nobody did.
    asked: int = 0

    def listen(self) -> None:
        """From now on Ctrl-C, SIGTERM and a closed terminal ask for the end."""
        for number in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
            signal.signal(number, self._ask)

    def start(self, name: str, command: Sequence[str]) -> Child:
        """Start a child."""
        child = Child(name, command)
        self.children.append(child)
        self._spawn(child)
        return child

    def watch(self) -> None:
        """Start again what dies, until somebody asks for the end."""
        while not self.asked:
            for child in self.children:
                self._look_after(child)
            time.sleep(WATCH_SECONDS)

    def end(self) -> None:
        """End all children: asked first, killed if they do not listen."""
        running = [c.process for c in self.children if c.process and c.process.poll() is None]
        for process in running:
            process.terminate()
        limit = time.monotonic() + END_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                _kill_group(process)
                process.wait()

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = self.asked or number

    def _spawn(self, child: Child) -> None:
        child.started = time.monotonic()
        with open_log(self.log) as log:
            child.process = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
                child.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # A session of its own: Ctrl-C reaches this process alone, which ends them in order.
                start_new_session=True,
                preexec_fn=_end_with_parent,  # no thread runs before this
            )

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.not_before:
                self._spawn(child)
            return
        code = child.process.poll()
        if code is None:
            return
        short = now - child.started < SHORT_LIFE_SECONDS
        child.short_lives = child.short_lives + 1 if short else 0
        pause = min(2.0**child.short_lives, LONGEST_PAUSE_SECONDS) if short else 0.0
        child.not_before = now + pause
        child.process = None
        self.died(child.name, code)


def open_log(path: Path) -> IO[bytes]:
    """The log, for its owner alone; a long one begins anew and keeps the one before."""
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".old.log"))
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")


def answers(host: str, port: int, *, seconds: float = 2.0) -> int:
    """The status with which the site answers its first page; 0 if it does not answer."""
    connection = HTTPConnection(host, port, timeout=seconds)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except (OSError, HTTPException):
        return 0
    finally:
        connection.close()


def server_command(host: str, port: int, threads: int) -> list[str]:
    """The web server: one process that serves, with a few threads."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--http", "1",
        "--host", host, "--port", str(port), "--workers", "1", "--blocking-threads", str(threads),
        "--workers-kill-timeout", "3", "--log-level", "warning", "kundig_web.site.wsgi:application",
    ]  # fmt: skip


def worker_command() -> list[str]:
    """The background worker."""
    return [sys.executable, "-m", "kundig_web", "worker"]


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill a child with what it started itself (the server has a process of its own)."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _prctl() -> Callable[[int, int], int] | None:
    if not sys.platform.startswith("linux"):
        return None
    import ctypes

    try:
        found = ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return None
    return lambda option, value: int(found(option, value))


_PRCTL = _prctl()


def _end_with_parent() -> None:
    """Runs in the child: SIGTERM for it when the process that started it is killed."""
    if _PRCTL is not None:
        _PRCTL(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
