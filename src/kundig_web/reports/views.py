"""The letter in the browser, and as a PDF."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from kundig.letter.model import Letter
from kundig.letter.morning import Morning
from kundig.letter.sheet import sheet
from kundig_web import company, words
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.desk import morning as mornings
from kundig_web.desk.figures import open_to, shown
from kundig_web.desk.reading import morning_for, waits
from kundig_web.registry.steps import run_only
from kundig_web.reports import letters


@allow(Permission.SEE_FIGURES)
@run_only("letter.write")
def letter(request: HttpRequest) -> HttpResponse:
    """The letter of this month, or of an earlier one."""
    snapshot = company.snapshot()
    day = _day(request)
    kept = morning_for(request, snapshot, day)
    latest = kept if day == company.today() else mornings.kept(snapshot, company.today())
    context = {
        "reading": waits(kept, snapshot),
        "import_url": open_to(request.user, "imports:start"),
        "month": request.GET.get("month", ""),
        "months": letters.months((latest or kept).morning, kept.morning.day) if kept else [],
    }
    if kept is not None:
        told = _told(kept.morning)
        keys = [f.measure for f in told.figures]
        context |= {
            "letter": letters.readable(told, request.user),
            "figures": shown(told.figures, keys, request.user),
            "earlier": day != company.today(),
            "fresh": kept.fresh,
        }
    return render(request, "reports/letter.html", context)


@allow(Permission.SEE_FIGURES)
@run_only("letter.write")
def pdf(request: HttpRequest) -> HttpResponse:
    """The same letter as two pages of A4."""
    snapshot, day = company.snapshot(), _day(request)
    if snapshot.version == 0:
        return HttpResponseRedirect(reverse("reports:letter"))
    morning = _made(day)
    told = letters.readable(_told(morning), request.user)
    response = HttpResponse(sheet(told), content_type="application/pdf")
    name = "lagebrief" if words.lang() == "de" else "letter"
    response["Content-Disposition"] = f'attachment; filename="{name}-{morning.day:%Y-%m}.pdf"'
    return response


def _told(morning: Morning) -> Letter:
    """The letter of a day; today's says how much of the 24 hours is left at this hour."""
    told = morning.told[words.lang()].letter
    if morning.day != company.today():
        return told
    ask = mornings.asker(morning, company.snapshot(), company.now())
    return letters.at_this_hour(told, morning, ask)


def _made(day: date) -> Morning:
    snapshot = company.snapshot()
    kept = mornings.kept(snapshot, day)
    return kept.morning if kept else mornings.make(snapshot, day, company.now())


def _day(request: HttpRequest) -> date:
    """The day of the month asked for.

    Raises:
        Http404: if there is no such month.
    """
    day = letters.day_of(request.GET.get("month", ""), company.today())
    if day is None:
        raise Http404
    return day
