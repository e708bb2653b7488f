"""Keys of programs: made, shown once, revoked."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from kundig_web.access.errors import RefusedError
from kundig_web.access.links import hash_of
from kundig_web.access.models import Token
from kundig_web.access.workflows import tokens
from tests.web.conftest import NOW, TODAY

URL = "/settings/tokens/"


@pytest.fixture(autouse=True)
def _home(own_home: Any) -> None:
    """An empty company."""


def test_a_key_is_shown_once_and_only_its_hash_is_kept(client_of) -> None:
    dora = client_of("dora")
    given = {"name": "Webshop", "scopes": ["send_events"], "days": "90"}
    answer = dora.post(URL, given)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    value = re.search(r'value="(kundig_[A-Za-z0-9_-]{32})"', answer.content.decode()).group(1)
    token = Token.objects.get()
    assert token.token_hash == hash_of(value)
    assert value not in str(Token.objects.values().get())
    assert value not in dora.get(URL).content.decode()
    again = dora.post(URL, given)  # a page that is loaded once more makes no second key
    assert again.status_code == 422
    assert Token.objects.count() == 1


def test_a_revoked_name_may_be_used_again(client_of) -> None:
    dora = client_of("dora")
    given = {"name": "Webshop", "scopes": ["send_events"], "days": "90"}
    dora.post(URL, given)
    assert dora.post(f"{URL}{Token.objects.get().pk}/revoke/").status_code == 302
    assert dora.post(URL, given).status_code == 200
    assert "widerrufen" in dora.get(URL).content.decode()


@pytest.mark.parametrize("scope", ["manage_people", "see_works_council", "everything"])
def test_only_what_the_interface_offers_can_be_granted(cast, client_of, scope) -> None:
    assert client_of("dora").post(
        URL, {"name": "X", "scopes": [scope], "days": "90"}
    ).status_code == 422  # fmt: skip
    with pytest.raises(RefusedError):
        tokens.create_token(actor=cast["dora"], name="X", scopes=[scope], expires_on=TODAY, now=NOW)
    assert not Token.objects.exists()


def test_only_the_day_of_the_last_use_is_kept_and_written_once_a_day(
    cast, django_assert_num_queries
) -> None:
    made = tokens.create_token(
        actor=cast["dora"], name="X", scopes=["see_figures"], expires_on=TODAY, now=NOW
    ).token
    tokens.note_use(token=made, today=TODAY)
    made.refresh_from_db()
    assert made.last_used_on == TODAY
    with django_assert_num_queries(0):
        tokens.note_use(token=made, today=TODAY)
    tokens.note_use(token=made, today=TODAY + timedelta(days=1))
    made.refresh_from_db()
    assert made.last_used_on == TODAY + timedelta(days=1)
