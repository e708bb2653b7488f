"""Every column that can tell who works here: what for, who sees it, and when it is emptied.

The guard finds such columns by looking at the models; one that is not declared here is a breach,
and so is a declaration whose column is gone. The retention (`leaving`), the works council's page,
the draft agreement and "Was steht hier über mich?" are made of these declarations.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

#: For so many days after its matter was closed a name may still stand with it.
NAME_DAYS = 90


class Leaves(StrEnum):
    """When the name leaves."""

    CLOSED = "closed"  # so many days after the matter was closed
    WRITTEN = "written"  # so many days after it was written down
    HELD = "held"  # as soon as nobody holds it, at the latest after so many days without an act
    ACCOUNT = "account"  # with the account or when its owner deletes it
    EXPIRES = "expires"  # when the link or key runs out
    PROOF = "proof"  # stays as long as the proof that a law asks for
    SIGN_IN = "sign_in"  # with the end of the sign-in


class Sees(StrEnum):
    """Who sees it."""

    SELF = "self"  # the person alone
    ASKING = "asking"  # colleagues who ask for one open matter
    ACCOUNTS = "accounts"  # who manages accounts
    AUDIT = "audit"  # who may read the audit log, one entry at a time
    NOBODY = "nobody"  # no page, export or answer shows it


@dataclass(frozen=True, slots=True)
class Column:
    """One column, or a whole table about employees.

    Args:
        purpose: key of the words that say what it is for (`guard.purpose_…`).
        leaves: when it is emptied.
        sees: who sees it.
        when: the moment that the days count from, as a lookup.
        department: the column that takes the person's department when the name leaves.
        days: how many days.
    """

    purpose: str
    leaves: Leaves
    sees: Sees = Sees.NOBODY
    when: str = ""
    department: str = ""
    days: int = NAME_DAYS


def _written(purpose: str, when: str = "created_at") -> Column:
    return Column(purpose, Leaves.WRITTEN, when=when)


def _author(when: str) -> Column:
    return Column("author", Leaves.CLOSED, Sees.SELF, when=when, department="department")


COLUMNS: dict[str, Column] = {
    "access.User": Column("account", Leaves.ACCOUNT, Sees.ACCOUNTS),
    "access.UserRole.user": Column("account", Leaves.ACCOUNT, Sees.ACCOUNTS),
    "access.Batch": Column("batch", Leaves.EXPIRES, days=30),
    "access.Factor.user": Column("factor", Leaves.ACCOUNT),
    "access.Session.user": Column("sign_in", Leaves.SIGN_IN, Sees.SELF),
    "access.SpareCode.user": Column("factor", Leaves.ACCOUNT),
    "audit.AuditEntry.sealed_actor": Column("audit", Leaves.PROOF, Sees.AUDIT),
    "access.Invitation.user": Column("invitation", Leaves.EXPIRES, Sees.ACCOUNTS),
    "access.Invitation.created_by": Column("invitation", Leaves.EXPIRES, Sees.ACCOUNTS),
    "access.Token.created_by": Column("token", Leaves.ACCOUNT, Sees.ACCOUNTS),
    "contact.Promise.created_by": _author("closed_on"),
    "contact.Step.by": Column("step", Leaves.CLOSED, when="promise__closed_on"),
    "customers.Consent.actor": Column("proof", Leaves.PROOF),
    "customers.ConsentText.created_by": Column("proof", Leaves.PROOF),
    "customers.ContactPoint.created_by": _written("written"),
    "customers.Fact.created_by": _written("written"),
    "customers.IdentityDecision.actor": _written("written", "at"),
    "customers.IdentityDecision.undone_by": _written("written", "undone_at"),
    "customers.Membership.created_by": _written("written", "since"),
    "customers.Need.created_by": _written("written"),
    "customers.Person.created_by": _written("written"),
    "customers.SavedList.owner": Column("own_list", Leaves.ACCOUNT, Sees.SELF),
    "desk.EntryState.user": Column("holder", Leaves.HELD, Sees.ASKING, when="changed_at"),
    "desk.SetAside.user": Column("set_aside", Leaves.ACCOUNT, Sees.SELF),
    "imports.Upload.created_by": _written("upload"),
    "needs.Assumption.created_by": _written("written"),
    "needs.Hint.answered_by": Column("answer", Leaves.CLOSED, when="answered_at"),
    "needs.Hint.created_by": _author("answered_at"),
    "needs.Talk.answered_by": Column("answer", Leaves.CLOSED, when="answered_at"),
    "needs.Talk.created_by": _author("answered_at"),
    "structure.QuickTest.answered_by": Column("answer", Leaves.CLOSED, when="answered_at"),
    "structure.QuickTest.created_by": _author("answered_at"),
}
