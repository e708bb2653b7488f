"""Every address times every role gives exactly what the address declares; computed, not listed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from kundig_web.access.checks import routes
from kundig_web.access.door import operations
from kundig_web.access.permit import Access, access_of
from kundig_web.customers.addresses import KeyConverter
from tests.web.conftest import CAST

ADDRESSES = [(route, pattern.callback) for route, pattern in routes(get_resolver())]
NAMES = [route for route, _ in ADDRESSES]
STRANGER = "a stranger"
SAMPLES = {"int": "1", "slug": "nps", "str": "nps", "path": "a/b", "uuid": "0" * 32}


def address(route: str) -> str:
    """The route with a value in each gap; nothing need exist there."""
    gaps = re.sub(r"\(\?P<token>.*?\)", "A" * 32, route).replace("^", "").replace("$", "")

    def value(gap: re.Match[str]) -> str:
        kind, _, _name = gap[1].rpartition(":")
        if kind == "key":
            return KeyConverter().to_url("nordhang:10015")
        return SAMPLES.get(kind) or SAMPLES["str"]

    return re.sub(r"<([^>]+)>", value, gaps)


def declared(view: Any, method: str) -> Access | None:
    """What stands on a view, or on the operation of the API that answers this method."""
    for operation in operations(view):
        if method in operation.methods:
            return access_of(operation.view_func)
    return access_of(view)


def opens(access: Access, user: Any) -> bool:
    return access.public or access.permission is None or user.may(access.permission)


@pytest.fixture
def everybody(cast: dict[str, Any], client_of: Any, demo: Any) -> dict[str, tuple[Any, Client]]:
    """Name -> person and browser, and a stranger."""
    found = {name: (cast[name], client_of(name)) for name in CAST}
    for _, browser in found.values():
        browser.raise_request_exception = False
    return found | {STRANGER: (None, Client(raise_request_exception=False))}


def test_the_matrix_covers_the_whole_site() -> None:
    assert len(ADDRESSES) > 60
    assert all("<" not in address(route) and "(" not in address(route) for route in NAMES)


@pytest.mark.parametrize(("route", "view"), ADDRESSES, ids=NAMES)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_address_opens_to_exactly_those_whom_it_declares(everybody, route, view, method) -> None:
    access = declared(view, method)
    api = bool(list(operations(view)))
    for name, (user, browser) in everybody.items():
        if method == "POST" and (user is None or access is None or opens(access, user)):
            continue  # what a permitted POST does is tested where it belongs
        answer = browser.generic(method, address(route))
        told = f"{method} {route} as {name}: {answer.status_code}"
        assert answer.status_code < 500 or answer.status_code == 503, told
        if access is None:  # an operation that this address does not have
            assert answer.status_code == 405, told
        elif user is None and not access.public:
            assert answer.status_code == (401 if api else 302), told
            assert api or answer["Location"].startswith("/login/"), told
        elif user is not None and not opens(access, user):
            # A browser's session never writes through the API: it is a stranger there.
            assert answer.status_code == (401 if api and method == "POST" else 403), told
        else:
            assert answer.status_code not in {401, 403}, told
            assert not answer.headers.get("Location", "").startswith("/login/"), told
