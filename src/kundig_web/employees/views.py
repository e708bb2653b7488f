"""What keeps people from serving customers well: said by whom it concerns, never counted per head."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kundig_web import company
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.desk import conditions

SHOWN = 60


@allow(Permission.SEE_CONDITIONS)
def obstacles(request: HttpRequest) -> HttpResponse:
    """Was hindert uns? What waits for an answer, and what became of the rest."""
    found = conditions.obstacles(request.user, SHOWN)
    return render(request, "employees/obstacles.html", {
        "waiting": [o for o in found if not o.answer],
        "answered": [o for o in found if o.answer],
        "today": company.today(),
    })  # fmt: skip
