"""What may be done, which role may do it. Deny by default: what is not granted is forbidden."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.db.models import TextChoices


class Permission(StrEnum):
    """One thing that somebody may do."""

    SEE_TODAY = "see_today"
    SEE_FIGURES = "see_figures"  # pages of figures, the letter
    SEE_CUSTOMERS = "see_customers"
    EDIT_CUSTOMERS = "edit_customers"
    MERGE_CUSTOMERS = "merge_customers"
    EXPORT_CUSTOMERS = "export_customers"
    RECORD_WORK = "record_work"  # talks, hints, promises
    ANSWER_WORK = "answer_work"  # take on, pass on, decline, answer
    RUN_QUICK_TEST = "run_quick_test"
    SEE_CONDITIONS = "see_conditions"  # what keeps employees from serving customers well
    IMPORT_DATA = "import_data"
    SEND_EVENTS = "send_events"  # facts in through the API
    MANAGE_PEOPLE = "manage_people"  # invitations, roles, departments, tokens
    MANAGE_COMPANY = "manage_company"  # name, mode, currency
    SEE_PRIVACY = "see_privacy"  # the record of processing, requests, retention
    ANSWER_RIGHTS = "answer_rights"  # tell, restrict, forget; lift an objection never
    SEE_AUDIT = "see_audit"
    MANAGE_BACKUPS = "manage_backups"
    SEE_WORKS_COUNCIL = "see_works_council"


class Role(TextChoices):
    """What somebody is in the company; a person may have several roles."""

    OWNER = "owner"
    LEAD = "lead"  # leads a department
    FRONT = "front"  # front line: service, sales, branch, driver
    ANALYST = "analyst"  # target-customer analyst
    PEOPLE = "people"  # people lead
    COUNCIL = "council"  # works council
    PRIVACY = "privacy"  # privacy officer


_P = Permission
_EVERYDAY = frozenset({
    _P.SEE_TODAY, _P.SEE_FIGURES, _P.SEE_CUSTOMERS, _P.EDIT_CUSTOMERS, _P.RECORD_WORK,
    _P.ANSWER_WORK, _P.RUN_QUICK_TEST,
})  # fmt: skip

GRANTS: Mapping[str, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.LEAD: _EVERYDAY | {_P.MERGE_CUSTOMERS, _P.EXPORT_CUSTOMERS, _P.IMPORT_DATA, _P.SEE_CONDITIONS},
    Role.FRONT: _EVERYDAY,
    Role.ANALYST: frozenset({
        _P.SEE_TODAY, _P.SEE_FIGURES, _P.SEE_CUSTOMERS, _P.EXPORT_CUSTOMERS, _P.IMPORT_DATA,
        _P.RECORD_WORK, _P.RUN_QUICK_TEST, _P.SEND_EVENTS,
    }),
    # The people lead sees conditions and figures, not customers' lives.
    Role.PEOPLE: frozenset({
        _P.SEE_TODAY, _P.SEE_FIGURES, _P.SEE_CONDITIONS, _P.RECORD_WORK, _P.ANSWER_WORK,
        _P.RUN_QUICK_TEST, _P.SEE_WORKS_COUNCIL,
    }),
    # The works council sees what is recorded about employees, and what never is.
    Role.COUNCIL: frozenset({_P.SEE_TODAY, _P.SEE_WORKS_COUNCIL}),
    Role.PRIVACY: frozenset({
        _P.SEE_TODAY, _P.SEE_PRIVACY, _P.ANSWER_RIGHTS, _P.SEE_AUDIT, _P.SEE_WORKS_COUNCIL,
        _P.SEE_CUSTOMERS,
    }),
}  # fmt: skip


#: What a program may be allowed to do through the REST API: scopes are permissions.
SCOPES: tuple[Permission, ...] = (
    _P.SEE_CUSTOMERS, _P.SEE_FIGURES, _P.IMPORT_DATA, _P.SEND_EVENTS,
)  # fmt: skip


def granted(roles: frozenset[str]) -> frozenset[Permission]:
    """Everything that these roles may do together."""
    found: frozenset[Permission] = frozenset()
    for role in roles:
        found |= GRANTS.get(role, frozenset())
    return found
