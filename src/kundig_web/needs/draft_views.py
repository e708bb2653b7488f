"""What the browser's outbox needs: a fresh token, the service worker, a page for no network."""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render

from kundig_web.access.permit import public, signed_in


@signed_in
def draft_token(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and a token for a form that has waited for the network."""
    answer = JsonResponse({"you": request.user.pk, "token": get_token(request)})
    answer.headers["Cache-Control"] = "no-store"
    return answer


@public
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from the root, so that it may answer for the forms."""
    found = finders.find("kundig/sw.js")
    if found is None:
        raise Http404
    script = Path(str(found)).read_text(encoding="utf-8")
    answer = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@signed_in
def offline(request: HttpRequest) -> HttpResponse:
    """Shown where there is no network: what can be done all the same."""
    return render(request, "needs/offline.html")
