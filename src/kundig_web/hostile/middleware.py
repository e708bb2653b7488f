"""Every page of the site passes here once it is made."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kundig_web.hostile.shown import visible_page


class VisibleMiddleware:
    """Names hidden characters on every page, so that no template has to think of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page, with nothing hidden in it."""
        response = self.get_response(request)
        if response.streaming or not response.headers.get("Content-Type", "").startswith(
            "text/html"
        ):
            return response
        before = response.content
        after = visible_page(before)
        if after is not before:
            response.content = after
            if "Content-Length" in response.headers:
                response.headers["Content-Length"] = str(len(after))
        return response
