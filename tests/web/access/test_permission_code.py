"""The code that lets people in, piece by piece: what it decides for every kind of caller.

The expectations stand here in full, apart from the code: whoever changes a grant changes it twice.
"""

from __future__ import annotations

from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError

from kundig_web.access import door, middleware, permissions
from kundig_web.access.models import User
from kundig_web.access.permissions import GRANTS, SCOPES, Permission, Role, granted
from kundig_web.access.permit import Access, access_of, allow, public, signed_in

EVERYDAY = """
    see_today see_figures see_customers edit_customers record_work answer_work run_quick_test
"""
#: Role -> everything that it may do, in full.
EXPECTED = {
    "owner": EVERYDAY + """
        merge_customers export_customers see_conditions import_data send_events manage_people
        manage_company see_privacy answer_rights see_audit manage_backups see_works_council
    """,
    "lead": EVERYDAY + "merge_customers export_customers import_data see_conditions",
    "front": EVERYDAY,
    "analyst": """
        see_today see_figures see_customers export_customers import_data record_work run_quick_test
        send_events
    """,
    "people": """
        see_today see_figures see_conditions record_work answer_work run_quick_test
        see_works_council
    """,
    "council": "see_today see_works_council",
    "privacy": "see_today see_privacy answer_rights see_audit see_works_council see_customers",
}  # fmt: skip


@pytest.mark.parametrize("role", EXPECTED)
def test_a_role_grants_exactly_this(role: str) -> None:
    assert {p.value for p in granted(frozenset({role}))} == set(EXPECTED[role].split())


def test_there_are_no_other_roles_permissions_or_scopes() -> None:
    assert set(Role.values) == set(EXPECTED) == {str(r) for r in GRANTS}
    assert {p.value for p in Permission} == set(EXPECTED["owner"].split())
    assert [s.value for s in SCOPES] == [
        "see_customers", "see_figures", "import_data", "send_events",
    ]  # fmt: skip


def test_roles_add_up_and_an_unknown_one_grants_nothing() -> None:
    assert granted(frozenset()) == granted(frozenset({"king"})) == frozenset()
    both = granted(frozenset({"council", "analyst"}))
    assert both == granted(frozenset({"council"})) | granted(frozenset({"analyst"}))
    assert permissions.granted(frozenset({"owner", "king"})) == frozenset(Permission)


def person(*roles: str, language: str = "", active: bool = True) -> Any:
    """Somebody who stands in no database."""
    found = User(email="x@x.example", name="X", language=language, is_active=active)
    found.__dict__["roles"] = frozenset(roles)
    return found


NOBODY = SimpleNamespace(is_authenticated=False)


def test_a_closed_account_may_nothing() -> None:
    assert person("owner").may(Permission.SEE_TODAY)
    assert not person("owner", active=False).may(Permission.SEE_TODAY)
    assert not person("front").may(Permission.MANAGE_PEOPLE)


# --- how a view says it ------------------------------------------------------------------------


def view(request: Any) -> HttpResponse:
    return HttpResponse("seen")


def declared(mark: Any) -> Any:
    return mark(lambda request: HttpResponse("seen"))


def test_each_decorator_says_what_it_says_and_leaves_the_view() -> None:
    assert access_of(view) is None
    see = Permission.SEE_FIGURES
    for mark, told in (
        (allow(see), Access(permission=see)),
        (allow(see, fresh=True), Access(permission=see, fresh=True)),
        (signed_in, Access()),
        (signed_in(fresh=True), Access(fresh=True)),
        (signed_in(fresh=False), Access()),
        (public, Access(public=True)),
    ):
        found = declared(mark)
        assert access_of(found) == told
        assert found(None).content == b"seen"
    assert (Access().public, Access().permission, Access().fresh) == (False, None, False)


# --- the middleware ------------------------------------------------------------------------------


