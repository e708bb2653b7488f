"""Invitations: one link, one person, seven days."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kundig_web.access import questions
from kundig_web.access.errors import RefusedError
from kundig_web.access.jobs import clear_expired
from kundig_web.access.links import hash_of
from kundig_web.access.models import Invitation, User
from kundig_web.access.workflows import invitations, people
from tests.web.conftest import NOW, PASSWORD

INVITE = "/settings/people/invite/"


@pytest.fixture(autouse=True)
def _home(own_home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty company on the day of the tests."""
    monkeypatch.setattr("kundig_web.company.now", lambda: NOW)


def made(cast: Any, email: str = "frida@nordhang.example", roles: Any = ("front",)) -> Any:
    return invitations.invite(
        actor=cast["dora"], email=email, roles=roles, department=None, branch=None, now=NOW
    )


def accept(client: Client, token: str, **given: str) -> Any:
    form = {"name": "Frida Neu", "password": PASSWORD, "again": PASSWORD} | given
    return client.post(f"/invitation/{token}/", form)


def test_an_invitation_becomes_a_person_with_the_roles_of_the_invitation(client_of, cast) -> None:
    answer = client_of("dora").post(
        INVITE, {"email": "Frida@Nordhang.example", "roles": ["front", "analyst"]}
    )
    assert answer.status_code == 200
    page = answer.content.decode()
    link = re.search(r'value="(http://testserver/invitation/[^"]+)"', page).group(1)
    assert "<svg" in page
    frida = Client()
    shown = frida.get(link)
    assert "Dora Berger lädt Sie ein" in shown.content.decode()
    assert "frida@nordhang.example" in shown.content.decode()
    # No other site learns the link. `no-referrer` would be too much: browsers then send
    # `Origin: null` with the form, which is refused like a form from elsewhere.
    assert shown["Referrer-Policy"] == "same-origin"
    assert "no-store" in shown["Cache-Control"]
    token = link.rstrip("/").rsplit("/", 1)[1]
    assert accept(frida, token).status_code == 302
    assert frida.get("/account/").status_code == 200
    person = User.objects.get(email="frida@nordhang.example")
    assert person.roles == {"front", "analyst"}
    assert person.name == "Frida Neu"


def test_the_database_keeps_only_the_hash_of_the_link(cast) -> None:
    token = made(cast).token
    row = Invitation.objects.values().get()
    assert token not in str(row)
    assert row["token_hash"] == hash_of(token)
    assert len(token) == 32


def test_the_link_is_not_shown_again(client_of) -> None:
    dora = client_of("dora")
    page = dora.post(INVITE, {"email": "f@x.example", "roles": ["front"]}).content.decode()
    token = re.search(r"/invitation/([^/]+)/", page).group(1)
    for url in ("/settings/people/", INVITE):
        assert token not in dora.get(url).content.decode()


def test_looking_at_a_link_uses_nothing_up(cast, client) -> None:
    token = made(cast).token
    for _ in range(3):
        assert client.get(f"/invitation/{token}/").status_code == 200
        assert client.head(f"/invitation/{token}/").status_code == 200
    assert accept(client, token).status_code == 302


def test_a_link_works_once(cast, client) -> None:
    token = made(cast).token
    accept(client, token)
    again = accept(Client(), token, name="Eva Zweite")
    assert again.status_code == 404
    assert User.objects.filter(email="frida@nordhang.example").count() == 1


def test_a_link_works_for_seven_days(cast, client, monkeypatch) -> None:
    token = made(cast).token
    monkeypatch.setattr("kundig_web.company.now", lambda: NOW + timedelta(days=7, seconds=-1))
    assert client.get(f"/invitation/{token}/").status_code == 200
    monkeypatch.setattr("kundig_web.company.now", lambda: NOW + timedelta(days=7))
    gone = client.get(f"/invitation/{token}/")
    assert gone.status_code == 404
    assert "Dieser Link gilt nicht mehr" in gone.content.decode()
    assert accept(client, token).status_code == 404
    clear_expired(None)
    assert not Invitation.objects.exists()


def test_a_withdrawn_link_is_dead(client_of, cast, client) -> None:
    token = made(cast).token
    pk = Invitation.objects.get().pk
    assert client_of("dora").post(f"/settings/people/invitations/{pk}/withdraw/").status_code == 302
    assert accept(client, token).status_code == 404


def test_a_second_invitation_ends_the_first(cast, client) -> None:
    first, second = made(cast).token, made(cast, "FRIDA@nordhang.example").token
    assert client.get(f"/invitation/{first}/").status_code == 404
    assert client.get(f"/invitation/{second}/").status_code == 200


def test_a_made_up_link_looks_like_an_old_one(cast, client) -> None:
    old = made(cast).token
    accept(Client(), old)
    a, b = client.get(f"/invitation/{old}/"), client.get(f"/invitation/{'A' * 32}/")
    assert a.status_code == b.status_code == 404
    assert client.get("/invitation/kurz/").status_code == 404


def test_whoever_has_an_account_is_not_invited_again(cast) -> None:
    with pytest.raises(RefusedError) as refused:
        made(cast, "EMIL@nordhang.example")
    assert refused.value.key == "email_taken"


def test_an_invitation_needs_a_role(client_of) -> None:
    answer = client_of("dora").post(INVITE, {"email": "f@x.example"})
    assert answer.status_code == 422
    assert "mindestens eine Rolle" in answer.content.decode()


def test_a_weak_password_is_refused_and_the_link_still_works(cast, client) -> None:
    token = made(cast).token
    assert accept(client, token, **dict.fromkeys(("password", "again"), "kurz")).status_code == 422
    similar = "frida-nordhang"
    assert accept(client, token, password=similar, again=similar).status_code == 422
    assert accept(client, token).status_code == 302


def test_a_link_for_a_new_password_ends_all_sessions_and_changes_nothing_else(
    client_of, cast
) -> None:
    there = client_of("emil")
    page = client_of("dora").post(f"/settings/people/{cast['emil'].pk}/link/").content.decode()
    token = re.search(r"/invitation/([^/]+)/", page).group(1)
    emil = Client()
    new = "Regen am Morgen 1912"
    assert accept(emil, token, password=new, again=new, name="Ein Anderer").status_code == 302
    assert there.get("/account/").status_code == 302
    person = User.objects.get(pk=cast["emil"].pk)
    assert person.check_password(new)
    assert person.name == "Emil Sander"
    assert person.roles == {"front"}


def test_closing_an_account_kills_its_links(cast, client) -> None:
    token = invitations.link_for_new_password(
        actor=cast["dora"], person=cast["emil"], now=NOW
    ).token
    people.deactivate(actor=cast["dora"], person=cast["emil"], now=NOW)
    assert client.get(f"/invitation/{token}/").status_code == 404
    with pytest.raises(RefusedError) as refused:
        invitations.link_for_new_password(actor=cast["dora"], person=cast["emil"], now=NOW)
    assert refused.value.key == "account_closed"


def test_accepting_signs_out_whoever_was_signed_in(client_of, cast) -> None:
    browser = client_of("emil")
    token = made(cast).token
    assert "Emil Sander angemeldet" in browser.get(f"/invitation/{token}/").content.decode()
    accept(browser, token)
    assert "frida@nordhang.example" in browser.get("/account/").content.decode()


def test_the_list_of_invitations_takes_no_query_per_line(
    cast, django_assert_max_num_queries
) -> None:
    for i in range(12):
        made(cast, f"p{i}@x.example")
    with django_assert_max_num_queries(1):
        assert len([r.invitation.user for r in questions.invitations(NOW)]) == 12
