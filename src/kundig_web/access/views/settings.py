"""Departments and branches, the company, the keys of programs."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kundig_web import company as site_company
from kundig_web import words
from kundig_web.access import modes, questions
from kundig_web.access.errors import RefusedError
from kundig_web.access.forms import CompanyForm, ModeForm, TokenForm, UnitForm
from kundig_web.access.models import Mode, Token
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.access.views.doors import open_form
from kundig_web.access.workflows import company as company_work
from kundig_web.access.workflows import tokens as token_work
from kundig_web.access.workflows import units

#: What stands below Mehr, Einstellungen.
PAGES = ("people", "departments", "company", "tokens")
in_departments = modes.only_in(Mode.DEPARTMENTS)


@allow(Permission.MANAGE_COMPANY)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everything that can be set."""
    here = []
    for key in PAGES:
        if key == "departments" and modes.mode() == Mode.ALONE:
            continue
        url = reverse(f"access:{key}")
        text = words.say(f"access.settings_{key}_text")
        here.append({"url": url, "word": words.say(f"access.{key}"), "text": text})
    return render(request, "access/settings.html", {"links": here})


@allow(Permission.MANAGE_PEOPLE)
@open_form
def departments(request: HttpRequest) -> HttpResponse:
    """Departments and branches: see and add; smaller companies see the way to departments."""
    if modes.mode() != Mode.DEPARTMENTS:
        return render(request, "access/grow.html", {"to": Mode.DEPARTMENTS})
    kind = request.POST.get("kind", "department")
    if kind not in units.KINDS:
        raise Http404
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            units.add_unit(actor=request.user, kind=kind, name=name, now=site_company.now())
        except RefusedError as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, words.say("access.unit_added", name=name))
            return HttpResponseRedirect(reverse("access:departments"))
    known = {"department": questions.departments(), "branch": questions.branches()}
    proposed = {"department": [], "branch": questions.proposed_branches()}
    here = [
        {
            "kind": one,
            "title": words.say(f"access.kind_{one}"),
            "empty": words.say(f"access.kind_{one}_empty"),
            "units": known[one],
            "proposed": proposed[one],
            "form": _labelled(
                form if form.errors and one == kind else UnitForm(auto_id=f"{one}_%s"), one
            ),
        }
        for one in units.KINDS
    ]
    return render(
        request, "access/departments.html", {"kinds": here}, status=422 if form.errors else 200
    )


def _labelled(form: UnitForm, kind: str) -> UnitForm:
    form.fields["name"].label = words.say(f"access.kind_{kind}_new")
    return form


@allow(Permission.MANAGE_PEOPLE)
@open_form
@in_departments
def unit(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Rename a department or branch."""
    if kind not in units.KINDS:
        raise Http404
    found = get_object_or_404(units.KINDS[kind], pk=pk)
    before = found.name
    form = UnitForm(request.POST or None, initial={"name": before})
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        try:
            units.rename_unit(actor=request.user, unit=found, name=name, now=site_company.now())
        except RefusedError as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, words.say("access.unit_renamed", before=before, name=name))
            return HttpResponseRedirect(reverse("access:departments"))
    here = {"form": form, "kind": kind, "before": before}
    return render(request, "access/unit.html", here, status=422 if form.errors else 200)


@allow(Permission.MANAGE_COMPANY)
@open_form
def company(request: HttpRequest) -> HttpResponse:
    """Name, currency, zone, language."""
    now = site_company.company()
    initial = {
        "company_name": now.name, "currency": now.currency, "zone": now.zone,
        "company_language": now.language,
    }  # fmt: skip
    form = CompanyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        company_work.change_company(
            actor=request.user, name=given["company_name"], zone=given["zone"],
            currency=given["currency"], language=given["company_language"],
            now=site_company.now(),
        )  # fmt: skip
        messages.success(request, words.say("access.company_saved"))
        return HttpResponseRedirect(reverse("access:company"))
    here = {
        "form": form, "mode_form": ModeForm(initial={"mode": modes.mode()}),
        "second_step": modes.second_step_demanded(),
    }  # fmt: skip
    return render(request, "access/company.html", here, status=422 if form.errors else 200)


@allow(Permission.MANAGE_COMPANY, fresh=True)
@require_POST
def set_mode(request: HttpRequest) -> HttpResponse:
    """Grow, or become smaller; nothing is lost either way."""
    form = ModeForm(request.POST)
    if not form.is_valid():
        raise Http404
    chosen = Mode(form.cleaned_data["mode"])
    company_work.change_mode(actor=request.user, mode=chosen, now=site_company.now())
    messages.success(request, words.say(f"access.mode_set_{chosen}"))
    back = {
        Mode.ALONE: "access:company", Mode.TEAM: "access:people",
        Mode.DEPARTMENTS: "access:departments",
    }  # fmt: skip
    return HttpResponseRedirect(reverse(back[chosen]))


@allow(Permission.MANAGE_PEOPLE, fresh=True)
@open_form
@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    """Keys of programs: see and make; a new one is shown once."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = token_work.create_token(
                actor=request.user, name=given["name"], scopes=given["scopes"],
                expires_on=site_company.today() + timedelta(days=given["days"]),
                now=site_company.now(),
            )  # fmt: skip
        except RefusedError as refused:
            form.add_error("name", str(refused))
        else:
            # Answered to the POST, since nothing but the hash is kept; sending the form once
            # more is refused, because the name is taken now.
            here = {"token": made.token, "value": made.value}
            return render(request, "access/token.html", here)
    here = {"form": form, "tokens": questions.tokens(site_company.today())}
    return render(request, "access/tokens.html", here, status=422 if form.errors else 200)


@allow(Permission.MANAGE_PEOPLE)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """The key stops working."""
    found = get_object_or_404(Token, pk=pk)
    token_work.revoke_token(actor=request.user, token=found, now=site_company.now())
    messages.success(request, words.say("access.token_revoked", name=found.name))
    return HttpResponseRedirect(reverse("access:tokens"))
