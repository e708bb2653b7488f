"""Passwords: long, not guessed by anybody here, hashed as OWASP asks, and hashed anew when needed."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from kundig.store.home import Company
from kundig_web.access import passwords
from kundig_web.access.models import User
from tests.web.conftest import NOW, PASSWORD


@pytest.fixture(autouse=True)
def _home(own_home: Any) -> None:
    """A company with a name."""
    own_home.write_company(Company(name="Nordhang Outdoor"))


def codes(password: str) -> set[str]:
    person = User(email="eva@wiesenlust.example", name="Eva Sonnenschein", created_at=NOW)
    try:
        validate_password(password, person)
    except ValidationError as error:
        return {str(e.code) for e in error.error_list}
    return set()


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("nordhang2026!", "password_company"),
        ("NORDHANG Outdoor", "password_company"),
        ("kundigkundig1", "password_company"),
        ("Passwort12345", "password_company"),
        ("Willkommen2026", "password_company"),
        ("Wiesenlust-1234", "password_company"),
        ("aaaaaaaaaaaab", "password_monotonous"),
        ("121212121212", "password_monotonous"),
        ("elf Zeichen", "password_too_short"),
        ("sonnenschein1", "password_too_similar"),
    ],
)
def test_what_anybody_here_would_try_first_is_refused(password: str, code: str) -> None:
    assert code in codes(password)


@pytest.mark.parametrize(
    "password",
    [
        "Regen am Morgen 1912",
        "regenammorgen",  # no capitals, no digits, no special characters are demanded
        "im Nordhang blüht der Enzian spät",
        "雨の朝はいつも静かです、そう思う",
        "x1 " * 40 + "kundig pferd",
        "Ä" * 3 + "öüß?" * 40,
    ],
)
def test_long_ones_of_any_kind_are_welcome(password: str) -> None:
    assert codes(password) == set()


def test_django_s_list_of_common_passwords_is_asked() -> None:
    assert "password_too_common" in codes("justinbieber")


def test_a_thousand_letters_count_to_the_last_one(cast: Any, own_home: Any) -> None:
    long = "Regen am Morgen 1912 " * 40
    person = cast["dora"]
    person.set_password(long)
    assert person.check_password(long)
    assert not person.check_password(long[:-1])


def test_the_hash_is_argon2id_with_the_parameters_of_owasp() -> None:
    encoded = make_password(PASSWORD)
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert isinstance(identify_hasher(encoded), passwords.Argon2id)


def test_an_older_hash_is_renewed_by_signing_in_and_by_nothing_else(cast: Any) -> None:
    old = Argon2PasswordHasher()
    old.time_cost, old.memory_cost, old.parallelism = 1, 8192, 1
    encoded = old.encode(PASSWORD, old.salt())
    User.objects.filter(pk=cast["dora"].pk).update(password=encoded)
    form = {"email": "dora@nordhang.example"}
    Client().post("/login/", {**form, "password": "falsch"})
    assert User.objects.get(pk=cast["dora"].pk).password == encoded
    client = Client()
    assert client.post("/login/", {**form, "password": PASSWORD}).status_code == 302
    new = User.objects.get(pk=cast["dora"].pk)
    assert "m=19456,t=2,p=1" in new.password
    assert new.check_password(PASSWORD)
    assert client.get("/account/").status_code == 200


def test_nobody_gets_in_without_a_password_or_with_a_closed_account(cast: Any) -> None:
    emil = cast["emil"]
    assert passwords.right(emil, PASSWORD)
    assert not passwords.right(emil, "falsch")
    assert not passwords.right(None, PASSWORD)
    emil.is_active = False
    assert not passwords.right(emil, PASSWORD)
    emil.is_active = True
    emil.set_unusable_password()
    assert not passwords.right(emil, PASSWORD)
    assert not passwords.right(emil, "")


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("/login/", {"email": "username", "password": "current-password"}),
        (
            "/account/password/",
            {"old": "current-password", "password": "new-password", "again": "new-password"},
        ),
        ("/login/again/", {"given": "current-password"}),
    ],
)
def test_browsers_keepers_of_passwords_find_their_way(
    client_of: Any, page: str, fields: dict[str, str]
) -> None:
    import re

    client = Client() if page == "/login/" else client_of("dora")
    text = client.get(page).content.decode()
    for name, told in fields.items():
        tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', text)
        assert tag is not None
        assert f'autocomplete="{told}"' in tag[0]
    assert "onpaste" not in text
