"""Jobs are done once, tried again, given up, and swept away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kundig_web.jobs import leases, queue
from kundig_web.jobs.models import Job
from kundig_web.jobs.progress import job_progress, write_progress
from kundig_web.jobs.queue import enqueue
from kundig_web.jobs.worker import run_job, work_off
from tests.web.conftest import NOW

LETTER = "Erika Musterfrau, erika@example.org"
pytestmark = pytest.mark.django_db


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Three kinds of work that tell what they did; nothing else is known or recurs."""
    told: list[Any] = []

    def greet(job: Job, who: str) -> dict[str, Any]:
        told.append(who)
        return {"greeted": who}

    def stumble(job: Job) -> None:
        told.append("stumble")
        raise ValueError(LETTER)

    monkeypatch.setattr(queue, "REGISTRY", {})
    monkeypatch.setattr(queue, "SCHEDULES", {})
    monkeypatch.setattr(queue, "HEAVY", set())
    for module in ("kundig_web.jobs.leases", "kundig_web.jobs.worker"):
        for name in ("REGISTRY", "SCHEDULES", "HEAVY"):
            monkeypatch.setattr(f"{module}.{name}", getattr(queue, name), raising=False)
    queue.job("test.greet", step="mirror.publish")(greet)
    queue.job("test.stumble", step="mirror.publish")(stumble)
    queue.job("test.heavy", step="mirror.publish", heavy=True)(greet)
    return told


def test_a_job_is_done_and_its_result_kept(work) -> None:
    job = enqueue("test.greet", {"who": "Anna"}, now=NOW)
    assert work_off(NOW) == 1
    job.refresh_from_db()
    assert (job.state, job.result, job.attempts) == ("done", {"greeted": "Anna"}, 1)
    assert work == ["Anna"]
    assert work_off(NOW) == 0


def test_the_same_key_is_queued_once(work) -> None:
    first = enqueue("test.greet", {"who": "Anna"}, now=NOW, key="greet:1")
    second = enqueue("test.greet", {"who": "Bernd"}, now=NOW, key="greet:1")
    assert first.pk == second.pk
    work_off(NOW)
    assert work == ["Anna"]


def test_nobody_queues_work_that_no_app_knows(work) -> None:
    with pytest.raises(KeyError):
        enqueue("test.unknown", now=NOW)


def test_a_delayed_job_waits(work) -> None:
    enqueue("test.greet", {"who": "Anna"}, now=NOW, delay=timedelta(minutes=5))
    assert work_off(NOW + timedelta(minutes=4)) == 0
    assert work_off(NOW + timedelta(minutes=5)) == 1


def test_a_failed_job_waits_twice_as_long_each_time_and_ends_after_the_last(work) -> None:
    job = enqueue("test.stumble", now=NOW)
    waits = []
    now = NOW
    while job.state == Job.State.QUEUED:
        claimed = leases.claim(now)
        assert claimed is not None
        leases.fail(claimed, "ValueError", now)
        job.refresh_from_db()
        waits.append((job.run_at - now).total_seconds())
        assert job.state == Job.State.FAILED or leases.claim(now) is None
        now = job.run_at
    assert waits[:4] == [10, 20, 40, 80]
    assert job.state == "failed"
    assert job.attempts == leases.MAX_ATTEMPTS


def test_what_went_wrong_is_kept_without_the_words_of_the_error(work, caplog) -> None:
    job = enqueue("test.stumble", now=NOW)
    work_off(NOW)
    job.refresh_from_db()
    assert job.error.startswith("ValueError [")
    assert "Erika" not in job.error + caplog.text
    reference = job.error.split("[")[1].rstrip("]")
    assert reference in caplog.text
    assert "in stumble" in caplog.text


def test_the_job_of_a_dead_worker_runs_again_after_its_lease(work) -> None:
    enqueue("test.greet", {"who": "Anna"}, now=NOW)
    assert leases.claim(NOW) is not None
    assert leases.claim(NOW + leases.LEASE) is None
    again = leases.claim(NOW + leases.LEASE + timedelta(seconds=1))
    assert again is not None
    assert again.attempts == 2


