"""How many work here: alone, as a small team, in several departments. Growing migrates nothing.

The mode hides what nobody needs yet; it takes no row away and grants nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from kundig_web.access.models import Mode, Site

_known: ContextVar[dict[str, tuple[Mode, bool]] | None] = ContextVar("kundig_mode", default=None)


def mode() -> Mode:
    """The company's mode; asked once per request."""
    return _site()[0]


def second_step_demanded() -> bool:
    """True if owner, privacy officer and leads need the second step; asked together with the mode."""
    return _site()[1]


def _site() -> tuple[Mode, bool]:
    known = _known.get()
    if known is not None and "site" in known:
        return known["site"]
    row = Site.objects.filter(pk=1).values_list("mode", "second_step").first()
    found = (Mode(row[0]), bool(row[1])) if row else (Mode.ALONE, False)
    if known is not None:
        known["site"] = found
    return found


def forget() -> None:
    """Whoever changed the mode says so."""
    known = _known.get()
    if known is not None:
        known.clear()


@contextmanager
def remembered() -> Iterator[None]:
    """Within this, the mode is asked once (a request, a job)."""
    token = _known.set({})
    try:
        yield
    finally:
        _known.reset(token)


def only_in(*modes: Mode) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A view that other modes do not have: they answer 404."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if mode() not in modes:
                raise Http404
            return view(request, *args, **kwargs)

        return inner

    return wrap
