"""The product keeps the guard's claims: a small run; `kundig guard` is the large one."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from kundig_web.access.models import User
from kundig_web.access.permissions import Role
from kundig_web.contact.models import Promise, Step
from kundig_web.desk.models import EntryLine, EntryState
from kundig_web.guard import commands, exchanged, tables, traces, wondering
from kundig_web.guard import council as council_page
from kundig_web.guard import stage as stages
from kundig_web.guard.claims import Breach, Claim, Report
from kundig_web.guard.declared import COLUMNS, NAME_DAYS
from kundig_web.guard.kept import read, write
from kundig_web.guard.leaving import names_leave
from kundig_web.guard.proof import looked_at
from kundig_web.guard.stage import Stage, clock
from kundig_web.needs.models import Talk
from tests.web.guard.conftest import NOW

pytestmark = pytest.mark.django_db


def test_every_column_that_can_tell_who_works_here_is_declared() -> None:
    claim = tables.declared()
    assert claim.looked > 25
    assert [b.say("en") for b in claim.breaches] == []
    assert tables.store_without_names().holds
    assert tables.no_presence().holds


def test_nobodys_work_can_be_counted(staged: Stage) -> None:
    stages.settle(staged.now)
    # The roles that see the most; the command opens everything for all of them.
    staged.viewers = {
        r: p for r, p in staged.viewers.items() if r in {Role.LEAD, Role.FRONT, Role.OWNER}
    }
    found = {c.key: c for c in looked_at(staged)}
    told = [f"{c.key}: {b.say('en')}" for c in found.values() for b in c.breaches]
    assert told == []
    assert found["exchanged"].looked > 150
    assert found["sheet"].looked > 250


def test_exchanging_the_work_twice_changes_nothing(staged: Stage) -> None:
    before = list(Promise.objects.order_by("pk").values_list("created_by_id", flat=True))
    first = exchanged.exchange(staged)
    assert list(Promise.objects.order_by("pk").values_list("created_by_id", flat=True)) != before
    assert {"contact.Promise.created_by", "needs.Talk.answered_by"} <= set(first)
    exchanged.exchange(staged)
    assert list(Promise.objects.order_by("pk").values_list("created_by_id", flat=True)) == before


def test_names_leave_closed_matters_after_ninety_days_and_stay_with_open_ones(staged) -> None:
    assert names_leave(staged.now)  # what was closed 200 days ago
    closed = Promise.objects.exclude(closed_on=None)
    long_ago = staged.now.date() - timedelta(days=NAME_DAYS + 1)
    assert not closed.filter(closed_on__lt=long_ago).exclude(created_by=None).exists()
    assert not Step.objects.filter(promise__closed_on__lt=long_ago).exclude(by=None).exists()
    assert closed.filter(closed_on__gte=long_ago).exclude(created_by=None).exists()
    assert not Promise.objects.filter(closed_on=None, created_by=None).exists()
    assert names_leave(staged.now) == {}
    names_leave(staged.now + timedelta(days=NAME_DAYS + 1))
    assert not closed.exclude(created_by=None).exists()
    assert not Talk.objects.exclude(answered_at=None).exclude(answered_by=None).exists()
    assert tables.leaving(staged.now + timedelta(days=NAME_DAYS + 1)).holds


def test_where_a_name_leaves_its_department_stays(staged: Stage) -> None:
    promise = Promise.objects.filter(closed_on__isnull=False).order_by("closed_on").first()
    assert promise is not None
    department = promise.created_by.department
    Promise.objects.filter(pk=promise.pk).update(department=None)
    names_leave(staged.now)
    promise.refresh_from_db()
    assert (promise.created_by, promise.department) == (None, department)


def test_what_nobody_touches_for_ninety_days_goes_back_to_its_department(staged: Stage) -> None:
    held = EntryState.objects.filter(user__isnull=False)
    old = held.filter(changed_at__lt=staged.now - timedelta(days=NAME_DAYS)).first()
    assert old is not None
    lines = EntryLine.objects.filter(kind=old.kind, ref=old.ref).count()
    names_leave(staged.now)
    old.refresh_from_db()
    assert (old.user, old.state) == (None, "open")
    assert EntryLine.objects.filter(kind=old.kind, ref=old.ref).count() == lines + 1
    assert held.filter(changed_at__gte=staged.now - timedelta(days=NAME_DAYS)).exists()


def test_signing_in_and_out_leaves_no_row(staged: Stage) -> None:
    assert traces.signing_in_leaves_nothing(staged.viewers[Role.FRONT]).holds


def test_who_is_told_a_few_times_a_day_only(staged: Stage) -> None:
    claim = wondering.names_are_told_seldom(staged.viewers[Role.LEAD], staged.now)
    assert [b.say("en") for b in claim.breaches] == []


def test_the_council_reads_and_prints_what_is_stored(client_of, own_home) -> None:
    page = client_of("konrad").get(reverse("guard:council"))
    assert page.status_code == 200
    told = page.content.decode()
    assert "Noch nicht geprüft" in told
    for name in COLUMNS:
        assert name in told
    assert (
        "§ 87 Abs. 1 Nr. 6 BetrVG"
        in client_of("konrad").get(reverse("guard:agreement")).content.decode()
    )
    assert client_of("emil").get(reverse("guard:council")).status_code == 403


def test_the_page_says_when_a_claim_no_longer_holds(client_of, own_home, settings) -> None:
    Path(settings.WEB_FOLDER).mkdir(parents=True, exist_ok=True)
    breach = Breach("named", "contact:promise (lead)")
    write(Path(settings.WEB_FOLDER), Report(NOW, (Claim("pages", 9, (breach,)),), 1.0))
    told = client_of("konrad").get(reverse("guard:council")).content.decode()
    assert "eine Behauptung hält nicht" in told
    assert "contact:promise (lead): nennt eine andere Person" in told
    assert "eine Behauptung hält nicht" in client_of("konrad").get("/").content.decode()
    assert read(Path(settings.WEB_FOLDER)) == Report(NOW, (Claim("pages", 9, (breach,)),), 1.0)


def test_the_document_needs_no_site_and_says_so_in_both_languages(db) -> None:
    told = council_page.document("Nordhang GmbH", None, "de")
    assert "zwischen Nordhang GmbH (Arbeitgeber) und dem Betriebsrat" in told
    assert "Works agreement on the use of kundig" in told
    assert "Keine Rechtsberatung" in told
    assert "<script" not in told
    assert "http" not in told


def test_everybody_reads_what_is_stored_about_himself_and_nobody_else(staged: Stage) -> None:
    from kundig_web.guard.visits import browser

    busy, idle = staged.handlers[1], staged.handlers[0]
    with clock(staged.now):
        page = browser(User.objects.get(pk=busy.pk)).get(reverse("guard:me")).content.decode()
        told = json.loads(
            browser(User.objects.get(pk=busy.pk)).get(reverse("guard:me_json")).content
        )
        none = json.loads(
            browser(User.objects.get(pk=idle.pk)).get(reverse("guard:me_json")).content
        )
    assert busy.name in page
    assert idle.name not in page
    counts = {row["kind"]: row["entries"] for row in told["stands"]}
    held = stages.held(staged)[busy.pk]
    assert counts["holder"] == held > 0
    assert none["stands"] == []
    assert all(row["purpose"] and row["kept"] and row["seen_by"] for row in told["stands"])


def test_the_command_exits_with_one_if_a_claim_does_not_hold(tmp_path, monkeypatch, capsys) -> None:
    bad = Report(NOW, (Claim("pages", 1, (Breach("named", "x"),)), Claim("logs", 1)), 2.0)
    monkeypatch.setattr(commands, "_proven", lambda folder, lang: bad)
    assert commands.main(["--home", str(tmp_path)], "de") == 1
    told = capsys.readouterr().out
    assert "✗ Keine Seite nennt andere" in told
    assert "✓ Das technische Protokoll" in told
    good = Report(NOW, (Claim("logs", 1),), 2.0)
    monkeypatch.setattr(commands, "_proven", lambda folder, lang: good)
    assert commands.main(["--home", str(tmp_path), "--json"], "de") == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True


def test_a_claim_that_looked_at_nothing_does_not_hold() -> None:
    assert not Claim("pages", 0).holds
    assert not Report(NOW, (), 0.0).ok


def test_the_proof_is_made_once_a_night_where_a_site_is_served(
    own_home, cast, settings, monkeypatch
) -> None:
    from kundig_web import company
    from kundig_web.guard import jobs
    from kundig_web.jobs.queue import SCHEDULES, autodiscover

    autodiscover()
    assert SCHEDULES["guard.names_leave"] == 86_400
    assert SCHEDULES["guard.prove"] == 3_600
    Path(settings.WEB_FOLDER).mkdir(parents=True, exist_ok=True)
    runs: list[Any] = []

    def run(*args: Any, **kwargs: Any) -> Any:
        runs.append(args)
        told = json.dumps(Report(company.now(), (Claim("logs", 1),), 1.0).to_dict())
        return SimpleNamespace(stdout=told)

    monkeypatch.setattr(jobs.subprocess, "run", run)
    night = NOW.replace(hour=2) + timedelta(days=1)  # the cast began at NOW
    for hour, served, n in ((9, "1", 0), (2, "", 0), (2, "1", 1), (3, "1", 1)):
        monkeypatch.setenv("KUNDIG_PROVE", served)
        monkeypatch.setattr(company, "now", lambda hour=hour: night.replace(hour=hour))
        jobs.prove()
        assert len(runs) == n
    kept = read(Path(settings.WEB_FOLDER))
    assert kept is not None
    assert kept.ok
