"""Files in through the API: sent, tried, imported, taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kundig_web.imports.models import Upload, uploads
from kundig_web.jobs.worker import work_off
from tests.web.api.test_doors import is_problem
from tests.web.conftest import NOW

ORDERS = (
    "Bestellnummer;Kundennummer;Bestelldatum;Betrag\nA1;7;18.11.2026;12,50\nA2;8;19.11.2026;5,00\n"
)


@pytest.fixture
def file(tmp_path: Path, demo_home: Any) -> Path:
    """A file of the demo company, which is recognised without a question."""
    return next(p for p in sorted((demo_home.folder / "files").glob("*.csv")) if "bestell" in p.name.lower() or "order" in p.name.lower())  # fmt: skip


def test_a_file_is_sent_tried_imported_and_taken_back(own_home, program, file) -> None:
    shop = program("import_data")
    sent = shop.upload(file)
    assert sent.status_code == 202, sent.content
    number = sent.json()["id"]
    assert sent.json()["state"] == "checking"
    is_problem(shop.post(f"imports/uploads/{number}/start"), 409)
    work_off(NOW)
    ready = shop.get(f"imports/uploads/{number}").json()
    assert ready["state"] == "ready", ready
    assert ready["table"] in {"orders", "order_lines"}
    assert own_home.store.manifest().version == 0
    assert shop.post(f"imports/uploads/{number}/start").status_code == 202
    work_off(NOW)
    done = shop.get(f"imports/uploads/{number}").json()
    assert done["state"] == "done"
    listed = shop.get("imports").json()
    assert [i["id"] for i in listed["items"]] == [done["import_id"]]
    one = shop.get(f"imports/{done['import_id']}").json()
    assert one == listed["items"][0]
    assert one["read"] == one["taken"] + one["new_versions"] + one["unchanged"] + one["refused"] > 0
    assert shop.post(f"imports/{one['id']}/withdraw").json()["id"] == one["id"]
    assert shop.get("imports").json()["items"] == []
    is_problem(shop.get(f"imports/{one['id']}"), 404)
    is_problem(shop.post(f"imports/{one['id']}/withdraw"), 404)


def test_a_file_that_leaves_a_question_open_waits_for_a_person(own_home, program, tmp_path) -> None:
    path = tmp_path / "raetsel.csv"
    path.write_text("a;b;c\n1;2;3\n4;5;6\n")
    shop = program("import_data")
    number = shop.upload(path).json()["id"]
    work_off(NOW)
    assert shop.get(f"imports/uploads/{number}").json()["state"] in {"open", "failed"}
    is_problem(shop.post(f"imports/uploads/{number}/start"), 409)


def test_a_request_without_a_file_is_refused(own_home, program) -> None:
    shop = program("import_data")
    told = is_problem(shop.post("imports", {}), 422)
    assert told["detail"]
    assert not Upload.objects.exists()


def test_two_files_in_one_request_leave_nothing_behind(own_home, program, tmp_path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(ORDERS)
    shop = program("import_data")
    with (tmp_path / "a.csv").open("rb") as a, (tmp_path / "b.csv").open("rb") as b:
        answer = shop.client.post("/api/imports", {"file": [a, b]}, headers=shop.headers)
    is_problem(answer, 422)
    assert not Upload.objects.exists()
    assert not list(uploads().iterdir())


def test_a_file_beyond_the_limit_is_413_and_leaves_nothing_behind(
    own_home, program, tmp_path, settings
) -> None:
    settings.KUNDIG_UPLOAD_BYTES = 20
    path = tmp_path / "a.csv"
    path.write_text(ORDERS)
    is_problem(program("import_data").upload(path), 413)
    assert not Upload.objects.exists()
    assert not list(uploads().iterdir())


@pytest.mark.parametrize("number", [999, 2**63, 10**30])
def test_an_unknown_upload_is_404(own_home, program, number) -> None:
    shop = program("import_data")
    is_problem(shop.get(f"imports/uploads/{number}"), 404)
    is_problem(shop.post(f"imports/uploads/{number}/start"), 404)


def test_what_programs_sent_stands_among_the_imports(own_home, program) -> None:
    shop = program("import_data", "send_events")
    rows = [{"order_id": "A1", "order_date": "2026-11-18"}]
    sent = shop.post("events", {"table": "orders", "source": "kasse", "rows": rows}, "k").json()
    (one,) = shop.get("imports").json()["items"]
    assert (one["id"], one["source"], one["mapping"]) == (sent["import_id"], "kasse", "api")
    assert one["file"] == "kasse-orders.parquet"
