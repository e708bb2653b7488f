"""Signing in and out, one's own account, the password."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kundig_web.access import passwords
from tests.web.conftest import PASSWORD

LOGIN = "/login/"


@pytest.fixture(autouse=True)
def _home(own_home: Any) -> None:
    """An empty company."""


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"email": email, "password": password, **more})


def test_mail_and_password_let_one_in_whatever_the_case_of_the_address(cast, client) -> None:
    answer = sign_in(client, "Dora@Nordhang.Example")
    assert answer.status_code == 302
    assert answer["Location"] == reverse("site:today")
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("email", "password"),
    [("dora@nordhang.example", "falsch"), ("niemand@nordhang.example", PASSWORD)],
)
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    cast, client, email, password
) -> None:
    answer = sign_in(client, email, password)
    other = sign_in(Client(), "weder@noch.example", "noch")
    assert answer.status_code == other.status_code == 422
    assert "Adresse und Passwort passen nicht zusammen" in answer.content.decode()
    assert _without_tokens(answer, email) == _without_tokens(other, "weder@noch.example")


def _without_tokens(answer: Any, email: str) -> str:
    import re

    text = answer.content.decode().replace(email, "…")
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"', "…", text)


def test_a_closed_account_gets_the_answer_of_an_unknown_one(cast, client) -> None:
    type(cast["emil"]).objects.filter(pk=cast["emil"].pk).update(is_active=False)
    answer = sign_in(client, "emil@nordhang.example")
    assert answer.status_code == 422
    assert "Adresse und Passwort passen nicht zusammen" in answer.content.decode()


@pytest.mark.parametrize("email", ["dora", "niemand", "emil"])
def test_one_hash_is_computed_for_a_known_an_unknown_and_a_closed_account(
    cast, client, email, monkeypatch
) -> None:
    """The same work in each case; `python -m benchmarks.login` takes the time."""
    passwords.nobodys_hash()
    type(cast["emil"]).objects.filter(pk=cast["emil"].pk).update(is_active=False)
    done: list[str] = []
    real = passwords.Argon2id.verify
    monkeypatch.setattr(
        passwords.Argon2id, "verify",
        lambda self, password, encoded: done.append(encoded) or real(self, password, encoded),
    )  # fmt: skip
    assert sign_in(client, f"{email}@nordhang.example", "falsch").status_code == 422
    assert len(done) == 1
    assert done[0].startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"],
)
def test_signing_in_never_leads_to_another_site(cast, client, elsewhere) -> None:
    answer = sign_in(client, "dora@nordhang.example", next=elsewhere)
    assert answer["Location"] == reverse("site:today")


def test_signing_in_leads_back_to_the_page_that_was_asked_for(cast, client) -> None:
    asked = client.get("/account/?x=1")
    form = client.get(asked["Location"])
    assert 'name="next" value="/account/?x=1"' in form.content.decode()
    answer = sign_in(client, "dora@nordhang.example", next="/account/?x=1")
    assert answer["Location"] == "/account/?x=1"


def test_the_session_is_a_new_one_after_signing_in(cast, client) -> None:
    session = client.session
    session["before"] = 1
    session.save()
    before = client.session.session_key
    sign_in(client, "dora@nordhang.example")
    assert client.session.session_key != before


def test_signing_out_needs_a_post_and_ends_the_session(client_of, settings) -> None:
    name = settings.SESSION_COOKIE_NAME
    dora = client_of("dora")
    assert dora.get("/logout/").status_code == 405
    assert dora.get("/account/").status_code == 200
    old = dora.cookies[name].value
    assert dora.post("/logout/").status_code == 302
    dora.cookies[name] = old
    assert dora.get("/account/").status_code == 302


def test_nobody_records_when_somebody_signed_in(cast, client) -> None:
    sign_in(client, "dora@nordhang.example")
    names = {f.name for f in type(cast["dora"])._meta.get_fields()}
    assert "last_login" not in names


def test_the_account_page_says_what_is_recorded_and_what_never_is(client_of) -> None:
    page = client_of("emil").get("/account/").content.decode()
    assert "Was über Sie gespeichert ist" in page
    assert "keine Zahl, keine Liste und keine Reihenfolge" in page
    assert "Kundenkontakt" in page


def test_name_and_language_are_ones_own(client_of, cast) -> None:
    emil = client_of("emil")
    answer = emil.post("/account/", {"name": "Emil  Sandér ", "language": "en"}, follow=True)
    assert 'lang="en"' in answer.content.decode()
    cast["emil"].refresh_from_db()
    assert cast["emil"].name == "Emil Sandér"
    assert cast["emil"].language == "en"


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(client_of, cast) -> None:
    here, there = client_of("emil"), client_of("emil")
    answer = here.post("/account/password/", _passwords("Regen am Morgen 1912"))
    assert answer.status_code == 302
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert sign_in(Client(), "emil@nordhang.example", "Regen am Morgen 1912").status_code == 302
    assert sign_in(Client(), "emil@nordhang.example").status_code == 422


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"old": "falsch"}, "nicht Ihr bisheriges"),
        ({"password": "kurz", "again": "kurz"}, "mindestens 12 Zeichen"),
        ({"password": "emilsander1234", "again": "emilsander1234"}, "ähnelt Ihrem Namen"),
        ({"password": "password1234", "again": "password1234"}, "Listen, die Angreifer"),
        ({"again": "etwas ganz anderes"}, "verschieden"),
        ({"password": ""}, "Hier fehlt eine Angabe"),
    ],
)
def test_a_bad_new_password_is_refused_with_its_reason(client_of, given, told) -> None:
    emil = client_of("emil")
    answer = emil.post("/account/password/", _passwords("Regen am Morgen 1912") | given)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert sign_in(Client(), "emil@nordhang.example").status_code == 302


def _passwords(new: str) -> dict[str, str]:
    return {"old": PASSWORD, "password": new, "again": new}
