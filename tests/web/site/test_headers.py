"""Every answer carries its headers: pages, files, redirects, refusals, defects, the API."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from kundig_web.access.checks import routes
from kundig_web.site.headers import ALWAYS

NEEDED = (*ALWAYS, "X-Request-ID")


def check(answer: Any, where: str) -> None:
    for name in NEEDED:
        assert answer.headers.get(name), f"{where} ({answer.status_code}): {name}"
    policy = answer.headers["Content-Security-Policy"]
    for part in ("default-src 'none'", "frame-ancestors", "base-uri 'none'"):
        assert part in policy, where
    assert "unsafe" not in policy, where
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Server" not in answer.headers
    assert "X-Powered-By" not in answer.headers
    if answer.status_code >= 400:
        assert "no-store" in answer.headers["Cache-Control"], where


@pytest.fixture
def client(client_of: Any, demo: Any) -> Client:
    found: Client = client_of("dora")
    found.raise_request_exception = False
    return found


ADDRESSES = {
    "a page": ("GET", "/more/", 200),
    "a page for strangers": ("GET", "/login/", None),
    "a file": ("GET", "/static/kundig/kundig.css", 200),
    "a file that is not there": ("GET", "/static/none.css", 404),
    "nothing": ("GET", "/no/such/thing/", 404),
    "a foreign object": ("GET", "/import/999999/", 404),
    "the API's description": ("GET", "/api/openapi.json", 200),
    "an address that the API has not": ("GET", "/api/none", 404),
    "a method that an address has not": ("DELETE", "/more/style/", None),
    "a strange method": ("PROPFIND", "/more/", None),
    "a missing slash": ("GET", "/more", 301),
    "health": ("GET", "/health/live", 200),
    "a mail in a frame": ("GET", "/more/style/mail/", 200),
    "the service worker": ("GET", "/sw.js", None),
}


@pytest.mark.parametrize("what", ADDRESSES)
def test_every_kind_of_answer_has_all_headers(client: Client, what: str) -> None:
    method, path, status = ADDRESSES[what]
    answer = client.generic(method, path)
    assert status is None or answer.status_code == status
    check(answer, what)
    answer.close()


SAMPLES = {"int": "1", "key": "nordhang.10015", "path": "a/b", "uuid": "0" * 32}


def address(route: str) -> str:
    """The route with a value in each gap; nothing need exist there."""
    plain = re.sub(r"\(\?P<[^>]+>.*?\)", "A" * 32, route).replace("^", "").replace("$", "")
    return re.sub(r"<(?:(\w+):)?\w+>", lambda m: SAMPLES.get(m[1] or "str", "nps"), plain)


def test_every_page_of_the_site_has_all_headers(client: Client) -> None:
    seen = 0
    for route, _pattern in routes(get_resolver()):
        answer = client.get(address(route))
        check(answer, route)
        answer.close()
        seen += 1
    assert seen > 60


def test_a_foreign_host_a_large_body_and_a_defect_have_them_too(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    answer = client.get("/more/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    check(answer, "a foreign host")
    answer = client.generic("POST", "/hints/new/", b"x" * 10, CONTENT_LENGTH=str(2**30))
    assert answer.status_code == 413
    check(answer, "a large body")
    answer = client.generic("POST", "/api/events", b"x" * 10, CONTENT_LENGTH=str(2**30))
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"
    check(answer, "a large body for the API")
    monkeypatch.setattr("kundig_web.site.more.GROUPS", None)
    answer = client.get("/more/")
    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] in answer.content.decode()
    check(answer, "a defect")


def test_behind_tls_strangers_are_led_there_and_browsers_remember(
    client: Client, settings: Any
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    secured = Client(raise_request_exception=False)
    answer = secured.get("/more/")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/more/")
    check(answer, "a redirect to TLS")
    assert secured.get("/health/live").status_code == 200
    answer = secured.get("/login/", headers={"x-forwarded-proto": "https"})
    assert answer["Strict-Transport-Security"].startswith("max-age=31536000")


def test_signed_in_pages_are_kept_by_nobody(client: Client) -> None:
    for path in ("/", "/more/", "/customers/"):
        assert "no-store" in client.get(path)["Cache-Control"], path


def test_trace_is_answered_by_nobody(client: Client) -> None:
    for path in ("/more/", "/login/", "/api/openapi.json", "/static/kundig/kundig.css"):
        answer = client.generic("TRACE", path, headers={"cookie2": "geheim"})
        assert answer.status_code in {301, 302, 404, 405} or b"geheim" not in answer.content, path
        assert "message/http" not in answer.headers.get("Content-Type", ""), path
        answer.close()
