"""Pages for what went wrong: what happened, what to do, and that nothing is lost."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but the role does not cover this."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is none, or it is somebody else's; the two look the same."""
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return _page(request, 500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 because the form was too old or came from elsewhere."""
    return _page(request, 403, "csrf")


def _page(request: HttpRequest, status: int, key: str = "") -> HttpResponse:
    return render(request, "site/error.html", {"key": key or str(status)}, status=status)
