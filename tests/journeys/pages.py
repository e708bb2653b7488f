"""The catalogue of all pages, computed from the addresses of the site.

A new route without arguments is here by itself. A route with arguments needs an entry in
`examples.py`: a function that is called when the site stands and returns the arguments of an
address worth seeing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kundig_web.access.permissions import GRANTS
from kundig_web.access.permit import Access, access_of
from tests.journeys.examples import EXAMPLES, NO_PAGES, Arguments
from tests.web.conftest import CAST

#: Whoever may open a page is looked for in this order.
VIEWERS = ("dora", "petra", "konrad", "dana", "ana", "lena", "emil")


@dataclass(frozen=True, slots=True)
class Listed:
    """One page: the full name of its route, who looks at it (empty: a stranger)."""

    name: str
    viewer: str
    arguments: Arguments | None = None

    def path(self) -> str:
        """The address; with arguments it exists only once the site stands."""
        return reverse(self.name, kwargs=self.arguments() if self.arguments else None)

    def file(self) -> str:
        """The name as a file would have it."""
        return self.name.replace(":", "-").replace("_", "-")


def routes(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern, bool]]:
    """Every named route: full name, pattern, True if it (or what it hangs below) has arguments."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            above = bool(pattern.pattern.regex.groups)
            for name, found, needs in routes(pattern, inner):
                yield name, found, needs or above
        elif pattern.name:
            yield f"{space}{pattern.name}", pattern, bool(pattern.pattern.regex.groups)


def answers_get(view: Any) -> bool:
    """False if one of the view's decorators lets other methods through only."""
    while view is not None:
        cells = dict(
            zip(
                getattr(getattr(view, "__code__", None), "co_freevars", ()),
                getattr(view, "__closure__", None) or (),
                strict=False,
            )
        )
        methods = cells.get("request_method_list")
        if methods is not None and "GET" not in methods.cell_contents:
            return False
        view = getattr(view, "__wrapped__", None)
    return True


def viewer_of(access: Access | None) -> str | None:
    """Who looks at a page: a stranger if everybody may, else the first of the cast who may."""
    if access is None:
        return None
    if access.public:
        return ""
    for name in VIEWERS:
        roles = CAST[name][1]
        if access.permission is None or any(access.permission in GRANTS[role] for role in roles):
            return name
    return None


def candidates() -> Iterator[tuple[str, URLPattern, bool]]:
    """Routes that a person's browser could open: named, GET, no program's address."""
    for name, pattern, needs in routes(get_resolver()):
        program = name.startswith("api:") and name != "api:docs"
        if program or name in NO_PAGES or not answers_get(pattern.callback):
            continue
        yield name, pattern, needs


def catalogue() -> list[Listed]:
    """All pages, in the order of the addresses."""
    found: dict[str, Listed] = {}
    for name, pattern, needs in candidates():
        viewer = viewer_of(access_of(pattern.callback))
        if viewer is not None and (not needs or name in EXAMPLES):
            found.setdefault(name, Listed(name, viewer, EXAMPLES.get(name)))
    return list(found.values())


def without_example() -> list[str]:
    """Routes with arguments that nobody has given an example of."""
    return sorted({name for name, _, needs in candidates() if needs and name not in EXAMPLES})
