"""Promises: giving one in twenty seconds, seeing what is due, saying what became of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kundig_web import company, words
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.contact import questions, workflows
from kundig_web.contact.forms import MoveForm, PromiseForm
from kundig_web.contact.models import Promise
from kundig_web.contact.workflows import PromiseError
from kundig_web.customers import choice
from kundig_web.customers.addresses import customer_url
from kundig_web.customers.identities import identity_of
from kundig_web.desk.drafts import saved
from kundig_web.desk.owners import now_with


@allow(Permission.RECORD_WORK)
def promises(request: HttpRequest) -> HttpResponse:
    """What customers wait for; with `?customer=` what this one was promised."""
    now, today = company.now(), company.today()
    key = request.GET.get("customer", "")
    if key and request.user.may(Permission.SEE_CUSTOMERS):
        keys = identity_of(key).keys
        return render(request, "contact/promises_of.html", {
            "found": questions.of_customer(keys, request.user, now=now),
            "of_files": questions.from_files(keys),
            "who": choice.name_of(key),
            "customer": key,
        })  # fmt: skip
    text = request.GET.get("q", "").strip()
    waiting = questions.open_promises(request.user, now=now)
    return render(request, "contact/promises.html", {
        "overdue": [p for p in waiting if p.state == "overdue"],
        "near": [p for p in waiting if p.state == "near"],
        "later": [p for p in waiting if p.state == "open"],
        "closed": questions.closed_lately(request.user, now=now, today=today),
        "q": text,
        "people": choice.find(text, user=request.user),
        "matching": questions.matching(request.user, text, now=now) if text else [],
    })  # fmt: skip


@allow(Permission.RECORD_WORK)
def promise_new(request: HttpRequest) -> HttpResponse:
    """Give a promise."""
    form = _form(request)
    if request.method == "POST" and "find" not in request.POST and form.is_valid():
        data = form.cleaned_data
        today = company.today()
        try:
            promise = workflows.make_promise(
                actor=request.user, now=company.now(), today=today, what=data["what"],
                due_date=data["due"], due_time=data["due_time"], made_on=form.day(today),
                department=data.get("department") or request.user.department,
                draft_key=form.key(), **form.about(),
            )  # fmt: skip
        except PromiseError as error:
            form.add_error(None, str(error))
        else:
            return saved(request, reverse("contact:promise", args=[promise.pk]) + "?saved")
    wrong = request.method == "POST" and form.is_bound
    context = {"form": form}
    return render(request, "contact/promise_new.html", context, status=422 if wrong else 200)


@allow(Permission.RECORD_WORK)
def promise(request: HttpRequest, pk: int) -> HttpResponse:
    """One promise and what became of it."""
    return _show(request, _find(request, pk))


@allow(Permission.RECORD_WORK)
@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """The customer got it, in time or late."""
    row = _own(request, pk)
    in_time = "late" not in request.POST
    told = "contact.told_kept" if in_time else "contact.told_late"
    return _done(request, row, told, lambda: workflows.keep(
        actor=request.user, now=company.now(), today=company.today(), promise=row,
        in_time=in_time, words_=request.POST.get("words", ""),
    ))  # fmt: skip


@allow(Permission.RECORD_WORK)
@require_POST
def admit(request: HttpRequest, pk: int) -> HttpResponse:
    """It is broken, and this is what we do now."""
    return _closing(request, pk, workflows.admit, "contact.told_broken")


@allow(Permission.RECORD_WORK)
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """It no longer holds, and the customer knows."""
    return _closing(request, pk, workflows.take_back, "contact.told_withdrawn")


@allow(Permission.RECORD_WORK)
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """It was closed by mistake."""
    row = _own(request, pk)
    return _done(request, row, "contact.told_reopened", lambda: workflows.reopen(
        actor=request.user, now=company.now(), today=company.today(), promise=row
    ))  # fmt: skip


@allow(Permission.RECORD_WORK)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day, because the customer agreed."""
    row = _own(request, pk)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form)
    data = form.cleaned_data
    try:
        workflows.move(
            actor=request.user, now=company.now(), today=company.today(), promise=row,
            due_date=data["due_date"], due_time=data["due_time"], agreed=data["agreed"],
            words_=data["words"],
        )  # fmt: skip
    except PromiseError as error:
        form.add_error(None, str(error))
        return _show(request, row, form)
    messages.success(request, words.say("contact.told_moved"))
    return HttpResponseRedirect(reverse("contact:promise", args=[pk]))


def _form(request: HttpRequest) -> PromiseForm:
    more = {"user": request.user, "today": company.today()}
    if request.method != "POST":
        start = {k: request.GET[k] for k in ("customer", "who", "what") if k in request.GET}
        return PromiseForm(initial=start, **more)
    if "find" in request.POST:
        return PromiseForm.refilled(request.POST, **more)
    return PromiseForm(request.POST, **more)


def _find(request: HttpRequest, pk: int) -> Promise:
    row = questions.promise_of(request.user, pk)
    if row is None:
        raise Http404
    return row


def _own(request: HttpRequest, pk: int) -> Promise:
    """A promise that the viewer may close: one's own, or any for whoever answers for work."""
    row = _find(request, pk)
    if row.created_by_id != request.user.pk and not request.user.may(Permission.ANSWER_WORK):
        raise PermissionDenied
    return row


def _closing(
    request: HttpRequest, pk: int, verb: Callable[..., Promise], done: str
) -> HttpResponse:
    row = _own(request, pk)
    return _done(request, row, done, lambda: verb(
        actor=request.user, now=company.now(), today=company.today(), promise=row,
        words_=request.POST.get("words", ""),
    ))  # fmt: skip


def _done(
    request: HttpRequest, row: Promise, told: str, act: Callable[[], Promise]
) -> HttpResponse:
    try:
        act()
    except PromiseError as error:
        return _show(request, row, refused=str(error), typed=request.POST.get("words", ""))
    messages.success(request, words.say(told))
    return HttpResponseRedirect(reverse("contact:promise", args=[row.pk]))


def _show(
    request: HttpRequest, row: Promise, form: MoveForm | None = None, *, refused: str = "",
    typed: str = "",
) -> HttpResponse:  # fmt: skip
    now = company.now()
    told = questions.told(request.user, [row], now=now)[0]
    may_see = bool(row.customer) and request.user.may(Permission.SEE_CUSTOMERS)
    mine = row.created_by_id == request.user.pk
    context: dict[str, Any] = {
        "may_close": mine or request.user.may(Permission.ANSWER_WORK),
        "department": now_with("promise", row.pk, row.department),
        "is_open": row.status == Promise.Status.OPEN,
        "row": row,
        "who": told.who,
        "state": told.state,
        "state_words": told.state_words,
        "until": questions.until(row),
        "steps": [(s, words.say(f"contact.step_{s.kind}")) for s in row.steps.all()],
        "customer_url": customer_url(row.customer) if may_see else "",
        "saved": "saved" in request.GET,
        "move": form or MoveForm(),
        "move_open": form is not None,
        "refused": refused,
        "typed": typed,
    }
    wrong = form is not None or bool(refused)
    return render(request, "contact/promise.html", context, status=422 if wrong else 200)