def test_a_worker_that_lost_its_lease_changes_nothing(work) -> None:
    enqueue("test.greet", {"who": "Anna"}, now=NOW)
    late = leases.claim(NOW)
    later = NOW + leases.LEASE + timedelta(seconds=1)
    current = leases.claim(later)
    assert late is not None
    assert current is not None
    job_progress(late, rows=7)
    assert not leases.renew(late, later)
    assert not leases.finish(late, {"by": "late"}, later)
    assert not leases.fail(late, "late", later)
    leases.release(late, later)
    current.refresh_from_db()
    assert (current.state, current.result, current.progress, current.error) == (
        "leased",
        {},
        {},
        "",
    )
    assert leases.finish(current, {"by": "current"}, later)


def test_a_renewed_lease_keeps_the_job(work) -> None:
    enqueue("test.greet", {"who": "Anna"}, now=NOW)
    job = leases.claim(NOW)
    assert job is not None
    assert leases.renew(job, NOW + timedelta(seconds=50))
    assert leases.claim(NOW + timedelta(seconds=100)) is None


def test_a_job_that_kills_every_worker_is_given_up(work) -> None:
    job = enqueue("test.greet", {"who": "Anna"}, now=NOW)
    now = NOW
    for _ in range(leases.MAX_ATTEMPTS):
        assert leases.claim(now) is not None
        now += leases.LEASE + timedelta(seconds=1)
    assert leases.claim(now) is None
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", leases.DIED)


def test_a_job_given_back_costs_no_attempt(work) -> None:
    enqueue("test.greet", {"who": "Anna"}, now=NOW)
    job = leases.claim(NOW)
    assert job is not None
    leases.release(job, NOW)
    again = leases.claim(NOW)
    assert again is not None
    assert again.attempts == 1


def test_of_heavy_work_one_piece_runs_at_a_time_and_light_work_passes_it(work) -> None:
    for who in ("eins", "zwei"):
        enqueue("test.heavy", {"who": who}, now=NOW)
    enqueue("test.greet", {"who": "drei"}, now=NOW)
    first, second = leases.claim(NOW), leases.claim(NOW)
    assert first is not None
    assert second is not None
    assert (first.name, second.name) == ("test.heavy", "test.greet")
    assert leases.claim(NOW) is None
    run_job(first)
    third = leases.claim(NOW)
    assert third is not None
    assert third.arguments == {"who": "zwei"}


def test_a_schedule_fires_once_per_period(work) -> None:
    queue.SCHEDULES["test.greet"] = 60
    for seconds in (0, 5, 30, 59):
        leases.fire_schedules(NOW + timedelta(seconds=seconds))
    assert Job.objects.filter(name="test.greet").count() == 1
    Job.objects.update(state=Job.State.DONE)
    leases.fire_schedules(NOW + timedelta(seconds=60))
    assert Job.objects.filter(name="test.greet").count() == 2


def test_a_schedule_does_not_pile_up_behind_work_that_is_late(work) -> None:
    queue.SCHEDULES["test.greet"] = 60
    for minutes in range(5):
        leases.fire_schedules(NOW + timedelta(minutes=minutes))
    assert Job.objects.filter(name="test.greet").count() == 1


def test_progress_is_written_at_most_twice_a_second_and_kept_at_the_end(
    work, django_assert_max_num_queries
) -> None:
    enqueue("test.greet", {"who": "Anna"}, now=NOW)
    job = leases.claim(NOW)
    assert job is not None
    with django_assert_max_num_queries(1):
        for rows in range(100):
            job_progress(job, step="read", rows=rows)
    assert Job.objects.get().progress == {"step": "read", "rows": 0}
    leases.finish(job, {}, NOW)
    assert Job.objects.get().progress == {"step": "read", "rows": 99}


def test_progress_from_a_foreign_thread_waits_for_the_heartbeat(work) -> None:
    enqueue("test.greet", {"who": "Anna"}, now=NOW)
    job = leases.claim(NOW)
    assert job is not None
    job.thread = -1
    job_progress(job, rows=7)
    assert Job.objects.get().progress == {}
    write_progress(job)
    assert Job.objects.get().progress == {"rows": 7}


def test_old_jobs_are_swept_away_and_failed_ones_kept_longer(work) -> None:
    for days, state in ((1, "done"), (15, "done"), (15, "failed"), (91, "failed"), (99, "queued")):
        at = NOW - timedelta(days=days)
        Job.objects.create(
            name=f"{state}-{days}", state=state, run_at=at, created_at=at, finished_at=at
        )
    assert leases.sweep(NOW) == 2
    assert set(Job.objects.values_list("name", flat=True)) == {
        "done-1", "failed-15", "queued-99",
    }  # fmt: skip
