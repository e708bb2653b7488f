"""Whatever goes wrong below `/api/` outside an operation is a problem+json, too.

An address that does not exist, a method that an address does not have, a defect: Django would
answer with a page for people.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kundig_web.site.api.problems import MEDIA_TYPE, problem_response

PREFIX = "/api/"


class ProblemMiddleware:
    """The innermost one, so that language and access are settled."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Translate pages of errors."""
        response = self.get_response(request)
        if response.status_code < 400 or not request.path.startswith(PREFIX):
            return response
        if response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
            return response
        translated = problem_response(response.status_code)
        if "Allow" in response.headers:
            translated["Allow"] = response.headers["Allow"]
        return translated
