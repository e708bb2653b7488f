"""Alone, small team, several departments: growing migrates nothing."""

from __future__ import annotations

import pytest
from django.core import serializers

from kundig_web.access import modes
from kundig_web.access.models import Branch, Department, Invitation, Mode, Token, User, UserRole
from kundig_web.access.workflows import company as company_work
from kundig_web.access.workflows import tokens
from tests.web.conftest import NOW, TODAY


def state() -> str:
    return "".join(
        serializers.serialize("json", model.objects.order_by("pk"))
        for model in (User, UserRole, Department, Branch, Invitation, Token)
    )


def test_from_departments_to_alone_and_back_every_row_stays(client_of, cast, own_home) -> None:
    Branch.objects.create(name="Süd")
    tokens.create_token(
        actor=cast["dora"], name="Shop", scopes=["see_figures"], expires_on=TODAY, now=NOW
    )
    before = state()
    dora = client_of("dora")
    for mode in ("alone", "team", "departments", "team", "alone", "departments"):
        answer = dora.post("/settings/company/mode/", {"mode": mode}, follow=True)
        assert answer.status_code == 200
        assert modes.mode() == mode
    assert state() == before
    assert "Emil Sander" in dora.get("/settings/people/").content.decode()


def test_alone_there_are_no_people_pages_but_the_way_to_a_team(client_of, cast, own_home) -> None:
    dora = client_of("dora")
    dora.post("/settings/company/mode/", {"mode": "alone"})
    page = dora.get("/settings/people/").content.decode()
    assert "Sie arbeiten hier allein" in page
    assert "Emil Sander" not in page
    assert dora.get("/settings/people/invite/").status_code == 404
    assert dora.get(f"/settings/people/{cast['emil'].pk}/").status_code == 404
    assert "Abteilungen und Filialen" not in dora.get("/settings/").content.decode()
    assert "Was Sie dürfen" not in dora.get("/account/").content.decode()


def test_a_small_team_has_people_without_departments(client_of, cast, own_home) -> None:
    dora = client_of("dora")
    dora.post("/settings/company/mode/", {"mode": "team"})
    page = dora.get(f"/settings/people/{cast['emil'].pk}/").content.decode()
    assert 'name="department"' not in page
    kept = cast["emil"].department
    dora.post(f"/settings/people/{cast['emil'].pk}/", {"name": "Emil S.", "roles": ["front"]})
    assert User.objects.get(pk=cast["emil"].pk).department == kept
    assert "ohne Abteilungen" in dora.get("/settings/departments/").content.decode()
    assert dora.get(f"/settings/department/{kept.pk}/").status_code == 404


def test_the_mode_grants_nothing(client_of, cast, own_home) -> None:
    dora, emil = client_of("dora"), client_of("emil")
    for mode in Mode.values:
        dora.post("/settings/company/mode/", {"mode": mode})
        assert emil.get("/settings/company/").status_code == 403


def test_the_mode_is_asked_once_per_request(cast, own_home, django_assert_num_queries) -> None:
    with modes.remembered(), django_assert_num_queries(1):
        assert [modes.mode() for _ in range(5)] == [Mode.DEPARTMENTS] * 5


def test_whoever_changes_the_mode_sees_the_new_one_at_once(cast, own_home) -> None:
    with modes.remembered():
        assert modes.mode() == Mode.DEPARTMENTS
        company_work.change_mode(actor=cast["dora"], mode=Mode.TEAM, now=NOW)
        assert modes.mode() == Mode.TEAM


@pytest.mark.django_db
def test_a_site_that_nobody_started_is_alone_and_asking_writes_nothing(own_home) -> None:
    from kundig_web.access.models import Site

    assert modes.mode() == Mode.ALONE
    assert not Site.objects.exists()


def test_company_settings_are_written_and_wrong_ones_refused(client_of, own_home) -> None:
    dora = client_of("dora")
    good = {
        "company_name": "Nordhang", "currency": "CHF", "zone": "Europe/Zurich",
        "company_language": "en",
    }  # fmt: skip
    assert dora.post("/settings/company/", good).status_code == 302
    company = own_home.company()
    assert (company.name, company.currency, company.zone) == ("Nordhang", "CHF", "Europe/Zurich")
    assert company.language == "en"
    for wrong in ({"zone": "Mars/Olympus"}, {"currency": "GOLD"}, {"company_name": ""}):
        assert dora.post("/settings/company/", good | wrong).status_code == 422
    assert own_home.company() == company
    assert dora.post("/settings/company/mode/", {"mode": "empire"}).status_code == 404
