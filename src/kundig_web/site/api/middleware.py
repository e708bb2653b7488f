"""Whatever goes wrong below `/api/` outside an operation is a problem+json, too.

An address that does not exist, a method that an address does not have, a defect: Django would
answer with a page for people.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from kundig_web.site.api.problems import MEDIA_TYPE, problem_response

PREFIX = "/api/"


class ProblemMiddleware:
    """The innermost one, so that language and access are settled."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Translate pages of errors; keep answers out of caches."""
        response = self.get_response(request)
        if not request.path.startswith(PREFIX):
            return response
        # Answers hold what customers said and bought: no cache on the way keeps them.
        response.headers.setdefault("Cache-Control", "no-store")
        patch_vary_headers(response, ["Accept-Language", "Authorization"])
        if response.status_code < 400:
            return response
        if response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
            return response
        translated = problem_response(response.status_code)
        for name in ("Cache-Control", "Vary"):
            translated[name] = response[name]
        if "Allow" in response.headers:
            translated["Allow"] = response.headers["Allow"]
        return translated
