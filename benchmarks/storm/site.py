"""A whole site: `kundig serve` with its server and its worker, in a folder and a database of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.web.api.served import ROOT, Served

CLOCK = Path(__file__).parent / "clock"


@dataclass
class Site(Served):
    """Asked like a server; started and ended as a user does."""

    serve: subprocess.Popen[bytes] | None = None

    @classmethod
    @contextmanager
    def started(cls, folder: Path, url: str) -> Iterator[Site]:
        """Prepare the folder, start the site, end it."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("KUNDIG_")} | {
            "KUNDIG_HOME": str(folder / "home"), "KUNDIG_WARM_UP": "20", "KUNDIG_LANG": "en",
            "DJANGO_SETTINGS_MODULE": "kundig_web.site.settings",
            "PYTHONPATH": f"{CLOCK}{os.pathsep}{ROOT / 'src'}{os.pathsep}{ROOT}",
            "CHAOS_CLOCK": str(folder / "clock"),
        }  # fmt: skip
        if url:
            environment["KUNDIG_DATABASE_URL"] = url
        (folder / "home").mkdir()
        done = subprocess.run(
            [sys.executable, "-m", "tests.web.api.served"], env=environment, cwd=ROOT,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(done.stderr)
        told = json.loads(done.stdout.splitlines()[-1])
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        site = cls(environment, port, told["token"], told["session"])
        with (folder / "serve.log").open("wb") as log:
            site.serve = subprocess.Popen(
                [
                    sys.executable, "-m", "kundig", "serve", "--port", str(port), "--no-browser",
                    "--home", str(folder / "home"),
                ],
                env=environment, cwd=ROOT, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            site.wait(90)
            site.post("/hints/new/", b"")  # fetches the form's token
            yield site
        finally:
            site.serve.send_signal(signal.SIGTERM)
            try:
                site.serve.wait(30)
            except subprocess.TimeoutExpired:
                site.serve.kill()

    def wait(self, seconds: float) -> None:
        """Until it answers."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if self.ask("GET", "/health/live").status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.2)
        raise SystemExit(f"the site did not answer within {seconds} s")

    def processes_named(self, word: str) -> list[int]:
        """Process numbers of the server (`granian`) or the worker (`kundig_web worker`)."""
        assert self.serve is not None  # noqa: S101 - started
        return [pid for pid, line in below(self.serve.pid).items() if word in line]

    def written(self) -> Counter[str]:
        """What the writers wrote, as the database has it: text -> how often."""
        code = (
            "import json, django; django.setup()\n"
            "from kundig_web.needs.models import Hint\n"
            "print(json.dumps([t.split()[-1] for t in Hint.objects.values_list('text', flat=True)]))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], env=self.environment, cwd=ROOT, check=True,
            capture_output=True, text=True,
        )  # fmt: skip
        return Counter(json.loads(done.stdout.splitlines()[-1]))


def orders_file(path: Path, mib: int) -> Path:
    """Lines of orders as a till writes them, of that size."""
    with path.open("w", encoding="utf-8") as out:
        out.write(
            "Bestellnummer;Bestelldatum;Kundennummer;Artikelnummer;Artikel;Menge;Einzelpreis;Filiale\n"
        )
        n, size = 0, 0
        while size < mib * 2**20:
            size += out.write(
                f"B{n // 2:08d};{n % 28 + 1:02d}.{n % 12 + 1:02d}.2025 09:{n % 60:02d};{n % 90000};"
                f"{100 + n % 300}-{n % 20};Wanderhose Steinadler lang {n % 40};{n % 4 + 1};39,95;Mitte\n"
            )
            n += 1
    return path


def below(pid: int) -> dict[int, str]:
    """Every process below this one: number -> command."""
    found: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        try:
            stat = (entry / "stat").read_text()
            command = (entry / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
        if int(stat.rpartition(")")[2].split()[1]) == pid:
            found |= {int(entry.name): command} | below(int(entry.name))
    return found
