"""The start-up check: every address says who may open it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from kundig_web.access.permit import access_of


@register()
def every_route_declares_access(app_configs: Any, **kwargs: Any) -> list[Error]:
    """One error per view without `@allow`, `@signed_in` or `@public`."""
    return [
        Error(
            f"{route}: the view {pattern.callback.__module__}.{pattern.callback.__name__}"
            " declares no access",
            hint="Decorate it with @allow(Permission.…), @signed_in or @public.",
            id="access.E001",
        )
        for route, pattern in routes(get_resolver())
        if access_of(pattern.callback) is None
    ]


def routes(resolver: URLResolver, before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the site with its pattern."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, before + str(pattern.pattern))
        else:
            yield before + str(pattern.pattern), pattern
