"""Pages for what went wrong: what happened, what to do, and that nothing is lost.

They hold when other things do not: whatever fails while such a page is made (the database, the
company's folder, a context processor) is left out, and the page is shown without it.
"""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from kundig_web import words
from kundig_web.access.models import User
from kundig_web.access.permissions import GRANTS, Permission
from kundig_web.audit.events import note_event
from kundig_web.registry.steps import NoBasisError
from kundig_web.site.logs import request_id

MOST_NAMES = 3
log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but the role does not cover this; or the company does without it."""
    if isinstance(exception, NoBasisError):
        return _page(request, 403, "no_basis", what=exception.text())
    _note_refused(request)
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is none, or it is somebody else's; the two look the same."""
    return _page(request, 404)


def too_large(request: HttpRequest) -> HttpResponse:
    """413: more than this address takes; nothing of it was read."""
    return _plain(request, 413, "413")


def server_error(request: HttpRequest) -> HttpResponse:
    """500: something of ours broke; the page asks nothing of the database."""
    return _plain(request, 500, "500")


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 because the form was too old or came from elsewhere."""
    return _page(request, 403, "csrf")


def _note_refused(request: HttpRequest) -> None:
    """Somebody who is signed in asked for what is closed to him: noted, up to a limit."""
    if not getattr(request.user, "is_authenticated", False) or request.resolver_match is None:
        return
    try:
        note_event("access.refused", actor=request.user, of=request.resolver_match.view_name)
    except Exception:
        log.exception("a refusal could not be noted")


def _page(request: HttpRequest, status: int, key: str = "", what: str = "") -> HttpResponse:
    key = key or str(status)
    try:
        said = _said(key)
        said["what"] = what or said["what"]
        if status == 403 and key == "403":
            said["do"] = _who_gives_access() or said["do"]
        return render(request, "site/error.html", {"key": key, **said}, status=status)
    except Exception:
        log.exception("the page for %s could not be made with its menu", status)
        return _plain(request, status, key)


def _plain(request: HttpRequest, status: int, key: str) -> HttpResponse:
    """Without a request in the template no context processor runs: no menu, no company, no user."""
    language = _language(request)
    with translation.override(language):
        page = render_to_string(
            "site/error_plain.html",
            {"key": key, "lang": language, "number": _number(status), **_said(key, language)},
        )
    return HttpResponse(page, status=status)


def _number(status: int) -> str:
    """Under which the log has this request; only where something of ours broke."""
    return request_id.get() if status >= 500 else ""


def _who_gives_access() -> str:
    """A sentence with the names of those who manage people; empty while nobody does."""
    roles = [role for role, may in GRANTS.items() if Permission.MANAGE_PEOPLE in may]
    names = list(
        User.objects.filter(is_active=True, role_set__role__in=roles)
        .order_by("name", "pk")
        .values_list("name", flat=True)
        .distinct()[:MOST_NAMES]
    )
    return words.say("site.error_403_who", names=", ".join(names)) if names else ""


def _said(key: str, language: str | None = None) -> dict[str, str]:
    parts = ("title", "what", "do")
    return {part: words.say(f"site.error_{key}_{part}", language) for part in parts}


def _language(request: HttpRequest) -> str:
    """The language that this request has already, or that its cookie or browser asks for."""
    wishes = (
        request.COOKIES.get("kundig_language", ""),
        translation.get_language() or "",
        (request.headers.get("Accept-Language") or "").lower(),
    )
    return next((wish[:2] for wish in wishes if wish[:2] in words.LANGUAGES), "de")
