"""Pages that show several elements together."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow, public, signed_in


@allow(Permission.SEE_TODAY)
def today(request: HttpRequest) -> HttpResponse:
    """Heute: people, then figures, then what to do."""
    return render(request, "site/today.html")


@signed_in
def more(request: HttpRequest) -> HttpResponse:
    """Everything that the menu has no word for."""
    return render(request, "site/more.html")


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language, and go back to the page."""
    chosen = "en" if request.POST.get("language") == "en" else "de"
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    if request.user.is_authenticated:
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    response = HttpResponseRedirect(back)
    response.set_cookie(
        "kundig_language", chosen, max_age=365 * 86400, samesite="Lax",
        secure=settings.SECURE, httponly=True,
    )  # fmt: skip
    return response
