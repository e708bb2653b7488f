"""The web tests on PostgreSQL: `KUNDIG_TEST_POSTGRES=1 pytest tests/web`.

A throw-away cluster is started from Debian's binaries (`/usr/lib/postgresql/*/bin`, or the folder
that `KUNDIG_TEST_POSTGRES_BIN` names), reachable through a socket in a temporary folder only, and
is gone afterwards. Where there are no binaries the web tests are skipped with that reason;
`KUNDIG_TEST_POSTGRES=require` makes it a failure, for continuous integration.

`tests/web/conftest.py` imports the hooks below. They run before a database is opened, set
`KUNDIG_DATABASE_URL` and read the settings anew, so that the suite runs on what a user's variable
gives: processes that tests start inherit it.
"""

from __future__ import annotations

import importlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

SWITCH = "KUNDIG_TEST_POSTGRES"
NAME = "kundig"
START_SECONDS = 30
#: Set by `pytest_configure`: the cluster that runs, or why there is none.
_running: list[Cluster] = []
_missing: list[str] = []


@dataclass(frozen=True, slots=True)
class Cluster:
    """A PostgreSQL server of this test run alone."""

    folder: Path
    process: subprocess.Popen[bytes]
    version: str

    @property
    def url(self) -> str:
        """What `KUNDIG_DATABASE_URL` would be."""
        return f"postgresql://{NAME}@{quote(str(self.folder), safe='')}/{NAME}"

    def stop(self) -> None:
        """End it and leave nothing behind."""
        # SIGINT is its fast shutdown; SIGTERM would wait for whoever is still connected.
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(20)
        shutil.rmtree(self.folder)


def binaries() -> Path | None:
    """The newest PostgreSQL of this machine."""
    named = os.environ.get("KUNDIG_TEST_POSTGRES_BIN")
    if named:
        return Path(named)
    found = [p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda p: float(p.parent.name), default=None)


#: What tests do not need and a server in earnest does: that its files survive the machine.
HASTY = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


def start(bin_folder: Path, *, durable: bool = False) -> Cluster:
    """A new cluster; it ends with this process, even if that is killed.

    `durable` keeps PostgreSQL's own settings: where it is stopped in the middle, what it has
    acknowledged must be there afterwards.
    """
    # The name of a socket may have a hundred letters at most, which a test's own folder exceeds.
    folder = Path(tempfile.mkdtemp(prefix="kundig-pg-", dir="/tmp"))
    prefix: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    data = folder / "data"
    subprocess.run(
        [
            *prefix, bin_folder / "initdb", "--no-sync", "--username", NAME, "--auth=trust",
            "--encoding=UTF8", "--locale=C.UTF-8", "--pgdata", data,
        ],
        check=True, capture_output=True, cwd=folder,
    )  # fmt: skip
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                *(prefix or ["setpriv"]), "--pdeathsig=INT", bin_folder / "postgres",
                "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "max_connections=40",
                *(() if durable else HASTY),
            ],
            stdout=log, stderr=log, cwd=folder,
        )  # fmt: skip
    told = subprocess.run(
        [bin_folder / "postgres", "--version"], check=True, capture_output=True, text=True
    )
    cluster = Cluster(folder, process, told.stdout.split()[2])
    limit = time.monotonic() + START_SECONDS
    ask = [bin_folder / "pg_isready", "-q", "-h", folder, "-U", NAME, "-d", "postgres"]
    while subprocess.run(ask, check=False, capture_output=True).returncode != 0:
        if process.poll() is not None or time.monotonic() > limit:
            log = (folder / "log").read_text(errors="replace")
            cluster.stop()
            raise RuntimeError(f"PostgreSQL did not start:\n{log}")
        time.sleep(0.05)
    return cluster


def use(cluster: Cluster) -> None:
    """Let Django read its settings anew, with this cluster as the database."""
    from django.conf import settings
    from django.db import connections

    from kundig_web.site import settings as module

    os.environ["KUNDIG_DATABASE_URL"] = cluster.url
    # The folder that the settings have already: without one, they would make one here.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KUNDIG_HOME", settings.KUNDIG_HOME)
        module = importlib.reload(module)
    settings.DATABASES = module.DATABASES
    for made in connections.all(initialized_only=True):  # the start-up checks made one, unopened
        made.close()
        del connections[made.alias]
    vars(connections).pop("settings", None)
    connections._settings = module.DATABASES
    assert connections["default"].vendor == "postgresql"


def pytest_configure(config: Any) -> None:
    """Start the cluster if somebody asked for it."""
    wish = os.environ.get(SWITCH, "")
    if wish in {"", "0"} or _running:
        return
    folder = binaries()
    if folder is None or not (folder / "initdb").exists():
        reason = f"{SWITCH} is set, but there is no PostgreSQL below /usr/lib/postgresql"
        if wish == "require":
            raise pytest.UsageError(reason)
        _missing.append(reason)
        return
    cluster = start(folder)
    _running.append(cluster)
    config.add_cleanup(_stop)
    use(cluster)


def pytest_collection_modifyitems(config: Any, items: list[pytest.Item]) -> None:
    """Nothing runs on SQLite where PostgreSQL was asked for."""
    for reason in _missing:
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say on what the suite ran: without it, a green run would prove nothing."""
    for cluster in _running:
        terminalreporter.write_line(f"web tests ran on PostgreSQL {cluster.version}")
    for reason in _missing:
        terminalreporter.write_line(f"web tests skipped: {reason}")


def _stop() -> None:
    from django.db import connections

    connections.close_all()
    for cluster in _running:
        cluster.stop()
    _running.clear()
