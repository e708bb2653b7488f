"""Looking on as somebody else, without passwords: in a demo company, on this machine, only.

Three conditions hold together: the process was started for it (`KUNDIG_DEMO`), the folder is a
demo company's, and the request comes from this very machine. A request that went through a proxy
says so in a header and is refused, and so is a host name that is not this machine's (a page
elsewhere could point its own name at 127.0.0.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.exceptions import DisallowedHost
from django.db import transaction
from django.http import HttpRequest
from django.http.request import split_domain_port

from kundig_web import company, words
from kundig_web.access import modes
from kundig_web.access.models import Department, Mode, User, site
from kundig_web.access.permissions import Role
from kundig_web.access.sessions import BACKEND, begin
from kundig_web.access.workflows.checks import lock_people
from kundig_web.access.workflows.people import create_person

_PROXIED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via")


@dataclass(frozen=True, slots=True)
class Face:
    """Somebody of the demo company; `key` names the word on the button."""

    key: str
    name: str
    roles: tuple[str, ...]
    department: str = ""

    @property
    def email(self) -> str:
        """An address that leads nowhere."""
        return f"{self.key}@beispielbetrieb.example"


FACES = (
    Face("owner", "Dora Berger", (Role.OWNER,)),
    Face("marketing", "Ana Kurz", (Role.LEAD, Role.ANALYST), "Marketing"),
    Face("service", "Emil Sander", (Role.FRONT,), "Service"),
    Face("people", "Petra Linde", (Role.PEOPLE,), "Personal"),
    Face("council", "Konrad Busch", (Role.COUNCIL,)),
)


def is_open_to(request: HttpRequest) -> bool:
    """True if this request may look on as somebody else."""
    return (
        bool(settings.KUNDIG_DEMO)
        and not any(name in request.headers for name in _PROXIED)
        and _is_loopback(request.META.get("REMOTE_ADDR", ""))
        and _host_is_loopback(request)
        and company.is_demo()
    )


def prepare(now: datetime) -> User:
    """The people of the demo company, made once; returns the owner.

    Nobody of them has a password, so without `KUNDIG_DEMO` nobody can sign in as them.
    """
    with transaction.atomic():
        lock_people()
        known = {p.email: p for p in User.objects.filter(email__in=[f.email for f in FACES])}
        for face in FACES:
            if face.email in known:
                continue
            department = (
                Department.objects.get_or_create(name=face.department)[0]
                if face.department
                else None
            )
            known[face.email] = create_person(
                email=face.email, name=face.name, password=None, roles=face.roles,
                department=department, now=now,
            )  # fmt: skip
        one = site()
        if one.started_at is None:
            one.mode, one.started_at = Mode.DEPARTMENTS, now
            one.save()
            modes.forget()
    return known[FACES[0].email]


def faces(request: HttpRequest) -> list[dict[str, object]]:
    """The buttons of the banner; none where one may not look on as somebody else."""
    if not is_open_to(request):
        return []
    here = getattr(request.user, "email", "")
    return [
        {"key": f.key, "word": words.say(f"access.face_{f.key}"), "here": f.email == here}
        for f in FACES
    ]


def look_on(request: HttpRequest, key: str, now: datetime) -> bool:
    """Make this session somebody else's; False if the demo company has nobody of that name.

    The caller has checked `is_open_to`.
    """
    face = next((f for f in FACES if f.key == key), None)
    if face is None:
        return False
    prepare(now)
    person = User.objects.filter(email=face.email, is_active=True).first()
    if person is None:
        return False
    if SESSION_KEY in request.session:
        # Under the same session: a page that asks for news at this moment (it polls) would arrive
        # with a session that has just ended, and take the new one away with it.
        request.session[SESSION_KEY] = str(person.pk)
        request.session[BACKEND_SESSION_KEY] = BACKEND
        request.session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        request.user = person
    else:
        begin(request, person)
    return True


def _is_loopback(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


def _host_is_loopback(request: HttpRequest) -> bool:
    try:
        host = split_domain_port(request.get_host())[0]
    except DisallowedHost:
        return False
    return host == "localhost" or _is_loopback(host.strip("[]"))
