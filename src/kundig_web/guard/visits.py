"""Opening everything that somebody may open: pages, downloads, answers of the API, link by link.

Addresses come from the resolver, never from a list. Those with gaps are found by following links
and, failing that, by filling the gaps with the numbers of rows that exist.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import (
    NoReverseMatch,
    Resolver404,
    URLPattern,
    URLResolver,
    get_resolver,
    resolve,
    reverse,
)

from kundig_web.access.door import operations
from kundig_web.access.models import User
from kundig_web.access.permit import Access, access_of
from kundig_web.access.sessions import FRESH
from kundig_web.customers.models import Person

#: So many addresses of one route, without and with a question mark.
PLAIN, ASKED = 2, 2
#: Pages that are the same whatever anybody did; they are opened once.
STILL = frozenset({"api:schema", "api:docs", "site:style"})
_LINK = re.compile(r'(?:href|hx-get|src|action)="(/[^"#]*)')
_CSRF = re.compile(
    r'(csrfmiddlewaretoken" value="|csrf[-_]?token[^a-z0-9]{1,12})[a-z0-9]{20,}', re.IGNORECASE
)
#: Files of the browser, pictures and paper: nothing that a spreadsheet reads.
_BINARY = (
    "image/",
    "application/pdf",
    "font/",
    "application/javascript",
    "text/javascript",
    "text/css",
)


@dataclass(frozen=True, slots=True)
class Route:
    """One address of the site."""

    name: str
    access: Access
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody got to see at one address."""

    viewer: str
    route: str
    url: str
    status: int
    kind: str
    text: str


@dataclass(slots=True)
class Walk:
    """What one viewer sees."""

    viewer: str
    user: User | None  # None: a stranger
    shown: dict[str, Shown] = field(default_factory=dict)

    def routes(self) -> set[str]:
        """Routes that answered."""
        return {s.route for s in self.shown.values() if s.status == 200}


def routes() -> list[Route]:
    """Every address that answers to GET, with who may open it."""
    return [r for r in _routes(get_resolver(), "") if r is not None]


def _routes(resolver: URLResolver, space: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _routes(
                pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space
            )
        elif (found := _route(pattern, space)) is not None:
            yield found


def _route(pattern: URLPattern, space: str) -> Route | None:
    access = access_of(pattern.callback)
    for operation in operations(pattern.callback):
        if "GET" in operation.methods:
            access = access_of(operation.view_func)
    if access is None or not pattern.name or not _gets(pattern.callback):
        return None
    return Route(f"{space}{pattern.name}", access, tuple(pattern.pattern.regex.groupindex))


def _gets(view: Any) -> bool:
    """False if one of the view's decorators lets other methods through only."""
    while view is not None:
        names = getattr(getattr(view, "__code__", None), "co_freevars", ())
        cells = dict(zip(names, getattr(view, "__closure__", None) or (), strict=False))
        methods = cells.get("request_method_list")
        if methods is not None and "GET" not in methods.cell_contents:
            return False
        view = getattr(view, "__wrapped__", None)
    return True


def browser(user: User | None) -> Client:
    """A browser in which this person is signed in and has just given the password."""
    found = Client(raise_request_exception=False, SERVER_NAME="localhost", SERVER_PORT="8400")
    if user is not None:
        found.force_login(user)
        session = found.session
        session[FRESH] = 4e9
        session.save()
    return found


def walk(viewer: str, user: User | None, among: list[Route], *, only: Iterable[str] = ()) -> Walk:
    """Open everything that this person may open.

    Args:
        viewer: what to call him in the report.
        user: the account.
        among: the routes of the site.
        only: addresses to open instead of looking for them: the same walk once more.
    """
    seen = Walk(viewer, user)
    mine = {r.name: r for r in among if _may(user, r)}
    with_browser = browser(user)
    if only:
        for url in only:
            _open(seen, with_browser, url, mine)
        return _gone(seen, with_browser)
    waiting = [u for r in mine.values() if (u := _plain(r))]
    counts: dict[tuple[str, bool], int] = {}
    while waiting:
        url = waiting.pop(0)
        if url in seen.shown or not _wanted(url, mine, counts):
            continue
        one = _open(seen, with_browser, url, mine)
        if one is not None and one.kind == "html":
            waiting += [unescape(u) for u in _LINK.findall(one.text)]
    for route in mine.values():
        if route.gaps and route.name not in seen.routes():
            _filled(seen, with_browser, route, mine)
    return _gone(seen, with_browser)


def _gone(seen: Walk, with_browser: Client) -> Walk:
    """The sign-in ends, so that the next look finds the same devices."""
    if seen.user is not None:
        with_browser.session.flush()
    return seen


def _may(user: User | None, route: Route) -> bool:
    access = route.access
    if user is None or access.public:
        return access.public
    return access.permission is None or user.may(access.permission)


def _plain(route: Route) -> str:
    if route.gaps:
        return ""
    try:
        return reverse(route.name)
    except NoReverseMatch:
        return ""


def _wanted(url: str, mine: dict[str, Route], counts: dict[tuple[str, bool], int]) -> bool:
    parts = urlsplit(url)
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return False
    if name not in mine or name in {"access:logout"}:
        return False
    asked = bool(parts.query)
    counts[name, asked] = counts.get((name, asked), 0) + 1
    return counts[name, asked] <= (ASKED if asked else PLAIN)


def _open(seen: Walk, with_browser: Client, url: str, mine: dict[str, Route]) -> Shown | None:
    try:
        name = resolve(urlsplit(url).path).view_name
    except Resolver404:
        return None
    if name not in mine:
        return None
    answer = with_browser.get(url, secure=bool(settings.SECURE_SSL_REDIRECT))
    shown = Shown(seen.viewer, name, url, answer.status_code, *read(answer))
    seen.shown[url] = shown
    return shown


def _filled(seen: Walk, with_browser: Client, route: Route, mine: dict[str, Route]) -> None:
    """Try the numbers of rows that exist until one of them is shown."""
    for values in _values(route):
        try:
            url = reverse(route.name, kwargs=values)
        except NoReverseMatch:
            continue
        one = _open(seen, with_browser, url, mine)
        if one is not None and one.status == 200:
            return


def _values(route: Route) -> Iterator[dict[str, Any]]:
    key = Person.objects.values_list("key", flat=True).first() or "kundig:1"
    if set(route.gaps) <= {"key", "id", "measure"}:
        yield {g: "nps" if g == "measure" else key for g in route.gaps}
    elif "pk" in route.gaps:
        label = route.name.partition(":")[0]
        for model in apps.get_models():
            if model._meta.app_label == label:
                for row in model._base_manager.order_by("pk")[:2]:
                    yield {"pk": row.pk, **{g: key for g in route.gaps if g != "pk"}}


def read(answer: Any) -> tuple[str, str]:
    """What kind of answer it is, and its text; cells of a workbook, line by line."""
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    if kind.startswith(_BINARY):
        return "binary", ""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if "spreadsheet" in kind:
        return "table", _workbook(body)
    text = body.decode("utf-8", "replace")
    if kind == "application/json":
        return "json", json.dumps(json.loads(text), indent=0, ensure_ascii=False) if text else ""
    name = {"text/csv": "table", "text/html": "html"}.get(kind, "text")
    return name, _CSRF.sub(r"\1", text)


def _workbook(body: bytes) -> str:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(BytesIO(body))
    sheets = (book.get_sheet_by_index(i).to_python() for i in range(len(book.sheet_names)))
    return "\n".join(";".join(str(c) for c in row) for rows in sheets for row in rows)
