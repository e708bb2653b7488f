"""What people's data are used for: every purpose with its basis in law. No purpose, no processing.

The record of processing (Art. 30), the pages of a person's rights, the retention run and every step
(`steps`) read this one list. Words stand in `texts_purposes.toml` under `purpose_<key>`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kundig_web import words

YEAR = 365


class Basis(StrEnum):
    """The bases of Art. 6(1) that a company can have here."""

    CONSENT = "a"
    CONTRACT = "b"
    DUTY = "c"
    INTEREST = "f"


class People(StrEnum):
    """Categories of people."""

    CUSTOMERS = "customers"
    CONTACTS = "contacts"  # people of a firm, members of a household
    PROSPECTS = "prospects"
    EMPLOYEES = "employees"


class Objection(StrEnum):
    """What a person's objection (Art. 21) does."""

    NONE = ""  # nothing to object to: contract or duty
    ABSOLUTE = "absolute"  # Art. 21(2): direct marketing and its profiling, at once and for good
    WEIGHED = "weighed"  # Art. 21(1): stops until the company has shown better reasons


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose.

    Args:
        key: stable name, as in `Kept.purposes`.
        bases: of Art. 6(1).
        laws: national law or further articles that the basis rests on.
        people: whose data.
        recipients: keys of `recipient_<key>`; who gets to see them.
        objection: what an objection does.
        days: default retention after the matter ended; None: as long as the person is a customer,
            or the account exists.
        always: cannot be switched off, because a law or the site itself needs it.
    """

    key: str
    bases: tuple[Basis, ...]
    people: tuple[People, ...]
    recipients: tuple[str, ...]
    laws: tuple[str, ...] = ()
    objection: Objection = Objection.NONE
    days: int | None = None
    always: bool = False

    @property
    def name(self) -> str:
        """`Kunden betreuen`, in the language of this request."""
        return self.say("")

    def say(self, part: str, lang: str | None = None) -> str:
        """One of its sentences: "" (its name), "text" (what is done) or "data" (which data)."""
        return words.say(f"registry.purpose_{self.key}{'_' + part if part else ''}", lang)


_P, _B = People, Basis
_EVERYBODY = (_P.CUSTOMERS, _P.CONTACTS, _P.PROSPECTS)

PURPOSES: Mapping[str, Purpose] = {
    p.key: p
    for p in (
        Purpose("care", (_B.CONTRACT, _B.INTEREST), _EVERYBODY, ("customer_staff",), always=True),
        Purpose(
            "concerns", (_B.CONTRACT, _B.INTEREST), _EVERYBODY, ("customer_staff",),
            laws=("§§ 195, 199 BGB",), days=3 * YEAR, always=True,
        ),
        Purpose(
            "trade", (_B.CONTRACT, _B.DUTY), (_P.CUSTOMERS, _P.CONTACTS), ("customer_staff",),
            laws=("§ 147 AO", "§ 257 HGB"), days=10 * YEAR, always=True,
        ),
        Purpose(
            # Interest carries a letter, and mail to buyers under the conditions of § 7 (3) UWG.
            "advertising", (_B.CONSENT, _B.INTEREST), _EVERYBODY, ("customer_staff", "export_staff"),
            laws=("§ 7 UWG", "Art. 7 DSGVO"), objection=Objection.ABSOLUTE,
        ),
        Purpose(
            "surveys", (_B.CONSENT, _B.INTEREST), (_P.CUSTOMERS, _P.CONTACTS), ("figure_staff",),
            laws=("§ 7 (3) UWG",), objection=Objection.ABSOLUTE, days=3 * YEAR,
        ),
        Purpose(
            "value", (_B.INTEREST,), (_P.CUSTOMERS, _P.CONTACTS), ("customer_staff", "export_staff"),
            laws=("Art. 21, 22 DSGVO",), objection=Objection.ABSOLUTE,
        ),
        Purpose(
            "figures", (_B.INTEREST,), (_P.CUSTOMERS, _P.CONTACTS), ("figure_staff",),
            laws=("Art. 5 (1) e DSGVO",), objection=Objection.WEIGHED, days=10 * YEAR,
        ),
        Purpose(
            "imports", (_B.CONTRACT, _B.INTEREST), (_P.CUSTOMERS, _P.CONTACTS), ("import_staff",),
            days=90,
        ),
        Purpose(
            "improve", (_B.INTEREST,), (_P.EMPLOYEES, _P.CUSTOMERS), ("all_staff",),
            laws=("§ 87 (1) Nr. 6 BetrVG",), objection=Objection.WEIGHED, days=3 * YEAR,
        ),
        Purpose(
            "accounts", (_B.CONTRACT, _B.INTEREST), (_P.EMPLOYEES,), ("owners",),
            laws=("§ 87 (1) Nr. 1, 6 BetrVG",), always=True,
        ),
        Purpose(
            "security", (_B.DUTY, _B.INTEREST), (_P.EMPLOYEES, *_EVERYBODY), ("owners",),
            laws=("Art. 32 DSGVO",), days=90, always=True,
        ),
        Purpose(
            "accountability", (_B.DUTY,), (_P.EMPLOYEES, *_EVERYBODY), ("owners", "privacy"),
            laws=("Art. 5 (2), 24 DSGVO", "§ 87 (1) Nr. 6 BetrVG"), always=True,
        ),
        Purpose(
            "backups", (_B.DUTY, _B.INTEREST), (_P.EMPLOYEES, *_EVERYBODY), ("owners",),
            laws=("Art. 32 (1) c DSGVO",), days=35, always=True,
        ),
        Purpose(
            "proof", (_B.DUTY,), _EVERYBODY, ("customer_staff", "privacy"),
            laws=("Art. 7 (1) DSGVO", "§ 7a UWG"), days=5 * YEAR, always=True,
        ),
        Purpose(
            "rights", (_B.DUTY,), _EVERYBODY, ("privacy",),
            laws=("Art. 12–22 DSGVO", "§ 41 BDSG"), days=3 * YEAR, always=True,
        ),
    )
}  # fmt: skip


def purpose(key: str) -> Purpose:
    """The purpose of that key.

    Raises:
        KeyError: if there is none.
    """
    return PURPOSES[key]


def switchable() -> tuple[Purpose, ...]:
    """What a company may do without."""
    return tuple(p for p in PURPOSES.values() if not p.always)
