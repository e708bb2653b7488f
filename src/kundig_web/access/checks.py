"""The start-up check: every address says who may open it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from kundig_web.access.door import is_guarded, operations, path_view
from kundig_web.access.permit import access_of

HINT = "Decorate it with @allow(Permission.…), @signed_in or @public."


@register()
def every_route_declares_access(app_configs: Any, **kwargs: Any) -> list[Error]:
    """One error per view without `@allow`, `@signed_in` or `@public`, and per open operation."""
    errors = []
    for route, pattern in routes(get_resolver()):
        if path_view(pattern.callback) is None:
            if access_of(pattern.callback) is None:
                name = f"{pattern.callback.__module__}.{name_of(pattern.callback)}"
                text = f"{route}: the view {name} declares no access"
                errors.append(Error(text, hint=HINT, id="access.E001"))
            continue
        for operation in operations(pattern.callback):
            function = operation.view_func
            name = f"{'/'.join(operation.methods)} {function.__module__}.{function.__name__}"
            if access_of(function) is None:
                text = f"{route}: the operation {name} declares no access"
                errors.append(Error(text, hint=HINT, id="access.E002"))
            elif not is_guarded(operation):
                text = f"{route}: the operation {name} is not behind access.door.DOORS"
                hint = "Leave `auth` to the API: an operation does not choose its own."
                errors.append(Error(text, hint=hint, id="access.E003"))
    return errors


def name_of(view: Any) -> str:
    """What to call a view in a message; partials and instances have no name of their own."""
    return str(getattr(view, "__name__", repr(view)))


def routes(resolver: URLResolver, before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the site with its pattern."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, before + str(pattern.pattern))
        else:
            yield before + str(pattern.pattern), pattern
