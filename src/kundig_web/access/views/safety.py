"""One's own safety: where one is signed in, and the second step. Nobody sees another's."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kundig_web import company, words
from kundig_web.access import modes, questions, steps
from kundig_web.access.errors import RefusedError
from kundig_web.access.forms import CodeForm
from kundig_web.access.links import qr_code
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow, signed_in
from kundig_web.access.views.doors import open_form
from kundig_web.access.workflows import second_step as second
from kundig_web.access.workflows import sign_ins


@signed_in
@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """Where I am signed in."""
    here = {"rows": questions.sign_ins(request.user, request.session.session_key)}
    return render(request, "access/devices.html", here)


@signed_in
@require_POST
def end(request: HttpRequest, mark: str) -> HttpResponse:
    """End one of one's own sessions."""
    own = sign_ins.mark_of(request.session.session_key) == mark
    if not sign_ins.end(actor=request.user, mark=mark, now=company.now()):
        raise Http404
    if own:
        logout(request)
        return HttpResponseRedirect(reverse("access:login"))
    messages.success(request, words.say("access.device_ended"))
    return HttpResponseRedirect(reverse("access:devices"))


@signed_in
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions but this one."""
    sign_ins.end_others(actor=request.user, session=request.session.session_key, now=company.now())
    messages.success(request, words.say("access.devices_ended"))
    return HttpResponseRedirect(reverse("access:devices"))


@signed_in
@require_safe
def second_step(request: HttpRequest) -> HttpResponse:
    """Whether it is on, and what can be done."""
    here = {
        "on": steps.has_factor(request.user),
        "left": questions.spare_codes_left(request.user),
        "demanded": modes.second_step_demanded()
        and not steps.DEMANDED_OF.isdisjoint(request.user.roles),
    }
    return render(request, "access/second_step.html", here)


@signed_in(fresh=True)
@require_POST
def second_step_begin(request: HttpRequest) -> HttpResponse:
    """Draw a secret and show it."""
    try:
        second.begin(actor=request.user, now=company.now())
    except RefusedError as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("access:second_step"))
    return HttpResponseRedirect(reverse("access:second_step_new"))


@signed_in(fresh=True)
@open_form
@never_cache
def second_step_new(request: HttpRequest) -> HttpResponse:
    """The secret as QR code and in letters; the first code turns the second step on."""
    secret = second.secret_of(request.user)
    if secret is None:
        return HttpResponseRedirect(reverse("access:second_step"))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = second.confirm(
                actor=request.user, code=form.cleaned_data["code"], now=company.now(),
                session=request.session.session_key,
            )  # fmt: skip
        except RefusedError as refused:
            form.add_error("code", str(refused))
        else:
            return render(request, "access/spare_codes.html", {"codes": codes, "first": True})
    here = {"form": form, "secret": secret, "qr": qr_code(secret.address)}
    return render(request, "access/second_step_new.html", here, status=422 if form.errors else 200)


@signed_in(fresh=True)
@require_POST
@never_cache
def spare_codes(request: HttpRequest) -> HttpResponse:
    """New spare codes, shown once: nothing but their hashes is kept."""
    try:
        codes = second.renew_codes(actor=request.user, now=company.now())
    except RefusedError as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("access:second_step"))
    return render(request, "access/spare_codes.html", {"codes": codes, "first": False})


@signed_in(fresh=True)
@require_POST
def second_step_off(request: HttpRequest) -> HttpResponse:
    """Without the second step again."""
    second.turn_off(actor=request.user, now=company.now(), session=request.session.session_key)
    messages.success(request, words.say("access.second_step_is_off"))
    return HttpResponseRedirect(reverse("access:second_step"))


@allow(Permission.MANAGE_COMPANY, fresh=True)
@require_POST
def demand(request: HttpRequest) -> HttpResponse:
    """Whether the company demands the second step of those who may do most."""
    on = request.POST.get("on") == "1"
    second.demand(actor=request.user, on=on, now=company.now())
    messages.success(request, words.say(f"access.demand_{'on' if on else 'off'}_saved"))
    return HttpResponseRedirect(reverse("access:company"))
