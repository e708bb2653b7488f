"""The record of processing lists everything that holds data of people; `kundig records` writes it."""

from __future__ import annotations

import json
import re
from datetime import date
from html import escape
from pathlib import Path

import pytest

from kundig.cli.main import main
from kundig.tables import TABLES, Personal
from kundig_web.registry import checks, record
from kundig_web.registry.declared import Forget, Keep
from kundig_web.registry.places import PLACES
from kundig_web.registry.purposes import PURPOSES
from kundig_web.registry.steps import STEPS
from kundig_web.registry.switch import switch
from tests.web.conftest import NOW

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)


@pytest.fixture(params=["de", "en"])
def told(request, own_home) -> record.Told:
    return record.records(request.param, on=DAY)


def test_every_table_with_personal_data_is_listed(told) -> None:
    wanted = {
        m._meta.label
        for m in checks.tables()
        if any(p is not Personal.NONE for p in checks.personal_of(m).values())
        or any(f.is_relation and f.related_model._meta.label in checks.PEOPLE for f in m._meta.concrete_fields)
    }  # fmt: skip
    wanted |= {
        f"store.{name}"
        for name, table in TABLES.items()
        if any(c.personal is not Personal.NONE for c in table.columns)
    }
    assert len(wanted) > 40
    assert wanted <= {t["table"] for t in told["tables"]}


def test_every_purpose_step_table_and_place_stands_in_it_in_words(told) -> None:
    assert [p["key"] for p in told["purposes"]] == list(PURPOSES)
    for p in told["purposes"]:
        for part in ("name", "text", "bases", "people", "data", "recipients", "third_country"):
            assert p[part], f"{p['key']}: {part}"
        assert p["retention"], f"{p['key']}: nothing says how long"
    assert {s for p in told["purposes"] for s in p["steps"]} >= {
        record.words.say(f"registry.step_{s.key.replace('.', '_')}", told["lang"])
        for s in STEPS.values()
    }
    for t in (*told["tables"], *told["places"]):
        assert t["name"], t
        assert t["retention"], t
        assert t["forgotten"], t
    assert len(told["places"]) == sum(p.kept.personal for p in PLACES.values())


def test_every_table_has_a_name_that_people_understand(told) -> None:
    bare = [t["table"] for t in told["tables"] if t["name"] == t["table"]]
    assert not bare, f"without words in registry/texts_tables.toml: {bare}"


def test_every_way_to_forget_has_its_words() -> None:
    for way in Forget:
        for lang in ("de", "en"):
            assert record.words.say(f"registry.forget_{way.value}", lang)


@pytest.mark.parametrize(
    ("keep", "de", "en"),
    [
        (Keep(1095, after="closed_on"), "3 Jahre nach dem Abschluss", "3 years after it was closed"),
        (Keep(365, after="day"), "1 Jahr nach dem Gespräch", "1 year after the talk"),
        (Keep(1, after="ends_at"), "1 Tag nach dem Ende der Zählung", "1 day after the count ends"),
        (Keep(0, after="expires_at"), "bis zu dem Ablauf", "until it expires"),
        (
            Keep(3650, after="order_date", hold="§ 147 AO"),
            "10 Jahre nach der Bestellung (§ 147 AO)", "10 years after the order (§ 147 AO)",
        ),
    ],
)  # fmt: skip
def test_periods_are_told_in_words(keep, de, en) -> None:
    assert record.period(keep, "de") == de
    assert record.period(keep, "en") == en


def test_the_page_needs_nothing_from_outside_and_shows_everything(told) -> None:
    page = record.page(told)
    assert not re.search(r"<script|<link|<img|https?://", page)
    for p in told["purposes"]:
        assert f"{escape(p['name'])}</h2>" in page
    for t in told["tables"]:
        assert f"<code>{t['table']}</code>" in page
    for sentence in told["measures"]:
        assert escape(sentence) in page


def test_what_the_company_calls_itself_is_escaped(own_home) -> None:
    from dataclasses import replace

    own_home.write_company(replace(own_home.company(), name="<b>Müller & Söhne</b>"))
    page = record.page(record.records("de", on=DAY))
    assert "&lt;b&gt;Müller &amp; Söhne&lt;/b&gt;" in page
    assert "<b>" not in page


def test_a_purpose_that_is_off_is_marked(own_home) -> None:
    switch(purpose="surveys", on=False, now=NOW)
    off = {p["key"]: p["off_since"] for p in record.records("de", on=DAY)["purposes"]}
    assert off["surveys"] == "2026-11-20T09:00:00+00:00"
    assert off["care"] is None
    assert "verzichtet" in record.page(record.records("de", on=DAY))


def test_the_command_writes_html_and_json_in_both_languages(
    own_home, capsys, tmp_path: Path
) -> None:
    home = ["--home", str(own_home.folder)]
    file = tmp_path / "record.html"
    assert main(["records", str(file), "--lang", "de", *home]) == 0
    assert str(file) in capsys.readouterr().out
    assert "Verzeichnis von Verarbeitungstätigkeiten" in file.read_text(encoding="utf-8")
    assert main(["records", "--json", "--lang", "en", *home]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["title"].startswith("Record of processing")
    assert {p["key"] for p in found["purposes"]} == set(PURPOSES)


def test_the_command_switches_a_purpose_and_refuses_one_that_must_stay(own_home, capsys) -> None:
    home = ["--home", str(own_home.folder), "--lang", "de"]
    assert main(["records", "--off", "advertising", *home]) == 0
    assert "läuft nicht mehr" in capsys.readouterr().out
    assert main(["records", "--off", "care", *home]) == 2
    assert "lässt sich nicht abschalten" in capsys.readouterr().err
    assert main(["records", "--on", "advertising", *home]) == 0


def test_the_retention_command_counts_and_deletes_only_when_told(own_home, capsys) -> None:
    from kundig_web.needs.models import Hint

    Hint.objects.create(day=date(2019, 1, 1), text="x", created_at=NOW, answer_due=DAY)
    home = ["--home", str(own_home.folder), "--lang", "de"]
    assert main(["retention", *home]) == 0
    assert "Hinweise: 1 vor dem" in (out := capsys.readouterr().out), out
    assert "Gelöscht wurde nichts" in out
    assert main(["retention", "--delete", "--dry-run", *home]) == 0
    assert Hint.objects.count() == 1
    capsys.readouterr()
    assert main(["retention", "--delete", *home]) == 0
    assert "gelöscht" in capsys.readouterr().out
    assert not Hint.objects.exists()
    assert main(["retention", *home]) == 0
    assert "Nichts hat seine Frist" in capsys.readouterr().out
