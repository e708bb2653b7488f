"""The door of the REST API: it lets in whom an operation's own declaration lets in.

An operation declares its access as a view does (`@allow`, `@signed_in`, `@public`, below ninja's
decorator). `AccessMiddleware` passes API requests on because every operation has this door in
front of it; the start-up check makes sure that it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from ninja.errors import AuthenticationError, AuthorizationError, Throttled
from ninja.operation import Operation, PathView
from ninja.security import HttpBearer
from ninja.security.apikey import APIKeyCookie

from kundig_web import company
from kundig_web.access import sessions, steps
from kundig_web.access.brakes import TOKEN
from kundig_web.access.links import hash_of
from kundig_web.access.models import Token, User
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import Access, access_of
from kundig_web.access.workflows.tokens import note_use
from kundig_web.audit.events import note_event
from kundig_web.limits.networks import take_network

READING = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a person in the browser, or a program on behalf of the person who let it in."""

    user: User
    permissions: frozenset[Permission]
    token: Token | None = None

    def may(self, permission: Permission) -> bool:
        """True if person and key both cover it."""
        return permission in self.permissions


class TokenDoor(HttpBearer):
    """`Authorization: Bearer kundig_…`."""

    def __call__(self, request: HttpRequest) -> Caller | None:
        """The caller, if a token stands in the header and opens this operation."""
        kind, _, value = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            return None
        return self.authenticate(request, value.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """The caller behind a token.

        Raises:
            AuthenticationError: if it is unknown, revoked, expired, or its maker has left.
            Throttled: if this network tried too many such.
            AuthorizationError: if it does not cover this operation.
        """
        today = company.today()
        found = (
            Token.objects.select_related("created_by")
            .filter(token_hash=hash_of(token), revoked_at=None, expires_on__gte=today)
            .first()
        )
        if found is None or not found.created_by.is_active:
            wait = take_network(TOKEN, request, now=company.now())
            if wait:
                raise Throttled(wait)
            raise AuthenticationError
        scopes = frozenset(Permission(s) for s in found.scopes if s in set(Permission))
        caller = Caller(found.created_by, scopes & found.created_by.permissions, found)
        _check(declared(request), caller)
        note_use(token=found, today=today)
        return caller


class SessionDoor(APIKeyCookie):
    """A signed-in browser, for reading only: no form elsewhere can write through it."""

    def __init__(self) -> None:
        from django.conf import settings

        self.param_name = settings.SESSION_COOKIE_NAME
        super().__init__(csrf=False)

    def __call__(self, request: HttpRequest) -> Caller | None:
        """The caller, if the browser is signed in and only reads."""
        return self.authenticate(request, None)

    def authenticate(self, request: HttpRequest, key: str | None) -> Caller | None:
        """The person behind the session.

        Raises:
            AuthorizationError: if the roles do not cover this operation.
        """
        if request.method not in READING or not request.user.is_authenticated:
            return None
        caller = Caller(request.user, request.user.permissions)
        access = declared(request)
        _check(access, caller)
        stale = access is not None and access.fresh and not sessions.is_fresh(request)
        if stale or steps.owes_factor(request):
            raise AuthorizationError
        return caller


class OpenDoor:
    """An operation that says `@public` of itself, and only such a one."""

    def __call__(self, request: HttpRequest) -> bool:
        """True if the operation is public."""
        access = declared(request)
        return access is not None and access.public


#: What stands before every operation, in this order.
DOORS = (OpenDoor(), TokenDoor(), SessionDoor())


def path_view(view: Callable[..., Any]) -> PathView | None:
    """The operations behind an address of the REST API; None for an ordinary view."""
    name = getattr(view, "__name__", "")
    if name not in {"sync_view_wrapper", "async_view_wrapper"}:
        return None
    cells = getattr(view, "__closure__", None) or ()
    return next((c.cell_contents for c in cells if isinstance(c.cell_contents, PathView)), None)


def operations(view: Callable[..., Any]) -> Iterator[Operation]:
    """The operations of an address; none for an ordinary view."""
    found = path_view(view)
    yield from found.operations if found else ()


def is_guarded(operation: Operation) -> bool:
    """True if the operation says who may call it and nothing but our doors leads to it."""
    return access_of(operation.view_func) is not None and tuple(operation.auth_callbacks) == DOORS


def declared(request: HttpRequest) -> Access | None:
    """What the operation that answers this request says of itself."""
    match = request.resolver_match
    if match is None:
        return None
    for operation in operations(match.func):
        if request.method in operation.methods:
            return access_of(operation.view_func)
    return None


def _check(access: Access | None, caller: Caller) -> None:
    if access is None:
        raise AuthenticationError
    if access.permission is not None and not caller.may(access.permission):
        if caller.token is None:
            note_event("access.refused", actor=caller.user, of="api")
        else:
            program = f"access.token:{caller.token.pk}"
            note_event("access.refused", subject=program, of=program)
        raise AuthorizationError
