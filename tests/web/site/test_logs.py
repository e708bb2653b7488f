"""Logs hold nobody's data, whatever people type and whatever breaks."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from kundig_web.site import logs

CANARIES = (
    "Kanarienvogel", "kanari@vogel.example", "nordhang:10001", "Geheimstraße 7", "+49 171 5550123",
    "10001", "Kanari Passwort 99",
)  # fmt: skip


@pytest.fixture(params=["json", "text"])
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """Everything that is logged, in the form that the site writes."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    kind = logs.JsonFormatter if request.param == "json" else logs.LineFormatter
    handler.setFormatter(kind())
    root, lines = logging.getLogger(), logging.getLogger(logs.REQUESTS)
    before = root.level, lines.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    lines.setLevel(logging.INFO)
    django = logging.getLogger("django")
    levels = django.level
    django.setLevel(logging.INFO)
    yield out
    root.removeHandler(handler)
    root.setLevel(before[0])
    lines.setLevel(before[1])
    django.setLevel(levels)


def innocent(out: io.StringIO) -> str:
    told = out.getvalue()
    assert told
    for canary in CANARIES:
        assert canary not in told, [line for line in told.splitlines() if canary in line]
    return told


def test_pages_errors_and_refusals_leave_no_trace_of_what_was_typed(
    client_of: Any, demo: Any, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of("dora")
    client.raise_request_exception = False
    client.get("/customers/nordhang.10001/", {"q": "Kanarienvogel"})
    client.get("/customers/", {"q": "Kanarienvogel kanari@vogel.example"})
    client.get("/Kanarienvogel/kanari@vogel.example/")
    client.post("/hints/new/", {"text": "Kanarienvogel, Geheimstraße 7", "kind": "wish"})
    client.post("/import/send/", b"Kanarienvogel", content_type="multipart/form-data")
    client.get("/more/", headers={"host": "kanari@vogel.example"})
    client.generic("KANARIENVOGEL", "/more/")
    stranger = Client(raise_request_exception=False)
    stranger.post("/login/", {"email": "kanari@vogel.example", "password": "Kanari Passwort 99"})
    stranger.get(
        "/api/customers", {"q": "Kanarienvogel"}, headers={"Authorization": "Bearer Kanarienvogel"}
    )

    def broken(*_: Any, **__: Any) -> None:
        raise ValueError("Kanarienvogel, Geheimstraße 7, +49 171 5550123, kanari@vogel.example")

    monkeypatch.setattr("kundig_web.site.views.render", broken)
    assert client.get("/more/", {"q": "Kanarienvogel"}).status_code == 500
    told = innocent(written)
    assert "ValueError" in told
    assert "kundig_web/site/views.py" in told


@pytest.mark.django_db
def test_errors_of_the_database_do_not_quote_values(written: io.StringIO, own_home: Any) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 'Kanarienvogel' || nothing_like_this")
    except Exception:
        logging.getLogger("kundig_web.jobs.worker").exception("work failed")
        logging.getLogger("django.db.backends").exception("(%s) %s", 0.1, "INSERT 'Kanarienvogel'")
        logging.getLogger("other").error("found kanari@vogel.example")
    innocent(written)


def test_a_job_that_fails_is_logged_without_its_message(
    demo: Any, cast: Any, written: io.StringIO, monkeypatch: Any
) -> None:
    from kundig_web import company
    from kundig_web.jobs import queue
    from kundig_web.jobs.worker import work_off

    def broken(job: Any) -> None:
        raise ValueError("Kanarienvogel kanari@vogel.example")

    monkeypatch.setitem(queue.REGISTRY, "test.broken", broken)
    queue.enqueue("test.broken", now=company.now())
    work_off(company.now())
    assert "test.broken" in innocent(written)


def test_a_line_about_a_request_is_json_with_route_status_and_number(
    client_of: Any, demo: Any, written: io.StringIO, request: Any
) -> None:
    if request.node.callspec.params["written"] != "json":
        pytest.skip("of the JSON form")
    answer = client_of("dora").get("/more/style/?x=Kanarienvogel")
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    line = next(found for found in lines if found["logger"] == logs.REQUESTS)
    assert (line["method"], line["route"], line["status"]) == ("GET", "site:style", 200)
    assert line["request"] == answer["X-Request-ID"]
    assert isinstance(line["ms"], int)


def test_nothing_that_is_sent_begins_a_line_of_its_own(written: io.StringIO) -> None:
    log = logging.getLogger("kundig_web.test")
    for sign in ("\n", "\r", "\u2028", "\u2029", "\x85", "\x1b[2J", "\x0b"):
        log.warning("a%s2026 error forged", sign)
    lines = written.getvalue().splitlines()
    assert len(lines) == 7
    assert "\x1b" not in written.getvalue()


@pytest.mark.parametrize(("proxies", "kept"), [(0, False), (1, True)])
def test_a_number_from_outside_is_believed_only_behind_a_proxy(
    client_of: Any, demo: Any, settings: Any, proxies: int, kept: bool
) -> None:
    settings.KUNDIG_PROXIES = proxies
    client = client_of("dora")
    answer = client.get("/more/", headers={"x-request-id": "abc-123-def"})
    assert (answer["X-Request-ID"] == "abc-123-def") is kept
    forged = client.get("/more/", headers={"x-request-id": "a b\x00c"})
    assert forged["X-Request-ID"].isalnum()
