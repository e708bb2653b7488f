"""How a view declares who may open it. A view without a declaration stops the start-up check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, overload

from kundig_web.access.permissions import Permission

View = TypeVar("View", bound=Callable[..., Any])
MARK = "kundig_access"


@dataclass(frozen=True, slots=True)
class Access:
    """Who may open a view: everybody, whoever is signed in, or whoever has the permission."""

    public: bool = False
    permission: Permission | None = None
    #: The password (or second factor) must have been given in the last minutes.
    fresh: bool = False


def allow(permission: Permission, *, fresh: bool = False) -> Callable[[View], View]:
    """Only people with this permission. The outermost decorator of a view.

    `fresh` asks for the password again if it was last given some minutes ago: for exports, erasure,
    roles, keys and backups.
    """

    def mark(view: View) -> View:
        setattr(view, MARK, Access(permission=permission, fresh=fresh))
        return view

    return mark


@overload
def signed_in(view: View) -> View: ...


@overload
def signed_in(*, fresh: bool) -> Callable[[View], View]: ...


def signed_in(view: Any = None, *, fresh: bool = False) -> Any:
    """Everybody who is signed in: `@signed_in` or `@signed_in(fresh=True)`. Outermost decorator."""

    def mark(view: View) -> View:
        setattr(view, MARK, Access(fresh=fresh))
        return view

    return mark if view is None else mark(view)


def public(view: View) -> View:
    """Everybody, signed in or not. The outermost decorator of a view."""
    setattr(view, MARK, Access(public=True))
    return view


def access_of(view: Callable[..., Any]) -> Access | None:
    """What the view declares; None if nothing."""
    found: Access | None = getattr(view, MARK, None)
    return found
