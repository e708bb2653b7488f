"""The breach log: written down at once, reported within 72 hours."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from kundig_web import company, words
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.rights import breaches as work
from kundig_web.rights.errors import RefusedError
from kundig_web.rights.forms import BreachForm
from kundig_web.rights.models import Breach


@allow(Permission.SEE_PRIVACY)
@require_safe
def breaches(request: HttpRequest) -> HttpResponse:
    """All breaches, the newest first; an empty log is a good one."""
    return render(request, "rights/breaches.html", {
        "breaches": [(b, _clock(b)) for b in Breach.objects.all()],
        "may_answer": request.user.may(Permission.ANSWER_RIGHTS),
    })  # fmt: skip


@allow(Permission.ANSWER_RIGHTS)
def new(request: HttpRequest) -> HttpResponse:
    """Write one down: what happened and since when we know is enough."""
    now = company.now()
    initial = {"known_at": now.astimezone(company.zone()), "risk": Breach.Risk.UNKNOWN}
    form = BreachForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = work.note_breach(actor=request.user, now=now, values=form.cleaned_data)
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, words.say("rights.breach_noted"))
            return HttpResponseRedirect(reverse("rights:breach", args=[made.pk]))
    return render(
        request, "rights/breach_new.html", {"form": form}, status=422 if form.is_bound else 200
    )


@allow(Permission.ANSWER_RIGHTS)
def breach(request: HttpRequest, pk: int) -> HttpResponse:
    """One breach: what is known by now, the clock, who was told."""
    found = get_object_or_404(Breach, pk=pk)
    initial = {name: getattr(found, name) for name in work.FIELDS}
    initial["known_at"] = found.known_at.astimezone(company.zone())
    form = BreachForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            work.change_breach(
                breach=found, actor=request.user, now=company.now(), values=form.cleaned_data
            )
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, words.say("rights.saved"))
            return HttpResponseRedirect(reverse("rights:breach", args=[pk]))
    here = {"row": found, "form": form, "clock": _clock(found)}
    return render(request, "rights/breach.html", here, status=422 if form.is_bound else 200)


@allow(Permission.ANSWER_RIGHTS)
@require_POST
def step(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """The authority or the people were told; or nothing is left to do."""
    found = get_object_or_404(Breach, pk=pk)
    if what not in {"authority", "people", "close"}:
        raise Http404
    common: dict[str, Any] = {"breach": found, "actor": request.user, "now": company.now()}
    try:
        if what == "close":
            work.close(**common)
        else:
            work.report(whom=what, **common)
    except RefusedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, words.say("rights.saved"))
    return HttpResponseRedirect(reverse("rights:breach", args=[pk]))


def _clock(found: Breach) -> str:
    """`noch 31 Stunden`, `seit 2 Stunden überfällig`, or nothing where it has stopped."""
    if not found.waits:
        return ""
    left = (found.due_at - company.now()).total_seconds() / 3600
    if left > 0:
        return words.say_n("rights.hours_left", int(left))
    return words.say_n("rights.hours_over", max(1, int(-left)))
