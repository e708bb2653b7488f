"""How a view declares who may open it. A view without a declaration stops the start-up check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

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


def signed_in(view: View) -> View:
    """Everybody who is signed in. The outermost decorator of a view."""
    setattr(view, MARK, Access())
    return view


def public(view: View) -> View:
    """Everybody, signed in or not. The outermost decorator of a view."""
    setattr(view, MARK, Access(public=True))
    return view


def access_of(view: Callable[..., Any]) -> Access | None:
    """What the view declares; None if nothing."""
    found: Access | None = getattr(view, MARK, None)
    return found
