"""What keeps people from serving customers well, told by whichever app heard of it.

An app registers a source in its `AppConfig.ready`; the page of the conditions and the people lead's
Heute show what comes back. It says which department, never who said it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from kundig_web.access.models import User


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that hinders us."""

    day: date
    words: str
    department: str = ""  # where it is felt
    url: str = ""
    due: date | None = None  # by when somebody answers
    answer: str = ""
    answered_on: date | None = None
    private: bool = False  # for the people lead alone


Source = Callable[[User, int], Iterable[Obstacle]]
SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Add a source; it is given the viewer and the largest number wanted, newest first."""
    SOURCES.append(source)


def obstacles(user: User, most: int) -> list[Obstacle]:
    """What the viewer may see, what waits for an answer first, then the newest."""
    found = [o for source in SOURCES for o in source(user, most)]
    found.sort(key=lambda o: o.day, reverse=True)
    found.sort(key=lambda o: bool(o.answer))
    return found[:most]
