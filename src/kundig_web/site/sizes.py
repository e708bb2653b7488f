"""A body that is too large is refused before its first byte is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from kundig_web.site import errors
from kundig_web.site.api.problems import problem_response

#: Addresses that take files, which are counted while they are read (`imports.receive`).
FILES = frozenset({"imports:send", "api:imports"})
#: What a form around a file may weigh.
AROUND = 2**20


class SizeMiddleware:
    """Stands before everything that reads a body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the address must be known first."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """413 if the body is announced as larger than this address takes."""
        match = request.resolver_match
        name = match.view_name if match is not None else ""
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if name in FILES:
            most = settings.KUNDIG_UPLOAD_BYTES + AROUND
        if _announced(request) <= most:
            return None
        if request.path.startswith("/api/"):
            response = problem_response(413)
        else:
            response = errors.too_large(request)
        response["Connection"] = "close"
        return response


def _announced(request: HttpRequest) -> int:
    """The bytes that will come; without a number Django reads none."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told) if str(told).isdecimal() else 0
