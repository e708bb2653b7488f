"""No parameter of any address chooses, sorts or groups by a person.

Which parameters there are is read from the code of each view. For each address every one of them
(and names that somebody might try) is set to one employee and then to another: the answers must be
the same, apart from the value itself.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterable
from functools import cache
from html import escape
from urllib.parse import quote, urlencode, urlsplit

from django.urls import resolve

from kundig_web.guard.claims import Breach, Claim, distinct
from kundig_web.guard.exchanged import changed
from kundig_web.guard.people import Invented, without
from kundig_web.guard.visits import STILL, Route, Shown, Walk, walk

#: What somebody might try.
TRIED = (
    "user", "user_id", "actor", "handler", "employee", "author", "created_by", "answered_by", "by",
    "owner", "person", "holder", "who_by", "mitarbeiter", "colleague", "from_user", "assignee",
)  # fmt: skip
#: Parameters in which one types words.
WORDS = frozenset({"q", "text", "search", "find", "who", "name"})
#: What might group or order by a person.
ORDERS = ("sort", "order", "group", "by", "orderby", "groupby")


def no_parameter_of_a_person(
    before: Walk, routes: list[Route], much: Invented, little: Invented
) -> Claim:
    """Ask for one who did much and for one who did nothing; whoever listens gives it away."""
    addresses = _one_per_route(before)
    looked, breaches = 0, []
    for name in (None, *_single(addresses)):
        urls = [(u, p) for u in addresses if (p := _params(u, name))]
        looked += sum(len(p) for _, p in urls)
        one = _walked(before, routes, urls, much)
        # Whoever shows the same as without the parameter does not listen to it.
        heard = [
            asked for asked, a in zip(urls, one, strict=True)
            if a is not None and _plain(a, much, little) != _plain(before.shown[asked[0]], much, little)
        ]  # fmt: skip
        if not heard:
            continue
        first, second, again = (
            _walked(before, routes, heard, person) for person in (much, little, much)
        )
        for (_, params), a, b, c in zip(heard, first, second, again, strict=True):
            if a is None or b is None or c is None:
                continue
            texts = [_plain(s, much, little) for s in (b, a, c)]
            # What changes from one look to the next (a token, a moment) says nothing.
            if texts[0] != texts[1] and changed(*texts):
                told = ",".join(params) if name else "?"
                breaches.append(Breach("filters", f"{a.route} ?{told}"))
    return Claim("parameters", looked, distinct(breaches))


def orders(before: Walk) -> list[str]:
    """Addresses that ask to be ordered by whoever did it: part of what is looked at twice."""
    asked = urlencode(dict.fromkeys(ORDERS, "created_by"))
    return [f"{u}?{asked}" for u in _one_per_route(before)]


def _one_per_route(before: Walk) -> list[str]:
    found: dict[str, str] = {}
    for url, one in before.shown.items():
        fits = one.status == 200 and one.kind != "binary" and one.route not in STILL
        if fits and "?" not in url:
            found.setdefault(one.route, url)
    return list(found.values())


def _single(addresses: list[str]) -> list[str]:
    """Every parameter that any of these views reads, one at a time."""
    found: set[str] = set()
    for url in addresses:
        found |= read_by(resolve(urlsplit(url).path).func.__module__)
    return sorted(found)


def _params(url: str, name: str | None) -> tuple[str, ...]:
    if name is None:
        return TRIED
    return (name,) if name in read_by(resolve(urlsplit(url).path).func.__module__) else ()


def _walked(
    before: Walk, routes: list[Route], asked: list[tuple[str, tuple[str, ...]]], person: Invented
) -> list[Shown | None]:
    urls = [
        f"{url}?{urlencode({p: person.family if p in WORDS else str(person.pk) for p in params})}"
        for url, params in asked
    ]
    seen = walk(before.viewer, before.user, routes, only=urls)
    return [seen.shown.get(u) for u in urls]


def _plain(one: Shown, much: Invented, little: Invented) -> str:
    """The answer without the person that was asked for, and without its own address."""
    path, query, _ = one.url.partition("?")[0], *one.url.partition("?")[1:]
    text = one.text
    for address in (one.url, escape(one.url), quote(one.url, safe="/")) if query else ():
        text = text.replace(address, path)
    return f"{one.status}\n{without((much, little), text)}"


@cache
def read_by(module: str) -> frozenset[str]:
    """Names of parameters that a module reads, with what it takes from others of its room."""
    found: set[str] = set()
    room = module.rsplit(".", 1)[0]
    inner = {getattr(value, "__module__", "") or "" for value in vars(sys.modules[module]).values()}
    inner |= {getattr(value, "__name__", "") or "" for value in vars(sys.modules[module]).values()}
    for name in {module, *(m for m in inner if m in sys.modules and m.startswith(f"{room}."))}:
        try:
            tree = ast.parse(inspect.getsource(sys.modules[name]))
        except (OSError, TypeError):
            continue
        found |= {word for node in ast.walk(tree) for word in _read(node)}
    return frozenset(found)


def _read(node: ast.AST) -> Iterable[str]:
    """`request.GET["x"]`, `GET.get("x")`, `GET.getlist("x")`, `"x" in request.GET`."""
    if isinstance(node, ast.Subscript) and _is_get(node.value):
        yield from _word(node.slice)
    call = node.func if isinstance(node, ast.Call) and node.args else None
    if isinstance(call, ast.Attribute) and call.attr in {"get", "getlist"} and _is_get(call.value):
        yield from _word(node.args[0])  # type: ignore[attr-defined]
    if isinstance(node, ast.Compare) and any(_is_get(c) for c in node.comparators):
        yield from _word(node.left)


def _is_get(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "GET"


def _word(node: ast.AST) -> Iterable[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
