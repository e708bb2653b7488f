"""Files as somebody might send them, and a browser that sends them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kundig_web import company
from kundig_web.imports.models import Upload
from kundig_web.jobs.worker import work_off

CUSTOMERS = (
    "Kundennummer;Vorname;Nachname;E-Mail;Geburtsdatum\n"
    "1;Jürgen;Weiß;j@example.org;14.09.1968\n"
    "2;Ayşe;Yıldız;a@example.org;02.05.1991\n"
    "3;Anna;Groß;g@example.org;31.02.1980\n"
)
#: Day and month could be swapped in every row.
ORDERS = (
    "Bestellnummer;Kundennummer;Datum;Summe\n"
    "B1;1;03/04/2026;10,00\nB2;2;05/06/2026;20,00\nB3;3;07/08/2026;30,00\n"
)

Send = Callable[..., Upload]


@pytest.fixture
def send(client_of: Callable[..., Client], own_home: Any) -> Send:
    """Send a file as Ana, let the worker do its part, and return what is remembered of it."""

    def sent(name: str, content: str | bytes, *, who: str = "ana", language: str = "de") -> Upload:
        client = client_of(who, language)
        body = content.encode() if isinstance(content, str) else content
        file = SimpleUploadedFile(name, body)
        answer = client.post(reverse("imports:send"), {"files": file})
        assert answer.status_code == 302, answer.content.decode()
        work_off(company.now())
        return Upload.objects.get(pk=int(answer["Location"].strip("/").split("/")[-1]))

    return sent


def uploads_left(folder: Path) -> list[str]:
    """What lies in the folder of uploads."""
    return sorted(p.name for p in (folder / "uploads").glob("**/*") if p.is_file())
