"""Files on their way in: strange names, too large, cut off, no tables at all."""

from __future__ import annotations

import io
import os
import time
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import StopUpload
from django.test import RequestFactory
from django.urls import reverse

from kundig_web import company
from kundig_web.imports import receive
from kundig_web.imports.models import Upload
from kundig_web.imports.receive import ToUploads, safe_name
from kundig_web.imports.running import sweep
from tests.web.imports.conftest import CUSTOMERS, uploads_left

pytestmark = pytest.mark.django_db


def zipped(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("kunden.csv", "kunden.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Büro\\Kunden 2026.xlsx", "Kunden 2026.xlsx"),
        ("...", "datei"),
        ("a\x00b\nc.csv", "a_b_c.csv"),
        ("Müller & Söhne.csv", "Müller & Söhne.csv"),
        ("..", "datei"),
    ],
)
def test_a_name_leads_nowhere_else(given: str, kept: str) -> None:
    assert safe_name(given) == kept


def test_a_long_name_keeps_its_ending() -> None:
    name = safe_name("ä" * 300 + ".csv")
    assert name.endswith("ä.csv")
    assert len(name.encode()) <= receive.NAME_LENGTH


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("rechnung.pdf", b"%PDF-1.7 ...", "PDF"),
        ("bild.png", b"\x89PNG\r\n\x1a\n....", "PNG"),
        ("geheim.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "ohne Passwort"),
        ("kaputt.xlsx", b"PK\x03\x04" + bytes(100), "kaputt.xlsx"),
        ("seite.csv", b"<!doctype html><html><body>Login</body></html>", "HTML"),
        ("zwei.zip", zipped(a="x;y\n1;2\n", b="x;y\n1;2\n"), "zwei.zip"),
        ("nur-kopf.csv", b"Kundennummer;Vorname;Nachname\n", "keine Datenzeilen"),
    ],
)
def test_what_is_no_table_is_told_and_nothing_changes(
    send, client_of, own_home, name: str, content: bytes, says: str
) -> None:
    upload = send(name, content)
    assert upload.state == "failed"
    page = client_of("ana").get(reverse("imports:upload", args=[upload.pk])).content.decode()
    assert says in page
    assert "Nicht lesbar, nichts geändert" in page
    assert own_home.store.manifest().version == 0


def test_a_form_without_a_file_is_told(client_of, own_home) -> None:
    answer = client_of("ana").post(reverse("imports:send"), {})
    assert answer.status_code == 422
    assert "ein Ordner lässt sich nicht senden" in answer.content.decode()


def test_an_empty_file_is_told(send, client_of, own_home) -> None:
    upload = send("leer.csv", b"")
    assert upload.state == "failed"
    page = client_of("ana").get(reverse("imports:upload", args=[upload.pk])).content.decode()
    assert "keine einzige Zeile" in page


def test_a_file_beyond_the_limit_is_refused_and_leaves_nothing(
    client_of, own_home, settings
) -> None:
    settings.KUNDIG_UPLOAD_BYTES = 3 * 2**20
    files = [
        SimpleUploadedFile("klein.csv", CUSTOMERS.encode()),
        SimpleUploadedFile("gross.csv", bytes(3 * 2**20 + 1)),
    ]
    answer = client_of("ana").post(reverse("imports:send"), {"files": files})
    assert answer.status_code == 422
    assert "gross.csv ist größer als 3 MB" in answer.content.decode()
    assert Upload.objects.count() == 0
    assert uploads_left(own_home.folder / "web") == []


def test_a_full_disk_is_told_before_the_first_byte(client_of, own_home, monkeypatch) -> None:
    monkeypatch.setattr(receive, "RESERVE", 2**60)
    file = SimpleUploadedFile("kunden.csv", CUSTOMERS.encode())
    answer = client_of("ana").post(reverse("imports:send"), {"files": file})
    assert answer.status_code == 422
    assert "nicht genug Platz" in answer.content.decode()
    assert uploads_left(own_home.folder / "web") == []