class World:
    """What the middleware asks of its neighbours."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.kept_alive: list[Any] = []
        self.demo = self.looked = self.owes = False
        self.asked: HttpResponse | None = None
        self.fresh_asked = 0
        monkeypatch.setattr(middleware.sessions, "keep_alive", self.kept_alive.append)
        monkeypatch.setattr(middleware.steps, "owes_factor", lambda request: self.owes)
        monkeypatch.setattr(middleware.fresh, "ask", self._ask)
        monkeypatch.setattr(middleware.demo, "is_open_to", lambda request: self.demo)
        monkeypatch.setattr(middleware.demo, "look_on", self._look)
        noted = getattr(middleware, "note_event", None)
        self.noted: list[Any] = []
        if noted is not None:
            monkeypatch.setattr(middleware, "note_event", lambda *a, **k: self.noted.append((a, k)))

    def _ask(self, request: Any) -> HttpResponse | None:
        self.fresh_asked += 1
        return self.asked

    def _look(self, request: Any, key: str, now: Any) -> bool:
        assert key == "owner"
        self.looked = True
        return True


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, own_home: Any) -> World:
    """Everybody may do what they may; nobody owes anything."""
    return World(monkeypatch)


def asks(access: Any, user: Any = NOBODY, method: str = "GET", name: str = "", **more: Any) -> Any:
    """What the middleware answers; None lets it through."""
    request = RequestFactory().generic(method, "/page/?a=1", **more)
    request.user = user
    request.resolver_match = SimpleNamespace(view_name=name) if name else None
    return middleware.AccessMiddleware(view).process_view(request, declared(access), (), {})


def test_a_view_that_says_nothing_answers_nobody(world: World) -> None:
    for user in (NOBODY, person("owner")):
        with pytest.raises(ImproperlyConfigured, match="declares no access"):
            asks(lambda v: v, user)


def test_everybody_passes_a_public_view_and_nothing_is_asked_of_them(world: World) -> None:
    world.owes = True
    for user in (NOBODY, person(), person("owner")):
        for method in ("GET", "HEAD", "POST"):
            assert asks(public, user, method) is None
    assert world.kept_alive == []


def test_strangers_are_sent_to_the_login_and_back(world: World) -> None:
    for mark in (signed_in, allow(Permission.SEE_TODAY)):
        answer = asks(mark)
        assert answer["Location"] == "/login/?next=/page/%3Fa%3D1"
    assert world.kept_alive == []
    assert not world.looked


def test_signed_in_is_enough_where_no_permission_is_named(world: World) -> None:
    assert asks(signed_in, person()) is None
    assert len(world.kept_alive) == 1
    assert world.fresh_asked == 0


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("role", EXPECTED)
def test_a_permission_lets_in_whom_it_names(world: World, permission: Any, role: str) -> None:
    if permission.value in EXPECTED[role].split():
        assert asks(allow(permission), person(role)) is None
    else:
        with pytest.raises(PermissionDenied):
            asks(allow(permission), person(role))
        assert world.kept_alive == []


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_methods_that_no_page_uses_are_refused(world: World, method: str) -> None:
    for mark, user in ((public, NOBODY), (signed_in, person()), (public, person("owner"))):
        answer = asks(mark, user, method)
        assert answer.status_code == 405
        assert answer["Allow"] == "GET, HEAD, POST"


def test_what_must_be_fresh_is_asked_for_last(world: World) -> None:
    world.asked = HttpResponse("the question")
    mark = allow(Permission.MANAGE_PEOPLE, fresh=True)
    assert asks(mark, person("owner")).content == b"the question"
    with pytest.raises(PermissionDenied):
        asks(mark, person("front"))
    assert asks(allow(Permission.MANAGE_PEOPLE), person("owner")) is None
    world.asked = None
    assert asks(mark, person("owner")) is None
    assert world.fresh_asked == 2


@pytest.mark.parametrize(
    ("name", "opens"),
    [
        ("access:second_step", True), ("access:second_step_begin", True),
        ("access:second_step_new", True), ("access:again", True), ("access:account", False),
        ("access:second_step_off", False), ("site:today", False), ("", False),
    ],
)  # fmt: skip
def test_who_owes_the_second_step_gets_only_to_where_it_is_set_up(
    world: World, name: str, opens: bool
) -> None:
    world.owes = True
    answer = asks(signed_in, person("owner"), name=name)
    assert (answer is None) is opens
    if not opens:
        assert answer["Location"] == "/account/second-step/"


def test_the_demo_lets_in_whoever_opens_a_page_and_nothing_else(world: World) -> None:
    world.demo = True
    assert asks(signed_in) is None
    assert world.looked
    world.looked = False
    navigate = {"HTTP_SEC_FETCH_MODE": "navigate"}
    assert asks(signed_in, **navigate) is None
    for method, more in (("POST", {}), ("HEAD", {}), ("GET", {"HTTP_SEC_FETCH_MODE": "cors"})):
        world.looked = False
        assert asks(signed_in, method=method, **more)["Location"].startswith("/login/")
        assert not world.looked
    world.demo = False
    assert asks(signed_in)["Location"].startswith("/login/")


@pytest.mark.parametrize(
    ("user", "given", "kept"),
    [
        (person("front"), "", "no-store, private"),
        (person("front"), "no-cache", "no-cache"),
        (NOBODY, "", None),
        (None, "", None),
    ],
)
def test_answers_to_people_are_stored_nowhere(
    world: World, user: Any, given: str, kept: str | None
) -> None:
    response = HttpResponse("x", headers={"Cache-Control": given} if given else {})
    request = RequestFactory().get("/")
    if user is not None:
        request.user = user
    answer = middleware.AccessMiddleware(lambda request: response)(request)
    assert answer is response
    assert answer.headers.get("Cache-Control") == kept


# --- the language --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "user", "cookie", "header", "found"),
    [
        ("/", NOBODY, "", "", "de"),
        ("/", None, "", "", "de"),
        ("/", NOBODY, "", "en-GB,de;q=0.5", "en"),
        ("/", NOBODY, "", "fr,en;q=0.8,de;q=0.5", "en"),
        ("/", NOBODY, "", "de,en", "de"),
        ("/", NOBODY, "", "fr", "de"),
        ("/", NOBODY, "en", "de", "en"),
        ("/", NOBODY, "xx", "en", "en"),
        ("/", person(language="de"), "en", "en", "de"),
        ("/", person(language="en"), "de", "de", "en"),
        ("/", person(), "en", "de", "en"),
        ("/api/x", person(language="de"), "de", "en", "en"),
        ("/api/x", person(language="en"), "", "", "en"),
        ("/api/x", NOBODY, "", "fr", "de"),
        ("/", NOBODY, "", "x" * 600, "de"),
    ],
)
def test_the_language_is_the_first_wish_that_we_speak(
    own_home: Any, path: str, user: Any, cookie: str, header: str, found: str
) -> None:
    request = RequestFactory().get(path, HTTP_ACCEPT_LANGUAGE=header)
    if user is not None:
        request.user = user
    request.COOKIES = {"kundig_language": cookie} if cookie else {}
    answer = middleware.LanguageMiddleware(lambda request: HttpResponse("x"))(request)
    assert answer["Content-Language"] == found


def test_a_page_that_names_its_language_keeps_it(own_home: Any) -> None:
    response = HttpResponse("x", headers={"Content-Language": "en"})
    request = RequestFactory().get("/")
    assert middleware.LanguageMiddleware(lambda request: response)(request)[
        "Content-Language"
    ] == "en"  # fmt: skip


# --- the doors of the API ------------------------------------------------------------------------

FIGURES = Permission.SEE_FIGURES
NUMBERS = count()


def an_api(auth: Any = door.DOORS) -> Any:
    """An interface with one operation of each kind; its operations by name."""
    api = NinjaAPI(urls_namespace=f"test{next(NUMBERS)}", auth=auth)

    @api.get("/open")
    @public
    def opened(request: Any) -> str:
        return "open"

    @api.get("/figures")
    @allow(FIGURES)
    def figures(request: Any) -> str:
        return "figures"

    @api.post("/figures")
    @allow(Permission.IMPORT_DATA)
    def send(request: Any) -> str:
        return "sent"

    @api.get("/fresh")
    @allow(FIGURES, fresh=True)
    def exported(request: Any) -> str:
        return "exported"

    @api.get("/bare")
    def bare(request: Any) -> str:
        return "bare"

    return api


@pytest.fixture
def views() -> Any:
    """Path -> view of the interface."""
    patterns, _, _ = an_api().urls
    return {str(p.pattern): p.callback for p in patterns if "docs" not in str(p.pattern)}


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Refusals that were written down."""
    found: list[Any] = []
    if hasattr(door, "note_event"):
        monkeypatch.setattr(door, "note_event", lambda *a, **k: found.append(k))
    return found


