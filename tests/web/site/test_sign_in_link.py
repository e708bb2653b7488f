"""`kundig serve --sign-in-link`: back in for whoever has the folder and forgot the password."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from kundig_web.access.links import hash_of
from kundig_web.access.models import Invitation, Site, User, site
from tests.web.conftest import NOW

NEW = "Regen am Morgen 1912"


@pytest.fixture
def started(cast: Any, own_home: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A company that has been started, with its people."""
    monkeypatch.setattr("kundig_web.company.now", lambda: NOW)
    # The tables are there; migrating is another test's business, and no part of a transaction.
    monkeypatch.setattr("kundig_web.site.management.commands.sign_in_link.migrate", lambda: None)
    site()
    Site.objects.update(started_at=NOW)
    return cast


def told(email: str, capsys: Any) -> dict[str, Any]:
    capsys.readouterr()
    call_command("sign_in_link", email)
    return dict(json.loads(capsys.readouterr().out))


@pytest.mark.django_db
def test_the_link_sets_a_new_password_once(started: Any, capsys: Any) -> None:
    dora = started["dora"]
    path = told(f" {dora.email.upper()}", capsys)["path"]
    form = {"password": NEW, "again": NEW}
    assert Client().post(path, form).status_code == 302
    assert User.objects.get(pk=dora.pk).check_password(NEW)
    assert Client().get(path).status_code == 404


@pytest.mark.django_db
def test_only_the_hash_of_the_link_is_kept_and_it_works_for_an_hour(
    started: Any, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = told(started["dora"].email, capsys)["path"]
    token = path.strip("/").split("/")[-1]
    kept = Invitation.objects.get()
    assert kept.token_hash == hash_of(token)
    assert kept.expires_at == NOW + timedelta(hours=1)
    monkeypatch.setattr("kundig_web.company.now", lambda: NOW + timedelta(minutes=59))
    assert Client().get(path).status_code == 200
    monkeypatch.setattr("kundig_web.company.now", lambda: NOW + timedelta(minutes=61))
    assert Client().get(path).status_code == 404


@pytest.mark.django_db
def test_the_link_before_stops_working(started: Any, capsys: Any) -> None:
    first = told(started["dora"].email, capsys)["path"]
    second = told(started["dora"].email, capsys)["path"]
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200


@pytest.mark.django_db
def test_unknown_and_closed_accounts_get_none(started: Any, capsys: Any) -> None:
    assert told("niemand@nordhang.example", capsys) == {
        "key": "link_unknown_address", "values": {"mail": "niemand@nordhang.example"},
    }  # fmt: skip
    User.objects.filter(pk=started["emil"].pk).update(is_active=False)
    assert told(started["emil"].email, capsys)["key"] == "link_account_closed"
    assert not Invitation.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("mode", "asked"), [("alone", False), ("team", True)])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_door_tells_the_line(started: Any, mode: str, asked: bool, lang: str) -> None:
    Site.objects.update(mode=mode)
    page = Client(headers={"accept-language": lang}).get("/login/").content.decode()
    assert "kundig serve --sign-in-link" in page
    somebody = {"de": "Wer bei Ihnen die Konten verwaltet", "en": "Whoever manages the accounts"}
    assert (somebody[lang] in page) is asked


def kundig(home: Path, *more: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KUNDIG_")}
    return subprocess.run(
        [sys.executable, "-m", "kundig", "serve", "--home", str(home), "--lang", "de", *more],
        env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_a_folder_without_a_company_is_said_and_left_alone(tmp_path: Path) -> None:
    done = kundig(tmp_path / "leer", "--sign-in-link", "d@example.org")
    assert done.returncode == 1
    assert "noch kein Betrieb eingerichtet" in done.stderr
    assert not (tmp_path / "leer").exists()


#: Sets a company up as the first start does.
_SET_UP = """
import django, kundig_web.company as c
django.setup()
from django.core.management import call_command
from kundig_web.access import first_start
from kundig_web.access.workflows.company import start
call_command("migrate", verbosity=0)
now = c.now()
start(token=first_start.issue_token(now), mode="alone", company_name="B", name="Berta",
      email="berta@buch.example", password="Regen am Abend 1912", language="de", now=now)
"""


@pytest.mark.slow
def test_the_line_prints_a_link_without_starting_the_site(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "web").mkdir(parents=True)
    told_here = {
        **{k: v for k, v in os.environ.items() if not k.startswith("KUNDIG_")},
        "KUNDIG_HOME": str(home), "DJANGO_SETTINGS_MODULE": "kundig_web.site.settings",
    }  # fmt: skip
    subprocess.run([sys.executable, "-c", _SET_UP], env=told_here, check=True, timeout=120)
    done = kundig(home, "--port", "8499", "--sign-in-link", "Berta@buch.example")
    assert done.returncode == 0, done.stderr
    assert re.search(r"http://127\.0\.0\.1:8499/invitation/[\w-]{32}/", done.stdout)
    assert "läuft gerade nicht" in done.stdout
    unknown = kundig(home, "--sign-in-link", "x@buch.example")
    assert unknown.returncode == 1
    assert "x@buch.example meldet sich hier niemand an" in unknown.stderr
    assert str(home) in unknown.stderr
