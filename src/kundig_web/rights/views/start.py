"""Datenschutz: what the privacy officer begins with, and what she reads up on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST, require_safe

from kundig_web import company, words
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.customers import choice
from kundig_web.registry import record, retention
from kundig_web.rights import recipients as recipient_work
from kundig_web.rights.forms import RecipientForm
from kundig_web.rights.models import Breach, Recipient, Request
from kundig_web.words.templatetags.words import day

#: Pages that belong here: key of the words, address. Those of other rooms as far as they are there.
LINKS = (
    ("proof", "rights:proof"), ("breaches", "rights:breaches"), ("recipients", "rights:recipients"),
    ("records", "rights:records"), ("retention", "rights:retention"),
    ("texts", "customers:consent_texts"), ("erasure", "erasure:erasures"), ("audit", "audit:entries"),
)  # fmt: skip
CLOSED = 20


@allow(Permission.SEE_PRIVACY)
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Open requests by their deadlines, breaches that wait, and where to look things up."""
    today = company.today()
    rows = list(Request.objects.filter(state=Request.State.OPEN))
    closed = list(
        Request.objects.exclude(state=Request.State.OPEN).order_by("-answered_at")[:CLOSED]
    )
    names = choice.names_of(r.customer for r in (*rows, *closed))
    waiting = [b for b in Breach.objects.filter(closed_at__isnull=True) if b.waits]
    may = request.user.may(Permission.ANSWER_RIGHTS)
    return render(request, "rights/start.html", {
        "open": [_line(r, names, today) for r in rows],
        "closed": [_line(r, names, today) for r in closed],
        "breaches": waiting, "links": _links(request), "may_answer": may,
    })  # fmt: skip


@allow(Permission.SEE_PRIVACY)
@require_safe
def records(request: HttpRequest) -> HttpResponse:
    """The record of processing activities, made of the registry."""
    return render(request, "rights/records.html", {"r": record.records(words.lang())})


@allow(Permission.SEE_PRIVACY)
@require_safe
def retention_report(request: HttpRequest) -> HttpResponse:
    """What is past its period; nothing is deleted by looking."""
    names = record.names(words.lang())
    lines = [
        {
            "name": names.get(line.table, line.table), "before": day(_day_of(line.before)),
            "due": line.due, "held": line.held,
            "obstacle": words.say(f"rights.obstacle_{line.obstacle}") if line.obstacle else "",
        }
        for line in retention.plan(company.now())
    ]  # fmt: skip
    due = [line for line in lines if line["due"] or line["held"]]
    return render(request, "rights/retention.html", {"lines": lines, "due": due})


@allow(Permission.ANSWER_RIGHTS)
def recipients(request: HttpRequest) -> HttpResponse:
    """Who outside the company gets data: told by name to everybody who asks."""
    form = RecipientForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        recipient_work.add_recipient(actor=request.user, now=company.now(), **form.cleaned_data)
        messages.success(request, words.say("rights.recipient_added"))
        return HttpResponseRedirect(reverse("rights:recipients"))
    return render(
        request, "rights/recipients.html", {"form": form, "recipients": Recipient.objects.all()},
        status=422 if form.is_bound else 200,
    )  # fmt: skip


@allow(Permission.ANSWER_RIGHTS)
@require_POST
def recipient_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody sends data there any more."""
    found = get_object_or_404(Recipient, pk=pk)
    recipient_work.remove_recipient(recipient=found, actor=request.user, now=company.now())
    messages.success(request, words.say("rights.recipient_removed"))
    return HttpResponseRedirect(reverse("rights:recipients"))


def _line(row: Request, names: dict[str, str], today: Any) -> dict[str, Any]:
    left = row.days_left(today)
    return {
        "row": row, "who": names.get(row.customer, "") or row.who,
        "kind": words.say(f"rights.kind_{row.kind}"),
        "clock": words.say_n("rights.days_over", -left) if left < 0
        else words.say("rights.due_today") if left == 0 else words.say_n("rights.days_left", left),
        "late": left < 0, "soon": left <= 7,
    }  # fmt: skip


def _links(request: HttpRequest) -> list[dict[str, str]]:
    from django.urls import resolve

    from kundig_web.access.permit import access_of

    found = []
    for key, name in LINKS:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        access = access_of(resolve(url).func)
        if access is None or (access.permission and not request.user.may(access.permission)):
            continue
        found.append({
            "url": url, "title": words.say(f"rights.link_{key}"),
            "text": words.say(f"rights.link_{key}_text"),
        })  # fmt: skip
    return found


def _day_of(moment: str) -> Any:
    from datetime import date, datetime

    return datetime.fromisoformat(moment) if "T" in moment else date.fromisoformat(moment)
