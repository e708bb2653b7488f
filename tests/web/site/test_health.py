"""Health says whether the site can serve, and nothing about the company."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client

from kundig_web.jobs import heartbeat
from kundig_web.jobs.worker import Worker
from kundig_web.site import health


@pytest.fixture
def site(demo: Any, settings: Any, db: None) -> Client:
    Path(settings.WEB_FOLDER).mkdir(parents=True, exist_ok=True)
    heartbeat.beat()
    return Client()


def told(client: Client) -> tuple[int, list[str]]:
    answer = client.get("/health/ready")
    assert answer["Cache-Control"] == "no-store"
    return answer.status_code, json.loads(answer.content).get("missing", [])


def test_a_site_with_everything_is_ready(site: Client) -> None:
    assert told(site) == (200, [])
    answer = site.get("/health/ready").content.decode()
    assert json.loads(answer) == {"status": "ready"}


def test_it_lives_without_a_database_a_store_or_a_worker(monkeypatch: Any, own_home: Any) -> None:
    assert Client().get("/health/live").json() == {"status": "live"}  # no database in this test


def test_a_worker_that_is_silent_is_missed(site: Client, settings: Any) -> None:
    old = time.time() - 60
    os.utime(Path(settings.WEB_FOLDER) / heartbeat.NAME, (old, old))
    assert told(site) == (503, ["worker"])


def test_what_is_missing_is_named(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> bool:
        raise DatabaseError("password=geheim")

    for name in health.CHECKS:
        monkeypatch.setitem(health.CHECKS, name, broken)
        status, missing = told(site)
        assert (status, missing) == (503, [name])
        assert "geheim" not in site.get("/health/ready").content.decode()
        monkeypatch.undo()


def test_a_database_that_is_behind_is_not_ready(site: Client, monkeypatch: Any) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    monkeypatch.setattr(health, "_migrated", set())
    MigrationRecorder.Migration.objects.filter(app="jobs").delete()
    assert told(site) == (503, ["migrations"])


def test_a_full_disk_is_not_ready(site: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(health, "RESERVE", 2**62)
    assert told(site) == (503, ["disk"])


@pytest.mark.django_db(transaction=True)
def test_a_worker_gives_signs_of_life(demo: Any, settings: Any) -> None:
    Path(settings.WEB_FOLDER).mkdir(parents=True, exist_ok=True)
    assert not heartbeat.is_alive()
    worker = Worker(lanes=0)
    worker._parent = -1  # ends after its first round
    worker.run()
    assert heartbeat.is_alive()


def test_only_reading_is_answered(site: Client) -> None:
    assert site.post("/health/live").status_code == 405
