"""Every address times every caller, method and object answers as the second table says."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from django.db import transaction
from django.test import Client, override_settings

from kundig.intake.errors import IntakeError
from kundig.store.home import Home
from kundig_web import company
from kundig_web.jobs.mirrors import publish_now
from tests.web.conftest import CAST, keep_fresh, make_cast
from tests.web.matrix.cells import METHODS, READING, SEEN, Answer, Route, ask, digest, routes, same
from tests.web.matrix.expected import OPERATIONS, PAGES, ROLES, operation, rule
from tests.web.matrix.world import CANARIES, NAMES, World, build

ROUTES = routes()
PAGE_ROUTES = [r for r in ROUTES if not r.api]
API_ROUTES = [r for r in ROUTES if r.api]
#: The link itself names whom it invites: whoever holds it may read that.
INVITED = "zzkeinladung@example.org"
CALLERS: tuple[str | None, ...] = (*ROLES, None)  # None: signed in, without a role
pytestmark = pytest.mark.django_db
SCOPES = ("see_customers", "see_figures", "import_data", "send_events")
#: What a page may answer to somebody who may open it and sent an empty form.
GOOD = frozenset({200, 201, 204, 301, 302, 303, 400, 409, 422})


@pytest.fixture(scope="module")
def stage(
    django_db_setup: None, django_db_blocker: Any, demo_home: Any, tmp_path_factory: Any
) -> Iterator[Any]:
    """The company, its people and their browsers, once for all cells; taken back at the end."""
    folder = tmp_path_factory.mktemp("matrix") / "company"
    shutil.copytree(demo_home.folder, folder)
    begun = time.monotonic()
    with (
        override_settings(KUNDIG_HOME=str(folder), WEB_FOLDER=folder / "web"),
        django_db_blocker.unblock(),
        transaction.atomic(),
        # The store is no table: what is taken back there would not come back.
        patch("kundig_web.imports.workflows.withdraw", side_effect=IntakeError("busy")),
    ):
        people = make_cast()
        world = build(people)
        _warm(Home(folder))
        browsers: dict[str | None, Client] = {}
        for role in CALLERS:
            browsers[role] = _signed_in(people[NAMES[role] if role else "nina"])
        yield SimpleNamespace(
            world=world, browsers=browsers, stale=_signed_in(people["dora"], fresh=False),
            stranger=Client(raise_request_exception=False), tokens=_tokens(people),
        )  # fmt: skip
        transaction.set_rollback(True)
    print(
        f"\nmatrix: {len(ROUTES)} routes, {SEEN['cells']} cells, {time.monotonic() - begun:.0f} s"
    )


def _warm(home: Home) -> None:
    """What the worker makes before anybody asks, so that looking finds it made."""
    from kundig import register
    from kundig_web.desk import morning

    now, today = company.now(), company.today()
    publish_now(now)
    register.build(home, today=today)
    morning.make(company.snapshot(), today, now)


def _signed_in(person: Any, *, fresh: bool = True) -> Client:
    browser = Client(raise_request_exception=False)
    browser.force_login(person)
    if fresh:
        keep_fresh(browser)
    return browser


def _tokens(people: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Keys of programs: one for each scope, and keys that open nothing."""
    from kundig_web.access.models import Token
    from kundig_web.access.workflows.tokens import create_token

    def made(name: str, scopes: tuple[str, ...]) -> tuple[Token, dict[str, str]]:
        new = create_token(
            actor=people["dora"], name=name, scopes=scopes, now=company.now(),
            expires_on=company.today() + timedelta(days=9),
        )  # fmt: skip
        return new.token, {"authorization": f"Bearer {new.value}"}

    found = {scope: made(scope, (scope,))[1] for scope in SCOPES}
    revoked, found["revoked"] = made("revoked", SCOPES)
    Token.objects.filter(pk=revoked.pk).update(revoked_at=company.now())
    expired, found["expired"] = made("expired", SCOPES)
    Token.objects.filter(pk=expired.pk).update(expires_on=company.today() - timedelta(days=1))
    # Made by somebody who may no longer do what it says: Nina has no role.
    lost, found["maker lost the role"] = made("lost", SCOPES)
    Token.objects.filter(pk=lost.pk).update(created_by=people["nina"])
    found["invented"] = {"authorization": "Bearer kundig_" + "A" * 32}
    return found


def arguments(world: World, route: Route, role: str | None, key: str = "") -> dict[str, Any]:
    """Arguments of an object that is the caller's own; of anybody's, where the role has none."""
    if not route.gaps:
        return {}
    name = key or route.name
    found = world.arguments(name, role)
    if found is None and world.own.get(name):
        found = next(iter(world.own[name].values()))
    if found is None and not key:
        from tests.journeys.examples import EXAMPLES

        found = EXAMPLES[name]() if name in EXAMPLES else None
    assert found is not None, f"{name or route.route}: no object in tests/web/matrix/world.py"
    return found


