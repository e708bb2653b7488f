"""Retention: the plan matches what is there exactly, eleven years later too; a hold protects."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import models

from kundig.engines.duckdb import DuckDBEngine
from kundig.store.home import Home
from kundig_web.contact.models import Promise, Step
from kundig_web.customers.models import ContactPoint, Person
from kundig_web.imports import running
from kundig_web.imports.models import Upload
from kundig_web.jobs import leases
from kundig_web.jobs.models import Job
from kundig_web.needs.models import Hint, Talk
from kundig_web.registry import holds, reports, retention
from kundig_web.registry.checks import kept_of, tables
from kundig_web.registry.holds import Hold
from tests.web.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=11 * 365)
YEARS3 = 3 * 365


def lines(found: list[retention.Line], table: str) -> list[retention.Line]:
    return [line for line in found if line.table == table]


def promise(closed: date | None, customer: str = "shop:1", **more: Any) -> Promise:
    made = Promise.objects.create(
        what="Rückruf", made_on=TODAY, due_date=TODAY, closed_on=closed, created_at=NOW,
        customer=customer, status="kept" if closed else "open", **more,
    )  # fmt: skip
    Step.objects.create(promise=made, kind="made", at=NOW, day=TODAY)
    return made


def point(ended: date | None, key: str) -> ContactPoint:
    person, _ = Person.objects.get_or_create(
        key=key, defaults={"created_at": NOW, "edited_at": NOW}
    )
    return ContactPoint.objects.create(
        person=person,
        kind="mail",
        value="a@example.org",
        source="x",
        created_at=NOW,
        ended_on=ended,
    )


def test_the_last_day_of_a_period_still_counts_as_inside(own_home) -> None:
    promise(TODAY)
    inside = NOW + timedelta(days=YEARS3)
    assert [x.due for x in lines(retention.plan(inside), "contact.Promise")] == [0]
    assert [
        x.due for x in lines(retention.plan(inside + timedelta(days=1)), "contact.Promise")
    ] == [1]


def test_counting_changes_nothing(own_home) -> None:
    promise(TODAY)
    assert sum(x.due for x in retention.plan(LATER)) >= 1
    assert Promise.objects.count() == 1


def test_eleven_years_later_exactly_what_was_planned_is_gone(own_home, cast) -> None:
    for days in range(0, 4000, 40):
        promise(TODAY - timedelta(days=days))
        point(TODAY - timedelta(days=days), f"shop:{days}")
        Talk.objects.create(
            day=TODAY - timedelta(days=days), channel="phone", quote="…", offered=False,
            created_at=NOW, answer_due=TODAY, customer="shop:1",
        )  # fmt: skip
    promise(None)  # still open: a customer waits for it, however long
    point(None, "shop:0")  # still true
    fresh = promise((LATER - timedelta(days=5)).date())
    before = {m: m._base_manager.count() for m in (Promise, ContactPoint, Talk, Step)}
    planned = retention.plan(LATER)
    done = retention.run(LATER)
    due = {x.table: x.due for x in planned}
    assert due["contact.Promise"] == due["customers.ContactPoint"] == due["needs.Talk"] == 100
    assert [(x.table, x.before, x.due, x.held) for x in planned] == [
        (x.table, x.before, x.due, x.held) for x in done
    ]
    assert all(x.deleted == x.due for x in done if not x.obstacle)
    after = {m: m._base_manager.count() for m in before}
    assert after == {Promise: 2, ContactPoint: 1, Talk: 0, Step: 2}
    assert before[Promise] == 102
    assert Promise.objects.filter(pk=fresh.pk).exists()
    assert Person.objects.count() == 100, "people stay: they are kept as long as they are customers"
    assert sum(x.due for x in retention.plan(LATER) if not x.obstacle) == 0, (
        "a second run finds nothing"
    )


def test_a_hold_of_a_customer_protects_everything_about_it_and_nothing_else(own_home) -> None:
    promise(TODAY, "shop:1")
    promise(TODAY, "shop:2")
    point(TODAY, "shop:1")
    point(TODAY, "shop:2")
    own_home.folder.mkdir(parents=True, exist_ok=True)
    (own_home.folder / holds.FILE).write_text('[[hold]]\ncustomer = "shop:1"\nreason = "Klage"\n')
    found = retention.run(LATER)
    for table in ("contact.Promise", "customers.ContactPoint"):
        assert [(x.due, x.held, x.deleted) for x in lines(found, table)] == [(1, 1, 1)]
    assert list(Promise.objects.values_list("customer", flat=True)) == ["shop:1"]
    assert list(ContactPoint.objects.values_list("person__key", flat=True)) == ["shop:1"]


def test_a_hold_of_a_table_keeps_it_whole_until_its_day(own_home) -> None:
    promise(TODAY)
    own_home.folder.mkdir(parents=True, exist_ok=True)
    day = LATER.date()
    (own_home.folder / holds.FILE).write_text(
        f'[[hold]]\ntable = "contact.promise"\nuntil = {day}\n'
    )
    assert [(x.due, x.held) for x in lines(retention.run(LATER), "contact.Promise")] == [(0, 1)]
    found = retention.run(LATER + timedelta(days=1))
    assert [(x.due, x.held, x.deleted) for x in lines(found, "contact.Promise")] == [(1, 0, 1)]


@pytest.mark.parametrize(
    "text", ["[[hold]", "[[hold]]\nreason='x'\n", "hold = 3", "[[holds]]\ntable='x'\n"]
)
def test_a_file_of_holds_that_cannot_be_understood_holds_everything(own_home, text) -> None:
    promise(TODAY)
    own_home.folder.mkdir(parents=True, exist_ok=True)
    (own_home.folder / holds.FILE).write_text(text)
    assert [(x.due, x.held) for x in lines(retention.run(LATER), "contact.Promise")] == [(0, 1)]


def test_a_room_may_hold_what_it_needs(own_home, monkeypatch) -> None:
    monkeypatch.setattr(holds, "_SOURCES", [lambda: [Hold("claim", customer="shop:1")]])
    promise(TODAY, "shop:1")
    assert [(x.due, x.held) for x in lines(retention.run(LATER), "contact.Promise")] == [(0, 1)]


def test_a_table_whose_rows_belong_to_unknown_people_waits_while_anybody_is_held(
    own_home, monkeypatch
) -> None:
    Upload.objects.create(
        name="x.csv",
        folder="a" * 32,
        size=1,
        language="de",
        state="done",
        created_at=NOW,
        changed_at=NOW,
    )
    monkeypatch.setattr(holds, "_SOURCES", [lambda: [Hold("claim", customer="shop:1")]])
    assert sum(x.held for x in lines(retention.plan(LATER), "imports.Upload")) == 1


def test_the_number_of_queries_does_not_grow_with_the_rows(
    own_home, django_assert_max_num_queries
) -> None:
    for _ in range(400):
        promise(TODAY)
    with django_assert_max_num_queries(6 * len(list(tables())) + 60):
        retention.run(LATER)
    assert not Promise.objects.exists()


def test_many_rows_go_in_batches(own_home, monkeypatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 7)
    for _ in range(30):
        promise(TODAY)
    assert [x.deleted for x in lines(retention.run(LATER), "contact.Promise")] == [30]


def test_what_lies_beside_a_row_goes_with_it(own_home, django_capture_on_commit_callbacks) -> None:
    row = Upload.objects.create(
        name="kunden.csv",
        folder="a" * 32,
        size=1,
        language="de",
        state="ready",
        created_at=NOW,
        changed_at=NOW,
    )
    row.path.parent.mkdir(parents=True)
    row.path.write_text("Jana Beispiel")
    with django_capture_on_commit_callbacks(execute=True):
        retention.run(NOW + timedelta(days=15))
    assert not Upload.objects.exists()
    assert not row.path.exists()


def test_files_past_their_period_go_and_links_are_not_followed(own_home, tmp_path) -> None:
    outside = tmp_path / "outside.html"
    outside.write_text("x")
    old, new = own_home.letters / "2025-01.html", own_home.letters / "2026-11.html"
    own_home.letters.mkdir(parents=True)
    quarantine = own_home.quarantine / "a.csv"
    own_home.quarantine.mkdir()
    for path, days in ((old, 400), (new, 5), (quarantine, 91)):
        path.write_text("x")
        moment = (NOW - timedelta(days=days)).timestamp()
        os.utime(path, (moment, moment))
    link = own_home.letters / "link.html"
    link.symlink_to(outside)
    os.utime(outside, (0, 0))
    found = retention.run(NOW)
    assert [x.deleted for x in lines(found, "place:letters")] == [1]
    assert [x.deleted for x in lines(found, "place:quarantine")] == [1]
    assert not old.exists()
    assert new.exists()
    assert link.is_symlink()
    assert outside.exists()


def test_files_wait_while_anybody_is_held(own_home, monkeypatch) -> None:
    own_home.letters.mkdir(parents=True)
    (own_home.letters / "a.html").write_text("x")
    monkeypatch.setattr(holds, "_SOURCES", [lambda: [Hold("claim", customer="shop:1")]])
    assert [(x.due, x.held) for x in lines(retention.run(LATER), "place:letters")] == [(0, 1)]
    assert (own_home.letters / "a.html").exists()


def test_the_daily_run_counts_the_record_store_and_a_person_deletes_from_it(demo_copy) -> None:
    (orders,) = lines(retention.run(LATER), "store.orders")
    assert orders.due > 0
    assert (orders.deleted, orders.obstacle) == (0, "by_hand")
    assert orders.before == (LATER - timedelta(days=3650)).date().isoformat()
    (gone,) = lines(retention.run(LATER, records=True), "store.orders")
    assert (gone.due, gone.deleted, gone.obstacle) == (orders.due, orders.due, "")
    assert all(x.due == 0 for x in retention.plan(LATER) if x.table == "store.orders")


def test_held_rows_of_the_record_store_stay(demo_copy, monkeypatch) -> None:
    (before,) = lines(retention.plan(LATER), "store.orders")
    key = _a_customer(demo_copy)
    monkeypatch.setattr(
        holds,
        "_SOURCES",
        [lambda: [Hold("claim", customer=key), Hold("audit", table="store.texts")]],
    )
    found = retention.run(LATER, records=True)
    (orders,) = lines(found, "store.orders")
    assert orders.held > 0
    assert orders.deleted == before.due - orders.held
    (texts,) = lines(found, "store.texts")
    assert (texts.due, texts.deleted) == (0, 0)
    assert texts.held > 0


def _a_customer(home: Home) -> str:
    with DuckDBEngine(threads=1) as engine:
        engine.attach(home.store.snapshot().tables)
        query = "SELECT source || ':' || record_id FROM orders WHERE record_id IS NOT NULL LIMIT 1"
        return str(engine.execute(query)[0][0])


def test_the_report_holds_numbers_alone(own_home) -> None:
    promise(TODAY, "shop:1", who="Erika Musterfrau")
    reports.write(retention.run(LATER), now=LATER)
    (report,) = reports.retention_report()
    assert report["deleted"] == 1
    assert "Erika" not in str(report)
    assert "shop:1" not in str(report)
    values = {type(v) for line in report["lines"] for v in line.values()}
    assert values <= {str, int}


def test_the_sweepers_of_the_rooms_and_the_declared_periods_agree() -> None:
    assert leases.KEEP_DONE.days == Job.kept.keep.days
    assert leases.KEEP_FAILED.days == Job.kept.also[0].days
    assert running.KEEP_DONE.days == Upload.kept.keep.days
    assert running.KEEP_UNUSED.days == Upload.kept.also[0].days


def test_every_period_counts_from_a_day_or_a_moment() -> None:
    for model in tables():
        kept = kept_of(model)
        for keep in kept.keeps if kept else ():
            assert isinstance(retention._before(model, keep, NOW), date | datetime), model
            assert retention._all_past(model, keep, NOW).count() == 0


def test_the_daily_job_deletes_and_reports(own_home) -> None:
    from kundig_web.jobs.jobs import run_retention

    Hint.objects.create(
        day=TODAY - timedelta(days=3000), text="alt", created_at=NOW, answer_due=TODAY
    )
    assert isinstance(Hint._meta.get_field("day"), models.DateField)
    assert run_retention(None)["deleted"] == 1  # type: ignore[arg-type]
    assert not Hint.objects.exists()
    assert reports.retention_report()[0]["deleted"] == 1
