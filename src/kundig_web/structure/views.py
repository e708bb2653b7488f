"""The quick test: asking in fifteen seconds, deciding, and what stays, changes or goes."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kundig_web import company, words
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.desk.drafts import saved
from kundig_web.desk.owners import now_with
from kundig_web.structure import questions, workflows
from kundig_web.structure.forms import DecisionForm, QuickTestForm
from kundig_web.structure.models import QuickTest
from kundig_web.structure.workflows import QuickTestError


@allow(Permission.RUN_QUICK_TEST)
def quick_tests(request: HttpRequest) -> HttpResponse:
    """What was tested: what waits for a decision, what goes, changes, stays."""
    return render(request, "structure/quick_tests.html", {
        "waiting": [(t, questions.sentence(t)) for t in questions.waiting()],
        "decided": [
            (words.say(f"structure.list_{verdict}"), rows)
            for verdict, rows in questions.decided().items()
            if rows
        ],
        "today": company.today(),
    })  # fmt: skip


@allow(Permission.RUN_QUICK_TEST)
def quick_test_new(request: HttpRequest) -> HttpResponse:
    """Put the two questions to a thing."""
    form = QuickTestForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        today = company.today()
        try:
            one = workflows.ask_quickly(
                actor=request.user, now=company.now(), today=today, subject=data["subject"],
                name=data["name"], helps=data["helps"], eases=data["eases"],
                proposal=data["proposal"], reason=data["reason"],
                department=data.get("department") or request.user.department,
                tested_on=form.day(today), draft_key=form.key(),
            )  # fmt: skip
        except QuickTestError as error:
            form.add_error(None, str(error))
        else:
            return saved(request, reverse("structure:quick_test", args=[one.pk]) + "?saved")
    status = 422 if request.method == "POST" else 200
    return render(request, "structure/quick_test_new.html", {"form": form}, status=status)


@allow(Permission.RUN_QUICK_TEST)
def quick_test(request: HttpRequest, pk: int) -> HttpResponse:
    """One test, its proposal, and what was decided."""
    return _show(request, _find(pk))


@allow(Permission.ANSWER_WORK)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide what becomes of the thing."""
    row = _find(pk)
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            workflows.decide(
                actor=request.user, now=company.now(), test=row,
                verdict=form.cleaned_data["verdict"], text=form.cleaned_data["answer"],
            )  # fmt: skip
        except QuickTestError as error:
            form.add_error("answer", str(error))
        else:
            messages.success(request, words.say("structure.decided"))
            return HttpResponseRedirect(reverse("structure:quick_test", args=[pk]))
    return _show(request, row, form)


def _find(pk: int) -> QuickTest:
    row = questions.one_of(pk)
    if row is None:
        raise Http404
    return row


def _show(request: HttpRequest, row: QuickTest, form: DecisionForm | None = None) -> HttpResponse:
    open_ = row.answered_at is None
    context = {
        "row": row,
        "sentence": questions.sentence(row),
        "department": now_with("quick_test", row.pk, row.department),
        "subject": words.say(f"structure.subject_{row.subject}"),
        "proposal": words.say(f"structure.proposes_{row.proposal}"),
        "verdict": words.say(f"structure.verdict_{row.verdict}") if row.verdict else "",
        "saved": "saved" in request.GET,
        "may_decide": request.user.may(Permission.ANSWER_WORK) and open_,
        "form": form or DecisionForm(initial={"verdict": row.proposal}),
        "today": company.today(),
    }
    status = 422 if form is not None else 200
    return render(request, "structure/quick_test.html", context, status=status)
