"""Looking on as somebody else: in a demo company, on this machine, only."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kundig_web.access import demo as demo_people
from kundig_web.access.models import User
from tests.web.conftest import NOW

pytestmark = pytest.mark.django_db
HERE = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8400"}


@pytest.fixture(autouse=True)
def _demo(demo: Any, settings: Any) -> None:
    """A demo company whose process was started for looking on."""
    settings.KUNDIG_DEMO = True
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "kundig.example", "evil.example"]


def test_the_first_visit_is_let_in_as_the_owner(client) -> None:
    answer = client.get("/account/", **HERE)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Dora Berger" in page
    assert "Ansehen als:" in page
    assert "Inhaberin" in page


@pytest.mark.parametrize(
    ("face", "name", "permitted"),
    [("owner", "Dora Berger", 200), ("council", "Konrad Busch", 403), ("service", "Emil", 403)],
)
def test_a_button_makes_one_somebody_else(client, face, name, permitted) -> None:
    client.get("/account/", **HERE)
    assert client.post("/view-as/", {"face": face}, **HERE).status_code == 302
    assert name in client.get("/account/", **HERE).content.decode()
    assert client.get("/settings/company/", **HERE).status_code == permitted


def test_a_page_that_polls_while_one_switches_does_not_undo_the_switch(client, settings) -> None:
    client.get("/account/", **HERE)
    polling = Client()
    polling.cookies = client.cookies.copy()
    assert client.post("/view-as/", {"face": "council"}, **HERE).status_code == 302
    answer = polling.get("/account/", **HERE)  # sent before the switch, answered after it
    assert answer.status_code == 200
    assert settings.SESSION_COOKIE_NAME not in answer.cookies
    assert "Konrad Busch" in client.get("/account/", **HERE).content.decode()


def test_a_piece_of_a_page_signs_nobody_in(client) -> None:
    answer = client.get("/account/", **HERE, HTTP_SEC_FETCH_MODE="cors")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")


@pytest.mark.parametrize("host", ["localhost:8400", "127.0.0.1", "127.9.9.9:80", "[::1]:8400"])
def test_every_name_of_this_machine_will_do(client, host, settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    made = client.post("/view-as/", {"face": "owner"}, REMOTE_ADDR="::1", HTTP_HOST=host)
    assert made.status_code == 302


REFUSED = {
    "from another machine": {"REMOTE_ADDR": "192.168.1.7"},
    "from another machine, written as IPv6": {"REMOTE_ADDR": "::ffff:192.168.1.7"},
    "without an address": {"REMOTE_ADDR": ""},
    "under a public name": {"HTTP_HOST": "kundig.example"},
    "under a name that points here": {"HTTP_HOST": "evil.example:8400"},
    "through a proxy": {"HTTP_X_FORWARDED_FOR": "10.0.0.9"},
    "through a proxy that says Forwarded": {"HTTP_FORWARDED": "for=10.0.0.9"},
}


@pytest.mark.parametrize("how", REFUSED)
def test_elsewhere_there_is_no_such_address(client, how) -> None:
    demo_people.prepare(NOW)
    answer = client.post("/view-as/", {"face": "owner"}, **(HERE | REFUSED[how]))
    assert answer.status_code == 404
    stranger = client.get("/account/", **(HERE | REFUSED[how]))
    assert stranger.status_code == 302
    assert stranger["Location"].startswith("/login/")
    assert "Ansehen als" not in client.get("/login/", **(HERE | REFUSED[how])).content.decode()


def test_a_process_that_was_not_started_for_it_has_no_such_address(client, settings) -> None:
    settings.KUNDIG_DEMO = False
    assert client.post("/view-as/", {"face": "owner"}, **HERE).status_code == 404
    assert client.get("/account/", **HERE).status_code == 302


def test_a_company_of_ones_own_has_no_such_address(client, own_home) -> None:
    assert client.post("/view-as/", {"face": "owner"}, **HERE).status_code == 404
    assert client.get("/account/", **HERE).status_code == 302


def test_switching_needs_a_post_with_the_forms_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.get("/view-as/", **HERE).status_code == 405
    assert strict.post("/view-as/", {"face": "owner"}, **HERE).status_code == 403


def test_an_unknown_face_is_nobody(client) -> None:
    assert client.post("/view-as/", {"face": "emperor"}, **HERE).status_code == 404


def test_a_write_by_a_stranger_does_not_sign_anybody_in(client) -> None:
    answer = client.post("/account/", {"name": "X"}, **HERE)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")
    assert not User.objects.exists()


def test_the_demo_people_are_made_once_and_have_no_password() -> None:
    demo_people.prepare(NOW)
    demo_people.prepare(NOW)
    assert User.objects.count() == len(demo_people.FACES) == 5
    assert not any(user.has_usable_password() for user in User.objects.all())
