"""The audit log: what happened, for the privacy officer; who it was only entry by entry."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kundig_web import company, words
from kundig_web.access.models import User
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.audit.chain import when
from kundig_web.audit.models import AuditEntry, Head
from kundig_web.audit.sealing import ACTOR_DAYS
from kundig_web.audit.words_of import known_verbs
from kundig_web.customers.addresses import customer_url
from kundig_web.site.trail import opening
from kundig_web.site.trail.shown import MIN, Filter, departments, details, line, lines


@allow(Permission.SEE_AUDIT)
def entries(request: HttpRequest) -> HttpResponse:
    """The newest entries; narrowed to a verb, an object or a day."""
    wanted = Filter.read(request.GET.dict())
    found, older = lines(wanted)
    asked = {
        "verb": wanted.verb,
        "of": wanted.of,
        "day": wanted.day.isoformat() if wanted.day else "",
    }
    asked = {name: value for name, value in asked.items() if value}
    address = reverse("audit:entries")
    context = {
        "lines": found, "wanted": wanted, "verbs": known_verbs(), "min": MIN, "asked": asked,
        "older": f"{address}?{urlencode({**asked, 'before': older})}" if older else "",
        "newest": f"{address}?{urlencode(asked)}" if wanted.before else "",
        "head": Head.objects.filter(seq__gt=0).first(),
    }  # fmt: skip
    return render(request, "site/audit.html", context)


@allow(Permission.SEE_AUDIT)
def entry(request: HttpRequest, seq: int) -> HttpResponse:
    """One entry, closed."""
    return _shown(request, get_object_or_404(AuditEntry, pk=seq))


@allow(Permission.SEE_AUDIT, fresh=True)
@require_POST
@never_cache
def open_entry(request: HttpRequest, seq: int) -> HttpResponse:
    """One entry with who it was and what it said, after a reason, which is written to the log."""
    found = get_object_or_404(AuditEntry, pk=seq)
    try:
        told = opening.open_entry(
            actor=request.user,
            now=company.now(),
            entry=found,
            reason=request.POST.get("reason", ""),
        )
    except opening.OpeningError as error:
        return _shown(request, found, error=str(error), status=422)
    return _shown(request, found, told=told)


def _shown(
    request: HttpRequest, found: AuditEntry, *, told: opening.Told | None = None, error: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {
        "entry": found, "line": line(found, departments()), "details": details(found),
        "reasons": [(code, words.say(f"audit.reason_{code}")) for code in opening.REASONS],
        "by_machine": not found.sealed_actor, "told": told, "error": error, "days": ACTOR_DAYS,
        "at": when(found.at) if told else None, "min": MIN,
    }  # fmt: skip
    if told and told.customer and request.user.may(Permission.SEE_CUSTOMERS):
        context["customer_url"] = customer_url(told.customer)
    if told and told.employee:
        context["employee"] = User.objects.filter(pk=told.employee).first()
    return render(request, "site/audit_entry.html", context, status=status)
