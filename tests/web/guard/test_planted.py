"""Every violation that somebody could build in is found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

import pytest
from django.apps import apps
from django.db import models

from kundig.answers import measures
from kundig_web.access.models import User
from kundig_web.guard import asked, attack, exchanged, interface, tables, traces
from kundig_web.guard import measures as figures
from kundig_web.guard.claims import Claim, Report
from kundig_web.guard.stage import Stage, clock
from kundig_web.guard.visits import Route, Walk, routes, walk
from kundig_web.jobs import mirrors
from tests.web.guard.conftest import NOW

pytestmark = pytest.mark.django_db


def keys(claim: Claim) -> set[str]:
    return {b.key for b in claim.breaches}


def fails(claim: Claim) -> bool:
    """As the command sees it: exit 1."""
    return not Report(NOW, (claim,), 0.0).ok


@pytest.fixture
def look(staged: Stage, settings: Any) -> Any:
    """`look("names")`: the owner opens a planted page."""
    settings.ROOT_URLCONF = "tests.web.guard.planted_urls"

    def looked(*names: str, asking: str = "") -> tuple[Walk, list[Route]]:
        found = routes()
        owner = User.objects.get(pk=staged.viewers["owner"].pk)
        urls = [f"/planted/{n}/{asking}" for n in names]
        with clock(staged.now):
            return walk("owner", owner, found, only=urls), found

    return looked


@pytest.mark.parametrize("name", ["names", "initials"])
def test_a_page_with_names_per_row_lets_work_be_counted(look, staged: Stage, name: str) -> None:
    seen, _ = look(name)
    shown = list(seen.shown.values())
    sheet, named = attack.gathered(shown, staged.everybody, staged.viewers)
    counted = attack.nobody_can_be_counted(shown, sheet)
    assert fails(attack.nobody_is_named(shown, named))
    assert fails(counted)
    assert counted.breaches[0].values["n"] == 2  # both who did anything at all
    assert counted.breaches[0].values["most"] >= 6


def test_numbers_without_any_name_are_found_by_exchanging_the_work(look, staged: Stage) -> None:
    seen, found = look("numbers")
    with clock(staged.now):
        claim = exchanged.same_for_everybody(staged, [seen], found)
    assert keys(claim) == {"tells_apart"}
    assert fails(claim)


def test_an_order_by_person_is_found_though_no_person_is_shown(look, staged: Stage) -> None:
    seen, found = look("sorted")
    owner = look("sorted", asking="?sort=created_by")[0]
    with clock(staged.now):
        assert exchanged.same_for_everybody(staged, [seen], found).holds
        assert fails(exchanged.same_for_everybody(staged, [owner], found))


def test_a_parameter_that_filters_by_person_is_found_by_reading_the_view(look, staged) -> None:
    seen, found = look("filtered")
    much, little = staged.handlers[1], staged.handlers[0]
    with clock(staged.now):
        claim = asked.no_parameter_of_a_person(seen, found, much, little)
    assert [b.where for b in claim.breaches] == ["planted_filtered ?wer"]


def test_an_export_with_a_column_of_handlers_is_found_twice(look, staged: Stage) -> None:
    seen, _ = look("exported")
    shown = list(seen.shown.values())
    sheet, named = attack.gathered(shown, staged.everybody, staged.viewers)
    assert fails(attack.exports_name_departments(shown, named))
    assert keys(interface.heads_name_nobody(shown)) == {"export_column"}
    assert sheet


def test_an_answer_of_the_interface_with_a_handlers_number_is_found(look, staged: Stage) -> None:
    seen, _ = look("answered")
    shown = list(seen.shown.values())
    _, named = attack.gathered(shown, staged.everybody, staged.viewers)
    assert fails(attack.exports_name_departments(shown, named))
    assert keys(interface.heads_name_nobody(shown)) == {"api_field"}


def test_a_field_of_the_described_interface_is_found() -> None:
    schema = {"components": {"schemas": {"Case": {"properties": {"assignee_name": {}, "day": {}}}}}}
    claim = interface.schema_names_nobody(schema)
    assert [b.where for b in claim.breaches] == ["Case.assignee_name"]


@pytest.fixture
def planted_models() -> Any:
    """Models that nobody declared, gone again after the test."""

    class PlantedCase(models.Model):
        handled = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
        sachbearbeiter = models.CharField(max_length=80)
        last_login = models.DateTimeField(null=True)

        class Meta:
            app_label: ClassVar = "guard"

    yield PlantedCase
    del apps.all_models["guard"]["plantedcase"]
    apps.clear_cache()


def test_a_model_with_an_undeclared_handler_and_a_last_sign_in_is_found(planted_models) -> None:
    found = {b.where for b in tables.declared().breaches}
    assert {"guard.PlantedCase.handled", "guard.PlantedCase.sachbearbeiter"} <= found
    presence = tables.no_presence()
    assert [b.where for b in presence.breaches] == ["guard.PlantedCase.last_login"]
    assert fails(presence)


def test_a_measure_by_actor_is_found(own_home) -> None:
    nps = measures()["nps"]
    by_actor = replace(nps, dimensions=(*nps.dimensions, "created_by"))
    claim = figures.no_figure_by_person((by_actor,))
    assert "measure" in keys(claim)
    assert fails(claim)


def test_a_mirror_that_publishes_a_name_is_found(staged: Stage, monkeypatch) -> None:
    name = staged.handlers[0].name
    monkeypatch.setitem(mirrors.MIRRORS, "planted", lambda now: {"texts": [{"text": name}]})
    with clock(staged.now):
        assert [b.where for b in traces.store_names_nobody(staged.everybody).breaches] == [
            "planted: texts"
        ]


def test_a_log_line_with_a_mail_address_is_found(staged: Stage) -> None:
    claim = traces.logs_name_nobody([f"user {staged.handlers[0].email} saved"], staged.everybody)
    assert fails(claim)
    assert staged.handlers[0].email.partition("@")[0] not in claim.breaches[0].where
