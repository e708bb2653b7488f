"""`kundig serve`: one command, and every way in which it may end."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.urls import path

from kundig.cli.main import main as kundig
from kundig_web.site import prepare as preparing
from kundig_web.site.processes import open_log
from kundig_web.site.serve import _names

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what is tested is the refusal, and the names
Start = Callable[..., "Running"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """A `kundig serve` in a process of its own."""

    def __init__(self, home: Path, port: int, *more: str, demo: bool = False) -> None:
        self.home, self.port = home, port
        command = ["demo", str(home), "--serve"] if demo else ["serve", "--home", str(home)]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("KUNDIG_")}
        environment.pop("DISPLAY", None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kundig", *command, "--port", str(port), "--no-browser",
             "--lang", "de", *more],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def wait(self, seconds: float = 90.0) -> None:
        """Until it has said that it runs."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert self.process.poll() is None, self.process.stdout.read()
            told = self.home / "web" / "serve.json"
            if told.exists() and f":{self.port}/" in told.read_text(encoding="utf-8"):
                return
            time.sleep(0.1)
        raise AssertionError("the site did not start")

    def children(self) -> dict[int, str]:
        """Every process below it."""
        return below(self.process.pid)

    def end(self, number: int) -> tuple[int, str]:
        """Send a signal; the exit code and everything that was printed."""
        self.process.send_signal(number)
        out, _ = self.process.communicate(timeout=30)
        return self.process.returncode, out

    def get(self, address: str = "/", host: str | None = None) -> int:
        """The status of a page."""
        asked = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            asked.request("GET", address, headers={"Host": host} if host else {})
            answer = asked.getresponse()
            answer.read()
            return answer.status
        finally:
            asked.close()


