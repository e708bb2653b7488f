"""What is stored about employees: for the works council, and for each of them alone."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from kundig_web import company
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow, signed_in
from kundig_web.guard import council as told_council
from kundig_web.guard import me as told_me
from kundig_web.guard.kept import read


@allow(Permission.SEE_WORKS_COUNCIL)
def council(request: HttpRequest) -> HttpResponse:
    """What is stored about employees, what for, who sees it, how long, and what never."""
    context = told_council.told(company.company().name, read(Path(settings.WEB_FOLDER)))
    context["small"] = told_council.small_departments()
    return render(request, "guard/council.html", context)


@allow(Permission.SEE_WORKS_COUNCIL)
def agreement(request: HttpRequest) -> HttpResponse:
    """The draft of a works agreement with what is true of this installation."""
    context = told_council.told(company.company().name, read(Path(settings.WEB_FOLDER)))
    return render(request, "guard/agreement.html", context)


@signed_in
def me(request: HttpRequest) -> HttpResponse:
    """What is stored about the viewer: shown to nobody else."""
    return render(request, "guard/me.html", told_me.told(request.user))


@signed_in
def me_json(request: HttpRequest) -> HttpResponse:
    """The same for machines."""
    answer = JsonResponse(told_me.data(request.user), json_dumps_params={"ensure_ascii": False})
    answer.headers["Content-Disposition"] = 'attachment; filename="kundig-me.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
