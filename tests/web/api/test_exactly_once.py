"""One key, one effect, one answer: fifty at once against a real server, and after kill -9."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kundig.store.home import Home
from kundig_web.access.models import Batch
from kundig_web.imports.models import Upload
from tests.web.api.served import Said, Served, at_once, served
from tests.web.api.test_doors import is_problem
from tests.web.api.test_events import ORDERS, batch
from tests.web.jobs.test_worker_processes import fresh_database, postgres

MANY = 50
CSV = b"Kundennummer;Name;Ort\n90001;Jana Beispiel;Mittenrehen\n"


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    url = ""
    if request.param == "postgresql":
        server = postgres()
        if not server:
            pytest.skip("no PostgreSQL: KUNDIG_TEST_POSTGRES=1 starts one")
        url = fresh_database(server, f"once-{tmp_path.name}")
    with served(tmp_path / "home", url) as running:
        yield running


def same(answers: list[Said], status: int) -> Any:
    """What all of them said."""
    assert {a.status for a in answers} == {status}, [(a.status, a.body[:300]) for a in answers]
    assert len({a.body for a in answers}) == 1
    return json.loads(answers[0].body)


@pytest.mark.slow
def test_fifty_requests_with_one_key_have_one_effect_and_one_answer(site: Served) -> None:
    told = same(at_once(MANY, lambda: site.send("/api/events", batch(ORDERS), "k1")), 200)
    assert told["taken"] == 2
    manifest = Home(site.home).store.manifest()
    assert manifest.version == 1
    assert [i.id for i in manifest.imports] == [told["import_id"]]
    assert site.sql("SELECT count(*) FROM access_batch") == 1


@pytest.mark.slow
def test_fifty_forms_with_one_draft_are_written_once(site: Served) -> None:
    form = b"text=Die+Hose+kratzt.&kind=wish&draft_key=11111111-1111-4111-8111-111111111111"
    first = site.post("/hints/new/", form, **{"X-Kundig-Draft": "1"})
    assert first.status == 201, first.body[:500]
    other = form.replace(b"11111111-1111", b"22222222-2222")
    same(at_once(MANY, lambda: site.post("/hints/new/", other, **{"X-Kundig-Draft": "1"})), 201)
    assert site.sql("SELECT count(*) FROM needs_hint") == 2


@pytest.mark.slow
def test_fifty_uploads_with_one_key_are_one_upload(site: Served) -> None:
    border = "kante"
    body = (
        f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="k.csv"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    ).encode() + CSV + f"\r\n--{border}--\r\n".encode()  # fmt: skip
    headers = {
        "Authorization": f"Bearer {site.token}", "Idempotency-Key": "u1",
        "Content-Type": f"multipart/form-data; boundary={border}",
    }  # fmt: skip
    told = same(at_once(MANY, lambda: site.ask("POST", "/api/imports", body, headers)), 202)
    assert site.sql("SELECT count(*) FROM imports_upload") == 1
    folders = [p for p in (site.home / "web" / "uploads").iterdir() if p.is_dir()]
    assert len(folders) == 1, "what the other forty-nine brought is gone"
    assert told["file"] == "k.csv"


@pytest.mark.slow
def test_after_kill_9_the_key_works_within_five_seconds_and_nothing_is_double(site: Served) -> None:
    rows = [
        {"order_id": f"B{n}", "record_id": n % 90, "order_date": "2026-11-18"} for n in range(4000)
    ]
    sent = batch(rows)
    asking = threading.Thread(target=_ignore_the_end, args=(site, sent), daemon=True)
    asking.start()
    end = time.monotonic() + 30
    while site.sql("SELECT count(*) FROM access_batch") == 0 and time.monotonic() < end:
        pass  # the key is written; the import runs
    site.kill()
    asking.join(10)
    site.start()
    began = time.monotonic()
    again = site.send("/api/events", sent, "k9")
    assert again.status == 200, again.body
    assert time.monotonic() - began < 5
    assert again.json()["taken"] == 4000
    imports = Home(site.home).store.manifest().imports
    assert [i.id for i in imports] == [again.json()["import_id"]]
    assert site.send("/api/events", sent, "k9").body == again.body


def _ignore_the_end(site: Served, sent: Any) -> None:
    try:
        site.send("/api/events", sent, "k9")
    except OSError:
        return


@pytest.mark.slow
def test_a_key_in_use_is_free_at_once_when_its_process_dies(own_home, tmp_path) -> None:
    """The lock is the operating system's: no lease has to run out."""
    import signal
    import subprocess
    import sys

    place = tmp_path / "one.lock"
    code = (
        "import sys, time; from filelock import FileLock; l = FileLock(sys.argv[1]); l.acquire(); "
        "print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(place)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        from filelock import FileLock, Timeout

        lock = FileLock(place)
        with pytest.raises(Timeout):
            lock.acquire(timeout=0.2)
        os.kill(holder.pid, signal.SIGKILL)
        lock.acquire(timeout=2)
        lock.release()


def upload(shop: Any, key: str, data: bytes = CSV, name: str = "k.csv") -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile(name, data, content_type="text/csv")
    return shop.client.post(
        "/api/imports", {"file": file}, headers=shop.headers | {"Idempotency-Key": key}
    )


def test_the_same_file_under_the_same_key_is_one_upload(own_home, program) -> None:
    shop = program("import_data")
    first, again = upload(shop, "u1"), upload(shop, "u1")
    assert first.status_code == again.status_code == 202
    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    assert Upload.objects.count() == 1
    assert len(list((Path(own_home.folder) / "web" / "uploads").iterdir())) == 1


def test_a_key_with_another_file_name_body_or_path_is_refused(own_home, program) -> None:
    shop = program("import_data", "send_events")
    upload(shop, "u1")
    for other in (upload(shop, "u1", CSV + b"1;2;3\n"), upload(shop, "u1", name="l.csv")):
        assert is_problem(other, 422)["type"].endswith("key-reused")
    assert is_problem(shop.post("events", batch(ORDERS), "u1"), 422)["type"].endswith("key-reused")
    assert Upload.objects.count() == 1
    assert own_home.store.manifest().version == 0


def test_what_is_refused_leaves_the_key_free(own_home, program, settings) -> None:
    shop = program("import_data")
    settings.KUNDIG_UPLOAD_BYTES = 10
    assert upload(shop, "u1").status_code == 413
    settings.KUNDIG_UPLOAD_BYTES = 2**20
    assert upload(shop, "u1").status_code == 202
    assert Batch.objects.count() == 1


def test_an_effect_without_an_answer_cannot_be(own_home, program, monkeypatch) -> None:
    from kundig_web.access.workflows import batches

    shop = program("import_data")
    monkeypatch.setattr(batches, "finish_batch", _dies)
    assert upload(shop, "u1").status_code == 500
    assert (Upload.objects.count(), Batch.objects.count()) == (0, 0)
    monkeypatch.undo()


def _dies(**_: Any) -> None:
    raise RuntimeError("killed")


def test_taking_back_twice_under_one_key_says_the_same(own_home, program) -> None:
    shop = program("import_data", "send_events")
    brought = shop.post("events", batch(ORDERS), "k1").json()["import_id"]
    first = shop.post(f"imports/{brought}/withdraw", {}, "w1")
    again = shop.post(f"imports/{brought}/withdraw", {}, "w1")
    assert first.status_code == again.status_code == 200, first.content
    assert first.json() == again.json()
    assert shop.post(f"imports/{brought}/withdraw", {}, "w2").status_code == 404


def test_taking_back_that_died_before_its_answer_is_answered(
    own_home, program, monkeypatch
) -> None:
    from kundig_web.access.workflows import batches

    shop = program("import_data", "send_events")
    brought = shop.post("events", batch(ORDERS), "k1").json()["import_id"]
    whole = batches.finish_batch
    monkeypatch.setattr(batches, "finish_batch", _dies)
    assert shop.post(f"imports/{brought}/withdraw", {}, "w1").status_code == 500
    monkeypatch.setattr(batches, "finish_batch", whole)
    assert shop.post(f"imports/{brought}/withdraw", {}, "w1").json() == {
        "id": brought,
        "version": 2,
    }
