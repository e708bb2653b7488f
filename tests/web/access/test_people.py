"""People and their roles: who may change whom."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from kundig_web.access import permissions
from kundig_web.access.errors import RefusedError
from kundig_web.access.models import Branch, Department, User
from kundig_web.access.permissions import Permission, Role
from kundig_web.access.workflows import people, units
from tests.web.conftest import NOW

P = "/settings/people/"


@pytest.fixture(autouse=True)
def _home(own_home: Any) -> None:
    """An empty company."""


def change(actor: User, person: User, roles: list[str]) -> User:
    return people.change_person(
        actor=actor, person=person, name=person.name, roles=roles, department=person.department,
        branch=person.branch, now=NOW,
    )  # fmt: skip


def test_the_list_shows_everybody_with_their_roles_in_plain_words(client_of) -> None:
    page = client_of("dora").get(P).content.decode()
    for words in ("Emil Sander", "Kundenkontakt", "Betriebsrat", "ohne Rolle: sieht nichts"):
        assert words in page


def test_the_list_takes_no_more_queries_for_more_people(
    client_of, cast, django_assert_max_num_queries
) -> None:
    dora = client_of("dora")
    for i in range(30):
        user = User.objects.create(email=f"p{i}@x.example", name=f"P {i}", created_at=NOW)
        user.role_set.create(role=Role.FRONT)
    with django_assert_max_num_queries(12):
        assert dora.get(P).status_code == 200


def test_a_changed_role_takes_effect_at_once_in_an_open_session(client_of, cast) -> None:
    dora, emil = client_of("dora"), client_of("emil")
    assert emil.get("/settings/company/").status_code == 403
    pk = cast["emil"].pk
    answer = dora.post(f"{P}{pk}/", {"name": "Emil Sander", "roles": ["owner"]})
    assert answer.status_code == 302
    assert emil.get("/settings/company/").status_code == 200
    dora.post(f"{P}{pk}/", {"name": "Emil Sander", "roles": ["front"]})
    # What he lost may stand on his screen: he is signed out at once, and is in without it again.
    assert emil.get("/settings/company/")["Location"].startswith("/login/")
    assert client_of("emil").get("/settings/company/").status_code == 403


def test_a_field_that_the_form_does_not_show_changes_nothing(client_of, cast) -> None:
    # There is no branch yet, so the form has no such field; the department is sent.
    service = cast["emil"].department
    dora = client_of("dora")
    dora.post(
        f"{P}{cast['emil'].pk}/",
        {"name": "Emil Sander", "roles": ["front"], "department": service.pk},
    )
    cast["emil"].refresh_from_db()
    assert cast["emil"].department == service


def test_a_closed_account_is_out_at_once_on_every_device(client_of, cast) -> None:
    emil = client_of("emil")
    assert emil.get("/account/").status_code == 200
    assert client_of("dora").post(f"{P}{cast['emil'].pk}/close/").status_code == 302
    assert emil.get("/account/").status_code == 302
    assert client_of("dora").post(f"{P}{cast['emil'].pk}/open/").status_code == 302
    assert User.objects.get(pk=cast["emil"].pk).roles == {"front"}


def test_the_last_owner_keeps_the_role(client_of, cast) -> None:
    answer = client_of("dora").post(
        f"{P}{cast['dora'].pk}/", {"name": "Dora Berger", "roles": ["lead"]}
    )
    assert answer.status_code == 422
    assert "Jemand muss Inhaberin oder Inhaber bleiben" in answer.content.decode()
    assert User.objects.get(pk=cast["dora"].pk).roles == {"owner"}


def test_nobody_closes_their_own_account(client_of, cast) -> None:
    client_of("dora").post(f"{P}{cast['dora'].pk}/close/")
    assert User.objects.get(pk=cast["dora"].pk).is_active


def test_two_owners_cannot_shut_each_other_out(cast) -> None:
    change(cast["dora"], cast["emil"], ["owner"])
    dora, emil = cast["dora"], User.objects.get(pk=cast["emil"].pk)
    people.deactivate(actor=dora, person=emil, now=NOW)
    with pytest.raises(PermissionDenied):  # Emil's request was under way when his account closed
        people.deactivate(actor=emil, person=dora, now=NOW)
    assert User.objects.get(pk=dora.pk).is_active


def test_a_closed_owner_does_not_count_as_an_owner(cast) -> None:
    change(cast["dora"], cast["emil"], ["owner"])
    people.deactivate(actor=cast["dora"], person=User.objects.get(pk=cast["emil"].pk), now=NOW)
    with pytest.raises(RefusedError) as refused:
        change(cast["dora"], cast["dora"], ["lead"])
    assert refused.value.key == "last_owner"


@pytest.fixture
def _leads_manage_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a company let its department leads manage people."""
    grants = dict(permissions.GRANTS)
    grants[Role.LEAD] = grants[Role.LEAD] | {Permission.MANAGE_PEOPLE}
    monkeypatch.setattr(permissions, "GRANTS", grants)