@pytest.fixture
def at(views: Any, monkeypatch: pytest.MonkeyPatch, noted: Any) -> Any:
    """A request at a path of the interface."""
    monkeypatch.setattr(door.steps, "owes_factor", lambda request: request.owes)
    monkeypatch.setattr(door.sessions, "is_fresh", lambda request: request.is_fresh)

    def made(path: str, user: Any = NOBODY, method: str = "GET", **more: Any) -> Any:
        request = RequestFactory().generic(method, f"/{path}", **more)
        request.user, request.owes, request.is_fresh = user, False, True
        request.resolver_match = SimpleNamespace(func=views[path])
        return request

    return made


def test_the_operations_behind_an_address_are_found(views: Any) -> None:
    assert door.path_view(view) is None
    assert list(door.operations(view)) == []
    assert [o.methods for o in door.operations(views["figures"])] == [["GET"], ["POST"]]

    def sync_view_wrapper(request: Any) -> None:
        """Named like one, and holds nothing."""

    assert door.path_view(sync_view_wrapper) is None
    held = door.path_view(views["open"])

    async def async_view_wrapper(request: Any) -> Any:
        return held

    assert door.path_view(async_view_wrapper) is held

    def other(request: Any) -> Any:
        return held

    assert door.path_view(other) is None


