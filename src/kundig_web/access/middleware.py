"""The language of a request, and the one place that lets people in or keeps them out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.urls import reverse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from kundig_web import company
from kundig_web.access import demo, fresh, modes, sessions, steps
from kundig_web.access.door import is_guarded, path_view
from kundig_web.access.permit import access_of

Answer = Callable[[HttpRequest], HttpResponse]
#: Where somebody may be who owes the company the second step: there it is set up.
BEFORE_THE_STEP = frozenset({
    "access:second_step", "access:second_step_begin", "access:second_step_new", "access:again",
})  # fmt: skip
#: What pages understand. OPTIONS, PUT, PATCH and DELETE are for programs.
PAGE_METHODS = frozenset({"GET", "HEAD", "POST"})


class LanguageMiddleware:
    """What the person chose, else the cookie, the company's language, the browser's, German.

    A program says in `Accept-Language` what it wants, so that comes first under `/api/`.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in that language."""
        with translation.override(self._language(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "de")
        return response

    def _language(self, request: HttpRequest) -> str:
        user = getattr(request, "user", None)
        asked = _accepted(request)
        wishes = (
            asked if request.path.startswith("/api/") else "",
            user.language if user is not None and user.is_authenticated else "",
            request.COOKIES.get("kundig_language", ""),
            company.company().language,
            asked,
        )
        return next((w for w in wishes if w in {"de", "en"}), "de")


def _accepted(request: HttpRequest) -> str:
    """The first of our languages in the order of the caller's wishes."""
    header = request.headers.get("Accept-Language", "").lower()
    try:
        wishes = [code[:2] for code, _ in parse_accept_lang_header(header)]
    except ValueError:  # one word of more than 500 letters
        return ""
    return next((w for w in wishes if w in {"de", "en"}), "")


class AccessMiddleware:
    """Deny by default: a view that declares nothing is an error, not an open door."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the decision falls in `process_view`."""
        with modes.remembered():
            response = self.get_response(request)
            user = getattr(request, "user", None)
            if user is not None and user.is_authenticated:
                # What somebody saw is not left in the browser for the next one at this machine.
                response.headers.setdefault("Cache-Control", "no-store, private")
            return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """None lets the request through.

        Raises:
            ImproperlyConfigured: if the view declares no access.
            PermissionDenied: if the person's roles do not cover it.
        """
        operations = path_view(view)
        if operations is not None:
            # The doors of the API enforce the same declarations (and answer in its own form).
            if not all(map(is_guarded, operations.operations)):
                raise ImproperlyConfigured(f"{request.path}: an operation declares no access")
            return None
        access = access_of(view)
        if access is None:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} declares no access")
        if access.public:
            return _unused(request)
        if not request.user.is_authenticated and not _let_in_to_the_demo(request):
            return redirect_to_login(request.get_full_path())
        if access.permission is not None and not request.user.may(access.permission):
            raise PermissionDenied
        if (refused := _unused(request)) is not None:
            return refused
        sessions.keep_alive(request)
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name not in BEFORE_THE_STEP and steps.owes_factor(request):
            return HttpResponseRedirect(reverse("access:second_step"))
        return fresh.ask(request) if access.fresh else None


def _unused(request: HttpRequest) -> HttpResponse | None:
    """The refusal of a method that no page uses, before a view takes it for reading."""
    return None if request.method in PAGE_METHODS else HttpResponseNotAllowed(sorted(PAGE_METHODS))


def _let_in_to_the_demo(request: HttpRequest) -> bool:
    """The first visit of a demo company on this machine: in as its owner."""
    return (
        request.method == "GET"
        # A page that somebody opens, not a piece that a page asks for.
        and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        and demo.is_open_to(request)
        and demo.look_on(request, demo.FACES[0].key, company.now())
    )
