"""The password once more, before what matters; what was typed is not lost by it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver

from kundig_web.access import brakes, fresh, sessions
from kundig_web.access.checks import routes
from kundig_web.access.models import Department, Invitation, Token
from kundig_web.access.permit import access_of
from kundig_web.limits.counting import Limit
from tests.web.conftest import PASSWORD

PEOPLE = "/settings/people/invite/"
AGAIN = "/login/again/"
FORM = {"email": "neu@x.example", "roles": ["front"]}


@pytest.fixture(autouse=True)
def _home(own_home: Any) -> None:
    """An empty company."""


def test_a_page_asks_for_the_password_and_leads_back(client_of: Any) -> None:
    dora = client_of("dora", fresh=False)
    asked = dora.get(f"{PEOPLE}?x=1")
    assert asked.status_code == 302
    assert asked["Location"] == f"{AGAIN}?next=%2Fsettings%2Fpeople%2Finvite%2F%3Fx%3D1"
    page = dora.get(asked["Location"])
    assert 'name="next" value="/settings/people/invite/?x=1"' in page.content.decode()
    answer = dora.post(AGAIN, {"given": PASSWORD, "next": f"{PEOPLE}?x=1"})
    assert answer["Location"] == f"{PEOPLE}?x=1"
    assert dora.get(PEOPLE).status_code == 200


def test_a_form_that_is_sent_keeps_what_was_typed_and_goes_on_with_the_password(
    client_of: Any,
) -> None:
    dora = client_of("dora", fresh=False)
    asked = dora.post(PEOPLE, {**FORM, "password": "x", "csrfmiddlewaretoken": "y"})
    assert asked.status_code == 403
    assert not Invitation.objects.exists()
    page = asked.content.decode().partition("<h1>")[2]
    kept = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    fields = {n: unescape(v) for n, v in kept if n != "csrfmiddlewaretoken"}
    assert fields == {"email": "neu@x.example", "roles": "front"}
    answer = dora.post(PEOPLE, {**fields, fresh.FIELD: PASSWORD})
    assert answer.status_code == 200
    assert Invitation.objects.get().email == "neu@x.example"


def test_a_wrong_password_does_nothing_and_asks_again(client_of: Any) -> None:
    dora = client_of("dora", fresh=False)
    asked = dora.post(PEOPLE, {**FORM, fresh.FIELD: "falsch"})
    assert asked.status_code == 403
    assert 'role="alert"' in asked.content.decode()
    assert not Invitation.objects.exists()
    assert dora.post(AGAIN, {"given": "falsch"}).status_code == 422
    assert dora.get(PEOPLE).status_code == 302


def test_it_is_asked_again_after_ten_minutes(
    client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    dora = client_of("dora", fresh=False)
    dora.post(AGAIN, {"given": PASSWORD})
    now = sessions.clock()
    for minutes, status in ((9, 200), (11, 302)):
        monkeypatch.setattr(sessions, "clock", lambda m=minutes: now + timedelta(minutes=m))
        assert dora.get(PEOPLE).status_code == status


def test_signing_in_is_fresh_by_itself(cast: Any) -> None:
    dora = Client()
    dora.post("/login/", {"email": "dora@nordhang.example", "password": PASSWORD})
    assert dora.get(PEOPLE).status_code == 200


def test_giving_it_again_changes_the_key_of_the_session(client_of: Any) -> None:
    dora = client_of("dora", fresh=False)
    before = dora.cookies[site_settings.SESSION_COOKIE_NAME].value
    dora.post(AGAIN, {"given": PASSWORD})
    assert dora.cookies[site_settings.SESSION_COOKIE_NAME].value != before


def test_tries_are_limited_even_with_the_right_password_at_the_end(
    client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brakes, "AGAIN", Limit("login.again", 3, 3600))
    dora = client_of("dora", fresh=False)
    for _ in range(3):
        dora.post(AGAIN, {"given": "falsch"})
    assert dora.post(AGAIN, {"given": PASSWORD}).status_code == 422
    assert dora.post(PEOPLE, {**FORM, fresh.FIELD: PASSWORD}).status_code == 403
    old = {"old": PASSWORD, "password": "Regen am Morgen 1912", "again": "Regen am Morgen 1912"}
    assert dora.post("/account/password/", old).status_code == 422
    cast_dora = dora.get("/account/").wsgi_request.user
    assert cast_dora.check_password(PASSWORD)


def test_the_right_password_forgives_the_wrong_ones_before(
    client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brakes, "AGAIN", Limit("login.again", 3, 3600))
    dora = client_of("dora", fresh=False)
    for given in ("falsch", "falsch", PASSWORD, "falsch", "falsch", PASSWORD):
        answer = dora.post(AGAIN, {"given": given})
    assert answer.status_code == 302


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_the_way_back_leads_to_no_other_site(client_of: Any, next_: str) -> None:
    dora = client_of("dora", fresh=False)
    assert dora.post(AGAIN, {"given": PASSWORD, "next": next_})["Location"] == "/"


def test_a_piece_of_a_page_sends_the_whole_page_to_the_question(client_of: Any) -> None:
    dora = client_of("dora", fresh=False)
    asked = dora.post(
        PEOPLE, FORM, HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL="http://testserver/more/"
    )
    assert asked["HX-Redirect"] == f"{AGAIN}?next=%2Fmore%2F"
    assert not Invitation.objects.exists()


def test_files_and_long_texts_are_said_to_be_lost(client_of: Any) -> None:
    dora = client_of("dora", fresh=False)
    file = SimpleUploadedFile("a.csv", b"x")
    page = dora.post(PEOPLE, {**FORM, "file": file}).content.decode()
    assert "noch einmal wählen" in page
    page = dora.post(PEOPLE, {**FORM, "text": "x" * (fresh.MOST + 1)}).content.decode()
    assert "zu viel Text" in page
    assert "neu@x.example" not in page


def test_who_may_not_is_told_so_before_any_question(client_of: Any) -> None:
    emil = client_of("emil", fresh=False)
    assert emil.get(PEOPLE).status_code == 403
    assert emil.post(PEOPLE, {fresh.FIELD: PASSWORD}).status_code == 403
    assert AGAIN not in emil.get(PEOPLE).content.decode()


#: What must ask: exports, roles, accounts, keys, invitations, the second step.
MATTERS = {
    "customers:export", "customers:export_csv", "customers:export_xlsx", "access:person",
    "access:deactivate", "access:activate", "access:invite", "access:new_link", "access:mode",
    "access:tokens", "access:reset_step", "access:demand", "access:second_step_begin",
    "access:second_step_new", "access:second_step_off", "access:spare_codes",
}  # fmt: skip


def test_everything_that_matters_asks() -> None:
    asking = {
        f"{p.default_args.get('x', '')}{name_of(p)}"
        for _, p in routes(get_resolver())
        if (found := access_of(p.callback)) is not None and found.fresh
    }
    wanted = {name.partition(":")[2] for name in MATTERS}
    assert wanted <= asking


def name_of(pattern: Any) -> str:
    return str(pattern.name)


@pytest.mark.parametrize("path", ["deactivate", "tokens", "mode", "demand"])
def test_nothing_happens_without_the_password(client_of: Any, cast: Any, path: str) -> None:
    dora = client_of("dora", fresh=False)
    emil = cast["emil"]
    found = {
        "deactivate": (f"/settings/people/{emil.pk}/close/", {}),
        "tokens": ("/settings/tokens/", {"name": "K", "scopes": ["see_figures"], "days": "30"}),
        "mode": ("/settings/company/mode/", {"mode": "alone"}),
        "demand": ("/settings/company/second-step/", {"on": "1"}),
    }[path]
    assert dora.post(*found).status_code == 403
    emil.refresh_from_db()
    assert emil.is_active
    assert not Token.objects.exists()
    from kundig_web.access.models import site

    assert (site().mode, site().second_step) == ("departments", False)
    assert Department.objects.exists()


def test_a_list_of_customers_leaves_the_house_only_with_the_password(
    client_of: Any, demo: Any
) -> None:
    lena = client_of("lena", fresh=False)
    names = {p.name: r for r, p in routes(get_resolver()) if p.name and "export" in p.name}
    for name in ("export", "export_csv", "export_xlsx"):
        assert lena.get(names[name])["Location"].startswith(AGAIN)
    download = "/figures/nps/csv/?by=customer"
    found = [r for r, p in routes(get_resolver()) if "download" in str(p.name)]
    download = (
        found[0].replace("<slug:measure>", "repeat_rate").replace("<str:measure>", "repeat_rate")
    )
    download = re.sub(r"<[^>]+>", "csv", download)
    assert lena.get(f"{download}?by=customer").get("Location", AGAIN).startswith(AGAIN)