def test_an_operation_is_guarded_if_it_says_so_and_our_doors_stand_before_it(views: Any) -> None:
    guarded = {p: [door.is_guarded(o) for o in door.operations(v)] for p, v in views.items()}
    assert guarded["open"] == guarded["fresh"] == [True]
    assert guarded["figures"] == [True, True]
    assert guarded["bare"] == [False]
    patterns, _, _ = an_api(auth=door.DOORS[:2]).urls
    for pattern in patterns:
        assert not any(door.is_guarded(o) for o in door.operations(pattern.callback))


def test_the_middleware_passes_guarded_operations_on_and_stops_at_others(
    world: World, views: Any
) -> None:
    ask = middleware.AccessMiddleware(view).process_view
    request = RequestFactory().put("/figures")  # the interface knows its methods itself
    request.user = NOBODY
    assert ask(request, views["figures"], (), {}) is None
    with pytest.raises(ImproperlyConfigured, match="an operation declares no access"):
        ask(request, views["bare"], (), {})


def test_a_request_is_judged_by_the_operation_that_answers_it(at: Any) -> None:
    assert door.declared(at("figures")) == Access(permission=FIGURES)
    assert door.declared(at("figures", method="POST")) == Access(permission=Permission.IMPORT_DATA)
    assert door.declared(at("figures", method="DELETE")) is None
    assert door.declared(at("bare")) is None
    nowhere = at("figures")
    nowhere.resolver_match = None
    assert door.declared(nowhere) is None


def test_the_open_door_opens_public_operations_alone(at: Any) -> None:
    opened = door.OpenDoor()
    assert opened(at("open")) is True
    for path in ("figures", "bare", "fresh"):
        assert not opened(at(path, person("owner")))


def test_a_browser_reads_what_its_person_may_and_writes_nothing(at: Any, noted: Any) -> None:
    through = door.SessionDoor()
    for method in ("GET", "HEAD", "OPTIONS"):
        request = at("figures", person("front"), method)
        request.resolver_match.func = at("figures").resolver_match.func
        if method == "GET":
            assert through(request).may(FIGURES)
        else:  # no operation answers it, so nothing says who may
            with pytest.raises(AuthenticationError):
                through(request)
    assert through(at("figures", person("owner"), "POST")) is None
    assert through(at("figures")) is None
    assert noted == []
    with pytest.raises(AuthorizationError):
        through(at("figures", person("council")))
    caller = through(at("figures", person("front")))
    assert (caller.token, caller.permissions) == (None, granted(frozenset({"front"})))
    assert not caller.may(Permission.MANAGE_PEOPLE)


def test_a_browser_that_is_stale_or_owes_the_second_step_reads_nothing(at: Any) -> None:
    through = door.SessionDoor()
    for path, is_fresh, owes, opens in (
        ("figures", True, False, True), ("figures", False, False, True),
        ("figures", True, True, False), ("fresh", True, False, True),
        ("fresh", False, False, False), ("fresh", True, True, False),
    ):  # fmt: skip
        request = at(path, person("front"))
        request.owes, request.is_fresh = owes, is_fresh
        if opens:
            assert through(request) is not None
        else:
            with pytest.raises(AuthorizationError):
                through(request)


def test_a_session_needs_no_other_proof_since_it_only_reads() -> None:
    from django.conf import settings

    assert not door.SessionDoor().csrf
    assert door.SessionDoor().param_name == settings.SESSION_COOKIE_NAME


