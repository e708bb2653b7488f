"""After warming up nobody waits for an engine or a renderer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.test import Client

from kundig.answers import measures
from kundig.store.home import Home
from kundig_web.questions import asking, pictures, warm


def test_a_warm_site_asks_no_engine_and_draws_nothing(
    demo: Home, client_of: Callable[..., Client], monkeypatch: Any
) -> None:
    assert warm.warm() == demo.store.snapshot().version
    monkeypatch.setattr(asking, "_asked", lambda *a: pytest.fail("asked"))
    monkeypatch.setattr(asking, "engine", lambda *a: pytest.fail("opened an engine"))
    monkeypatch.setattr(pictures, "to_svg", lambda *a: pytest.fail("drew"))
    dora = client_of("dora")
    assert dora.get("/figures/").status_code == 200
    for key in measures():
        assert dora.get(f"/figures/{key}/").status_code == 200


def test_an_empty_company_needs_no_warming(own_home: Home) -> None:
    assert warm.warm() == 0


def test_the_thread_warms_each_version_once_and_ends_when_told(
    own_home: Home, monkeypatch: Any
) -> None:
    stop, warmed = Event(), []

    def fake() -> int:
        warmed.append(1)
        return own_home.store.snapshot().version

    monkeypatch.setattr(warm, "warm", fake)
    monkeypatch.setattr(warm, "PAUSE", 0.01)
    thread = warm.warm_up(stop=stop)
    stop.wait(0.3)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
    assert warmed == [1]


def test_a_failure_is_logged_and_tried_again(
    own_home: Home, monkeypatch: Any, caplog: Any, tmp_path: Path
) -> None:
    stop, tried = Event(), []

    def broken() -> int:
        tried.append(1)
        raise RuntimeError("no disk")

    monkeypatch.setattr(warm, "warm", broken)
    monkeypatch.setattr(warm, "PAUSE", 0.01)
    thread = warm.warm_up(stop=stop)
    while len(tried) < 2:
        stop.wait(0.01)
    stop.set()
    thread.join(5)
    assert "warming up failed" in caplog.text