def test_a_browser_that_goes_away_leaves_nothing(own_home) -> None:
    handler = ToUploads(RequestFactory().post("/import/send/"))
    handler.handle_raw_input(None, {}, 100, b"")
    handler.new_file("files", "kunden.csv", "text/csv", 100)
    handler.receive_data_chunk(b"Kundennummer;Name\n", 0)
    assert uploads_left(own_home.folder / "web") == ["kunden.csv"]
    handler.upload_interrupted()
    assert uploads_left(own_home.folder / "web") == []


def test_whoever_sends_a_few_bytes_a_minute_is_not_waited_for(own_home, monkeypatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("kundig_web.imports.receive.time.monotonic", lambda: clock[0])
    handler = ToUploads(RequestFactory().post("/import/send/"))
    handler.handle_raw_input(None, {}, 10_000, b"")
    handler.new_file("files", "kunden.csv", "text/csv", 10_000)
    for second in range(0, 60, 10):
        clock[0] = second
        handler.receive_data_chunk(b"1;2\n", 0)
    clock[0] = 61.0
    with pytest.raises(StopUpload):
        handler.receive_data_chunk(b"1;2\n", 0)
    assert handler.refused is not None
    assert handler.refused.key == "too_slow"
    assert uploads_left(own_home.folder / "web") == []


@pytest.mark.slow
def test_a_gigabyte_is_refused_before_its_first_byte(tmp_path) -> None:
    import socket
    import time

    from tests.web.api.served import served

    with served(tmp_path / "home", KUNDIG_UPLOAD_MIB="100") as site:
        for path in ("/api/imports", "/import/send/", "/login/", "/api/events"):
            with socket.create_connection(("127.0.0.1", site.port), timeout=20) as line:
                began = time.monotonic()
                line.sendall(
                    f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n"
                    f"Authorization: Bearer {site.token}\r\nCookie: {site.session}\r\n"
                    "Content-Type: multipart/form-data; boundary=x\r\n"
                    f"Content-Length: {2**30}\r\n\r\n".encode()
                )
                assert line.recv(4096).startswith(b"HTTP/1.1 413"), path
                assert time.monotonic() - began < 5, path
        left = [p for p in (site.home / "web" / "uploads").glob("**/*") if p.is_file()]
        assert left == []


def test_a_file_is_never_held_in_memory(own_home) -> None:
    import tracemalloc

    handler = ToUploads(RequestFactory().post("/import/send/"))
    handler.handle_raw_input(None, {}, 300 * 2**20, b"")
    handler.new_file("files", "gross.csv", "text/csv", 300 * 2**20)
    piece = b"1;2;3\n" * (handler.chunk_size // 6)
    tracemalloc.start()
    for _ in range(100):
        handler.receive_data_chunk(piece, 0)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2**20
    handler.forget()


def test_files_that_nobody_imports_are_deleted_after_two_weeks(send, own_home) -> None:
    upload = send("kunden.csv", CUSTOMERS)
    sweep(upload.changed_at + timedelta(days=13))
    assert Upload.objects.count() == 1
    sweep(upload.changed_at + timedelta(days=15))
    assert Upload.objects.count() == 0
    assert uploads_left(own_home.folder / "web") == []


def test_bytes_that_a_crash_left_behind_are_deleted(send, own_home) -> None:
    upload = send("kunden.csv", CUSTOMERS)
    stray = own_home.folder / "web" / "uploads" / "00ff"
    stray.mkdir()
    (stray / "halb.csv").write_bytes(b"x")
    old = time.time() - 2 * 86_400
    os.utime(stray, (old, old))
    assert sweep(company.now())["stray"] == 1
    assert uploads_left(own_home.folder / "web") == ["kunden.csv"]
    assert Upload.objects.get() == upload
