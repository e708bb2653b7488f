"""What waits for somebody: one entry per thing, whoever found it.

An app registers a source in its `AppConfig.ready`: a function that is given the viewer and the day
and yields entries. The desk adds who has taken them on, passed them on or declined them.
"""

from __future__ import annotations

import hashlib
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
    ask: str = ""  # what to ask
    step: str = ""  # what to do now, in a sentence
    when: str = ""  # when it was said, in words
    moment: datetime | None = None  # the moment that it is told for, where the data end earlier
    subject: str = ""  # what was promised, to tell that two entries mean the same
    fresh: bool = False  # the viewer wrote it today: he finds it however much waits
    # True: it may be ticked off on the desk. Other entries are closed where they are dealt with,
    # and leave when their source no longer names them.
    done_here: bool = False


LONGEST_REF = 200


def ref_of(*parts: object) -> str:
    """A reference made of several parts, short enough to be kept."""
    joined = "/".join(str(p) for p in parts)
    if len(joined) <= LONGEST_REF:
        return joined
    return "sha256:" + hashlib.sha256(joined.encode()).hexdigest()


Source = Callable[[User, date], Iterable[Entry]]
#: Finds one entry that the source itself may leave out because it is old.
Finder = Callable[[User, date, str], Entry | None]
SOURCES: list[tuple[str, Any, Source]] = []
FINDERS: dict[str, tuple[Any, Finder]] = {}


def register(kind: str, permission: Any, source: Source, finder: Finder | None = None) -> None:
    """Offer entries to everybody with the permission; `kind` names what most of them are."""
    SOURCES.append((kind, permission, source))
    if finder is not None:
        FINDERS[kind] = (permission, finder)
