"""The register follows the store: soon after files, with patience after what was written here."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kundig import register
from kundig.intake.own import publish_rows
from kundig_web.customers import jobs
from kundig_web.jobs.models import Job
from kundig_web.jobs.worker import work_off
from tests.world import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(own_home):
    world(own_home.folder, {"customer_records": [{"record_id": "1", "last_name": "Erste"}]})
    return own_home


@pytest.fixture
def at(monkeypatch):
    """`at(minutes)` sets the clock so long after the last register was built."""
    real = datetime.now(UTC)

    def set_clock(minutes=0, home=None):
        found = register.current(home) if home is not None else None
        now = (found.built_at if found else real) + timedelta(minutes=minutes)
        monkeypatch.setattr("kundig_web.company.now", lambda: now)
        return now

    return set_clock


def more(home, number):
    world(home.folder, {"customer_records": [{"source": f"file{number}", "record_id": "1"}]})


def queued():
    return Job.objects.filter(name=jobs.BUILD, state=Job.State.QUEUED)


def test_an_empty_store_needs_no_register(own_home, at):
    assert jobs.ensure_register(at()) is None
    assert not Job.objects.exists()


def test_the_first_files_make_a_register(home, at):
    now = at()
    assert jobs.ensure_register(now).key == "build_register:1"
    assert jobs.ensure_register(now).pk == queued().get().pk
    assert jobs.state_of_register().behind
    assert work_off(now) == 1
    job = Job.objects.get(name=jobs.BUILD)
    assert job.state == Job.State.DONE, job.error
    assert job.result["customers"] == 1
    assert register.current(home).version == 1
    state = jobs.state_of_register()
    assert (state.behind, state.job) == (False, None)
    assert jobs.ensure_register(now) is None


def test_files_are_followed_at_once(home, at):
    jobs.ensure_register(at())
    work_off(at())
    more(home, 2)
    now = at(1, home)
    assert jobs.ensure_register(now).key == "build_register:2"
    assert jobs.state_of_register().behind
    work_off(now)
    assert register.current(home).count == 2


def test_what_was_written_here_waits_and_is_then_followed(home, at):
    jobs.ensure_register(at())
    work_off(at())
    publish_rows(home, {"customer_records": [{"record_id": "K-1", "last_name": "Neu"}]}, now=at())
    assert jobs.ensure_register(at(9, home)) is None
    assert not jobs.state_of_register().behind
    now = at(11, home)
    assert jobs.ensure_register(now).key == "build_register:2"
    work_off(now)
    assert register.current(home).count == 2


def test_a_register_that_takes_long_is_not_computed_all_the_time(home, at, monkeypatch):
    jobs.ensure_register(at())
    work_off(at())
    monkeypatch.setattr(register.current(home), "seconds", 240.0)
    publish_rows(home, {"customer_records": [{"record_id": "K-1", "last_name": "Neu"}]}, now=at())
    assert jobs.ensure_register(at(79, home)) is None
    assert jobs.ensure_register(at(81, home)) is not None


def test_a_new_day_makes_a_new_register_so_that_promises_fall_due(own_home, at):
    today = datetime.now(ZoneInfo("Europe/Berlin")).date()
    world(
        own_home.folder,
        {"promises": [{
            "promise_id": "1", "record_id": "1", "made_date": (today - timedelta(days=2)).isoformat(),
            "due_date": today.isoformat(),
        }]},
    )  # fmt: skip
    now = at()
    jobs.ensure_register(now)
    work_off(now)
    assert register.current(own_home).customer("shop:1")["overdue_promises"] == 0
    tomorrow = at(24 * 60, own_home)
    assert jobs.ensure_register(tomorrow) is not None
    work_off(tomorrow)
    assert register.current(own_home).customer("shop:1")["overdue_promises"] == 1


def test_a_failed_build_is_tried_again_after_a_while(home, at):
    first = jobs.ensure_register(at())
    Job.objects.filter(pk=first.pk).update(state=Job.State.FAILED, finished_at=at())
    assert jobs.ensure_register(at(14)).pk == first.pk
    again = jobs.ensure_register(at(16))
    assert again.pk != first.pk
    assert again.state == Job.State.QUEUED
    assert jobs.state_of_register().job.pk == again.pk


def test_a_register_that_was_deleted_is_built_again(home, at):
    jobs.ensure_register(at())
    work_off(at())
    shutil.rmtree(home.folder / "register")
    now = at()
    assert jobs.ensure_register(now).state == Job.State.QUEUED
    work_off(now)
    assert register.current(home).count == 1


def test_the_keys_of_versions_are_not_mistaken_for_each_other(home, at):
    Job.objects.create(
        name=jobs.BUILD, key="build_register:17", state=Job.State.FAILED, run_at=at(), created_at=at(),
        finished_at=at(),
    )  # fmt: skip
    assert jobs.ensure_register(at()).key == "build_register:1"


def test_the_schedule_removes_what_nobody_reads_any_more(home, at, monkeypatch):
    now = at()
    jobs.ensure_register(now)
    work_off(now)
    old = register.current(home).folder
    more(home, 2)
    now = at(1, home)
    jobs.ensure_register(now)
    work_off(now)
    assert old.exists()
    os.utime(old, (0, 0))
    jobs.check_register()
    assert not old.exists()
    assert register.current(home).count == 2
