"""The code after the password, and the password once more."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from kundig_web import company, words
from kundig_web.access import sessions, steps
from kundig_web.access.forms import AgainForm, CodeForm
from kundig_web.access.permit import public, signed_in
from kundig_web.access.views.doors import open_form, way_back


@public
@open_form
@never_cache
@sensitive_post_parameters("code")
def code(request: HttpRequest) -> HttpResponse:
    """The second step; it exists for a few minutes after the right password."""
    person = steps.half_in(request)
    if person is None:
        return HttpResponseRedirect(resolve_url(settings.LOGIN_REDIRECT_URL))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if steps.code_of(request, person, form.cleaned_data["code"], now=company.now()):
            response = HttpResponseRedirect(way_back(request))
            sessions.begin(request, person)
            steps.remember_device(request, response, person)
            return response
        form.add_error("code", words.say("access.error_code_wrong"))
    here = {"form": form, "next": request.POST.get("next", request.GET.get("next", ""))}
    return render(request, "access/code.html", here, status=422 if form.errors else 200)


@signed_in
@open_form
@never_cache
@sensitive_post_parameters("given")
def again(request: HttpRequest) -> HttpResponse:
    """The password once more; then on to where somebody wanted to go."""
    form = AgainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if steps.given_again(request, form.cleaned_data["given"], now=company.now()):
            return HttpResponseRedirect(way_back(request))
        form.add_error("given", words.say("access.error_again_wrong"))
    here = {
        "form": form, "next": request.POST.get("next", request.GET.get("next", "")),
        "second_step": steps.has_factor(request.user),
    }  # fmt: skip
    return render(request, "access/again.html", here, status=422 if form.errors else 200)
