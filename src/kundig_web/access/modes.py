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

_known: ContextVar[dict[str, Mode] | None] = ContextVar("kundig_mode", default=None)


def mode() -> Mode:
    """The company's mode; asked once per request."""
    known = _known.get()
    if known is not None and "mode" in known:
        return known["mode"]
    found = Mode(Site.objects.filter(pk=1).values_list("mode", flat=True).first() or Mode.ALONE)
    if known is not None:
        known["mode"] = found
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
