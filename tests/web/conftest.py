"""The cast and the company of the web tests.

Dora owns the shop, Lena leads service, Emil is at the front line, Ana analyses, Petra leads people,
Konrad sits on the works council, Dana is privacy officer; Nina has no role at all.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kundig.store.home import Home
from tests.flushing import let_tests_empty_guarded_tables
from tests.web.databases import (  # noqa: F401 - pytest's hooks
    pytest_collection_modifyitems,
    pytest_configure,
    pytest_terminal_summary,
)

let_tests_empty_guarded_tables()

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
PASSWORD = "ein langes Passwort 27"
CAST = {
    "dora": ("Dora Berger", ["owner"], None),
    "lena": ("Lena Vogt", ["lead"], "Service"),
    "emil": ("Emil Sander", ["front"], "Service"),
    "ana": ("Ana Kurz", ["analyst"], "Marketing"),
    "petra": ("Petra Linde", ["people"], None),
    "konrad": ("Konrad Busch", ["council"], None),
    "dana": ("Dana Roth", ["privacy"], None),
    "nina": ("Nina Ohne", [], None),
}


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The outdoor shop with 1,000 customers, imported once; tests must not change it."""
    from kundig.cli.main import main

    folder = tmp_path_factory.mktemp("demo") / "company"
    code = main([
        "demo", str(folder), "--customers", "1000", "--today", "2026-11-20", "--no-letter",
        "--lang", "de",
    ])  # fmt: skip
    assert code == 0
    return Home(folder)


@pytest.fixture
def own_home(tmp_path: Path, settings: Any) -> Home:
    """An empty company of this test alone."""
    settings.KUNDIG_HOME = str(tmp_path / "home")
    settings.WEB_FOLDER = tmp_path / "home" / "web"
    return Home(tmp_path / "home")


@pytest.fixture
def demo(demo_home: Home, settings: Any, tmp_path: Path) -> Home:
    """The site serves the demo company; what the site writes lies elsewhere."""
    settings.KUNDIG_HOME = str(demo_home.folder)
    settings.WEB_FOLDER = tmp_path / "web"
    return demo_home


@pytest.fixture
def demo_copy(demo_home: Home, settings: Any, tmp_path: Path) -> Home:
    """A copy of the demo company that a test may change."""
    folder = tmp_path / "copy"
    shutil.copytree(demo_home.folder, folder)
    settings.KUNDIG_HOME = str(folder)
    settings.WEB_FOLDER = folder / "web"
    return Home(folder)


@pytest.fixture
def cast(db: None) -> dict[str, Any]:
    """Name -> user; in a company with several departments that has been started."""
    return make_cast()


def make_cast() -> dict[str, Any]:
    """The cast, written to the database."""
    from kundig_web.access.models import Department, Mode, User, site

    one = site()
    one.mode, one.started_at = Mode.DEPARTMENTS, NOW
    one.save()
    people = {}
    for key, (name, roles, department) in CAST.items():
        user = User(email=f"{key}@nordhang.example", name=name, language="de", created_at=NOW)
        user.password = _hashed()
        if department:
            user.department = Department.objects.get_or_create(name=department)[0]
        user.save()
        for role in roles:
            user.role_set.create(role=role)
        people[key] = user
    return people


_HASH: list[str] = []


def _hashed() -> str:
    """Hashing takes long on purpose: once is enough."""
    if not _HASH:
        from django.contrib.auth.hashers import make_password

        _HASH.append(make_password(PASSWORD))
    return _HASH[0]


def keep_fresh(client: Client) -> None:
    """As if the password had been given just now, whatever the clock of a test says."""
    from kundig_web.access.sessions import FRESH

    session = client.session
    session[FRESH] = datetime(2100, 1, 1, tzinfo=UTC).timestamp()
    session.save()


@pytest.fixture
def client_of(cast: dict[str, Any]) -> Callable[..., Client]:
    """`client_of("dora")` is a browser in which Dora is signed in and gave her password just now.

    With `fresh=False` she gave it some time ago: pages that want it fresh ask for it.
    """

    def made(name: str, language: str = "de", *, fresh: bool = True) -> Client:
        user = cast[name]
        if user.language != language:
            type(user).objects.filter(pk=user.pk).update(language=language)
        client = Client()
        client.force_login(user)
        if fresh:
            keep_fresh(client)
        return client

    return made
