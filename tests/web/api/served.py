"""A real server of this site: `python -m tests.web.api.served` prepares its folder and database."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
START_SECONDS = 60.0


@dataclass
class Said:
    """One answer."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: tuple[str, ...] = ()

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Served:
    """A server that may be killed and started again."""

    environment: dict[str, str]
    port: int
    token: str = ""
    session: str = ""
    csrf: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def home(self) -> Path:
        return Path(self.environment["KUNDIG_HOME"])

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    def start(self) -> None:
        from kundig_web.site.processes import server_command

        with self.log.open("ab") as log:
            process = subprocess.Popen(
                server_command("127.0.0.1", self.port, 4), env=self.environment, cwd=ROOT,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.processes.append(process)
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                if self.ask("GET", "/health/live").status == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def kill(self) -> None:
        """As a power cut would: the server with all of its own."""
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def ask(
        self, method: str, path: str, body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Said:  # fmt: skip
        line = HTTPConnection("127.0.0.1", self.port, timeout=90)
        try:
            line.request(method, path, body=body, headers=dict(headers or {}))
            answer = line.getresponse()
            told = answer.getheaders()
            cookies = tuple(v.partition(";")[0] for k, v in told if k.lower() == "set-cookie")
            headers = {k.lower(): v for k, v in told}
            return Said(answer.status, headers, answer.read(), cookies)
        finally:
            line.close()

    def send(self, path: str, body: Any, key: str) -> Said:
        headers = {
            "Authorization": f"Bearer {self.token}", "Content-Type": "application/json",
            "Idempotency-Key": key,
        }  # fmt: skip
        return self.ask("POST", path, json.dumps(body).encode(), headers)

    def post(self, path: str, form: bytes, **more: str) -> Said:
        """A form of somebody who is signed in."""
        headers = {
            "Cookie": self.session, "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{self.port}", **more,
        }  # fmt: skip
        if not self.csrf:
            page = self.ask("GET", "/hints/new/", headers={"Cookie": self.session})
            found = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.body)
            assert found, page.body[:2000]
            self.csrf = found[1].decode()
            self.session = "; ".join([self.session, *page.cookies])
            headers["Cookie"] = self.session
        return self.ask("POST", path, form, {**headers, "X-CSRFToken": self.csrf})

    def sql(self, query: str) -> Any:
        """One value of the site's database, read by another process."""
        code = (
            "import sys, json, django; django.setup()\n"
            "from django.db import connection\n"
            "with connection.cursor() as c:\n"
            "    c.execute(sys.argv[1]); print(json.dumps(c.fetchone()[0]))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, query], env=self.environment, cwd=ROOT, check=True,
            capture_output=True, text=True,
        )  # fmt: skip
        return json.loads(done.stdout)


def at_once(n: int, call: Any) -> list[Said]:
    """The same call, n times in parallel."""
    with ThreadPoolExecutor(n) as pool:
        return list(pool.map(lambda _: call(), range(n)))


@contextmanager
def served(home: Path, url: str = "", **more: str) -> Iterator[Served]:
    """A server on this folder; the database is SQLite's unless `url` names another."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("KUNDIG_")}
    environment = kept | {
        "KUNDIG_HOME": str(home), "DJANGO_SETTINGS_MODULE": "kundig_web.site.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", **more,
    }  # fmt: skip
    if url:
        environment["KUNDIG_DATABASE_URL"] = url
    home.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "tests.web.api.served"], env=environment, cwd=ROOT,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    site = Served(environment, port, told["token"], told["session"])
    try:
        site.start()
        yield site
    finally:
        site.kill()


def main() -> None:
    """Migrate, make the cast, a key for programs and a session."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from datetime import timedelta

    from kundig_web import company
    from kundig_web.access.permissions import SCOPES
    from kundig_web.access.workflows import tokens
    from tests.journeys.watch import session_of
    from tests.web.conftest import make_cast

    people = make_cast()
    token = tokens.create_token(
        actor=people["dora"], name="Probe", scopes=SCOPES,
        expires_on=company.today() + timedelta(days=5), now=company.now(),
    )  # fmt: skip
    print(json.dumps({"token": token.value, "session": session_of(people["emil"])}))


if __name__ == "__main__":
    main()
