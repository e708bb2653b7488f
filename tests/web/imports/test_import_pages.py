"""A file's way through the browser: look, answer, try, import, undo."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kundig.intake.workflow import ImportRequest, import_file
from kundig.store.home import Home
from kundig_web import company
from kundig_web.imports.models import Upload
from kundig_web.jobs.worker import work_off
from tests.web.imports.conftest import CUSTOMERS, ORDERS, uploads_left

pytestmark = pytest.mark.django_db
COUNTS = ("read", "taken", "new_versions", "unchanged", "refused", "reasons", "remarks", "facts")


def page_of(client: Any, upload: Upload) -> str:
    answer = client.get(reverse("imports:upload", args=[upload.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def import_it(client: Any, upload: Upload, **more: str) -> Upload:
    client.post(reverse("imports:run", args=[upload.pk]), more)
    work_off(company.now())
    upload.refresh_from_db()
    return upload


def test_a_file_is_tried_before_anything_changes(send, client_of, own_home) -> None:
    upload = send("kunden.csv", CUSTOMERS)
    assert upload.state == "ready"
    assert own_home.store.manifest().version == 0
    page = page_of(client_of("ana"), upload)
    assert "3 Zeilen" in page
    assert "dieses Datum gibt es nicht" in page
    assert "31.02.1980" in page
    assert "Datum, Tag zuerst" in page


def test_the_browser_counts_as_the_command_line_does(send, client_of, demo_home, tmp_path) -> None:
    other = Home(tmp_path / "cli")
    for name in ("bestellungen.csv", "kunden.csv", "retouren.csv"):
        path = demo_home.folder / "files" / name
        told = import_file(ImportRequest(path), home=other).to_dict()
        upload = send(name, path.read_bytes())
        tried = {k: upload.outcome[k] for k in COUNTS}
        upload = import_it(client_of("ana"), upload)
        assert upload.state == "done"
        assert {k: upload.result[k] for k in COUNTS} == {k: told[k] for k in COUNTS} == tried
        assert upload.result["tables"] == told["tables"]


def test_after_the_import_nothing_of_the_file_is_left_but_numbers(
    send, client_of, own_home
) -> None:
    upload = import_it(client_of("ana"), send("kunden.csv", CUSTOMERS))
    assert uploads_left(own_home.folder / "web") == []
    kept = f"{upload.look}{upload.outcome}{upload.result}{upload.mapping}"
    assert "Weiß" not in kept
    assert "j@example.org" not in kept
    assert "31.02" not in kept


def test_the_result_says_what_came_in_and_how_to_undo_it(send, client_of, own_home) -> None:
    client = client_of("ana")
    upload = import_it(client, send("kunden.csv", CUSTOMERS))
    page = page_of(client, upload)
    assert "<strong>2</strong> übernommen" in page
    assert "<strong>1</strong> beiseite" in page
    assert reverse("imports:withdraw", args=[upload.import_id]) in page


def test_undoing_names_what_vanishes_and_then_it_is_gone(send, client_of, own_home) -> None:
    client = client_of("ana")
    upload = import_it(client, send("kunden.csv", CUSTOMERS))
    address = reverse("imports:withdraw", args=[upload.import_id])
    assert "Kundensätze" in client.get(address).content.decode()
    assert len(own_home.store.manifest().imports) == 1
    answer = client.post(address, follow=True)
    assert "kunden.csv ist rückgängig gemacht" in answer.content.decode()
    assert own_home.store.manifest().imports == ()
    assert list(own_home.quarantine.glob("*")) == []
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_what_the_command_line_imported_can_be_undone_in_the_browser(
    client_of, own_home, tmp_path
) -> None:
    path = tmp_path / "kunden.csv"
    path.write_text(CUSTOMERS, encoding="utf-8")
    told = import_file(ImportRequest(path), home=own_home)
    client = client_of("ana")
    assert "kunden.csv" in client.get(reverse("imports:start")).content.decode()
    client.post(reverse("imports:withdraw", args=[told.import_id]))
    assert own_home.store.manifest().imports == ()


def test_the_rows_set_aside_can_be_downloaded_and_run_nothing(send, client_of, own_home) -> None:
    rows = CUSTOMERS + '4;=HYPERLINK("x");Böse;b@example.org;30.02.1990\n'
    upload = import_it(client_of("ana"), send("kunden.csv", rows))
    answer = client_of("ana").get(reverse("imports:quarantine", args=[upload.import_id]))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "30.02.1990" in text
    cells = [c for line in text.splitlines()[1:] for c in line.strip('"').split('";"')]
    assert not any(c.startswith(("=", "+", "-", "@")) for c in cells)


@pytest.mark.parametrize("who", ["emil", "petra", "konrad", "dana", "nina"])
def test_whoever_may_not_import_sees_nothing_of_it(send, client_of, own_home, who) -> None:
    upload = import_it(client_of("ana"), send("kunden.csv", CUSTOMERS))
    client = client_of(who)
    for name, argument in (
        ("start", []), ("upload", [upload.pk]), ("done", [upload.import_id]),
        ("quarantine", [upload.import_id]), ("withdraw", [upload.import_id]),
    ):  # fmt: skip
        assert client.get(reverse(f"imports:{name}", args=argument)).status_code == 403
    file = SimpleUploadedFile("kunden.csv", CUSTOMERS.encode())
    assert client.post(reverse("imports:send"), {"files": file}).status_code == 403
    assert client.post(reverse("imports:withdraw", args=[upload.import_id])).status_code == 403
    assert len(own_home.store.manifest().imports) == 1
    assert uploads_left(own_home.folder / "web") == []


def test_sending_needs_the_token_of_a_page(cast, own_home) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(cast["ana"])
    file = SimpleUploadedFile("kunden.csv", CUSTOMERS.encode())
    assert client.post(reverse("imports:send"), {"files": file}).status_code == 403
    assert Upload.objects.count() == 0
    assert uploads_left(own_home.folder / "web") == []


def test_what_the_file_leaves_open_is_asked_and_the_answer_settles_it(
    send, client_of, own_home
) -> None:
    upload = send("bestellungen.csv", ORDERS)
    client = client_of("ana")
    assert upload.state == "open"
    page = page_of(client, upload)
    assert "der Tag oder der Monat vorn" in page
    assert "03/04/2026" in page
    client.post(
        reverse("imports:answer", args=[upload.pk]), {"revision": upload.revision, "q0": "mdy"}
    )
    work_off(company.now())
    upload.refresh_from_db()
    assert upload.state == "ready"
    assert "Datum, Monat zuerst" in page_of(client, upload)
    import_it(client, upload)
    from kundig.engines.duckdb import DuckDBEngine

    with DuckDBEngine() as engine:
        engine.attach(own_home.store.snapshot().tables)
        days = engine.execute("SELECT order_date::VARCHAR FROM orders ORDER BY 1")
    assert days == [("2026-03-04",), ("2026-05-06",), ("2026-07-08",)]


def test_a_column_that_was_mapped_wrongly_can_be_corrected(send, client_of, own_home) -> None:
    upload = send("kunden.csv", CUSTOMERS)
    client = client_of("ana")
    page = client.get(reverse("imports:upload", args=[upload.pk]) + "?edit=0").content.decode()
    assert 'name="c3"' in page
    answers = {"revision": upload.revision, "c3": "", "c2": "company"}
    client.post(reverse("imports:answer", args=[upload.pk]), answers)
    work_off(company.now())
    upload.refresh_from_db()
    assert upload.state == "ready"
    filled = {c["name"]: c["field"] for c in upload.look["columns"]}
    assert filled["Nachname"] == "company"
    assert filled["E-Mail"] == ""


def test_a_remembered_mapping_asks_nothing_the_next_time(send, client_of, own_home) -> None:
    client = client_of("ana")
    upload = send("bestellungen.csv", ORDERS)
    client.post(
        reverse("imports:answer", args=[upload.pk]), {"revision": upload.revision, "q0": "dmy"}
    )
    work_off(company.now())
    import_it(client, upload, keep="1")
    more = ORDERS.replace("B1", "B4").replace("B2", "B5").replace("B3", "B6")
    later = send("bestellungen-neu.csv", more)
    assert later.state == "ready"
    assert later.look["known"]
    # The command line knows it as well.
    path = own_home.folder / "neu.csv"
    path.write_text(more, encoding="utf-8")
    told = import_file(ImportRequest(path, dry_run=True), home=own_home)
    assert told.taken == later.outcome["taken"] == 3


def test_an_older_form_cannot_overwrite_a_newer_state(send, client_of, own_home) -> None:
    upload = send("bestellungen.csv", ORDERS)
    answers = {"revision": upload.revision - 1, "q0": "mdy"}
    answer = client_of("ana").post(reverse("imports:answer", args=[upload.pk]), answers)
    assert answer.status_code == 422
    assert "verloren ist nichts" in answer.content.decode()
    upload.refresh_from_db()
    assert upload.choices == {}


def test_the_same_file_again_changes_nothing(send, client_of, own_home) -> None:
    client = client_of("ana")
    import_it(client, send("kunden.csv", CUSTOMERS))
    upload = import_it(client, send("kunden.csv", CUSTOMERS))
    assert upload.state == "done"
    assert upload.result["unchanged"] == 2
    assert own_home.store.manifest().version == 1
    assert "schon eingelesen" in page_of(client, upload)


def test_the_same_file_of_another_system_is_warned_of(send, client_of, own_home, tmp_path) -> None:
    path = tmp_path / "kunden.csv"
    path.write_text(CUSTOMERS, encoding="utf-8")
    import_file(ImportRequest(path, source="kasse"), home=own_home)
    upload = send("kunden.csv", CUSTOMERS)
    assert "zählte alles doppelt" in page_of(client_of("ana"), upload)


def test_several_files_are_checked_and_imported_together(client_of, own_home) -> None:
    client = client_of("ana")
    files = [
        SimpleUploadedFile(f"kunden-{n}.csv", CUSTOMERS.replace("\n1;", f"\n1{n};").encode())
        for n in range(3)
    ]
    answer = client.post(reverse("imports:send"), {"files": files}, follow=True)
    assert "3 Dateien sind angekommen" in answer.content.decode()
    work_off(company.now())
    assert "Alle 3 bereiten Dateien" in client.get(reverse("imports:start")).content.decode()
    client.post(reverse("imports:run_all"))
    work_off(company.now())
    assert len(own_home.store.manifest().imports) == 3


def test_a_discarded_file_is_gone(send, client_of, own_home) -> None:
    upload = send("kunden.csv", CUSTOMERS)
    client = client_of("ana")
    answer = client.post(reverse("imports:discard", args=[upload.pk]), follow=True)
    assert "Am Bestand hat sich nichts geändert" in answer.content.decode()
    assert uploads_left(own_home.folder / "web") == []
    assert client.get(reverse("imports:upload", args=[upload.pk])).status_code == 404


def test_nobody_is_named_beside_a_file(send, client_of, own_home) -> None:
    upload = send("kunden.csv", CUSTOMERS)
    client = client_of("dora")
    pages = page_of(client, upload) + client.get(reverse("imports:start")).content.decode()
    assert "Ana Kurz" not in pages


def test_the_pages_speak_english(send, client_of, own_home) -> None:
    upload = send("orders.csv", ORDERS, language="en")
    client = client_of("ana", "en")
    assert "does the day come first or the month" in page_of(client, upload)
    upload = import_it(client, send("customers.csv", CUSTOMERS, language="en"))
    assert "impossible date" in page_of(client, upload)
    assert "Undo" in client.get(reverse("imports:start")).content.decode()


def test_the_list_costs_few_queries(
    send, client_of, own_home, django_assert_max_num_queries
) -> None:
    for n in range(6):
        send(f"kunden-{n}.csv", CUSTOMERS)
    client = client_of("ana")
    with django_assert_max_num_queries(14):
        client.get(reverse("imports:start"))


def test_the_page_of_a_file_that_is_done_reloads_itself(send, client_of, own_home) -> None:
    upload = send("kunden.csv", CUSTOMERS)
    address = reverse("imports:upload", args=[upload.pk]) + "?part=work"
    answer = client_of("ana").get(address, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")
    Upload.objects.filter(pk=upload.pk).update(state="importing", job_id=None)
    answer = client_of("ana").get(address, headers={"HX-Request": "true"})
    assert "mehreren Versuchen" in answer.content.decode()


def test_every_question_that_the_readers_ask_has_words_for_the_browser() -> None:
    import re
    from importlib import resources

    from kundig_web import words

    room = resources.files("kundig.readers")
    asked = {"ask_field"}
    for name in ("questions.py", "propose.py", "grain.py"):
        found = re.findall(r'"(ask_[a-z_]+)"', room.joinpath(name).read_text(encoding="utf-8"))
        asked |= set(found)
    assert len(asked) >= 9
    values = {"column": "Datum", "label": "Tag", "examples": "03/04"}
    for key in asked:
        for language in ("de", "en"):
            told = words.say(f"imports.{key}", language, **values)
            assert "--" not in told + words.say(f"imports.{key}_hint", language, **values)


#: The headings of a published dataset whose amounts are in pounds; no column says so.
INVOICES = (
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
    "1001,B1,Roman,2,2026-01-05 10:00:00,12.50,17850,Germany\n"
    "1001,B1,Roman,2,2026-01-05 10:00:00,12.50,17850,Germany\n"
    "1002,B2,Lyrik,1,2026-01-06 11:00:00,18.00,17851,Germany\n"
)


def currencies_of(home: Home) -> set[str]:
    from kundig.engines.duckdb import DuckDBEngine

    with DuckDBEngine() as engine:
        engine.attach(home.store.snapshot().tables)
        return {row[0] for row in engine.execute("SELECT currency FROM order_lines")}


def test_a_currency_that_only_the_layout_knows_is_said_and_can_be_changed(
    send, client_of, own_home
) -> None:
    client = client_of("ana")
    upload = send("rechnungen.csv", INVOICES)
    assert upload.state == "ready"
    page = page_of(client, upload)
    assert "Beträge in £ (GBP): so ist es beim bekannten Aufbau" in page
    assert '<option value="GBP" selected>' in page
    client.post(
        reverse("imports:answer", args=[upload.pk]),
        {"revision": upload.revision, "currency": "EUR"},
    )
    work_off(company.now())
    upload.refresh_from_db()
    assert upload.state == "ready"
    assert "Beträge in € (EUR), wie von Ihnen gewählt" in page_of(client, upload)
    import_it(client, upload)
    assert currencies_of(own_home) == {"EUR"}


def test_without_a_word_a_known_layout_keeps_its_currency(send, client_of, own_home) -> None:
    import_it(client_of("ana"), send("rechnungen.csv", INVOICES))
    assert currencies_of(own_home) == {"GBP"}


def test_a_file_without_amounts_is_not_asked_for_a_currency(send, client_of, own_home) -> None:
    assert "Beträge in" not in page_of(client_of("ana"), send("kunden.csv", CUSTOMERS))


def test_whole_numbers_are_not_told_as_decimals(send, client_of, own_home) -> None:
    upload = send("rechnungen.csv", INVOICES)
    said = {c["name"]: c["format"] for c in upload.look["columns"]}
    assert (said["Quantity"], said["UnitPrice"]) == ("whole", "point")
    assert "ganze Zahlen" in page_of(client_of("ana"), upload)


def test_exact_duplicates_are_explained_before_and_after(send, client_of, own_home) -> None:
    client = client_of("ana")
    upload = send("rechnungen.csv", INVOICES)
    before = page_of(client, upload)
    after = page_of(client, import_it(client, upload))
    for page in (before, after):
        assert "genaue Wiederholungen" in page
        assert "in jeder Angabe" in page


def test_windows_1252_is_explained(send, client_of, own_home) -> None:
    page = page_of(client_of("ana"), send("kunden.csv", CUSTOMERS.encode("cp1252", "replace")))
    assert "so speichert Excel" in page


def test_the_result_says_how_to_repair_what_was_set_aside(send, client_of, own_home) -> None:
    client = client_of("ana")
    page = page_of(client, import_it(client, send("kunden.csv", CUSTOMERS)))
    assert "So reparieren Sie das" in page
    assert "nicht doppelt gezählt" in page
