"""What other apps add to a customer's page: entries of the timeline and open matters.

An app registers a function in its `AppConfig.ready`; the customer page calls all of them with the
customer's keys (several after a merge) and the viewer, and sorts what comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kundig_web.access.models import User


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened between us and a customer."""

    kind: str  # order | return | delivery | answer | complaint | talk | message | promise | hint …
    day: date
    title: str
    at: datetime | None = None
    words: str = ""  # the customer's own words
    detail: str = ""
    source: str = ""  # where we know it from
    url: str = ""
    open: bool = False  # somebody still owes something: shown on top as well
    due: date | None = None
    late: bool = False


Contribution = Callable[[Sequence[str], User], Iterable[Event]]
CONTRIBUTIONS: list[Contribution] = []


def register(contribution: Contribution) -> None:
    """Add a source of timeline events (apps above the centre)."""
    CONTRIBUTIONS.append(contribution)
