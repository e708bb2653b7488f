"""Was steht hier über mich? Everything that is stored about the viewer, read from the rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kundig_web import words
from kundig_web.access.models import User
from kundig_web.access.questions import role_names
from kundig_web.access.sign_in_models import Session
from kundig_web.guard.council import never, until
from kundig_web.guard.declared import COLUMNS, Leaves
from kundig_web.guard.leaving import model_of
from kundig_web.words.templatetags.words import day

#: Told in other words on the page: the account itself and the sign-ins.
_APART = frozenset({"account", "sign_in", "audit"})


@dataclass(slots=True)
class Stands:
    """A kind of entry with which the viewer's name still stands."""

    purpose: str
    n: int
    what: str
    why: str
    sees: str
    until: str


def stands(person: User) -> list[Stands]:
    """Where the name still stands, and how often; for this person alone."""
    found: dict[str, Stands] = {}
    for name, column in COLUMNS.items():
        field = name.split(".")[2:]
        if column.purpose in _APART or not field:
            continue
        n = model_of(name)._base_manager.filter(**{field[0]: person}).count()
        if not n:
            continue
        if column.purpose in found:
            found[column.purpose].n += n
            continue
        found[column.purpose] = Stands(
            column.purpose, n,
            words.say(f"guard.purpose_{column.purpose}"),
            words.say(f"guard.purpose_{column.purpose}_why"),
            words.say(f"guard.sees_{column.sees}"),
            until(column),
        )  # fmt: skip
    return list(found.values())


def told(person: User) -> dict[str, Any]:
    """What the page shows."""
    sessions = Session.objects.filter(user=person).order_by("day")
    return {
        "account": list(_account(person)),
        "stands": stands(person),
        "sign_ins": [
            words.say("guard.me_sign_in", device=s.device or words.say("guard.me_device"), day=day(s.day))
            for s in sessions
        ],
        "tokens": [
            words.say("guard.me_token", name=t.name, day=day(t.expires_on))
            for t in person.tokens.filter(revoked_at=None)
        ],
        "never": never(),
    }  # fmt: skip


def data(person: User) -> dict[str, Any]:
    """The same for machines."""
    return {
        "account": {
            "name": person.name,
            "email": person.email,
            "language": person.language,
            "department": person.department.name if person.department else None,
            "branch": person.branch.name if person.branch else None,
            "active": person.is_active,
            "roles": sorted(person.roles),
            "made_on": person.created_at.date().isoformat(),
        },
        "sign_ins": [
            {"device": s.device, "day": s.day.isoformat() if s.day else None}
            for s in Session.objects.filter(user=person)
        ],
        "tokens": [
            {"name": t.name, "scopes": t.scopes, "expires_on": t.expires_on.isoformat()}
            for t in person.tokens.all()
        ],
        "stands": [
            {"kind": s.purpose, "entries": s.n, "what": s.what, "purpose": s.why,
             "seen_by": s.sees, "kept": s.until}
            for s in stands(person)
        ],
        "never": never(),
    }  # fmt: skip


def _account(person: User) -> Iterator[tuple[str, str]]:
    yield words.say("guard.me_name"), person.name
    yield words.say("guard.me_email"), person.email
    if person.language:
        yield words.say("guard.me_language"), person.language
    if person.department:
        yield words.say("guard.me_department"), person.department.name
    if person.branch:
        yield words.say("guard.me_branch"), person.branch.name
    yield words.say("guard.me_roles"), ", ".join(role_names(person.roles)) or "–"
    yield words.say("guard.me_since"), day(person.created_at)
    yield words.say("guard.council_col_until"), words.say(f"guard.leaves_{Leaves.ACCOUNT}", n=0)
