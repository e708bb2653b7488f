"""What the worker does survives being killed at any moment."""

from __future__ import annotations

from typing import Any

import pytest

from kundig.engines.duckdb import DuckDBEngine
from kundig.intake import workflow
from kundig_web import company
from kundig_web.imports import running, workflows
from kundig_web.imports.models import Upload
from kundig_web.imports.waiting import entries
from kundig_web.jobs.leases import LEASE, claim
from kundig_web.jobs.models import Job
from kundig_web.jobs.worker import run_job, work_off
from tests.web.imports.conftest import CUSTOMERS, ORDERS, uploads_left

pytestmark = pytest.mark.django_db
NUMBERS = ("read", "taken", "new_versions", "unchanged", "refused", "reasons", "tables", "changed")


class KilledError(BaseException):
    """Stands for `kill -9`: nothing that runs afterwards may tidy up."""


def started(upload: Upload, cast: dict[str, Any]) -> Job:
    now = company.now()
    workflows.start(actor=cast["ana"], uploads=[upload], keep_mapping=False, now=now)
    job = claim(company.now())
    assert job is not None
    return job


def killed(job: Job) -> Job:
    with pytest.raises(KilledError):
        run_job(job)
    job.refresh_from_db()
    assert job.state == "leased"
    again = claim(job.lease_until + LEASE)
    assert again is not None
    assert again.attempts == 2
    return again


@pytest.mark.parametrize("moment", ["reading", "publishing", "remembering", "deleting"])
def test_an_import_killed_at_any_moment_gives_the_same_result(
    send, cast, own_home, monkeypatch, moment: str
) -> None:
    upload = send("kunden.csv", CUSTOMERS)
    tried = {k: upload.outcome[k] for k in NUMBERS if k != "changed"}
    job = started(upload, cast)

    def dies(*args: Any, **kwargs: Any) -> Any:
        raise KilledError

    if moment == "publishing":  # the manifest is in force, and nobody has been told
        from kundig.store.store import Store

        publish = Store.publish

        def publish_and_die(*args: Any, **kwargs: Any) -> Any:
            publish(*args, **kwargs)
            raise KilledError

        monkeypatch.setattr(Store, "publish", publish_and_die)
    else:
        place, name = {
            "reading": (workflow, "_verdicts"),
            "remembering": (running, "_numbers"),
            "deleting": (running, "delete_bytes"),
        }[moment]
        monkeypatch.setattr(place, name, dies)
    again = killed(job)
    monkeypatch.undo()
    run_job(again)
    upload.refresh_from_db()
    assert upload.state == "done"
    assert {k: upload.result[k] for k in tried} == tried
    manifest = own_home.store.manifest()
    assert [e.id for e in manifest.imports] == [upload.import_id]
    assert (own_home.quarantine / f"{upload.import_id}.csv").exists()
    with DuckDBEngine() as engine:
        engine.attach(own_home.store.snapshot().tables)
        assert engine.execute("SELECT count(*) FROM customer_records") == [(2,)]
    assert not list((own_home.folder / "store" / "staging").glob("*"))


def test_a_check_of_an_older_state_writes_nothing(send, cast, own_home) -> None:
    upload = send("bestellungen.csv", ORDERS)
    job = Job.objects.create(
        name="imports.check", arguments={"upload": upload.pk, "revision": upload.revision},
        run_at=company.now(), created_at=company.now(),
    )  # fmt: skip
    Upload.objects.filter(pk=upload.pk).update(revision=upload.revision + 1, state="checking")
    running.check(job, upload=upload.pk, revision=upload.revision)
    upload.refresh_from_db()
    assert upload.state == "checking"


def test_a_store_that_is_busy_leaves_the_file_ready(send, cast, own_home, monkeypatch) -> None:
    from kundig.intake.errors import IntakeError

    upload = send("kunden.csv", CUSTOMERS)
    job = started(upload, cast)

    def busy(*args: Any, **kwargs: Any) -> Any:
        raise IntakeError("busy", seconds=600)

    monkeypatch.setattr(running, "import_file", busy)
    run_job(job)
    upload.refresh_from_db()
    assert upload.state == "ready"
    assert "später noch einmal" in upload.problem["de"]
    assert uploads_left(own_home.folder / "web") == ["kunden.csv"]


def test_a_defect_of_ours_is_tried_again_and_then_offered_to_be(
    send, cast, client_of, own_home, monkeypatch
) -> None:
    from django.urls import reverse

    upload = send("kunden.csv", CUSTOMERS)
    job = started(upload, cast)
    monkeypatch.setattr(running, "parse_mapping", lambda *a, **k: 1 / 0)
    run_job(job)
    page = client_of("ana").get(reverse("imports:upload", args=[upload.pk])).content.decode()
    assert "nächste Versuch" in page
    Job.objects.update(state="failed", error="ZeroDivisionError [abcd]")
    page = client_of("ana").get(reverse("imports:upload", args=[upload.pk])).content.decode()
    assert "liegt an kundig, nicht an Ihnen" in page
    monkeypatch.undo()
    client_of("ana").post(reverse("imports:again", args=[upload.pk]))
    work_off(company.now())
    upload.refresh_from_db()
    assert upload.state == "done"


def test_many_refused_rows_and_open_questions_come_to_today(send, cast, own_home) -> None:
    bad = "".join(f"{n};A;B;x@example.org;31.02.1980\n" for n in range(10, 40))
    upload = send("kunden.csv", CUSTOMERS + bad)
    day = company.today()
    assert [e.ref for e in entries(cast["ana"], day)] == [f"upload:{upload.pk}"]
    run_job(started(upload, cast))
    upload.refresh_from_db()
    found = list(entries(cast["ana"], day))
    assert [e.ref for e in found] == [upload.import_id]
    assert "31 Zeilen liegen beiseite" in found[0].title
    asked = send("bestellungen.csv", ORDERS)
    titles = {e.ref: e.title for e in entries(cast["ana"], day)}
    assert "eine Frage ist offen" in titles[f"upload:{asked.pk}"]


def test_a_clean_import_leaves_nothing_to_look_at(send, cast, own_home) -> None:
    run_job(started(send("kunden.csv", CUSTOMERS), cast))
    assert list(entries(cast["ana"], company.today())) == []
