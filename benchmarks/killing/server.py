"""The scene of a real server that is killed while forms and programs write to it."""

from __future__ import annotations

import json
import random
import threading
import time
import uuid
from http.client import HTTPException
from pathlib import Path

from benchmarks.killing.forks import Tally

WRITERS = 4


def run(kills: int, draw: random.Random, end: float) -> Tally:
    """Kill the server so often while four write; then each sends its last one again."""
    import os

    from tests.web.api.served import served

    tally = Tally()
    home, url = Path(os.environ["KUNDIG_HOME"]), os.environ.get("KUNDIG_DATABASE_URL", "")
    with served(home, url) as site:
        hints: dict[str, bool] = {}
        facts: dict[str, bool] = {}
        while tally.kills < kills and time.monotonic() < end:
            over = threading.Event()
            threads = [
                threading.Thread(target=_write_hints, args=(site, hints, over, n))
                for n in range(WRITERS - 1)
            ] + [threading.Thread(target=_write_facts, args=(site, facts, over))]
            site.post("/hints/new/", b"")  # fetches the token of the form once
            for thread in threads:
                thread.start()
            time.sleep(draw.uniform(0.2, 2.0))
            site.kill()
            tally.kills += 1
            tally.in_the_middle += 1
            over.set()
            for thread in threads:
                thread.join()
            site.start()
            started = time.monotonic()
            for key in [k for k, done in hints.items() if not done]:
                hints[key] = _until_answered(lambda key=key: _hint(site, key), started, tally)
            for key in [k for k, done in facts.items() if not done]:
                facts[key] = _until_answered(lambda key=key: _fact(site, key), started, tally)
            tally.slowest_key = max(tally.slowest_key, time.monotonic() - started)
        tally.acknowledged = sum(hints.values()) + sum(facts.values())
        # Each text is its own key: once is right, less is lost, more is double.
        there = int(site.sql("SELECT count(*) FROM needs_hint"))
        names = int(site.sql("SELECT count(DISTINCT text) FROM needs_hint"))
        tally.lost += max(0, len(hints) - names)
        tally.doubled += there - names
        orders = _orders(home)
        tally.lost += max(0, len(facts) - len(set(orders)))
        tally.doubled += len(orders) - len(set(orders))
    return tally


def _orders(home: Path) -> list[str]:
    import pyarrow.parquet as pq

    from kundig.store.home import Home

    files = Home(home).store.snapshot().tables["orders"].files
    return [str(v) for f in files for v in pq.read_table(f, columns=["order_id"])[0].to_pylist()]


def _write_hints(site: object, sent: dict[str, bool], over: threading.Event, n: int) -> None:
    while not over.is_set():
        key = str(uuid.uuid4())
        sent[key] = False
        sent[key] = _quietly(lambda key=key: _hint(site, key))
        if not sent[key]:
            return


def _write_facts(site: object, sent: dict[str, bool], over: threading.Event) -> None:
    while not over.is_set():
        key = str(uuid.uuid4())
        sent[key] = False
        sent[key] = _quietly(lambda key=key: _fact(site, key))
        if not sent[key]:
            return


def _hint(site: object, key: str) -> bool:
    form = f"text=Hinweis+{key}&kind=wish&draft_key={key}".encode()
    said = site.post("/hints/new/", form, **{"X-Kundig-Draft": "1"})  # type: ignore[attr-defined]
    return bool(said.status == 201)


def _fact(site: object, key: str) -> bool:
    rows = [{"order_id": key, "record_id": "7", "order_date": "2026-11-18"}]
    body = {"table": "orders", "source": "shop", "rows": rows}
    return bool(site.send("/api/events", body, key).status == 200)  # type: ignore[attr-defined]


def _quietly(call: object) -> bool:
    try:
        return bool(call())  # type: ignore[operator]
    except (OSError, HTTPException, json.JSONDecodeError):
        return False


def _until_answered(call: object, started: float, tally: Tally) -> bool:
    while time.monotonic() - started < 60:
        if _quietly(call):
            return True
        time.sleep(0.2)
    tally.repairs += 1
    tally.notes.append("a key stayed locked for a minute")
    return False
