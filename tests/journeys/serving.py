"""The site as its users start it: one command, with server and worker in processes of their own."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from kundig.store.home import Home
from tests.journeys.standing import ROOT
from tests.journeys.visit import Visit
from tests.journeys.watch import Watch, context_of

START_SECONDS = 90.0
#: Two cores that other tests share: what a person would wait for takes longer there.
PATIENCE_MS = 20_000
Visits = Callable[..., Visit]


@dataclass
class Serving:
    """A running site; `sessions`: name -> the session in which somebody is signed in."""

    home: Path
    url: str
    process: subprocess.Popen[bytes]
    out: Path
    sessions: dict[str, str] = field(default_factory=dict)

    def printed(self) -> str:
        """Everything that the command has said so far."""
        return self.out.read_text(encoding="utf-8")

    def first_link(self) -> str:
        """The one-time link of the first start."""
        found = re.search(r"http://\S+/start/\?token=\S+", self.printed())
        assert found, self.printed()
        return found.group()

    def interrupt(self) -> tuple[int, str]:
        """Ctrl-C: the exit code, and everything that was printed."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30), self.printed()


@contextmanager
def serving(home: Path, *, lang: str = "de", demo: bool = False) -> Iterator[Serving]:
    """`kundig serve` on this folder, or `kundig demo --serve`, until the block ends."""
    port = _free_port()
    out = home.with_name(f"{home.name}.out")
    command = ["demo", str(home), "--customers", "1000", "--serve"] if demo else ["serve"]
    with out.open("wb") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "kundig", "--lang", lang, *command, "--port", str(port), "--no-browser"],
            env=_environment(home), stdout=told, stderr=subprocess.STDOUT,
        )  # fmt: skip
    site = Serving(home, f"http://127.0.0.1:{port}", process, out)
    try:
        _wait(site, port)
        yield site
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture(scope="session")
def shop(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """The demo company at work: served, with the cast and a worker; journeys share it."""
    home = tmp_path_factory.mktemp("shop") / "company"
    shutil.copytree(demo_home.folder, home)
    hired = subprocess.run(
        [sys.executable, "-m", "tests.journeys.hire", str(home)],
        cwd=ROOT, env=_environment(home) | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    with serving(home) as site:
        site.sessions = json.loads(hired.stdout.splitlines()[-1])
        yield site


@pytest.fixture(scope="session")
def showroom(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """The demo company as `kundig demo --serve` shows it: no passwords, one looks on."""
    home = tmp_path_factory.mktemp("showroom") / "company"
    shutil.copytree(demo_home.folder, home)
    with serving(home, demo=True) as site:
        yield site


@pytest.fixture
def visits(browser: Browser, watch: Watch) -> Iterator[Visits]:
    """`visits(site, "lena", "de", 390)`: Lena's browser on a served site; no name: a stranger."""
    contexts = []
    before = 5_000
    expect.set_options(timeout=PATIENCE_MS)

    def made(site: Serving, name: str = "", lang: str = "de", width: int = 1280) -> Visit:
        session = site.sessions[name] if name else ""
        context = context_of(browser, watch, site.url, session, lang, width)
        contexts.append(context)
        page = context.new_page()
        watch.see(page, site.url)
        return Visit(page, lang, width)

    yield made
    expect.set_options(timeout=before)
    for context in contexts:
        context.close()


def _wait(site: Serving, port: int) -> None:
    end = time.monotonic() + START_SECONDS
    told = site.home / "web" / "serve.json"
    while time.monotonic() < end:
        assert site.process.poll() is None, site.printed()
        # The line about the first start is the last one, and printed after the file is written.
        if told.exists() and f":{port}/" in told.read_text() and f":{port}/" in site.printed():
            time.sleep(0.2)
            return
        time.sleep(0.1)
    raise AssertionError(f"the site did not start: {site.printed()}")


def _environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("KUNDIG_")}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        kept.pop(name, None)
    return kept | {"KUNDIG_HOME": str(home)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