@pytest.mark.usefixtures("_leads_manage_people")
@pytest.mark.parametrize("whom", ["lena", "emil"])
def test_nobody_raises_themselves_or_others_above_themselves(cast, whom) -> None:
    lena = User.objects.get(pk=cast["lena"].pk)
    with pytest.raises(RefusedError) as refused:
        change(lena, cast[whom], ["owner"])
    assert refused.value.key == "raise"
    assert "owner" not in User.objects.get(pk=cast[whom].pk).roles


@pytest.mark.usefixtures("_leads_manage_people")
def test_nobody_touches_somebody_with_more_rights(cast) -> None:
    lena = User.objects.get(pk=cast["lena"].pk)
    for act in (
        lambda: change(lena, cast["dora"], ["front"]),
        lambda: people.deactivate(actor=lena, person=cast["dora"], now=NOW),
    ):
        with pytest.raises(RefusedError) as refused:
            act()
        assert refused.value.key == "raise"


@pytest.mark.parametrize("name", ["lena", "emil", "ana", "petra", "konrad", "dana", "nina"])
def test_only_who_manages_people_may_change_them(cast, name) -> None:
    with pytest.raises(PermissionDenied):
        change(cast[name], cast["emil"], ["front"])
    with pytest.raises(PermissionDenied):
        people.deactivate(actor=cast[name], person=cast["emil"], now=NOW)
    with pytest.raises(PermissionDenied):
        units.add_unit(actor=cast[name], kind="branch", name="X", now=NOW)


def test_an_unknown_role_is_refused(cast) -> None:
    with pytest.raises(RefusedError) as refused:
        change(cast["dora"], cast["emil"], ["emperor"])
    assert refused.value.key == "unknown_role"


def test_departments_and_branches_are_added_and_renamed_once_each(client_of) -> None:
    dora = client_of("dora")
    url = "/settings/departments/"
    assert dora.post(url, {"kind": "department", "name": " Versand  Süd "}).status_code == 302
    versand = Department.objects.get(name="Versand Süd")
    again = dora.post(url, {"kind": "department", "name": "versand süd"})
    assert again.status_code == 422
    assert "gibt es schon" in again.content.decode()
    renamed = dora.post(f"/settings/department/{versand.pk}/", {"name": "Lager"}, follow=True)
    assert "heißt jetzt" in renamed.content.decode()
    assert dora.post(url, {"kind": "planet", "name": "X"}).status_code == 404
    assert dora.get("/settings/planet/1/").status_code == 404


def test_renaming_keeps_the_people_of_a_department(cast, client_of) -> None:
    service = cast["emil"].department
    client_of("dora").post(f"/settings/department/{service.pk}/", {"name": "Kundendienst"})
    assert User.objects.get(pk=cast["emil"].pk).department.name == "Kundendienst"


def test_branches_are_proposed_from_the_facts_until_they_are_added(client_of, demo) -> None:
    dora = client_of("dora")
    page = dora.get("/settings/departments/").content.decode()
    assert "„Süd“ hinzufügen" in page
    dora.post("/settings/departments/", {"kind": "branch", "name": "Süd"})
    assert Branch.objects.filter(name="Süd").exists()
    assert "„Süd“ hinzufügen" not in dora.get("/settings/departments/").content.decode()


def test_changing_the_branch_needs_one_that_exists(client_of, cast) -> None:
    Branch.objects.create(name="Süd")
    answer = client_of("dora").post(
        f"{P}{cast['emil'].pk}/",
        {"name": "Emil Sander", "roles": ["front"], "branch": "99999"},
    )
    assert answer.status_code == 422
    assert "wählen Sie etwas aus der Liste" in answer.content.decode()
