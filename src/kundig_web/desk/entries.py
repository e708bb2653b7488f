"""What waits for somebody: one entry per thing, whoever found it.

An app registers a source in its `AppConfig.ready`: a function that is given the viewer and the day
and yields entries. The desk adds who has taken them on, passed them on or declined them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kundig_web.access.models import User


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that somebody should look at. `kind` and `ref` identify it for good."""

    kind: str  # promise | hint | talk | quick_test | call | case | import | …
    ref: str
    title: str  # one line: what it is about
    who: str = ""  # how the customer is called
    customer: str = ""  # key of the customer, for the link
    words: str = ""  # the customer's own words
    why: str = ""  # "Why do I see this?"
    due_at: datetime | date | None = None
    url: str = ""  # where it is dealt with
    action: str = ""  # what the link says: the next step
    department: int | None = None  # whose it is, before anybody passes it on
    urgent: bool = False  # somebody waits, or a promise is about to break


Source = Callable[[User, date], Iterable[Entry]]
SOURCES: list[tuple[str, Any, Source]] = []


def register(kind: str, permission: Any, source: Source) -> None:
    """Offer entries of one kind to everybody with the permission."""
    SOURCES.append((kind, permission, source))
