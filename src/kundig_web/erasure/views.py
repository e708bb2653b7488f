"""Pages of erasure: looking before, the button, how far it is, the certificate, what is sealed."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kundig import register
from kundig_web import company, words
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.customers import called
from kundig_web.customers.addresses import customer_url
from kundig_web.customers.facts import Facts
from kundig_web.customers.identities import identity_of
from kundig_web.erasure import certificate as certificates
from kundig_web.erasure import sealed, sheet, workflows
from kundig_web.erasure.errors import Refused
from kundig_web.erasure.models import Erasure, Sealed
from kundig_web.erasure.running import STEPS
from kundig_web.erasure.subject import subject_of

LATEST = 50


@allow(Permission.ANSWER_RIGHTS, fresh=True)
@require_GET
def look(request: HttpRequest, key: str) -> HttpResponse:
    """What an erasure would delete, what stays and why; one button."""
    return _look(request, key)


def _look(request: HttpRequest, key: str, problem: str = "") -> HttpResponse:
    name = _called(key)
    told = workflows.preview(key=key, now=company.now())
    context = {
        "key": key, "name": name, "told": told, "back": customer_url(key), "problem": problem,
        "grounds": [(g, words.say(f"erasure.ground_{g}")) for g in Erasure.Ground.values],
        "open": _still_open(key),
        "refusal": str(Refused(told.refusal)) if told.refusal else "",
    }  # fmt: skip
    return render(request, "erasure/look.html", context, status=422 if problem else 200)


@allow(Permission.ANSWER_RIGHTS, fresh=True)
@require_POST
def forget(request: HttpRequest, key: str) -> HttpResponse:
    """Forget the customer."""
    _called(key)
    ground = request.POST.get("ground", "")
    if ground not in Erasure.Ground.values:
        return _look(request, key, problem=words.say("erasure.refused_no_ground"))
    try:
        done = workflows.forget(key=key, actor=request.user, now=company.now(), ground=ground)
    except Refused as refused:
        return _look(request, key, problem=str(refused))
    return HttpResponseRedirect(reverse("erasure:progress", args=[done.reference]))


@allow(Permission.ANSWER_RIGHTS)
@require_GET
def progress(request: HttpRequest, reference: str) -> HttpResponse:
    """How far it is; then the certificate."""
    row = get_object_or_404(Erasure, reference=reference)
    at = STEPS.index(row.step) if row.step in STEPS else 0
    context = {
        "row": row, "done": row.state == Erasure.State.DONE, "at": at + 1, "all": len(STEPS),
        "step": words.say(f"erasure.step_{STEPS[at]}"), "certificate": row.certificate,
        "ground": words.say(f"erasure.ground_{row.ground}"),
        "fingerprint": certificates.fingerprint(row.certificate) if row.certificate else "",
        "genuine": bool(row.certificate) and certificates.is_genuine(row.certificate),
    }  # fmt: skip
    return render(request, "erasure/progress.html", context)


@allow(Permission.ANSWER_RIGHTS)
@require_GET
def certificate_json(request: HttpRequest, reference: str) -> HttpResponse:
    """The signed certificate as a file."""
    row = _certified(reference)
    content = json.dumps(row.certificate, ensure_ascii=False, indent=1)
    answer = HttpResponse(content, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{row.reference}.json"'
    return answer


@allow(Permission.ANSWER_RIGHTS)
@require_GET
def certificate_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The certificate to be printed and sent to the person."""
    row = _certified(reference)
    answer = HttpResponse(sheet.sheet(row), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{row.reference}.pdf"'
    return answer


@allow(Permission.SEE_PRIVACY)
@require_GET
def erasures(request: HttpRequest) -> HttpResponse:
    """The latest erasures by number; nobody's name."""
    rows = Erasure.objects.all()[:LATEST]
    return render(
        request, "erasure/erasures.html", {"rows": rows, "count": Erasure.objects.count()}
    )


@allow(Permission.ANSWER_RIGHTS, fresh=True)
@require_GET
def under_seal(request: HttpRequest) -> HttpResponse:
    """What is sealed under a number or an address that somebody asks about."""
    asked = request.GET.get("q", "").strip()
    found = list(sealed.asked_about(asked)) if asked else []
    context = {"asked": asked, "rows": _shown(found), "count": Sealed.objects.count()}
    return render(request, "erasure/sealed.html", context)


@allow(Permission.ANSWER_RIGHTS, fresh=True)
@require_POST
def open_sealed(request: HttpRequest, pk: int) -> HttpResponse:
    """Read one sealed thing, for a reason that stands in the audit log."""
    row = get_object_or_404(Sealed, pk=pk)
    reason = request.POST.get("reason", "")
    context: dict[str, object] = {"rows": _shown([row]), "count": Sealed.objects.count()}
    try:
        found = sealed.open_row(
            row=row, actor=request.user, now=company.now(), reason=reason, kind=row.kind
        )
    except Refused as refused:
        return render(
            request, "erasure/sealed.html", context | {"problem": str(refused)}, status=422
        )
    context["opened"] = json.dumps(found, ensure_ascii=False, indent=1)
    return render(request, "erasure/sealed.html", context)


@allow(Permission.ANSWER_RIGHTS, fresh=True)
@require_http_methods(["GET", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Let somebody who was forgotten be a customer again."""
    context: dict[str, object] = {}
    if request.method == "POST":
        given = {
            n: request.POST.get(n, "").strip()
            for n in ("source", "number", "mail", "phone", "reason")
        }
        try:
            workflows.lift_block(actor=request.user, now=company.now(), **given)
            context["lifted"] = True
        except Refused as refused:
            context |= {"problem": str(refused), "given": given}
    return render(
        request, "erasure/again.html", context, status=422 if "problem" in context else 200
    )


def _called(key: str) -> str:
    """The name of a customer that there is; everybody else is not found."""
    if not workflows.known(subject_of(key)):
        raise Http404
    return called.names([key], Facts())[key]


def _still_open(key: str) -> int:
    """Matters in which we owe the customer something; 0 while there is no list of customers."""
    found = register.current(company.home())
    return 0 if found is None else len(found.open_matters(identity_of(key).keys))


def _certified(reference: str) -> Erasure:
    row = get_object_or_404(Erasure, reference=reference)
    if not row.certificate:
        raise Http404
    return row


def _shown(rows: list[Sealed]) -> list[dict[str, object]]:
    told = {kind: words.say(f"erasure.stays_{kind}") for kind in Sealed.Kind.values}
    return [{"row": r, "kind": told.get(r.kind, r.kind)} for r in rows]
