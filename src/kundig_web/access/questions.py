"""What people ask about people: who works here, who is invited, what may which role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from kundig_web import company, words
from kundig_web.access.links import hash_of
from kundig_web.access.models import (
    Branch,
    Department,
    Invitation,
    Session,
    SpareCode,
    Token,
    User,
)
from kundig_web.access.permissions import Role
from kundig_web.access.sessions import clock
from kundig_web.access.workflows.sign_ins import MARK


@dataclass(frozen=True, slots=True)
class RoleInWords:
    """A role, what it is called and what it may do."""

    key: str
    name: str
    may: str


def roles() -> list[RoleInWords]:
    """Every role in plain words."""
    return [
        RoleInWords(key, words.say(f"access.role_{key}"), words.say(f"access.role_{key}_may"))
        for key in Role.values
    ]


def role_names(keys: frozenset[str] | list[str] | set[str]) -> list[str]:
    """The names of some roles, in the order in which roles are listed."""
    return [words.say(f"access.role_{key}") for key in Role.values if key in keys]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the list of people."""

    person: User
    roles: list[str]


def people() -> list[PersonRow]:
    """Everybody, active ones first; three queries however many they are."""
    found = User.objects.select_related("department", "branch").prefetch_related("role_set")
    return [
        PersonRow(p, role_names({r.role for r in p.role_set.all()}))
        for p in found.order_by("-is_active", "name", "pk")
    ]


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """One line of the list of open invitations."""

    invitation: Invitation
    roles: list[str]


def invitations(now: datetime) -> list[InvitationRow]:
    """Links that still work."""
    found = Invitation.objects.filter(expires_at__gt=now).select_related(
        "user", "department", "branch"
    )
    return [InvitationRow(i, role_names(set(i.roles))) for i in found]


def invitation_of(token: str, now: datetime) -> Invitation | None:
    """The invitation behind a link, if the link works."""
    return (
        Invitation.objects.select_related("user", "department", "branch", "created_by")
        .filter(token_hash=hash_of(token), expires_at__gt=now)
        .first()
    )


def departments() -> QuerySet[Department]:
    """All departments by name."""
    return Department.objects.all()


def branches() -> QuerySet[Branch]:
    """All branches by name."""
    return Branch.objects.all()


def proposed_branches() -> list[str]:
    """Branches that the facts name and nobody has added yet."""
    from kundig.engines.duckdb import DuckDBEngine

    with DuckDBEngine(memory_limit="200MB", threads=1) as engine:
        engine.attach(company.snapshot().tables)
        rows = engine.execute(
            "SELECT branch FROM orders UNION SELECT branch FROM survey_answers ORDER BY 1"
        )
    known = {name.casefold() for name in Branch.objects.values_list("name", flat=True)}
    return [str(name) for (name,) in rows if name and str(name).casefold() not in known]


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One line of the list of keys."""

    token: Token
    scopes: list[str]
    state: str  # works | expired | revoked | asleep

    @property
    def tag(self) -> str:
        """Why it does not work; empty if it does."""
        return "" if self.state == "works" else words.say(f"access.token_state_{self.state}")


def tokens(today: date) -> list[TokenRow]:
    """All keys of programs, working ones first."""
    rows = []
    for token in Token.objects.select_related("created_by__department"):
        if token.revoked_at is not None:
            state = "revoked"
        elif token.expires_on < today:
            state = "expired"
        else:
            state = "works" if token.created_by.is_active else "asleep"
        scopes = [words.say(f"access.scope_{s}") for s in token.scopes]
        rows.append(TokenRow(token, scopes, state))
    return sorted(rows, key=lambda row: row.state != "works")


def tokens_made_by(person: User) -> list[str]:
    """Names of the keys that stop working with this person's account."""
    return list(person.tokens.filter(revoked_at=None).values_list("name", flat=True))


@dataclass(frozen=True, slots=True)
class SignIn:
    """One place where somebody is signed in."""

    mark: str
    device: str
    day: date | None
    here: bool


def sign_ins(person: User, session: str | None) -> list[SignIn]:
    """Where this person is signed in, this browser first. For that person alone."""
    own = hash_of(session or "")
    found = Session.objects.filter(user=person, expire_date__gt=clock()).order_by("-day", "pk")
    rows = [SignIn(s.pk[:MARK], s.device, s.day, s.pk == own) for s in found]
    return sorted(rows, key=lambda row: not row.here)


def spare_codes_left(person: User) -> int:
    """How many spare codes still work."""
    return SpareCode.objects.filter(user=person).count()
