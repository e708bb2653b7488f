"""Forgetting a person: what goes, what stays, who may, what is refused, and what a restore repeats."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kundig.store import suppression
from kundig_web.contact.models import Promise, Step
from kundig_web.customers.addresses import customer_url
from kundig_web.customers.models import Consent, ContactPoint, IdentityDecision, Person
from kundig_web.customers.person import Membership
from kundig_web.customers.restriction import Restriction
from kundig_web.customers.saved_models import SavedList
from kundig_web.erasure import certificate, log, running, sealed, workflows
from kundig_web.erasure.errors import Refused
from kundig_web.erasure.models import Erasure, Sealed
from kundig_web.erasure.replay import replay
from kundig_web.erasure.subject import subject_of
from kundig_web.jobs.mirrors import publish_now
from kundig_web.jobs.models import Job
from kundig_web.needs.models import Hint, Talk
from tests.erase.company import PEOPLE, PEOPLE_CSV, bring, hits
from tests.web.conftest import NOW, TODAY
from tests.web.erasure.planted import ALL, KEY, OTHER, Planted


@pytest.fixture(autouse=True)
def in_one_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test runs inside a transaction, where no database can be written anew (see test_bytes)."""
    monkeypatch.setattr(running, "empty_pages", lambda: None)


def forgotten(planted: Planted, key: str = KEY) -> Erasure:
    row = workflows.forget(key=key, actor=planted.cast["dana"], now=NOW, ground="request")
    running.run(row)
    row.refresh_from_db()
    return row


def test_the_database_knows_nothing_afterwards(planted: Planted) -> None:
    assert b"Quitterling" in planted.database()
    forgotten(planted)
    said = planted.database().lower()
    assert [c for c in ALL if c.lower().encode() in said] == []


def test_a_preview_counts_what_the_erasure_deletes_and_changes_nothing(planted: Planted) -> None:
    before = planted.database()
    version = planted.home.store.manifest().version
    told = workflows.preview(key=KEY, now=NOW)
    assert planted.database() == before
    assert planted.home.store.manifest().version == version
    done = forgotten(planted)
    assert {k: n for k, n in told.what.items() if n} == done.what
    assert set(told.stays) == set(done.stays)


def test_figures_of_what_was_promised_and_said_stay(planted: Planted) -> None:
    forgotten(planted)
    promise = Promise.objects.get()
    assert (promise.customer, promise.what, promise.draft_key) == ("", "", None)
    assert promise.status == Promise.Status.WITHDRAWN
    assert {s.words for s in Step.objects.all()} == {""}
    for row in (Talk.objects.get(), Hint.objects.get()):
        assert (row.customer, row.who, row.answered_at is not None) == ("", "", True)
    assert Talk.objects.get().quote == ""


def test_nobody_else_loses_anything(planted: Planted) -> None:
    dora = planted.cast["dora"]
    from kundig_web.customers import contact_workflows

    contact_workflows.add_contact_point(
        key=OTHER, actor=dora, now=NOW, kind="phone", value="030 777777", source="phone"
    )
    SavedList.objects.create(owner=dora, name="Nord", query={}, created_at=NOW, changed_at=NOW)
    forgotten(planted)
    assert ContactPoint.objects.get().value == "030 777777"
    assert SavedList.objects.get().name == "Nord"
    assert set(Person.objects.values_list("key", flat=True)) == {OTHER, "kundig:K-000001"}
    assert not Membership.objects.exists()


def test_all_records_of_a_merged_customer_go(planted: Planted) -> None:
    assert IdentityDecision.objects.count() == 1
    assert set(subject_of("kundig:K-000002").keys) == {
        KEY, "kundig:K-000002", f"kundig:{KEY}",
    }  # fmt: skip
    forgotten(planted, "kundig:K-000002")
    assert not Person.objects.filter(key__in=[KEY, "kundig:K-000002"]).exists()
    assert not IdentityDecision.objects.exists()


def test_the_mirror_does_not_bring_the_person_back(planted: Planted) -> None:
    forgotten(planted)
    publish_now(NOW + timedelta(minutes=1))
    assert hits((p for p in planted.files() if "sqlite" not in p.name), ALL) == []


def test_the_database_refuses_to_lose_a_proof_in_any_other_way(planted: Planted) -> None:
    from django.db import DatabaseError, connection, transaction

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM customers_consent")
    assert Consent.objects.count() == 1
    forgotten(planted)
    assert Consent.objects.count() == 0