def nothing_foreign(answer: Answer, role: str | None, told: str) -> None:
    for canary, readers in CANARIES.items():
        if role not in readers and not (canary == INVITED and "/invitation/" in told):
            assert canary not in answer.body, f"{told}: shows {canary}"


def test_every_address_stands_in_the_second_table_and_no_other() -> None:
    assert {r.name for r in PAGE_ROUTES} == set(PAGES)
    found = {f"{m} {r.route}" for r in API_ROUTES for m in _methods(r)}
    assert found == set(OPERATIONS)
    assert len(ROUTES) > 130


def _methods(route: Route) -> set[str]:
    from kundig_web.access.door import operations

    return {m for o in operations(route.view) for m in o.methods}


@pytest.mark.parametrize("route", PAGE_ROUTES, ids=lambda r: r.name)
def test_a_page_answers_as_the_second_table_says(stage: Any, route: Route) -> None:
    line = rule(route.name)
    callers: list[tuple[str, str | None, Client, dict[str, str]]] = [
        (role or "no role", role, browser, {}) for role, browser in stage.browsers.items()
    ]
    before = digest()
    for method in METHODS:
        for told, role, browser, heads in callers:
            where = route.address(arguments(stage.world, route, role))
            answer = ask(browser, method, where, heads, keep=method in READING)
            _judge_page(route, line, method, f"{method} {where} as {told}", role, answer)
        stranger = route.address(arguments(stage.world, route, "owner"))
        for heads in ({}, *stage.tokens.values()):
            if heads and method != "GET":
                continue  # a key never opens a page; the API's own test has all methods
            answer = ask(stage.stranger, method, stranger, heads, keep=method in READING)
            told = f"{method} {stranger} as a stranger {'with a key' if heads else ''}"
            nothing_foreign(answer, None, told)
            if not line.public:
                assert (answer.status, answer.where[:7]) == (302, "/login/"), told
                assert not answer.writes, told
    assert digest() == before, f"{route.name}: looking changed something"


def _judge_page(
    route: Route, line: Any, method: str, told: str, role: str | None, answer: Answer
) -> None:
    told = f"{told}: {answer.status} {answer.where}"
    nothing_foreign(answer, role, told)
    if method in READING:
        assert not answer.writes, f"{told} writes {answer.writes}"
    if not line.opens(role):
        assert answer.status == 403, told
        assert not answer.writes, f"{told} writes {answer.writes}"
    elif method not in {"GET", "HEAD", "POST"}:
        assert answer.status == 405, told
    elif method == "HEAD" and answer.status == 405:
        pass  # a page may do without
    elif method not in line.methods:
        assert answer.status == 405 or not answer.writes, f"{told} writes {answer.writes}"
        assert answer.status < 500, told
    else:
        allowed = GOOD | OTHER.get(route.name, frozenset())
        assert answer.status in allowed, told
        assert not answer.where.startswith("/login/") or route.name.startswith("access:"), told


#: Addresses that rightly refuse an empty form or an object in its present state.
OTHER: dict[str, frozenset[int]] = {
    **{f"desk:{verb}": frozenset({404}) for verb in (  # which entry stands in the form
        "take_on", "who", "pass_on", "decline", "finish", "give_back", "entrust",
    )},
    "access:view_as": frozenset({404}),  # in the demo alone
    "access:first_start": frozenset({404}),  # the site has been started
    "access:mode": frozenset({404}),  # no such way of working
    "access:device_end": frozenset({404}),  # of another person, or ended
    "site:ready": frozenset({503}),  # no worker runs here
    "customers:consent_withdraw": frozenset({404}),  # which consent stands in the form
    "erasure:certificate": frozenset({404}),  # none has been issued yet
    "erasure:certificate_pdf": frozenset({404}),
}  # fmt: skip


@pytest.mark.parametrize("route", [r for r in PAGE_ROUTES if r.gaps], ids=lambda r: r.name)
def test_a_foreign_object_answers_like_a_missing_one(stage: Any, route: Route) -> None:
    line = rule(route.name)
    for role, browser in stage.browsers.items():
        own = arguments(stage.world, route, role)
        gone = route.address(route.missing(own))
        foreign = stage.world.foreign.get(route.name, {}).get(role)
        # Who may not open it is turned away before anything is looked up, by all methods alike.
        for method in METHODS if line.opens(role) else ("GET", "POST"):
            told = f"{method} {gone} as {role}"
            missing = ask(browser, method, gone)
            nothing_foreign(missing, role, told)
            if not line.opens(role):
                assert missing.status == 403, told
            elif method not in {"GET", "POST"} or method not in line.methods:
                assert missing.status in {404, 405} | MISSING_TOO.get(route.name, set()), told
            else:
                assert missing.status in {404} | MISSING_TOO.get(route.name, set()), (
                    f"{told}: {missing.status}"
                )
            assert not missing.writes, f"{told} writes {missing.writes}"
            if foreign is None:
                continue
            other = route.address(foreign)
            answer = ask(browser, method, other)
            nothing_foreign(answer, role, f"{method} {other} as {role}")
            assert same(answer, missing, other, gone), (
                f"{method} {other} as {role}: {answer.status} and {missing.status}"
            )
            assert not answer.writes


