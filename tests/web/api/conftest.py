"""A program with a key, and a register of the demo company."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kundig.store.home import Home
from kundig_web.access.permissions import SCOPES
from kundig_web.access.workflows import tokens
from kundig_web.site.api import throttle
from kundig_web.site.api.interface import api
from tests.web.conftest import NOW, TODAY


class Program:
    """Sends requests with a key."""

    def __init__(self, value: str = "", language: str = "de") -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"Accept-Language": language}
        if value:
            self.headers["Authorization"] = f"Bearer {value}"

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/{path}", query, headers=self.headers)

    def post(self, path: str, body: Any = None, key: str | None = None) -> Any:
        more = {"Idempotency-Key": key} if key is not None else {}
        return self.client.post(
            f"/api/{path}", json.dumps(body), content_type="application/json",
            headers=self.headers | more,
        )  # fmt: skip

    def upload(self, path: Path) -> Any:
        with path.open("rb") as file:
            return self.client.post("/api/imports", {"file": file}, headers=self.headers)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys run out by the company's day."""
    monkeypatch.setattr("kundig_web.company.now", lambda: NOW)


@pytest.fixture(autouse=True)
def _fresh_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other tests asked does not count."""
    monkeypatch.setattr(throttle, "LIMIT", 100_000)
    for one in api.throttle:
        one._seen.clear()


@pytest.fixture
def program(cast: dict[str, Any]) -> Callable[..., Program]:
    """`program("see_figures")` is a program whose key has these scopes; without any: all."""
    made = iter(range(100))

    def program(*scopes: str, language: str = "de", by: str = "dora") -> Program:
        token = tokens.create_token(
            actor=cast[by], name=f"Programm {next(made)}", scopes=scopes or SCOPES,
            expires_on=TODAY + timedelta(days=30), now=NOW,
        )  # fmt: skip
        return Program(token.value, language)

    return program


@pytest.fixture(scope="session")
def _registered(demo_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    from kundig.register import build

    folder = tmp_path_factory.mktemp("registered") / "company"
    shutil.copytree(demo_home.folder, folder)
    build(Home(folder))
    return Home(folder)


@pytest.fixture
def registered(_registered: Home, settings: Any, tmp_path: Path) -> Home:
    """The demo company with its list of customers; tests must not change it."""
    settings.KUNDIG_HOME = str(_registered.folder)
    settings.WEB_FOLDER = tmp_path / "web"
    return _registered
