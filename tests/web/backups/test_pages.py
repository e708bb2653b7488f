"""The owner's page: what is safe, what is not, and what to do."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kundig_web.access.models import site
from kundig_web.backups import beside, folder, keyring, workflows
from kundig_web.backups.models import Run
from kundig_web.backups.waiting import entries
from kundig_web.jobs.models import Job
from kundig_web.jobs.queue import enqueue
from kundig_web.jobs.worker import work_off
from tests.web.backups.making_some import settings_of, small_company
from tests.web.conftest import NOW, TODAY


@pytest.fixture
def shop(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, cast: Any) -> Any:
    """A company whose backups are made from a database of its own, not from the tests' one."""
    home = small_company(tmp_path / "home")
    settings.KUNDIG_HOME = str(home.folder)
    settings.WEB_FOLDER = home.folder / "web"
    monkeypatch.setattr("kundig_web.company.now", lambda: NOW)
    own = type("Settings", (), {"DATABASES": {"default": settings_of(home)}})
    monkeypatch.setattr(workflows, "settings", own)
    return home


def test_without_a_backup_the_page_says_what_to_do(shop, client_of) -> None:
    page = client_of("dora").get("/backups/").content.decode()
    assert "Noch keine Sicherung" in page
    assert "Jetzt sichern" in page
    english = client_of("dora", "en").get("/backups/").content.decode()
    assert "No backup yet" in english


@pytest.mark.parametrize("name", ["emil", "lena", "konrad", "dana", "nina"])
def test_nobody_but_the_owner_sees_or_makes_backups(shop, client_of, name) -> None:
    client = client_of(name)
    for address in ("/backups/", "/backups/sheet/"):
        assert client.get(address).status_code in {403, 404}
    for address in ("/backups/now/", "/backups/test/", "/backups/sheet/"):
        assert client.post(address).status_code in {403, 404}
    assert not Job.objects.exists()
    assert not (shop.folder / "keys" / keyring.FILE).exists()


def test_back_up_now_is_one_job_and_then_stands_on_the_page(shop, client_of) -> None:
    client = client_of("dora")
    for _ in range(3):
        assert client.post("/backups/now/").status_code == 302
    assert Job.objects.filter(name="backups.make").count() == 1
    assert "beginnt gleich" in client.get("/backups/").content.decode()
    work_off(NOW)
    page = client.get("/backups/").content.decode()
    assert "20. November 2026" in page or "20.11.2026" in page
    assert "Ohne das Schlüsselblatt" in page
    run = Run.objects.get()
    assert run.ok
    assert run.name in page
    # The part that asks again once a second tells the page to load anew.
    part = client.get("/backups/?part=work", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Refresh"]) == (204, "true")


def test_the_sheet_opens_the_backup_and_the_page_stops_warning(shop, cast, tmp_path) -> None:
    run = workflows.make_backup(now=NOW, progress=lambda done, total: None)
    text = workflows.hand_out_sheet(actor=cast["dora"], now=NOW, lang="de")
    sheet = tmp_path / "blatt.txt"
    sheet.write_text(text, encoding="utf-8")
    ring = keyring.read_sheet(sheet)
    assert keyring.sheet_is_current(shop, ring)
    from kundig_web.backups.verify import check

    assert check(folder.folder(shop) / run.name, ring).contents.company == "Nordhang"


def test_the_weekly_test_restores_and_notices_damage(shop) -> None:
    assert workflows.try_newest(now=NOW) is None
    made = workflows.make_backup(now=NOW, progress=lambda done, total: None)
    passed = workflows.try_newest(now=NOW)
    assert passed is not None
    assert passed.ok, passed.problem
    path = folder.folder(shop) / made.name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    failed = workflows.try_newest(now=NOW + timedelta(days=7))
    assert failed is not None
    assert not failed.ok
    assert "beschädigt" in failed.problem["de"]
    assert not list((shop.folder / "web" / "drafts").iterdir())


def test_heute_tells_the_owner_of_a_late_backup_and_a_failed_test(shop, cast, monkeypatch) -> None:
    def told() -> list[str]:
        return [e.ref.partition(":")[0] for e in entries(cast["dora"], TODAY)]

    one = site()
    one.started_at = NOW
    one.save()
    assert told() == []
    monkeypatch.setattr("kundig_web.company.now", lambda: NOW + timedelta(days=3, minutes=1))
    assert told() == ["late"]
    Run.objects.create(kind="backup", at=NOW + timedelta(days=2), ok=True)
    assert told() == []
    Run.objects.create(kind="test", at=NOW, ok=False)
    assert told() == ["test"]
    Run.objects.create(kind="test", at=NOW + timedelta(days=1), ok=True)
    assert told() == []


def test_a_failed_backup_is_said_in_words_and_the_last_good_one_stays(
    shop, client_of, monkeypatch
) -> None:
    good = workflows.make_backup(now=NOW - timedelta(days=1), progress=lambda done, total: None)
    monkeypatch.setattr("kundig_web.backups.making.RESERVE", 1 << 60)
    bad = workflows.make_backup(now=NOW, progress=lambda done, total: None)
    assert (good.ok, bad.ok) == (True, False)
    page = client_of("dora").get("/backups/").content.decode()
    assert "zu wenig Platz" in page
    assert good.name in page


def test_a_demo_is_backed_up_only_if_somebody_asks(shop, cast) -> None:
    (shop.folder / "demo.json").write_text('{"today": "2026-11-20"}', encoding="utf-8")
    enqueue("backups.make", now=NOW)
    work_off(NOW)
    assert not Run.objects.exists()
    workflows.ask_for_backup(actor=cast["dora"], now=NOW)
    work_off(NOW)
    assert Run.objects.get().ok


def test_copies_of_what_must_not_go_back_lie_beside_the_backups(shop) -> None:
    (shop.folder / "erasures.jsonl").write_text('{"reference": "L-1", "at": "2026"}\n')
    workflows.make_backup(now=NOW, progress=lambda done, total: None)
    [copy] = folder.folder(shop).glob("kundig-*-erasures.jsonl")
    assert copy.read_text() == '{"reference": "L-1", "at": "2026"}\n'
    site_name = keyring.load(shop.keys).site
    before = copy.stat().st_mtime_ns
    beside.copy(shop, site_name)
    assert copy.stat().st_mtime_ns == before
