"""`kundig serve`: one command starts the site, its background worker and the browser.

This process only watches: `prepare` migrates and checks, the server answers, the worker works, each
in a process of its own. Nothing of Django is imported here.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Sequence
from ipaddress import ip_address

from filelock import FileLock, Timeout

from kundig.cli.main import command_parser
from kundig.glossary.sentences import text
from kundig.store.home import Home
from kundig_web.site.processes import (
    Supervisor,
    answers,
    open_log,
    server_command,
    worker_command,
)

PORT = 8400
HOST = "127.0.0.1"
THREADS = 4
#: How long the first answer may take; a first start compiles and migrates.
READY_SECONDS = 90.0
LOCK = "serve.lock"
PLACE = "serve.json"
LOG = "kundig.log"
#: How `python -m kundig_web` ends when a setting is wrong.
WRONG_SETTING = 78


class _Steps:
    """One line on a terminal that says what is happening; nothing where nobody looks."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._shown = False

    def __call__(self, key: str) -> None:
        self.clear()
        if sys.stderr.isatty():
            sys.stderr.write(text(f"serve.step_{key}", self._lang))
            sys.stderr.flush()
            self._shown = True

    def clear(self) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
        self._shown = False


def configure(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of the command."""
    parser.add_argument("--host", default=HOST, metavar="HOST", help=text("serve.arg_host", lang))
    parser.add_argument("--port", default=str(PORT), metavar="N", help=text("serve.arg_port", lang))
    parser.add_argument(
        "--no-browser", action="store_true", help=text("serve.arg_no_browser", lang)
    )
    parser.add_argument("--sign-in-link", metavar="MAIL", help=text("serve.arg_sign_in_link", lang))
    parser.add_argument("--demo", action="store_true", help=argparse.SUPPRESS)


def main(rest: Sequence[str], lang: str) -> int:
    """Run the site until somebody ends it.

    Returns:
        0 after SIGTERM or a link, 130 after Ctrl-C, 1 if the site could not start (a message says why).
    """
    parser = command_parser("serve", lang)
    configure(parser, lang)
    args = parser.parse_args(list(rest))
    if not args.port.isdecimal() or not 0 < int(args.port) < 65536:
        print(text("serve.wrong_port", lang, value=args.port), file=sys.stderr)
        return 2
    home = Home.find(args.home)
    site = _Site(home, args.host, int(args.port), lang, demo=args.demo)
    if args.sign_in_link is not None:
        return site.sign_in_link(args.sign_in_link)
    return site.run(browser=not args.no_browser)


class _Site:
    """One start of the site."""

    def __init__(self, home: Home, host: str, port: int, lang: str, *, demo: bool) -> None:
        self.home = home
        self.host = host
        self.port = port
        self.lang = lang
        self.demo = demo
        self.web = home.folder / "web"
        self.log = self.web / LOG
        self.command = "demo --serve" if demo else "serve"

    @property
    def loopback(self) -> bool:
        """True if only this machine reaches the site."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def url(self) -> str:
        """The address as somebody types it on this machine."""
        host = self._near()
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def run(self, *, browser: bool) -> int:
        """Start, serve, end."""
        if self.demo and not self.loopback:
            return self._say("demo_loopback", host=self.host)
        self.web.mkdir(parents=True, exist_ok=True)
        os.chmod(self.web, 0o700)
        lock = FileLock(self.web / LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return self._runs_already(browser=browser)
        (self.web / PLACE).unlink(missing_ok=True)  # of a start that was killed
        try:
            refused = self._port_is_free()
            return refused if refused is not None else self._serve(browser=browser)
        finally:
            (self.web / PLACE).unlink(missing_ok=True)
            lock.release()

    def sign_in_link(self, mail: str) -> int:
        """Print a link for a new password; the site may run meanwhile, and is not started."""
        if not self.web.is_dir():
            return self._say("link_not_started", home=self.home.folder)
        path = self._told_by(self._environment(), "sign_in_link", "--", mail)
        if path is None:
            return 1
        running = self._running()
        self._print("link", mail=mail, url=f"{(running or self.url).rstrip('/')}{path}")
        if running is None:
            self._print("link_needs_site")
        return 0

    def _running(self) -> str | None:
        """The address of the site that runs for this folder; None if there is none."""
        lock = FileLock(self.web / LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            try:
                return str(json.loads((self.web / PLACE).read_text(encoding="utf-8"))["url"])
            except (OSError, ValueError, KeyError):
                return None
        lock.release()
        return None

    def _serve(self, *, browser: bool) -> int:
        steps = _Steps(self.lang)
        environment = self._environment()
        supervisor = Supervisor(environment, self.log, self._died)
        supervisor.listen()
        steps("prepare")
        # Whoever asks for the end now waits for it: a migration is not stopped half way.
        path = self._prepare(environment)
        steps.clear()
        if path is None:
            return 1
        if supervisor.asked:
            return self._ended(supervisor)
        steps("start")
        try:
            server = supervisor.start("server", server_command(self.host, self.port, THREADS))
            supervisor.start("worker", worker_command())
            limit = time.monotonic() + READY_SECONDS
            while not supervisor.asked and not answers(self._near(), self.port):
                code = server.process.poll() if server.process else None
                if code is not None or time.monotonic() > limit:
                    steps.clear()
                    if code is not None:
                        return self._say("died", code=code, log=self.log)
                    return self._say("silent", seconds=int(READY_SECONDS), url=self.url)
                time.sleep(0.1)
            steps.clear()
            if not supervisor.asked:
                self._ready(path, browser=browser)
                supervisor.watch()
            steps("end")
        finally:
            supervisor.end()
            steps.clear()
        return self._ended(supervisor)

    def _ended(self, supervisor: Supervisor) -> int:
        self._print("stopped", home=self.home.folder)
        return 130 if supervisor.asked == signal.SIGINT else 0

    def _ready(self, path: str, *, browser: bool) -> None:
        (self.web / PLACE).write_text(json.dumps({"url": f"{self.url}/"}), encoding="utf-8")
        self._print("ready_demo" if self.demo else "ready", url=f"{self.url}/")
        if not self.loopback:
            names = ", ".join(_names(self.host))
            self._print("open_to_all", host=self.host, names=names)
        if path != "/":
            token = path.partition("token=")[2]
            self._print("first_start", url=f"{self.url}{path}", token=token)
        if browser:
            _open(f"{self.url}{path}")

    def _prepare(self, environment: dict[str, str]) -> str | None:
        """The path to open first; None if the site cannot start, which has been said then."""
        return self._told_by(environment, "prepare", *(["--demo"] if self.demo else []))

    def _told_by(self, environment: dict[str, str], *command: str) -> str | None:
        """The path that one of our commands tells; None if it failed, which has been said then."""
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "kundig_web", *command],
            env=environment, capture_output=True, stdin=subprocess.DEVNULL, check=False,
            start_new_session=True,
        )  # fmt: skip
        if done.returncode == WRONG_SETTING:
            self._say("wrong_setting", reason=done.stderr.decode().strip())
            return None
        with open_log(self.log) as log:
            log.write(done.stderr)
        if done.returncode != 0:
            self._say("died", code=done.returncode, log=self.log)
            return None
        told = json.loads(done.stdout.decode().strip().splitlines()[-1])
        if "key" in told:
            self._say(told["key"], **{"home": self.home.folder, **told["values"]})
            return None
        return str(told["path"])

    def _environment(self) -> dict[str, str]:
        given = {**os.environ, "KUNDIG_HOME": str(self.home.folder)}
        given["DJANGO_SETTINGS_MODULE"] = "kundig_web.site.settings"
        given.setdefault("KUNDIG_WARM_UP", "20")  # seconds
        given.setdefault("KUNDIG_PROVE", "1")  # kundig guard, every night
        given.pop("KUNDIG_DEMO", None)
        if self.demo:
            given["KUNDIG_DEMO"] = "1"
        if (
            not self.loopback
            and not given.get("KUNDIG_HOSTS")
            and not given.get("KUNDIG_HOSTS_FILE")
        ):
            given["KUNDIG_HOSTS"] = ",".join(_names(self.host))
        return given

    def _port_is_free(self) -> int | None:
        """None if it is; otherwise the exit code, after saying what to do."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
                # The server shares its port among its processes: binding alone would succeed
                # beside another one of its kind.
                probe.listen(1)
            except OSError as error:
                return self._say_port(error)
        if answers(self._near(), self.port, seconds=0.5):
            return self._say_used()
        return None

    def _say_port(self, error: OSError) -> int:
        if error.errno == errno.EADDRINUSE:
            return self._say_used()
        reason = error.strerror or str(error)
        if error.errno in {errno.EACCES, errno.EPERM}:
            return self._say("port_forbidden", port=self.port, reason=reason, command=self.command)
        return self._say("host_unknown", host=self.host, reason=reason)

    def _say_used(self) -> int:
        other = self.port + 1 if self.port < 65535 else PORT
        return self._say(
            "port_used", port=self.port, host=self.host, other=other, command=self.command
        )

    def _runs_already(self, *, browser: bool) -> int:
        """A second start on the same folder shows the first one."""
        url = self._running()
        if url is None:
            return self._say("starting", home=self.home.folder)
        self._print("running", url=url)
        if browser:
            _open(url)
        return 0

    def _near(self) -> str:
        """The address under which this machine reaches the site."""
        return {"0.0.0.0": HOST, "::": "::1", "localhost": HOST}.get(self.host, self.host)  # noqa: S104

    def _died(self, name: str, code: int) -> None:
        print(
            text(f"serve.restarted_{name}", self.lang, code=code, log=self.log),
            file=sys.stderr,
            flush=True,
        )

    def _print(self, key: str, **values: object) -> None:
        print(text(f"serve.{key}", self.lang, **values), flush=True)

    def _say(self, key: str, **values: object) -> int:
        print(text(f"serve.{key}", self.lang, **values), file=sys.stderr, flush=True)
        return 1


def _names(host: str) -> list[str]:
    """The names under which other machines may call the site."""
    names = ["localhost", "127.0.0.1", "[::1]"]
    own = socket.gethostname()
    if host in {"0.0.0.0", "::"}:  # noqa: S104
        names += [own, f"{own}.local", socket.getfqdn()]
        try:
            found = {str(info[4][0]) for info in socket.getaddrinfo(own, None)}
        except OSError:
            found = set()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect(("192.0.2.1", 9))  # sends nothing; picks the way to the outside
                found.add(str(probe.getsockname()[0]))
            except OSError:
                pass
        names += [f"[{a}]" if ":" in a else a for a in sorted(found) if "%" not in a]
    else:
        names.append(f"[{host}]" if ":" in host else host)
    return list(dict.fromkeys(n.lower() for n in names if n))


def _open(url: str) -> None:
    """Open the browser where there is a screen; never one that takes over the terminal."""
    screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if screen or sys.platform in {"darwin", "win32"} or os.environ.get("BROWSER"):
        webbrowser.open(url)
