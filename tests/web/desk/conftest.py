"""Entries that a test invents, in place of what the apps offer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from kundig_web import company
from kundig_web.access.permissions import Permission
from kundig_web.desk import entries
from kundig_web.desk.entries import Entry
from tests.web.conftest import NOW

ENTRY = Entry(kind="thing", ref="1", title="Gurt anpassen", who="Herr Brandt", done_here=True)


@pytest.fixture
def offered(own_home: Any, cast: dict[str, Any], monkeypatch: Any) -> Iterator[list[Entry]]:
    """The list of entries that everybody with RECORD_WORK is offered; a test fills it."""
    found: list[Entry] = [ENTRY]

    def source(viewer: Any, today: date) -> list[Entry]:
        return found

    monkeypatch.setattr(entries, "SOURCES", [])
    monkeypatch.setattr(entries, "FINDERS", {})
    monkeypatch.setattr("kundig_web.desk.waiting.SOURCES", entries.SOURCES)
    monkeypatch.setattr("kundig_web.desk.waiting.FINDERS", entries.FINDERS)
    monkeypatch.setattr(company, "now", lambda: NOW)
    entries.register("thing", Permission.RECORD_WORK, source)
    return found


@pytest.fixture
def entry_for(cast: dict[str, Any]) -> Callable[..., Entry]:
    """`entry_for("lena", ref="2")`: an entry that belongs to Lena's department."""

    def made(name: str = "", **changes: Any) -> Entry:
        owner = cast[name].department_id if name else None
        return replace(ENTRY, department=owner, **changes)

    return made


def at(hour: int, minute: int = 0) -> datetime:
    return NOW.replace(hour=hour, minute=minute)
