"""Deny by default: a view that declares nothing stops the start-up check and answers nobody."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import clear_url_caches, include, path
from django.views.generic import TemplateView

from kundig_web.access.checks import every_route_declares_access
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow, public, signed_in


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("secret")


@allow(Permission.SEE_FIGURES)
def declared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("figures")


@signed_in
def for_everybody_here(request: HttpRequest) -> HttpResponse:
    return HttpResponse("here")


@public
def for_all(request: HttpRequest) -> HttpResponse:
    return HttpResponse("all")


urlpatterns = [
    path("", include("kundig_web.site.urls")),
    path("t/undeclared/", undeclared),
    path("t/deep/", include([path("class/", TemplateView.as_view(template_name="x.html"))])),
    path("t/declared/", declared),
    path("t/here/", for_everybody_here),
    path("t/all/", for_all),
]


@pytest.fixture(autouse=True)
def _throw_away(settings: Any, own_home: Any) -> Any:
    settings.ROOT_URLCONF = __name__
    clear_url_caches()
    yield
    clear_url_caches()


def test_the_start_up_check_names_each_view_without_declaration_and_no_other() -> None:
    found = sorted(e.msg for e in every_route_declares_access(None))
    assert len(found) == 2
    assert found[0].startswith("/t/deep/class/")
    assert "test_declared.undeclared" in found[1]


def test_the_site_does_not_start_with_such_a_view() -> None:
    with pytest.raises((CommandError, SystemExit), match=r"access\.E001"):
        call_command("check")


def test_such_a_view_answers_nobody_even_if_the_check_was_skipped(client_of) -> None:
    for browser in (client_of("dora"), Client()):
        with pytest.raises(ImproperlyConfigured, match="declares no access"):
            browser.get("/t/undeclared/")
    assert Client(raise_request_exception=False).get("/t/undeclared/").status_code == 500


def test_the_three_declarations_do_what_they_say(client_of) -> None:
    for who, expected in (
        ("emil", (200, 200, 200)), ("konrad", (403, 200, 200)), ("nina", (403, 200, 200)),
    ):  # fmt: skip
        browser = client_of(who)
        got = tuple(browser.get(f"/t/{a}/").status_code for a in ("declared", "here", "all"))
        assert got == expected, who
    stranger = Client()
    got = tuple(stranger.get(f"/t/{a}/").status_code for a in ("declared", "here", "all"))
    assert got == (302, 302, 200)
