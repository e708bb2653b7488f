"""Talks and hints: writing them down in seconds, reading them, answering them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kundig_web import company, words
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.customers.addresses import customer_url
from kundig_web.desk.drafts import saved
from kundig_web.desk.owners import now_with
from kundig_web.needs import questions, workflows
from kundig_web.needs.forms import AnswerForm, HintForm, TalkForm
from kundig_web.needs.models import Hint, Talk
from kundig_web.needs.workflows import NeedsError


@allow(Permission.RECORD_WORK)
def talks(request: HttpRequest) -> HttpResponse:
    """Gespräche: three actions for the thumb, then what was heard."""
    today = company.today()
    waiting = questions.unanswered(request.user, today=today)
    return render(request, "needs/talks.html", {
        "heard": questions.lately(request.user, today=today),
        "waiting": waiting,
        "late": any(h.late for h in waiting),
        "assumptions": questions.assumptions(),
        "today": today,
    })  # fmt: skip


@allow(Permission.RECORD_WORK)
def talk_new(request: HttpRequest) -> HttpResponse:
    """Write down a talk."""
    form = _form(request, TalkForm)
    if request.method == "POST" and "find" not in request.POST and form.is_valid():
        data = form.cleaned_data
        today = company.today()
        try:
            talk = workflows.note_talk(
                actor=request.user, now=company.now(), today=today,
                day=data["day"] or form.day(today), channel=data["channel"], quote=data["quote"],
                offered=data["offered"], need=data["need"], follows=data["follows"],
                department=data.get("department") or request.user.department,
                judged=form.judged(), draft_key=form.key(), **form.about(),
            )  # fmt: skip
        except NeedsError as error:
            form.add_error(None, str(error))
        else:
            return saved(request, f"{questions.url_of(talk)}?saved")
    return _page(request, "needs/talk_new.html", {"form": form})


@allow(Permission.RECORD_WORK)
def hint_new(request: HttpRequest) -> HttpResponse:
    """Kunde sagte …: write it down in twenty seconds."""
    form = _form(request, HintForm)
    if request.method == "POST" and "find" not in request.POST and form.is_valid():
        data = form.cleaned_data
        today = company.today()
        try:
            hint = workflows.note_hint(
                actor=request.user, now=company.now(), today=today, day=form.day(today),
                text=data["text"], kind=data["kind"], private=data["private"],
                department=data.get("department") or request.user.department,
                draft_key=form.key(), **form.about(),
            )  # fmt: skip
        except NeedsError as error:
            form.add_error(None, str(error))
        else:
            return saved(request, f"{questions.url_of(hint)}?saved")
    return _page(request, "needs/hint_new.html", {"form": form})


@allow(Permission.RECORD_WORK)
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """One talk and its answer."""
    row = questions.talk_of(request.user, pk)
    if row is None:
        raise Http404
    return _heard(request, "needs/talk.html", row)


@allow(Permission.RECORD_WORK)
def hint(request: HttpRequest, pk: int) -> HttpResponse:
    """One hint and its answer."""
    row = questions.hint_of(request.user, pk)
    if row is None:
        raise Http404
    return _heard(request, "needs/hint.html", row)


@allow(Permission.ANSWER_WORK)
@require_POST
def talk_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a talk."""
    return _answer(request, questions.talk_of(request.user, pk), "needs/talk.html")


@allow(Permission.ANSWER_WORK)
@require_POST
def hint_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a hint."""
    return _answer(request, questions.hint_of(request.user, pk), "needs/hint.html")


@allow(Permission.RECORD_WORK)
@require_POST
def assume(request: HttpRequest) -> HttpResponse:
    """Write down what we believe, before anybody asks a customer."""
    try:
        workflows.assume(
            actor=request.user, now=company.now(), today=company.today(),
            text=request.POST.get("text", ""), department=request.user.department,
        )  # fmt: skip
    except NeedsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words.say("needs.assumed"))
    return HttpResponseRedirect(reverse("needs:talks") + "#assumptions")


def _form(request: HttpRequest, kind: type[Any]) -> Any:
    more = {"user": request.user, "today": company.today()}
    if request.method != "POST":
        start = {k: request.GET[k] for k in ("customer", "who", "kind") if k in request.GET}
        return kind(initial=start, **more)
    if "find" in request.POST:
        return kind.refilled(request.POST, **more)
    return kind(request.POST, **more)


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A form that could not be taken answers 422, so that an outbox keeps it."""
    wrong = request.method == "POST" and context["form"].is_bound
    return render(request, template, context, status=422 if wrong else 200)


def _heard(
    request: HttpRequest, template: str, row: Talk | Hint, form: AnswerForm | None = None
) -> HttpResponse:
    may_see = bool(row.customer) and request.user.may(Permission.SEE_CUSTOMERS)
    context = {
        "row": row,
        "department": now_with(questions.kind_of(row), row.pk, row.department),
        "who": questions.called(request.user, row),
        "customer_url": customer_url(row.customer) if may_see else "",
        "mine": row.created_by_id == request.user.pk,
        "saved": "saved" in request.GET,
        "may_answer": request.user.may(Permission.ANSWER_WORK) and row.answered_at is None,
        "form": form or AnswerForm(),
        "today": company.today(),
    }
    if isinstance(row, Talk):
        context["channel"] = words.say(f"needs.channel_{row.channel}")
        context["verdicts"] = row.verdicts.all()
    elif row.kind:
        context["kind"] = words.say(f"needs.kind_{row.kind}")
    return render(request, template, context, status=422 if form is not None else 200)


def _answer(request: HttpRequest, row: Talk | Hint | None, template: str) -> HttpResponse:
    if row is None:
        raise Http404
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            workflows.answer(
                actor=request.user, now=company.now(), heard=row, text=form.cleaned_data["answer"]
            )
        except NeedsError as error:
            form.add_error("answer", str(error))
        else:
            messages.success(request, words.say("needs.answered"))
            return HttpResponseRedirect(questions.url_of(row))
    return _heard(request, template, row, form)
