"""The first start: once, with the token that the server printed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kundig_web.access import first_start
from kundig_web.access.models import Site, User, site
from tests.web.conftest import NOW

GIVEN = {
    "mode": "team", "company_name": 'Buch & "Zeit"', "name": "Berta Buch",
    "email": "Berta@Buch.example", "password": "Regen am Morgen 1912",
    "again": "Regen am Morgen 1912",
}  # fmt: skip

pytestmark = pytest.mark.django_db


def test_the_first_start_makes_owner_company_and_mode(client, own_home) -> None:
    token = first_start.issue_token(NOW)
    page = client.get(f"/start/?token={token}")
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "same-origin"
    answer = client.post("/start/", GIVEN | {"token": token})
    assert answer.status_code == 302
    doors = client.get(answer["Location"])
    assert doors.status_code == 200
    assert "ist eingerichtet" in doors.content.decode()
    berta = User.objects.get()
    assert berta.roles == {"owner"}
    assert berta.email == "berta@buch.example"
    assert own_home.company().name == 'Buch & "Zeit"'
    assert own_home.company().language == "de"
    assert site().mode == "team"
    assert first_start.started()


def test_afterwards_there_is_no_first_start(client, own_home) -> None:
    token = first_start.issue_token(NOW)
    client.post("/start/", GIVEN | {"token": token})
    assert Client().get("/start/").status_code == 404
    second = Client().post("/start/", GIVEN | {"token": token, "email": "x@y.example"})
    assert second.status_code == 404
    assert User.objects.count() == 1
    assert first_start.issue_token(NOW) == ""


@pytest.mark.parametrize("wrong", ["", "falsch", "A" * 32])
def test_without_the_token_nobody_becomes_owner(client, own_home, wrong) -> None:
    first_start.issue_token(NOW)
    answer = client.post("/start/", GIVEN | {"token": wrong})
    assert answer.status_code == 422
    assert not User.objects.exists()
    assert not (own_home.folder / "company.toml").exists()


def test_before_any_token_was_printed_none_works(client, own_home) -> None:
    site()
    assert client.post("/start/", GIVEN | {"token": ""}).status_code == 422
    assert client.post("/start/", GIVEN | {"token": "x"}).status_code == 422
    assert not User.objects.exists()


def test_a_restart_makes_the_token_before_useless(client, own_home) -> None:
    old, new = first_start.issue_token(NOW), first_start.issue_token(NOW)
    assert client.post("/start/", GIVEN | {"token": old}).status_code == 422
    assert client.post("/start/", GIVEN | {"token": new}).status_code == 302


def test_only_the_hash_of_the_token_is_kept(own_home) -> None:
    token = first_start.issue_token(NOW)
    assert token not in str(Site.objects.values().get())


def test_a_mistake_in_the_form_keeps_what_was_typed(client, own_home) -> None:
    token = first_start.issue_token(NOW)
    answer = client.post("/start/", GIVEN | {"token": token, "again": "anders"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Berta Buch" in page
    assert "Regen am Morgen" not in page
    assert 'value="team" checked' in page


def test_a_stranger_is_led_from_the_login_to_the_first_start(client, own_home) -> None:
    assert client.get("/login/")["Location"] == "/start/"


def test_the_first_start_speaks_english_to_an_english_browser(client, own_home) -> None:
    page = client.get("/start/", headers={"Accept-Language": "en-GB,en;q=0.9,de;q=0.5"})
    assert "Set up your company." in page.content.decode()
    page = client.get("/start/", headers={"Accept-Language": "fr,en;q=0.4,de;q=0.5"})
    assert "Richten Sie Ihren Betrieb ein." in page.content.decode()


@pytest.mark.parametrize("name", ["Zeile\neins", "tab\tein", "\x00\x07Ende", 'x"\nzone = "y'])
def test_a_company_name_cannot_break_the_file_that_it_is_written_to(client, own_home, name) -> None:
    token = first_start.issue_token(NOW)
    client.post("/start/", GIVEN | {"token": token, "company_name": name})
    company: Any = own_home.company()
    assert company.zone == "Europe/Berlin"
    assert "\n" not in company.name
