"""Who gets in, with what, and how a refusal looks."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory
from django.urls import include, path
from ninja import NinjaAPI

from kundig_web.access.checks import every_route_declares_access
from kundig_web.access.door import DOORS, operations
from kundig_web.access.middleware import AccessMiddleware
from kundig_web.access.models import Token, User
from kundig_web.access.permissions import SCOPES, Permission
from kundig_web.access.permit import access_of, allow, public
from kundig_web.access.workflows import people, tokens
from kundig_web.site.api import throttle
from kundig_web.site.api.interface import api
from tests.web.api.conftest import Program
from tests.web.conftest import NOW, TODAY

FIGURES = "measures"


def is_problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"].startswith("application/problem+json")
    told = answer.json()
    assert told["status"] == status
    assert told["type"].startswith("urn:kundig:problem:")
    assert told["title"]
    return told


def every_operation() -> list[tuple[str, str, Any]]:
    found = []
    for pattern in api.urls[0]:
        if pattern.name == "api-root":
            continue
        address = re.sub(r"<int:\w+>", "1", re.sub(r"<(key|slug):\w+>", "cw", str(pattern.pattern)))
        for operation in operations(pattern.callback):
            for method in operation.methods:
                found.append((method, address, operation))
    return found


OPERATIONS = every_operation()


def test_there_are_operations_and_each_declares_its_permission() -> None:
    assert len(OPERATIONS) >= 13
    for _, address, operation in OPERATIONS:
        access = access_of(operation.view_func)
        assert access is not None, address
        assert access.permission in SCOPES, address


@pytest.mark.parametrize(("method", "address", "operation"), OPERATIONS)
def test_without_a_key_every_operation_says_401(own_home, db, method, address, operation) -> None:
    answer = Client().generic(method, f"/api/{address}")
    is_problem(answer, 401)
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("method", "address", "operation"), OPERATIONS)
def test_a_key_opens_exactly_the_operations_of_its_scopes(
    registered, program, method, address, operation
) -> None:
    needed = access_of(operation.view_func).permission
    others = program(*(s for s in SCOPES if s != needed))
    is_problem(others.client.generic(method, f"/api/{address}", headers=others.headers), 403)
    right = program(needed)
    answer = right.client.generic(method, f"/api/{address}", headers=right.headers)
    assert answer.status_code not in {401, 403, 500}


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer falsch", "Basic ZG9yYTpkb3Jh", "kundig_x"]
)
def test_anything_but_a_key_is_no_key(own_home, db, header) -> None:
    answer = Client().get(f"/api/{FIGURES}", headers={"Authorization": header})
    is_problem(answer, 401)


def test_a_revoked_and_an_expired_key_say_401(own_home, cast, program, monkeypatch) -> None:
    shop = program("see_figures")
    assert shop.get(FIGURES).status_code == 200
    monkeypatch.setattr("kundig_web.company.now", lambda: NOW + timedelta(days=31))
    is_problem(shop.get(FIGURES), 401)
    monkeypatch.setattr("kundig_web.company.now", lambda: NOW)
    assert shop.get(FIGURES).status_code == 200
    tokens.revoke_token(actor=cast["dora"], token=Token.objects.get(), now=NOW)
    is_problem(shop.get(FIGURES), 401)


def test_a_key_stops_with_the_account_of_whoever_made_it(own_home, cast, program) -> None:
    people.change_person(
        actor=cast["dora"], person=cast["emil"], name="Emil", roles=["owner"], department=None,
        branch=None, now=NOW,
    )  # fmt: skip
    cast["emil"] = User.objects.get(pk=cast["emil"].pk)
    shop = program("see_figures", by="emil")
    assert shop.get(FIGURES).status_code == 200
    people.deactivate(actor=cast["dora"], person=cast["emil"], now=NOW)
    is_problem(shop.get(FIGURES), 401)


def test_a_key_can_do_no_more_than_whoever_made_it_still_may(own_home, cast, program) -> None:
    people.change_person(
        actor=cast["dora"], person=cast["emil"], name="Emil", roles=["owner"], department=None,
        branch=None, now=NOW,
    )  # fmt: skip
    shop = program("import_data", by="emil")
    assert shop.get("imports").status_code == 200
    people.change_person(
        actor=cast["dora"], person=cast["emil"], name="Emil", roles=["front"], department=None,
        branch=None, now=NOW,
    )  # fmt: skip
    is_problem(shop.get("imports"), 403)


def test_a_signed_in_browser_may_read_what_the_person_may_read(own_home, client_of) -> None:
    assert client_of("emil").get(f"/api/{FIGURES}").status_code == 200
    is_problem(client_of("konrad").get(f"/api/{FIGURES}"), 403)
    is_problem(client_of("emil").get("/api/imports"), 403)


def test_a_signed_in_browser_cannot_write(own_home, client_of) -> None:
    for method, address, _ in OPERATIONS:
        if method != "GET":
            is_problem(client_of("dora").generic(method, f"/api/{address}"), 401)


def test_the_day_of_use_is_noted(own_home, program) -> None:
    assert Token.objects.count() == 0
    shop = program("see_figures")
    assert Token.objects.get().last_used_on is None
    shop.get(FIGURES)
    assert Token.objects.get().last_used_on == TODAY


def test_a_runaway_program_is_told_when_to_come_back(own_home, program, monkeypatch) -> None:
    monkeypatch.setattr(throttle, "LIMIT", 3)
    shop, other = program("see_figures"), program("see_figures")
    assert [shop.get(FIGURES).status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = shop.get(FIGURES)
    is_problem(answer, 429)
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert other.get(FIGURES).status_code == 200


def test_an_unknown_address_and_a_wrong_method_are_problems_too(own_home, program) -> None:
    shop = program()
    is_problem(shop.get("nothing/here"), 404)
    is_problem(Program().get("nothing"), 404)
    answer = shop.client.delete("/api/imports", headers=shop.headers)
    is_problem(answer, 405)
    assert set(answer["Allow"].replace(" ", "").split(",")) == {"GET", "POST"}


def test_answers_are_kept_by_no_cache(own_home, program) -> None:
    for answer in (program("see_figures").get(FIGURES), Program().get(FIGURES)):
        assert answer["Cache-Control"] == "no-store"
        assert {"Accept-Language", "Authorization"} <= set(answer["Vary"].split(", "))


def test_a_defect_is_a_problem_without_details(own_home, program, monkeypatch) -> None:
    def broken() -> None:
        raise RuntimeError("ein Geheimnis")

    monkeypatch.setattr("kundig_web.site.api.measures.measures", broken)
    answer = program().get(FIGURES)
    is_problem(answer, 500)
    assert "Geheimnis" not in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("de", "Ein gültiger Schlüssel fehlt"),
        ("en", "A valid key is missing"),
        ("en-GB, de;q=0.5", "A valid key is missing"),
        ("fr, de;q=0.4, en;q=0.2", "Ein gültiger Schlüssel fehlt"),
        ("x" * 600, "Ein gültiger Schlüssel fehlt"),
    ],
)
def test_problems_speak_the_callers_language(own_home, db, asked, title) -> None:
    answer = Client().get("/api/imports", headers={"Accept-Language": asked})
    assert is_problem(answer, 401)["title"] == title


# The start-up check and the middleware, on addresses of their own.
def _throw_away(**more: Any) -> NinjaAPI:
    return NinjaAPI(openapi_url=None, docs_url=None, **more)


_open = _throw_away(urls_namespace="t-open", auth=DOORS)
_own_auth = _throw_away(urls_namespace="t-own", auth=DOORS)
_good = _throw_away(urls_namespace="t-good", auth=DOORS)


@_open.get("/undeclared")
def undeclared(request: Any) -> dict[str, str]:
    return {"secret": "yes"}


@_own_auth.get("/own", auth=None)
@allow(Permission.SEE_FIGURES)
def own_auth(request: Any) -> dict[str, str]:
    return {"secret": "yes"}


@_good.get("/good")
@allow(Permission.SEE_FIGURES)
def good(request: Any) -> dict[str, str]:
    return {"secret": "yes"}


@_good.get("/for-all")
@public
def for_all(request: Any) -> dict[str, str]:
    return {"open": "yes"}


def _patterns(one: NinjaAPI) -> list[Any]:
    return [p for p in one.urls[0] if p.name != "api-root"]


urlpatterns = [
    path("", include("kundig_web.site.urls")),
    path("t/", include([*_patterns(_open), *_patterns(_own_auth), *_patterns(_good)])),
]


@pytest.fixture
def throw_away(settings: Any) -> None:
    from django.urls import clear_url_caches

    settings.ROOT_URLCONF = __name__
    clear_url_caches()


def test_an_operation_without_declaration_stops_the_start_up_check(throw_away) -> None:
    errors = {e.id: e.msg for e in every_route_declares_access(None)}
    assert set(errors) == {"access.E002", "access.E003"}
    assert "undeclared" in errors["access.E002"]
    assert "own_auth" in errors["access.E003"]


@pytest.mark.parametrize("address", ["undeclared", "own"])
def test_an_operation_that_is_not_guarded_answers_nobody(throw_away, db, own_home, address) -> None:
    with pytest.raises(ImproperlyConfigured):
        Client().get(f"/t/{address}")


def test_the_middleware_lets_an_api_address_through_only_because_its_door_refuses(
    throw_away, own_home, cast, client_of
) -> None:
    from django.urls import resolve

    match = resolve("/t/good")
    request = RequestFactory().get("/t/good")
    request.resolver_match = match
    assert AccessMiddleware(lambda r: None).process_view(request, match.func, (), {}) is None
    assert Client().get("/t/good").status_code == 401
    assert client_of("konrad").get("/t/good").status_code == 403
    assert client_of("emil").get("/t/good").json() == {"secret": "yes"}
    assert Client().get("/t/for-all").json() == {"open": "yes"}