class Found:
    """Keys of programs, as the database would tell them."""

    def __init__(self, token: Any) -> None:
        self.token = token
        self.asked: dict[str, Any] = {}

    def select_related(self, name: str) -> Found:
        return self

    def filter(self, **asked: Any) -> Found:
        self.asked = asked
        return self

    def first(self) -> Any:
        return self.token


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch, own_home: Any) -> Any:
    """Set which key there is; what was used and how long one waits."""
    here = SimpleNamespace(used=[], wait=0, found=Found(None))
    monkeypatch.setattr(door, "note_use", lambda **told: here.used.append(told))
    monkeypatch.setattr(door, "take_network", lambda *a, **k: here.wait)

    def there(*scopes: str, maker: Any = None) -> None:
        maker = maker or person("owner")
        token = None if scopes == ("none",) else SimpleNamespace(
            scopes=list(scopes), created_by=maker, pk=7
        )  # fmt: skip
        here.found = Found(token)
        monkeypatch.setattr(door, "Token", SimpleNamespace(objects=here.found))

    here.there = there
    return here


def bearer(value: str) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": value}


def test_a_key_opens_what_both_it_and_its_maker_may(at: Any, keys: Any) -> None:
    keys.there("see_figures", "import_data", "rule_the_world")
    caller = door.TokenDoor()(at("figures", **bearer("Bearer kundig_x")))
    assert caller.permissions == {FIGURES, Permission.IMPORT_DATA}
    assert caller.may(FIGURES)
    assert not caller.may(Permission.SEE_CUSTOMERS)
    assert caller.token.pk == 7
    assert len(keys.used) == 1
    keys.there("see_figures", "import_data", maker=person("front"))
    assert door.TokenDoor()(at("figures", **bearer("bearer  kundig_x "))).permissions == {FIGURES}


def test_keys_are_looked_up_by_their_hash_and_only_living_ones(at: Any, keys: Any) -> None:
    from kundig_web import company
    from kundig_web.access.links import hash_of

    keys.there("see_figures")
    door.TokenDoor()(at("figures", **bearer("Bearer  kundig_x ")))
    assert keys.found.asked == {
        "token_hash": hash_of("kundig_x"), "revoked_at": None, "expires_on__gte": company.today(),
    }  # fmt: skip


def test_a_key_that_does_not_cover_it_is_refused_and_not_noted_as_used(
    at: Any, keys: Any, noted: Any
) -> None:
    keys.there("import_data")
    with pytest.raises(AuthorizationError):
        door.TokenDoor()(at("figures", **bearer("Bearer kundig_x")))
    keys.there("see_figures", maker=person("council"))
    with pytest.raises(AuthorizationError):
        door.TokenDoor()(at("figures", **bearer("Bearer kundig_x")))
    assert keys.used == []
    if hasattr(door, "note_event"):
        assert [n["of"] for n in noted] == ["access.token:7", "access.token:7"]


def test_unknown_keys_and_those_of_people_who_left_are_strangers(at: Any, keys: Any) -> None:
    for scopes, maker in ((("none",), None), (("see_figures",), person("owner", active=False))):
        keys.there(*scopes, maker=maker)
        with pytest.raises(AuthenticationError):
            door.TokenDoor()(at("figures", **bearer("Bearer kundig_x")))


def test_too_many_unknown_keys_are_told_to_wait(at: Any, keys: Any) -> None:
    from ninja.errors import Throttled

    keys.there("none")
    keys.wait = 77
    with pytest.raises(Throttled) as told:
        door.TokenDoor()(at("figures", **bearer("Bearer kundig_x")))
    assert told.value.wait == 77


@pytest.mark.parametrize("header", ["", "Basic kundig_x", "kundig_x", "Token kundig_x"])
def test_anything_but_a_bearer_is_no_key(at: Any, keys: Any, header: str) -> None:
    keys.there("see_figures")
    assert door.TokenDoor()(at("figures", **bearer(header))) is None


def test_a_person_without_the_permission_is_noted_without_a_program(at: Any, noted: Any) -> None:
    council = person("council")
    with pytest.raises(AuthorizationError):
        door.SessionDoor()(at("figures", council))
    if hasattr(door, "note_event"):
        assert [(n.get("actor"), n["of"]) for n in noted] == [(council, "api")]
