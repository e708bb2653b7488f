"""How a model declares what it keeps about people. A model without a declaration stops the start.

Beside `personal` (how close each column is to a person) every model of the site says in `kept`
about whom it is, for which purposes, for how long, and how it is forgotten. The check, the record
of processing, the retention run and the erasure all read this one object.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class About(StrEnum):
    """Whose data a table holds."""

    CUSTOMER = "customer"
    EMPLOYEE = "employee"  # names of handlers count: `created_by` makes a table BOTH
    BOTH = "both"
    NOBODY = "nobody"


class Forget(StrEnum):
    """What happens to the rows of a person who is forgotten."""

    DELETE = "delete"
    BLANK = "blank"  # the row stays for the company's figures, without the person
    SEAL = "seal"  # moved under seal: a law wants it, nobody works with it
    KEY = "key"  # stays as ciphertext whose key is destroyed
    STAY = "stay"  # must stay; `why` says by which law
    NOTHING = "nothing"  # there is nothing about persons in it


@dataclass(frozen=True, slots=True)
class Keep:
    """How long a row is kept.

    Args:
        days: so many days; None: as long as the person (or the account) exists.
        after: the field whose moment the days count from.
        hold: a law that wants it kept longer ("§ 7a UWG"), for the record of processing.
        when: lookups that must hold besides, as (("state", "done"),).
    """

    days: int | None = None
    after: str = ""
    hold: str = ""
    when: tuple[tuple[str, object], ...] = ()


WHILE_THERE = Keep()


@dataclass(frozen=True, slots=True)
class Kept:
    """What a table keeps about people.

    Args:
        about: whose data.
        purposes: keys of `purposes.PURPOSES`; none for `NOBODY`.
        keep: how long.
        forget: what erasure does with the rows.
        person: lookup from a row to the person's key, as `person__key`; "" if a function of the
            app finds them.
        why: why it must stay, or anything that a reader of the record must know (German, English).
        also: further periods, where rows of different states are kept for different times.
    """

    about: About
    purposes: tuple[str, ...] = ()
    keep: Keep = WHILE_THERE
    forget: Forget = Forget.NOTHING
    person: str = ""
    why: tuple[str, str] = ("", "")
    also: tuple[Keep, ...] = ()

    @property
    def keeps(self) -> tuple[Keep, ...]:
        """All periods that end on a day."""
        return tuple(k for k in (self.keep, *self.also) if k.days is not None)

    @property
    def personal(self) -> bool:
        """True if it is about people at all."""
        return self.about is not About.NOBODY


NOBODY = Kept(About.NOBODY)
