"""The cells of the matrix: every address with every caller, method and kind of object."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import get_converters

from kundig_web.access.door import operations

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
READING = frozenset({"GET", "HEAD", "OPTIONS"})
#: What may be written when somebody only looks: that the session lives, tries that are counted, and
#: the log of refusals and exports.
ALLOWED_WRITES = frozenset({
    "access_session", "django_session", "limits_tries",
    "audit_entry", "audit_head", "audit_subject_key",  # that somebody was refused, or took a list along
})  # fmt: skip
WRITE = re.compile(
    r'^\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)"?', re.I
)
#: What stands in for an object that does not exist.
MISSING = {
    "int": 999_999_999,
    "key": "nordhang:gibtesnicht",
    "slug": "gibt-es-nicht",
    "str": "gibt-es-nicht",
}
SEEN: dict[str, int] = {"cells": 0, "routes": 0}


@dataclass(frozen=True, slots=True)
class Route:
    """One address."""

    name: str  # contact:promise
    route: str  # /promises/<int:pk>/
    view: Any

    @property
    def api(self) -> bool:
        return any(True for _ in operations(self.view))

    @property
    def gaps(self) -> list[tuple[str, str]]:
        """Kind and name of each argument in the address."""
        found = [
            (g.partition(":")[0], g.partition(":")[2])
            for g in re.findall(r"<([^>?]+)>", self.plain)
        ]
        return [(kind, name) if name else ("str", kind) for kind, name in found]

    @property
    def plain(self) -> str:
        return (
            re.sub(r"\(\?P<(\w+)>.*?\)", r"<str:\1>", self.route).replace("^", "").replace("$", "")
        )

    def address(self, arguments: dict[str, Any]) -> str:
        """The address with these arguments."""
        made = self.plain
        for kind, name in self.gaps:
            value = get_converters()[kind].to_url(arguments[name])
            made = re.sub(rf"<(?:{kind}:)?{name}>", lambda _: value, made)  # noqa: B023
        return made

    def missing(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """The same with a last argument that nothing has."""
        kind, name = self.gaps[-1]
        if name == "token":
            return {**arguments, name: "A" * 32}
        return {**arguments, name: MISSING[kind]}


def routes() -> list[Route]:
    """Every address of the site, from the resolver."""
    return list(_walk(get_resolver(), "/", ""))


def _walk(resolver: URLResolver, before: str, space: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield Route(f"{space}:{pattern.name}", before + str(pattern.pattern), pattern.callback)
        else:
            yield from _walk(pattern, before + str(pattern.pattern), pattern.namespace or space)


@dataclass(slots=True)
class Answer:
    """What came back, and what was written on the way."""

    status: int
    where: str
    body: str
    writes: set[str]


@contextmanager
def watched(found: set[str]) -> Iterator[None]:
    """Note the tables that are written to."""

    def watch(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if written := WRITE.match(sql):
            found.add(written[1].lower())
        return execute(sql, *args)

    with connection.execute_wrapper(watch):
        yield


def ask(
    browser: Client,
    method: str,
    address: str,
    headers: dict[str, str] | None = None,
    *,
    keep: bool = False,
) -> Answer:
    """One cell: ask, look, and take back what it did (`keep` leaves it)."""
    SEEN["cells"] += 1
    writes: set[str] = set()
    jar = {name: morsel.copy() for name, morsel in browser.cookies.items()}
    point = transaction.savepoint()
    try:
        with watched(writes):
            response = browser.generic(method, address, headers=headers or {})
            content = response.getvalue() if response.streaming else response.content
        response.close()
    finally:
        browser.cookies.clear()  # as before: one cell may sign out
        browser.cookies.update(jar)
        if keep:
            transaction.savepoint_commit(point)
        else:
            transaction.savepoint_rollback(point)
    where = response.headers.get("Location", "")
    return Answer(response.status_code, where, _text(response, content), writes - ALLOWED_WRITES)


def _text(response: Any, content: bytes) -> str:
    """Everything that can be read in an answer, workbooks unpacked, headers included."""
    heads = " ".join(f"{k}: {v}" for k, v in response.headers.items())
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"".join(book.read(n) for n in book.namelist())
    return heads + content.decode("utf-8", "replace")


def same(one: Answer, other: Answer, first: str, second: str) -> bool:
    """True if two answers differ in nothing but the address that was asked for."""
    return _plain(one.body, first) == _plain(other.body, second) and one.status == other.status


def _plain(body: str, address: str) -> str:
    body = body.replace(address, "…")
    body = re.sub(r'(csrfmiddlewaretoken"[^>]*value=")[^"]*', r"\1", body)
    body = re.sub(r'("X-CSRFToken": ?")[^"]*', r"\1", body)
    return re.sub(r"X-Request-ID: \S+|Content-Length: \d+|Set-Cookie: \S+|Date: \S+", "", body)


def digest() -> dict[str, str]:
    """Table -> a digest of all its rows, less what may change when somebody only looks."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in ALLOWED_WRITES:
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[table] = sha256("\n".join(rows).encode()).hexdigest()
    return found