#: Addresses where nothing is looked up by the argument.
MISSING_TOO: dict[str, set[int]] = {
    "customers:order": {200},  # "no lines are known", of a foreign order as of one that is none
    "access:accept": {200, 410},
}


@pytest.mark.parametrize(
    "route",
    [r for r in PAGE_ROUTES if r.name in PAGES and rule(r.name).again],
    ids=lambda r: r.name,
)
def test_what_matters_asks_for_the_password_again(stage: Any, route: Route) -> None:
    where = route.address(arguments(stage.world, route, "owner"))
    for method in METHODS:
        answer = ask(stage.stale, method, where)
        told = f"{method} {where}: {answer.status} {answer.where}"
        assert not answer.writes, told
        nothing_foreign(answer, None if method == "GET" else "owner", told)
        if method in {"GET", "HEAD"}:
            assert (answer.status, answer.where[:13]) == (302, "/login/again/"), told
        else:
            assert answer.status == (403 if method == "POST" else 405), told


@pytest.mark.parametrize(
    "route",
    [
        r
        for r in PAGE_ROUTES
        if r.name in PAGES and "POST" in rule(r.name).methods and r.name != "rights:one_click"
    ],  # one click (RFC 8058) comes from a mail program: its link is the proof
    ids=lambda r: r.name,
)
def test_no_form_of_another_site_writes(stage: Any, route: Route) -> None:
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.cookies = stage.browsers["owner"].cookies
    where = route.address(arguments(stage.world, route, "owner"))
    answer = ask(browser, "POST", where)
    assert answer.status == 403, f"{where}: {answer.status}"
    assert not answer.writes


@pytest.mark.parametrize("route", API_ROUTES, ids=lambda r: f"{r.name} {r.route}")
def test_an_operation_answers_as_the_second_table_says(stage: Any, route: Route) -> None:
    known = _methods(route)
    before = digest()
    for method in METHODS:
        key = f"{method} {route.route}"
        first = key if method in known else f"{min(known)} {route.route}"
        own = arguments(stage.world, route, "owner", first)
        where = route.address(own)
        for name, heads in stage.tokens.items():
            answer = ask(stage.stranger, method, where, heads)
            _judge_operation(key, method in known, name, None, answer)
        answer = ask(stage.stranger, method, where)
        _judge_operation(key, method in known, "nobody", None, answer)
        for role, browser in stage.browsers.items():
            answer = ask(browser, method, where)
            _judge_operation(key, method in known, "", role, answer)
    assert digest() == before


def _judge_operation(key: str, known: bool, token: str, role: str | None, answer: Answer) -> None:
    told = f"{key} as {token or role}: {answer.status}"
    method, _, route = key.partition(" ")
    nothing_foreign(answer, role if not token else ("owner" if token in SCOPES else None), told)
    if not known:
        assert answer.status in {401, 403, 405}, told
        assert not answer.writes, told
        return
    scope, roles = operation(method, route)
    if token in SCOPES:
        opens, refusal = token == scope, {403}
    elif token:
        opens, refusal = False, {403} if token == "maker lost the role" else {401}
    elif method in READING:
        opens, refusal = role in roles, {403}
    else:
        opens, refusal = False, {401}  # a session never writes through the API
    if opens:
        assert answer.status in {200, 201, 202, 400, 404, 409, 415, 422, 503}, told
    else:
        assert answer.status in refusal, told
        assert not answer.writes, told


@pytest.mark.parametrize(
    "route", [r for r in API_ROUTES if r.gaps], ids=lambda r: f"{r.name} {r.route}"
)
def test_the_api_says_404_of_what_is_missing(stage: Any, route: Route) -> None:
    for method in _methods(route):
        key = f"{method} {route.route}"
        scope, _ = operation(method, route.route)
        own = arguments(stage.world, route, "owner", key)
        name = next(n for kind, n in route.gaps if kind in {"int", "key", "slug"})
        kind = next(kind for kind, n in route.gaps if n == name)
        gone = {
            **own,
            name: {"int": 999_999_999, "key": "nordhang:0", "slug": "gibt-es-nicht"}[kind],
        }
        answer = ask(
            stage.stranger,
            method,
            route.address(gone),
            stage.tokens[scope] | {"Idempotency-Key": "m" * 20},
        )
        assert answer.status == 404, f"{key}: {answer.status}"


def test_every_role_of_the_cast_has_its_row() -> None:
    assert {CAST[NAMES[r]][1][0] for r in ROLES} == set(ROLES)


def test_an_order_of_somebody_else_shows_no_line_of_it(stage: Any) -> None:
    from tests.journeys.work import FAMILY, SILENT

    route = next(r for r in PAGE_ROUTES if r.name == "customers:order")
    browser = stage.browsers["owner"]
    own, other = (
        ask(browser, "GET", route.address({"key": key, "order": "nordhang:B100001"}))
        for key in (FAMILY, SILENT)
    )
    assert "<table" in own.body
    assert "<table" not in other.body