def test_a_failure_leaves_the_person_whole(
    planted: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kundig_web.registry import subjects

    before = planted.database()

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("defect")

    monkeypatch.setitem(subjects.FORGET, "needs", broken)
    with pytest.raises(RuntimeError, match="defect"):
        workflows.forget(key=KEY, actor=None, now=NOW, ground="request")
    assert planted.database() == before


def test_what_the_job_needs_is_ciphertext_and_goes_with_its_end(planted: Planted) -> None:
    row = workflows.forget(key=KEY, actor=None, now=NOW, ground="request")
    assert row.work
    assert b"Quitterling" not in bytes(row.work)
    assert KEY not in json.dumps(list(Job.objects.values_list("arguments", flat=True)))
    running.run(row)
    row.refresh_from_db()
    assert bytes(row.work) == b""
    assert row.state == Erasure.State.DONE


def test_running_twice_counts_once(planted: Planted) -> None:
    row = forgotten(planted)
    before = dict(row.what)
    running.run(row)
    row.refresh_from_db()
    assert row.what == before


# --- refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["claims", "unlawful"])
def test_who_needs_his_data_is_not_forgotten(planted: Planted, reason: str) -> None:
    person = Person.objects.get(key=KEY)
    held = Restriction.objects.create(person=person, reason=reason, since=NOW)
    with pytest.raises(Refused) as refused:
        forgotten(planted)
    assert refused.value.key == f"restricted_{reason}"
    assert "Art. 1" in str(refused.value)
    held.lifted_at = NOW
    held.save()
    assert forgotten(planted).state == Erasure.State.DONE


def test_a_disputed_record_may_be_forgotten(planted: Planted) -> None:
    person = Person.objects.get(key=KEY)
    Restriction.objects.create(person=person, reason="disputed", since=NOW)
    assert forgotten(planted).state == Erasure.State.DONE


def test_somebody_unknown_is_refused(planted: Planted) -> None:
    with pytest.raises(Refused) as refused:
        workflows.forget(key="shop:nobody", actor=None, now=NOW, ground="request")
    assert refused.value.key == "unknown"
    assert not Erasure.objects.exists()


# --- certificate -------------------------------------------------------------------------------


def test_the_certificate_names_nobody_and_no_word_of_it_can_be_changed(planted: Planted) -> None:
    told = forgotten(planted).certificate
    assert certificate.is_genuine(told)
    said = json.dumps(told, ensure_ascii=False).lower()
    assert [c for c in ALL if c.lower() in said] == []
    assert told["kept"]
    assert all(told["kept"].values())
    for name in set(told) - {"signature"}:
        assert not certificate.is_genuine({**told, name: "anders"}), name
    assert not certificate.is_genuine({**told, "more": 1})
    assert not certificate.is_genuine({**told, "signature": ""})


def test_another_companys_key_does_not_count(planted: Planted) -> None:
    told = forgotten(planted).certificate
    (planted.home.keys / "certificate").unlink()
    assert not certificate.is_genuine(told)


# --- under seal --------------------------------------------------------------------------------


def test_the_proof_of_a_call_consent_is_sealed_for_five_years(planted: Planted) -> None:
    row = forgotten(planted)
    kept = Sealed.objects.get()
    assert (kept.kind, kept.until) == ("consent", date(2031, 11, 20))
    assert hits([], ()) == []
    assert b"Wortlautprobe" not in bytes(kept.content)
    assert list(sealed.asked_about("0171 9988776")) == [kept]
    assert list(sealed.asked_about(row.reference.lower())) == [kept]
    assert list(sealed.asked_about("030 111111")) == []
    told = sealed.open_row(
        row=kept, actor=planted.cast["dana"], now=NOW, reason="Anfrage der Behörde", kind=kept.kind
    )
    assert told["wording"] == "Wortlautprobe"


def test_opening_needs_a_reason(planted: Planted) -> None:
    forgotten(planted)
    with pytest.raises(Refused) as refused:
        sealed.open_row(
            row=Sealed.objects.get(),
            actor=planted.cast["dana"],
            now=NOW,
            reason=" warum ",
            kind="consent",
        )
    assert refused.value.key == "no_reason"


def test_a_seal_is_destroyed_on_its_day_and_not_before(planted: Planted) -> None:
    forgotten(planted)
    end = NOW.replace(year=2031)
    assert sealed.destroy_due(end - timedelta(days=1)) == 0
    assert sealed.destroy_due(end) == 1


def test_a_sealed_thing_opens_in_no_other_row(planted: Planted) -> None:
    forgotten(planted)
    kept = Sealed.objects.get()
    kept.until = kept.until + timedelta(days=1)
    with pytest.raises(Refused, match="anderen Schlüssel"):
        sealed.open_row(
            row=kept, actor=planted.cast["dana"], now=NOW, reason="lange genug", kind="consent"
        )


def test_vouchers_are_sealed_only_where_no_accounting_holds_them(planted: Planted) -> None:
    assert workflows.sealed.seal(subject_of(KEY), "", NOW, dry_run=True) == {"consent": 1}
    with (planted.home.folder / "company.toml").open("a") as out:
        out.write('\n[erasure]\nvouchers = "here"\n')
    forgotten(planted)
    kept = Sealed.objects.filter(kind="orders")
    assert [k.until for k in kept] == [date(2035, 1, 1)] * 2
    told = sealed.open_row(
        row=kept[0], actor=planted.cast["dana"], now=NOW, reason="Betriebsprüfung", kind="orders"
    )
    assert told["order_id"] == "BELEGXQ1"
    assert len(told["lines"]) == 2


def test_a_leap_day_ends_on_the_first_of_march() -> None:
    assert sealed.years_after(date(2024, 2, 29), 5) == date(2029, 3, 1)
    assert sealed.years_after(TODAY, 5) == date(2031, 11, 20)


# --- coming back -------------------------------------------------------------------------------


def test_a_restore_repeats_the_erasure(planted: Planted, tmp_path: Path) -> None:
    import shutil

    store = tmp_path / "store-before"
    shutil.copytree(planted.home.store.folder, store)
    forgotten(planted)
    shutil.rmtree(planted.home.store.folder)
    shutil.copytree(store, planted.home.store.folder)  # the backup was made before
    Person.objects.create(key=KEY, last_name="Quitterling", created_at=NOW, edited_at=NOW)
    assert hits(planted.files(), ["Quitterling"])
    assert replay(planted.home, NOW) == 1
    assert hits(planted.files(), ALL) == []
    assert b"Quitterling" not in planted.database()
    assert replay(planted.home, NOW) == 0


def test_a_list_that_lies_elsewhere_counts_too(planted: Planted, tmp_path: Path) -> None:
    path = log.path_of(planted.home)
    log.append(planted.home, "L-1", subject_of(KEY), NOW)
    elsewhere = tmp_path / "list.jsonl"
    path.rename(elsewhere)
    assert replay(planted.home, NOW) == 0
    assert replay(planted.home, NOW, log=elsewhere) == 1


def test_a_restore_finishes_an_erasure_that_was_under_way(planted: Planted) -> None:
    row = workflows.forget(key=KEY, actor=None, now=NOW, ground="request")
    replay(planted.home, NOW)
    row.refresh_from_db()
    assert row.state == Erasure.State.DONE


def test_a_line_cut_short_does_not_swallow_the_next(planted: Planted) -> None:
    path = log.path_of(planted.home)
    path.write_text('{"reference": "L-0", "at": "20')
    log.append(planted.home, "L-1", subject_of(KEY), NOW)
    log.append(planted.home, "L-1", subject_of(KEY), NOW)
    assert [line["reference"] for line in log.lines(path)] == ["L-1"]
    assert hits([path], ALL) == []


def lift(planted: Planted, reason: str = "hat wieder bestellt") -> None:
    workflows.lift_block(
        source="shop", number="77123", mail="zenobia.q@kanarie.example", phone="0171 9988776",
        actor=planted.cast["dana"], now=NOW, reason=reason,
    )  # fmt: skip


def test_a_customer_again_comes_with_the_next_file_and_survives_a_restore(planted: Planted) -> None:
    found = suppression.hashes(planted.home, mails=["zenobia.q@kanarie.example"])
    suppression.object(planted.home, found, "advertising")
    forgotten(planted)
    assert bring(planted.home, PEOPLE, PEOPLE_CSV).forgotten == 1
    lift(planted)
    assert bring(planted.home, PEOPLE, PEOPLE_CSV).forgotten == 0
    assert suppression.is_objected(planted.home, found, "advertising")
    assert replay(planted.home, NOW) == 0


def test_lifting_needs_a_reason_and_somebody_who_is_blocked(planted: Planted) -> None:
    with pytest.raises(Refused) as refused:
        lift(planted)
    assert refused.value.key == "no_block"
    forgotten(planted)
    with pytest.raises(Refused) as refused:
        lift(planted, "kurz")
    assert refused.value.key == "no_reason"


# --- pages -------------------------------------------------------------------------------------


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """The password was given a moment ago."""
    monkeypatch.setattr("kundig_web.access.sessions.is_fresh", lambda request: True)


def test_the_way_from_the_customers_page_to_the_certificate(
    planted: Planted, client_of: Callable[[str], Client], fresh: None
) -> None:
    dana = client_of("dana")
    look = reverse("erasure:look", kwargs={"key": OTHER})
    assert look in dana.get(customer_url(OTHER)).content.decode()
    assert look not in client_of("emil").get(customer_url(OTHER)).content.decode()
    look = reverse("erasure:look", kwargs={"key": KEY})
    page = dana.get(look).content.decode()
    assert "Quitterling" in page
    assert "§ 7a UWG" in page
    answer = dana.post(reverse("erasure:forget", kwargs={"key": KEY}), {"ground": "request"})
    row = Erasure.objects.get()
    progress = reverse("erasure:progress", args=[row.reference])
    assert answer["Location"] == progress
    assert "Schritt" in dana.get(progress).content.decode()
    assert dana.get(f"{progress}certificate.json").status_code == 404
    running.run(row)
    done = dana.get(progress).content.decode()
    assert "Die Person ist überall gelöscht" in done
    assert certificate.is_genuine(json.loads(dana.get(f"{progress}certificate.json").content))
    assert dana.get(f"{progress}certificate.pdf").content.startswith(b"%PDF")
    assert row.reference in dana.get(reverse("erasure:erasures")).content.decode()
    assert dana.get(look).status_code == 404


def test_without_a_ground_nothing_is_deleted(
    planted: Planted, client_of: Callable[[str], Client], fresh: None
) -> None:
    answer = client_of("dana").post(reverse("erasure:forget", kwargs={"key": KEY}), {"ground": "x"})
    assert answer.status_code == 422
    assert Person.objects.filter(key=KEY).exists()


def test_a_refusal_is_told_before_and_after(
    planted: Planted, client_of: Callable[[str], Client], fresh: None
) -> None:
    person = Person.objects.get(key=KEY)
    Restriction.objects.create(person=person, reason="claims", since=NOW)
    dana = client_of("dana")
    assert (
        "Rechtsanspruch" in dana.get(reverse("erasure:look", kwargs={"key": KEY})).content.decode()
    )
    answer = dana.post(reverse("erasure:forget", kwargs={"key": KEY}), {"ground": "request"})
    assert answer.status_code == 422
    assert Person.objects.filter(key=KEY).exists()


@pytest.mark.parametrize("who", ["lena", "emil", "ana", "petra", "konrad", "nina"])
def test_nobody_else_may(
    planted: Planted, client_of: Callable[[str], Client], fresh: None, who: str
) -> None:
    client = client_of(who)
    for name, kwargs in (
        ("look", {"key": KEY}),
        ("forget", {"key": KEY}),
        ("sealed", {}),
        ("again", {}),
    ):
        url = reverse(f"erasure:{name}", kwargs=kwargs)
        assert client.get(url).status_code in {403, 404, 405}
        assert client.post(url, {"ground": "request"}).status_code in {403, 404, 405}
    assert Person.objects.filter(key=KEY).exists()


def test_the_password_is_asked_for_again(
    planted: Planted, client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kundig_web.access.sessions.is_fresh", lambda request: False)
    answer = client_of("dana").post(
        reverse("erasure:forget", kwargs={"key": KEY}), {"ground": "request"}
    )
    assert not Erasure.objects.exists()
    assert answer.status_code != 500


def test_the_sealed_pages_open_for_a_reason(
    planted: Planted, client_of: Callable[[str], Client], fresh: None
) -> None:
    row = forgotten(planted)
    dana = client_of("dana")
    page = dana.get(reverse("erasure:sealed"), {"q": row.reference}).content.decode()
    assert "Nachweis der Einwilligung in Anrufe" in page
    url = reverse("erasure:open_sealed", args=[Sealed.objects.get().pk])
    assert "Wortlautprobe" not in dana.post(url, {"reason": ""}).content.decode()
    assert "Wortlautprobe" in dana.post(url, {"reason": "Anfrage der Behörde"}).content.decode()


def test_the_block_is_lifted_on_its_page(
    planted: Planted, client_of: Callable[[str], Client], fresh: None
) -> None:
    forgotten(planted)
    dana = client_of("dana", "en")
    told = {
        "source": "shop",
        "number": "77123",
        "mail": "zenobia.q@kanarie.example",
        "phone": "0171 9988776",
    }
    assert dana.post(reverse("erasure:again"), told | {"reason": "x"}).status_code == 422
    assert (
        "lifted"
        in dana.post(reverse("erasure:again"), told | {"reason": "ordered again"}).content.decode()
    )
    assert bring(planted.home, PEOPLE, PEOPLE_CSV).forgotten == 0