def below(pid: int) -> dict[int, str]:
    found: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text()
            command = (entry / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
        parent = int(stat.rpartition(")")[2].split()[1])
        if parent == pid:
            found |= {int(entry.name): command} | below(int(entry.name))
    return found


def gone(pids: Any, seconds: float = 12.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        alive = [p for p in pids if Path(f"/proc/{p}/stat").exists() and not zombie(p)]
        if not alive:
            return True
        time.sleep(0.1)
    return False


def zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    running: list[Running] = []

    def started(
        *more: str, port: int | None = None, home: Path | None = None, demo: bool = False
    ) -> Running:
        place = home or tmp_path / "home"
        running.append(Running(place, port or free_port(), *more, demo=demo))
        return running[-1]

    yield started
    for one in running:
        if one.process.poll() is None:
            one.process.kill()
        one.process.communicate()


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")


@needs_proc
@pytest.mark.slow
def test_one_command_serves_and_ctrl_c_ends_everything(start: Start) -> None:
    site = start()
    site.wait()
    assert site.get("/") == 302
    assert site.get("/", host="angreifer.example") == 400
    children = site.children()
    assert any("kundig_web worker" in command for command in children.values())
    for name in ("secret_key", "kundig.log"):
        assert (site.home / "web" / name).stat().st_mode & 0o077 == 0
    started = time.monotonic()
    code, out = site.end(signal.SIGINT)
    assert code == 130
    assert time.monotonic() - started < 10
    assert gone(children)
    assert f"http://127.0.0.1:{site.port}/ (beenden mit Strg+C)" in out
    shown = re.search(r"Erster Start: http://127\.0\.0\.1:\d+/start/\?token=([\w-]{30,})", out)
    assert shown
    assert f"dem Schlüssel, ist es dieser: {shown.group(1)}" in out
    assert "Beendet." in out
    assert "Traceback" not in out


@needs_proc
@pytest.mark.slow
def test_what_dies_is_started_again_and_sigterm_ends_with_zero(start: Start) -> None:
    site = start()
    site.wait()
    worker = next(pid for pid, command in site.children().items() if "kundig_web worker" in command)
    os.kill(worker, signal.SIGKILL)
    end = time.monotonic() + 30
    while time.monotonic() < end:
        workers = [p for p, c in site.children().items() if "kundig_web worker" in c]
        if workers and worker not in workers:
            break
        time.sleep(0.1)
    assert workers
    assert worker not in workers
    code, out = site.end(signal.SIGTERM)
    assert code == 0
    assert "Die Hintergrundarbeit war abgestürzt" in out


@needs_proc
@pytest.mark.slow
def test_a_second_start_on_the_same_folder_points_to_the_first(start: Start) -> None:
    site = start()
    site.wait()
    second = start(home=site.home)
    out, _ = second.process.communicate(timeout=60)
    assert second.process.returncode == 0
    assert f"läuft für diesen Ordner schon: http://127.0.0.1:{site.port}/" in out
    assert site.get("/") == 302
    # Killed without a chance to tidy up, it takes its processes along.
    children = site.children()
    site.process.kill()
    assert gone(children)
    again = start(home=site.home)
    again.wait()
    assert again.end(signal.SIGTERM)[0] == 0


@needs_proc
@pytest.mark.slow
def test_the_demo_opens_as_its_owner_and_is_made_only_once(start: Start) -> None:
    site = start("--customers", "1000", demo=True)
    site.wait()
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    with browser.open(f"http://127.0.0.1:{site.port}/", timeout=30) as answer:
        page = answer.read().decode()
        assert answer.status == 200
        assert answer.url == f"http://127.0.0.1:{site.port}/"
    assert "Nordhang Outdoor" in page
    assert site.get("/", host="angreifer.example") == 400
    code, out = site.end(signal.SIGTERM)
    assert (code, "Der Beispielbetrieb läuft" in out) == (0, True)
    made = (site.home / "demo.json").stat().st_mtime_ns
    again = start("--customers", "1000", demo=True)
    again.wait()
    # While it is open, nothing takes the files from under it.
    assert kundig(["demo", str(site.home), "--customers", "1000", "--lang", "de"]) == 1
    again.end(signal.SIGTERM)
    assert (site.home / "demo.json").stat().st_mtime_ns == made


def test_a_demo_of_other_parameters_or_half_made_is_made_again(tmp_path: Path) -> None:
    from argparse import Namespace

    from kundig.cli.demo import _as_asked

    asked = Namespace(company="outdoor", seed=7, customers=300, today=None)
    known = {"company": "outdoor", "seed": 7, "customers": 300, "today": "2026-11-20"}
    mark = tmp_path / "demo.json"
    assert not _as_asked(tmp_path, asked)
    mark.write_text(json.dumps(known), encoding="utf-8")
    assert not _as_asked(tmp_path, asked)
    mark.write_text(json.dumps(known | {"complete": True}), encoding="utf-8")
    assert _as_asked(tmp_path, asked)
    for name, other in (("seed", 8), ("customers", 301), ("today", "2026-11-21")):
        assert not _as_asked(tmp_path, Namespace(**{**vars(asked), name: other}))


def test_a_used_port_is_said_with_what_to_do(start: Start, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        site = start(port=port)
        out, _ = site.process.communicate(timeout=60)
    assert site.process.returncode == 1
    assert f"Auf Port {port} von 127.0.0.1 läuft schon etwas anderes" in out
    assert f"kundig serve --port {port + 1}" in out
    assert not (tmp_path / "home" / "web" / "kundig.sqlite3").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--port", "acht"], 2, "--port acht"),
        (["--port", "70000"], 2, "--port 70000"),
        (["--host", "203.0.113.7"], 1, "hat dieser Rechner nicht"),
        (["--demo", "--host", EVERYWHERE], 1, "läuft deshalb nur auf diesem Rechner"),
    ],
)
def test_what_cannot_be_is_said(
    tmp_path: Path, capsys: Any, arguments: list[str], code: int, says: str
) -> None:
    home = ["--home", str(tmp_path / "home")]
    assert kundig(["serve", *home, "--no-browser", "--lang", "de", *arguments]) == code
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("KUNDIG_DEBUG", "vielleicht", "KUNDIG_DEBUG=vielleicht"),
        ("KUNDIG_DATABASE_URL", "mysql://a:geheim@x/y", "KUNDIG_DATABASE_URL"),
        ("KUNDIG_DATABASE_URL", "postgresql://a:geheim@127.0.0.1:1/y", "ist nicht erreichbar"),
    ],
)
def test_a_wrong_setting_is_named_without_its_secret(
    tmp_path: Path, capsys: Any, monkeypatch: Any, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    home, port = str(tmp_path / "home"), str(free_port())
    told = kundig(["serve", "--home", home, "--port", port, "--no-browser", "--lang", "de"])
    error = capsys.readouterr().err
    assert told == 1
    assert says in error
    assert "geheim" not in error
    assert "Traceback" not in error


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open to everybody")


#: This module serves as the addresses of a site with such a view.
urlpatterns = [path("offen/", undeclared)]


@pytest.mark.django_db
def test_a_route_without_permission_stops_the_start(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    with pytest.raises(preparing.NotReadyError) as refused:
        preparing._check()
    assert refused.value.key == "not_sound"
    assert "/offen/" in refused.value.values["errors"]


@pytest.mark.django_db
def test_a_database_of_a_newer_version_is_not_touched() -> None:
    MigrationRecorder(connection).record_applied("jobs", "9999_from_the_future")
    with pytest.raises(preparing.NotReadyError) as refused:
        preparing.migrate()
    assert refused.value.key == "newer_database"
    assert refused.value.values["names"] == "jobs.9999_from_the_future"


def test_the_name_of_a_database_has_no_password(monkeypatch: Any) -> None:
    database = {"HOST": "db", "NAME": "kundig", "PASSWORD": "geheim"}
    monkeypatch.setitem(django_settings.DATABASES, "default", database)
    assert preparing._name() == "db/kundig"


def test_other_machines_may_call_the_site_by_the_names_of_this_one() -> None:
    names = _names(EVERYWHERE)
    assert {"localhost", "127.0.0.1", "[::1]", socket.gethostname().lower()} <= set(names)
    assert "*" not in names
    assert _names("192.168.7.5")[-1] == "192.168.7.5"


def test_a_long_log_begins_anew(tmp_path: Path) -> None:
    log = tmp_path / "kundig.log"
    log.write_bytes(b"x" * (6 * 2**20))
    with open_log(log) as file:
        file.write(b"new\n")
    assert log.read_bytes() == b"new\n"
    assert (tmp_path / "kundig.old.log").stat().st_size == 6 * 2**20


def test_help_lists_the_command_in_both_languages(capsys: Any) -> None:
    for lang, words in (("de", "im Browser öffnen"), ("en", "open it in the browser")):
        kundig(["--help", "--lang", lang])
        assert words in capsys.readouterr().out
        with pytest.raises(SystemExit):
            kundig(["serve", "--help", "--lang", lang])
        assert "--port" in capsys.readouterr().out
