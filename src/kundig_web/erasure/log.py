"""The list of erasures, which a restore repeats: `KUNDIG_HOME/erasures.jsonl`, never in a backup.

One line per erasure: reference, moment, and keyed hashes (key "suppression") of the records. It lies
outside the database and outside every backup of it, so that a restore of an older state cannot make
it forget what came after. Nobody reads a customer in it without the key.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from kundig.store import suppression
from kundig.store.durable import sync_folder
from kundig.store.home import Home
from kundig_web.erasure.subject import Subject

NAME = "erasures.jsonl"


def path_of(home: Home) -> Path:
    """Where the list lies."""
    return home.folder / NAME


def append(home: Home, reference: str, subject: Subject, now: datetime) -> None:
    """Note an erasure; noting it again changes nothing."""
    _add(home, reference, "records", suppression.hashes(home, keys=subject.pairs), now)


def lift(home: Home, hashes: list[str], now: datetime) -> None:
    """Note that somebody is a customer again: a restore must not forget him once more."""
    _add(home, f"lifted {now.isoformat()}", "lifted", hashes, now)


def listed(*paths: Path | None) -> frozenset[str]:
    """Hashes of everybody who was forgotten and has not become a customer again."""
    found: set[str] = set()
    told = [line for path in paths if path is not None for line in lines(path)]
    for line in sorted(told, key=lambda line: str(line["at"])):
        found |= set(line.get("records", ()))
        found -= set(line.get("lifted", ()))
    return frozenset(found)


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The erasures of a list; a line that was cut short is passed over."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict) and "reference" in found:
            yield found


def _add(home: Home, reference: str, what: str, hashes: list[str], now: datetime) -> None:
    path = path_of(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock")):
        if any(line["reference"] == reference for line in lines(path)):
            return
        told = {"reference": reference, "at": now.isoformat(timespec="seconds"), what: hashes}
        with path.open("a", encoding="utf-8") as out:
            # A line that a power failure cut short must not swallow this one.
            out.write(("" if _ends(path) else "\n") + json.dumps(told) + "\n")
            out.flush()
            os.fsync(out.fileno())
        sync_folder(path.parent)


def _ends(path: Path) -> bool:
    content = path.read_bytes() if path.exists() else b""
    return not content or content.endswith(b"\n")
