"""Pages that show several elements together."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from kundig_web import company
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow, public, signed_in
from kundig_web.desk.reading import morning_for, waits
from kundig_web.desk.views import departments
from kundig_web.site.more import groups
from kundig_web.site.today import Day, greeting, laid_out, parts_of, stand, steps


@allow(Permission.SEE_TODAY)
def today(request: HttpRequest) -> HttpResponse:
    """Heute: people, then figures, then what to do."""
    snapshot, now = company.snapshot(), company.now()
    kept = morning_for(request, snapshot, company.today())
    day = Day(request.user, snapshot, kept, now, everything="all" in request.GET)
    context = {
        "greeting": greeting(now),
        "stand": stand(day),
        **laid_out(parts_of(day)),
        "steps": steps(day),
        "reading": waits(kept, snapshot),
        "departments": departments(),
        "back": request.get_full_path(),
        "today": now,
    }
    return render(request, "site/today.html", context)


@signed_in
def more(request: HttpRequest) -> HttpResponse:
    """Everything that the menu has no word for."""
    return render(request, "site/more.html", {"groups": groups(request.user)})


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
