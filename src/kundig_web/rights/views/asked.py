"""Requests: written down in less than a minute, looked after until they are answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kundig_web import company, words
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.customers import choice
from kundig_web.rights import requests
from kundig_web.rights.errors import RefusedError
from kundig_web.rights.forms import AnswerForm, ExtendForm, IdentifyForm, RequestForm
from kundig_web.rights.models import Request


@allow(Permission.SEE_CUSTOMERS)
def new(request: HttpRequest) -> HttpResponse:
    """Anybody who speaks with customers may take a request; who answers is another matter."""
    today = company.today()
    kind = request.GET.get("kind", "")
    initial = {
        "kind": kind if kind in Request.Kind.values else Request.Kind.ACCESS,
        "customer": request.GET.get("customer", ""), "way": Request.Way.DESK, "received_on": today,
    }  # fmt: skip
    asked = {"user": request.user, "today": today}
    form: Any
    if request.method == "POST" and "find" in request.POST:
        form = RequestForm.refilled(request.POST, **asked)
    else:
        form = RequestForm(request.POST or None, initial=initial, **asked)
    if request.method == "POST" and "find" not in request.POST and form.is_valid():
        data = form.cleaned_data
        made = requests.take_request(
            actor=request.user, now=company.now(), today=today, kind=data["kind"], way=data["way"],
            received_on=data["received_on"], words=data["words"], draft_key=form.key(),
            **form.about(),
        )  # fmt: skip
        messages.success(request, words.say("rights.request_taken", day=_day(made.due_on)))
        may = request.user.may(Permission.ANSWER_RIGHTS)
        url = reverse("rights:request", args=[made.pk]) if may else reverse("site:today")
        return HttpResponseRedirect(url)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "rights/request_new.html", {"form": form}, status=status)


@allow(Permission.ANSWER_RIGHTS)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One request with its clock and the next step."""
    found = get_object_or_404(Request, pk=pk)
    text = request.GET.get("q", "").strip()
    return render(request, "rights/request.html", {
        "row": found,
        "who": choice.name_of(found.customer) or found.who,
        "kind": words.say(f"rights.kind_{found.kind}"),
        "way": words.say(f"rights.way_{found.way}"),
        "identity": words.say(f"rights.identity_{found.identity}"),
        "left": found.days_left(company.today()),
        "identify": IdentifyForm(), "extend": ExtendForm(), "answer": AnswerForm(),
        "q": text, "people": choice.find(text, user=request.user) if text else [],
    })  # fmt: skip


@allow(Permission.ANSWER_RIGHTS)
@require_POST
def identify(request: HttpRequest, pk: int) -> HttpResponse:
    """Who asks, and how we know."""
    form = IdentifyForm(request.POST)
    key = request.POST.get("customer", "")
    return _done(request, pk, form, lambda row: requests.identify(
        request=row, actor=request.user, now=company.now(), customer=key or row.customer,
        identity=form.cleaned_data["identity"],
    ))  # fmt: skip


@allow(Permission.ANSWER_RIGHTS)
@require_POST
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Two more months."""
    form = ExtendForm(request.POST)
    return _done(request, pk, form, lambda row: requests.extend(
        request=row, actor=request.user, now=company.now(), because=form.cleaned_data["because"],
    ))  # fmt: skip


@allow(Permission.ANSWER_RIGHTS)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Done, or refused."""
    form = AnswerForm(request.POST)
    return _done(request, pk, form, lambda row: requests.answer(
        request=row, actor=request.user, now=company.now(), words=form.cleaned_data["answer"],
        refused=form.cleaned_data["refused"],
    ))  # fmt: skip


@allow(Permission.ANSWER_RIGHTS)
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Closed by mistake."""
    return _done(request, pk, None, lambda row: requests.reopen(
        request=row, actor=request.user, now=company.now(),
    ))  # fmt: skip


def _done(
    request: HttpRequest, pk: int, form: Any, act: Callable[[Request], Request]
) -> HttpResponse:
    row = get_object_or_404(Request, pk=pk)
    if form is not None and not form.is_valid():
        messages.error(request, " ".join(e for errors in form.errors.values() for e in errors))
    else:
        try:
            act(row)
        except RefusedError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, words.say("rights.saved"))
    return HttpResponseRedirect(reverse("rights:request", args=[pk]))


def _day(value: Any) -> str:
    from kundig_web.words.templatetags.words import day

    return day(value)
