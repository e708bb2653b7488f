"""The site's addresses with violations of the guard's claims among them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from kundig_web.access.models import User
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.contact.models import Promise
from kundig_web.site.urls import urlpatterns as own


def page(*lines: str) -> HttpResponse:
    return HttpResponse("<html><body>\n" + "\n".join(lines) + "\n</body></html>")


@allow(Permission.SEE_CUSTOMERS)
def names_per_row(request: HttpRequest) -> HttpResponse:
    return page(*(f"<p>{p.what}: {p.created_by}</p>" for p in Promise.objects.all()))


@allow(Permission.SEE_CUSTOMERS)
def initials(request: HttpRequest) -> HttpResponse:
    return page(*(
        f"<p>{p.what} ({p.created_by.name.split()[0][0]}. {p.created_by.name.split()[1][0]}.)</p>"
        for p in Promise.objects.exclude(created_by=None).select_related("created_by")
    ))  # fmt: skip


@allow(Permission.SEE_CUSTOMERS)
def numbers_only(request: HttpRequest) -> HttpResponse:
    """No name at all: how much each did, in a random order of people."""
    counts = [Promise.objects.filter(created_by=u).count() for u in User.objects.order_by("pk")]
    return page(*(f"<p>{n}</p>" for n in counts))


@allow(Permission.SEE_CUSTOMERS)
def sorted_by_person(request: HttpRequest) -> HttpResponse:
    order = "created_by" if request.GET.get("sort") == "created_by" else "pk"
    return page(*(f"<p>{p.what}</p>" for p in Promise.objects.order_by(order, "pk")))


@allow(Permission.SEE_CUSTOMERS)
def filtered(request: HttpRequest) -> HttpResponse:
    rows: Any = Promise.objects.order_by("pk")
    if request.GET.get("wer", "").isdecimal():
        rows = rows.filter(created_by=request.GET["wer"])
    return page(*(f"<p>{p.what}</p>" for p in rows))


@allow(Permission.SEE_CUSTOMERS)
def exported(request: HttpRequest) -> HttpResponse:
    lines = ["Zusage;Bearbeiter", *(f"{p.what};{p.created_by}" for p in Promise.objects.all())]
    return HttpResponse("\n".join(lines), content_type="text/csv; charset=utf-8")


@allow(Permission.SEE_CUSTOMERS)
def answered(request: HttpRequest) -> HttpResponse:
    rows = Promise.objects.exclude(created_by=None)
    return JsonResponse({"items": [{"what": p.what, "handler_id": p.created_by_id} for p in rows]})


PLANTED = {
    "names": names_per_row, "initials": initials, "numbers": numbers_only,
    "sorted": sorted_by_person, "filtered": filtered, "exported": exported, "answered": answered,
}  # fmt: skip
urlpatterns = [*own, *(path(f"planted/{n}/", v, name=f"planted_{n}") for n, v in PLANTED.items())]
