"""How each app tells what it holds about a customer, and forgets it.

An app registers its two functions in `AppConfig.ready`; the rooms `rights` and `erasure` call all
of them. A customer is named by the keys of all records that belong to it (`source:record_id`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that is held about a person."""

    label: str  # in the reader's language
    value: str
    source: str = ""  # where it came from: a file, a talk, the person
    on: date | datetime | None = None
    why: str = ""  # of a score: its reasons in plain words
    data: object = None  # the value for machines, if it is more than the text


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it."""

    key: str  # stable, for machines: "contact_points"
    title: str
    purpose: str  # key of `purposes.PURPOSES`
    rows: Sequence[Told] = ()
    recipients: tuple[str, ...] = ()


@dataclass(slots=True)
class Forgotten:
    """What an app forgot, or would forget: a name in words and how many."""

    what: dict[str, int] = field(default_factory=dict)
    #: What is kept all the same: name in words -> why, in words.
    kept: dict[str, str] = field(default_factory=dict)


class Tell(Protocol):
    """Gathers the sections of one app; reads only."""

    def __call__(self, keys: tuple[str, ...], *, now: datetime, lang: str) -> list[Section]:
        """The sections; none if the app holds nothing."""


class ForgetPerson(Protocol):
    """Forgets a person in one app; with `dry_run` only counts. Runs inside a transaction."""

    def __call__(self, keys: tuple[str, ...], *, now: datetime, dry_run: bool) -> Forgotten:
        """What was, or would be, forgotten."""


TELL: dict[str, Tell] = {}
FORGET: dict[str, ForgetPerson] = {}


def register_tell(app: str, tell: Tell) -> None:
    """Add an app's sections; the same app again replaces them."""
    TELL[app] = tell


def register_forget(app: str, forget: ForgetPerson) -> None:
    """Add an app's way to forget; the same app again replaces it."""
    FORGET[app] = forget
