"""Each gap in what a table declares is named: every kind is planted once."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from django.db import models
from django.test.utils import isolate_apps

from kundig.tables import TABLES, Personal
from kundig_web.registry import checks, subjects
from kundig_web.registry.declared import NOBODY, About, Forget, Keep, Kept
from kundig_web.registry.facts import FACTS
from kundig_web.registry.places import PLACES, Place, undeclared
from kundig_web.registry.purposes import PURPOSES

SOUND = Kept(About.CUSTOMER, ("care",), Keep(30, after="at"), Forget.DELETE, "who")


def declared_as(kept: Kept | None, personal: dict[str, Personal] | None = None) -> Any:
    """A table with a text and a day, and these declarations."""
    marks: dict[str, Any] = {} if kept is None else {"kept": kept}
    if personal is not None:
        marks["personal"] = personal
    fields = {"who": models.CharField(max_length=9), "at": models.DateField()}
    meta = type("Meta", (), {"app_label": "customers"})
    return type(
        "Planted", (models.Model,), {"__module__": __name__, "Meta": meta, **fields, **marks}
    )


def ids(kept: Kept, personal: dict[str, Personal] | None = None) -> set[str]:
    return {m.id for m in checks.of_model(declared_as(kept, personal), kept)}


@pytest.fixture(autouse=True)
def forgettable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(subjects.FORGET, "customers", lambda keys, **_: subjects.Forgotten())


def test_the_site_as_it_is_has_no_gap() -> None:
    found = [m for m in checks.every_table_says_what_it_keeps(None) if m.is_serious()]
    assert not found, "\n".join(m.msg for m in found)


def test_every_table_of_the_database_is_looked_at() -> None:
    labels = {m._meta.label for m in checks.tables()}
    assert {"customers.Person", "jobs.Job", "customers.SavedList_departments"} <= labels
    assert len(labels) > 35


@isolate_apps("kundig_web.customers")
def test_a_sound_declaration_passes() -> None:
    assert not ids(SOUND, {"who": Personal.DIRECT})


@isolate_apps("kundig_web.customers")
def test_a_table_that_says_nothing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "tables", lambda: iter([declared_as(None)]))
    assert "registry.E001" in {m.id for m in checks.every_table_says_what_it_keeps(None)}


@isolate_apps("kundig_web.customers")
def test_a_declaration_is_not_inherited() -> None:
    parent = declared_as(SOUND)
    child = type("Child", (parent,), {
        "__module__": __name__, "Meta": type("Meta", (), {"app_label": "customers"}),
    })  # fmt: skip
    assert checks.kept_of(child) is None


@isolate_apps("kundig_web.customers")
@pytest.mark.parametrize(
    ("kept", "personal", "error"),
    [
        (SOUND, {}, "registry.E002"),
        (SOUND, {"who": Personal.DIRECT, "gone": Personal.NONE}, "registry.E007"),
        (Kept(About.CUSTOMER, ("fun",), forget=Forget.DELETE), {"who": Personal.NONE}, "registry.E003"),
        (Kept(About.CUSTOMER, (), forget=Forget.DELETE), {"who": Personal.NONE}, "registry.E003"),
        (Kept(About.CUSTOMER, ("care",), Keep(9, after="gone"), Forget.DELETE), None, "registry.E004"),
        (Kept(About.CUSTOMER, ("care",), Keep(9), Forget.DELETE), None, "registry.E004"),
        (
            Kept(About.CUSTOMER, ("care",), Keep(9, "at", when=(("gone__in", ()),)), Forget.DELETE),
            None, "registry.E004",
        ),
        (Kept(About.CUSTOMER, ("care",)), None, "registry.E005"),
        (Kept(About.CUSTOMER, ("care",), forget=Forget.DELETE, person="who__key"), None, "registry.E008"),
        (Kept(About.CUSTOMER, ("care",), forget=Forget.STAY), None, "registry.E009"),
        (NOBODY, {"who": Personal.DIRECT}, "registry.E006"),
    ],
)  # fmt: skip
def test_each_gap_has_its_error(kept: Kept, personal: Any, error: str) -> None:
    assert error in ids(kept, personal)


@isolate_apps("kundig_web.customers", "kundig_web.access")
def test_a_table_about_nobody_leads_to_nobody() -> None:
    from kundig_web.access.models import User

    class Watched(models.Model):
        kept: ClassVar = NOBODY
        who = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

        class Meta:
            app_label = "customers"

    assert "registry.E006" in {m.id for m in checks.of_model(Watched, NOBODY)}


@isolate_apps("kundig_web.customers")
def test_an_app_that_cannot_forget_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(subjects.FORGET, "customers")
    found = {m.id for m in checks.of_model(declared_as(SOUND, {"who": Personal.DIRECT}), SOUND)}
    assert "registry.E005" in found


def test_a_shared_table_without_a_declaration_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(FACTS, "orders")
    assert "registry.E011" in {m.id for m in checks.every_table_says_what_it_keeps(None)}


def test_a_shared_table_about_nobody_has_no_column_about_a_person() -> None:
    for name, kept in FACTS.items():
        if not kept.personal:
            classes = {c.personal for c in TABLES[name].columns}
            assert classes <= {Personal.NONE}, name


def test_background_work_without_a_step_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "WORK", [lambda: {"spam.send": "spam.send"}])
    found = [m for m in checks.every_table_says_what_it_keeps(None) if m.id == "registry.E010"]
    assert [m.msg for m in found] == [
        "background work spam.send is the step 'spam.send', which registry.steps lacks"
    ]


def test_a_place_with_an_unknown_purpose_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Kept(About.CUSTOMER, ("fun",), forget=Forget.DELETE)
    monkeypatch.setitem(PLACES, "cellar", Place("cellar", "cellar", kept))
    found = {m.msg for m in checks.every_table_says_what_it_keeps(None) if m.id == "registry.E003"}
    assert found == {"place cellar the purpose 'fun' is not in registry.purposes"}


def test_a_file_that_nobody_declared_is_named(own_home) -> None:
    (own_home.folder / "web" / "uploads").mkdir(parents=True)
    (own_home.folder / "web" / "sent_mails").mkdir()
    (own_home.folder / "kunden_alt.csv").write_text("x")
    assert list(undeclared(own_home.folder)) == ["kunden_alt.csv", "web/sent_mails"]
    assert {m.id for m in checks.every_place_is_declared(None)} == {"registry.W001"}


def test_what_the_demo_company_writes_is_declared(demo) -> None:
    assert list(undeclared(demo.folder)) == []


def test_every_purpose_is_used_by_something() -> None:
    used = {p for k in FACTS.values() for p in k.purposes}
    used |= {p for place in PLACES.values() for p in place.kept.purposes}
    used |= {p for m in checks.tables() if (k := checks.kept_of(m)) for p in k.purposes}
    assert used == set(PURPOSES)
