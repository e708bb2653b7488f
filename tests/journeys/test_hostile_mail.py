"""More than two hundred hostile mails in a real browser: nothing runs, nothing is asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser

from kundig_web.hostile import cleaner, html
from kundig_web.hostile.shown import visible
from tests.web.hostile.vectors import vectors

VECTORS = vectors()
IN_A_PAGE = 30
#: What makes handlers run that wait for somebody; links are left alone, since they may lead away.
TOUCH = """() => {
  document.body.innerHTML = document.body.innerHTML;
  for (const e of document.querySelectorAll("body *:not(a)")) {
    for (const kind of ["click", "mouseover", "pointerover", "focus", "input", "toggle", "animationstart"])
      e.dispatchEvent(new Event(kind, {bubbles: true}));
  }
  return window.ran === 1;
}"""


class Place(ThreadingHTTPServer):
    """Serves cleaned mails bare and in frames, raw ones in frames; remembers who asked for what."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.strange: list[str] = []


class Answers(BaseHTTPRequestHandler):
    server: Place

    def do_GET(self) -> None:
        kind, _, number = self.path.strip("/").partition("/")
        headers: dict[str, str] = {"Content-Type": "text/html; charset=utf-8"}
        if kind in {"cleaned", "raw"}:
            body = VECTORS[int(number)]
            answer = html.document(_cleaned(body) if kind == "cleaned" else body, title="Mail")
            headers |= dict(answer.items())
            said = answer.content
        elif kind == "bare":  # no policy, no sandbox: the cleaner alone
            said = f"<!doctype html><body>{_cleaned(VECTORS[int(number)])}".encode()
        elif kind in {"cleaned-frames", "raw-frames"}:
            start = int(number)
            frames = "".join(
                f'<iframe sandbox="{html.SANDBOX}" src="/{kind.partition("-")[0]}/{n}"></iframe>'
                for n in range(start, min(start + IN_A_PAGE, len(VECTORS)))
            )
            said = f"<!doctype html><body>{frames}".encode()
        else:
            self.server.strange.append(self.path)
            self.send_error(404)
            return
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *said: Any) -> None:
        """Quiet."""


def _cleaned(body: str) -> str:
    return visible(cleaner.clean(body))


@pytest.fixture
def place() -> Iterator[Place]:
    server = Place()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def seen(browser: Browser, place: Place) -> Iterator[Any]:
    """A page, its dialogs, and the addresses that it asked other hosts for."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(15_000)
    dialogs: list[str] = []
    asked: list[str] = []

    def said(dialog: Any) -> None:
        dialogs.append(page.url)
        dialog.dismiss()

    page.on("dialog", said)
    context.route(
        lambda url: not url.startswith(place.url),
        lambda route: (asked.append(route.request.url), route.abort()),
    )
    yield page, dialogs, asked
    context.close()


def test_the_watch_sees_what_a_raw_mail_does(seen: Any, place: Place) -> None:
    """Otherwise the others would prove nothing."""
    page, dialogs, asked = seen
    page.goto(f"{place.url}/bare/0")
    page.set_content(
        "<img src=https://ping.example.test/1><img src=x:x onerror='window.ran=1;alert(1)'>"
    )
    page.wait_for_function("window.ran === 1")
    assert dialogs
    assert asked


def test_cleaned_mails_run_nothing_and_ask_nobody_even_without_a_policy(
    seen: Any, place: Place
) -> None:
    page, dialogs, asked = seen
    ran = []
    for number, vector in enumerate(VECTORS):
        page.goto(f"{place.url}/bare/{number}")
        if page.evaluate(TOUCH):
            ran.append(vector)
    assert (ran, dialogs, asked) == ([], [], [])
    assert [p for p in place.strange if "favicon" not in p] == []


def test_cleaned_mails_in_their_frames_run_nothing_and_ask_nobody(seen: Any, place: Place) -> None:
    page, dialogs, asked = seen
    for start in range(0, len(VECTORS), IN_A_PAGE):
        page.goto(f"{place.url}/cleaned-frames/{start}")
        assert len(page.frames) == 1 + min(IN_A_PAGE, len(VECTORS) - start)
    assert (dialogs, asked) == ([], [])
    assert [p for p in place.strange if "favicon" not in p] == []


def test_the_frame_alone_keeps_even_raw_mails_from_running(seen: Any, place: Place) -> None:
    page, dialogs, asked = seen
    for start in range(0, len(VECTORS), IN_A_PAGE):
        page.goto(f"{place.url}/raw-frames/{start}", wait_until="domcontentloaded")
        page.wait_for_timeout(300)
    assert dialogs == []
    assert page.evaluate("window.ran") is None
    # A refresh in a mail may lead its own frame away; pictures, styles and the like are never loaded.
    assert [a for a in asked if "ping.example.test" in a and not _navigates(a)] == []


def _navigates(url: str) -> bool:
    from tests.web.hostile.vectors import _LOADERS, PING

    number = int(url.removeprefix(f"{PING}/").partition("?")[0] or 0)
    return any(word in _LOADERS[number] for word in ("refresh", "<form", "<base"))
