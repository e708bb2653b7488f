"""Who works on the site: writers that do not give up, readers, one long import."""

from __future__ import annotations

import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

from benchmarks.storm.site import Site

READ = ("/", "/customers/", "/talks/", "/hints/new/", "/promises/", "/health/live")


@dataclass(frozen=True)
class Answer:
    """One request: when it began, how long it took, what came (0: nothing)."""

    at: float
    took: float
    status: int
    wrote: bool


@dataclass
class Record:
    """Everything that happened."""

    answers: list[Answer] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)
    imported: str = ""


def start(
    site: Site, record: Record, over: threading.Event, *, writers: int, rate: float, draw: random.Random
) -> list[threading.Thread]:  # fmt: skip
    """Eight who write, four who read; together about `rate` requests a second."""
    each = rate / 20
    draws = [random.Random(draw.random()) for _ in range(writers + 4)]  # noqa: S311 - a benchmark
    threads = [
        threading.Thread(target=_write, args=(site, record, over, each, draws[n]))
        for n in range(writers)
    ] + [
        threading.Thread(target=_read, args=(site, record, over, 3 * each, draws[writers + n]))
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    return threads


def _write(
    site: Site, record: Record, over: threading.Event, rate: float, draw: random.Random
) -> None:
    while not over.wait(draw.expovariate(rate)):
        key = str(uuid.uuid4())
        record.open.add(key)
        while not over.is_set():  # as the browser's draft: again until there is an answer
            if hint(site, record, key):
                record.open.discard(key)
                break
            over.wait(1.0)


def hint(site: Site, record: Record, key: str) -> bool:
    """Write one hint; True once it is acknowledged."""
    form = f"text=Hinweis+{key}&kind=wish&draft_key={key}".encode()
    started = time.monotonic()
    try:
        status = site.post("/hints/new/", form, **{"X-Kundig-Draft": "1"}).status
    except (OSError, HTTPException):
        status = 0
    record.answers.append(Answer(started, time.monotonic() - started, status, True))
    if status == 201:
        record.acknowledged.add(key)
    return status == 201


def send_again(site: Site, record: Record) -> None:
    """What was on its way at the end is sent once more; then all of it must be there, once."""
    for key in list(record.open):
        for _ in range(30):
            if hint(site, record, key):
                break
            time.sleep(1)


def _read(
    site: Site, record: Record, over: threading.Event, rate: float, draw: random.Random
) -> None:
    while not over.wait(draw.expovariate(rate)):
        started = time.monotonic()
        try:
            status = site.ask("GET", draw.choice(READ), headers={"Cookie": site.session}).status
        except (OSError, HTTPException):
            status = 0
        record.answers.append(Answer(started, time.monotonic() - started, status, False))


def import_file(site: Site, file: Path, record: Record, over: threading.Event) -> None:
    """Send the file through the API, start it when it is ready, wait; again if something failed."""
    border = uuid.uuid4().hex
    head = (
        f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    ).encode()
    body = head + file.read_bytes() + f"\r\n--{border}--\r\n".encode()
    allowed = {"Authorization": f"Bearer {site.token}"}
    sent = allowed | {"Content-Type": f"multipart/form-data; boundary={border}"}
    began = time.monotonic()
    key = str(uuid.uuid4())
    end = time.monotonic() + 3600
    upload = None
    while time.monotonic() < end:
        try:
            if upload is None:
                said = site.ask("POST", "/api/imports", body, sent | {"Idempotency-Key": key})
                if said.status != 202:
                    record.imported = f"refused {said.status} {said.body[:300]!r}"
                    time.sleep(2)
                    continue
                upload = said.json()["id"]
            told = site.ask("GET", f"/api/imports/uploads/{upload}", headers=allowed).json()
            state = told.get("state")
            record.imported = f"nothing yet: {state}"
            if state == "ready":
                site.ask(
                    "POST", f"/api/imports/uploads/{upload}/start", b"",
                    allowed | {"Idempotency-Key": f"{key}-start"},
                )  # fmt: skip
            elif state == "done":
                record.imported = (
                    f"{file.stat().st_size >> 20} MiB in {time.monotonic() - began:.0f} s"
                )
                return
            elif state in {"failed", "open"}:
                record.imported = f"{state}: {told}"
                return
        except (OSError, HTTPException, ValueError):
            pass
        if over.wait(1.0):
            time.sleep(1.0)
