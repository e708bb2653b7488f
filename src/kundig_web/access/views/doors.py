"""Signing in and out, following an invitation, the first start, looking on as somebody else."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout as sign_out
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kundig_web import company, words
from kundig_web.access import brakes, demo, first_start, questions, steps
from kundig_web.access.errors import RefusedError
from kundig_web.access.forms import AcceptForm, LoginForm, StartForm
from kundig_web.access.models import Mode, User
from kundig_web.access.permit import public
from kundig_web.access.workflows.company import start as start_company
from kundig_web.access.workflows.invitations import accept as accept_invitation
from kundig_web.limits.networks import take_network, wait_for_network

open_form = require_http_methods(["GET", "HEAD", "POST"])


def way_back(request: HttpRequest) -> str:
    """Where somebody wanted to go; addresses of other sites are ignored."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else resolve_url(settings.LOGIN_REDIRECT_URL)


@public
@open_form
@never_cache
@sensitive_post_parameters("password")
def login(request: HttpRequest) -> HttpResponse:
    """Sign in. Wrong password, unknown address, closed account, too many tries look the same."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(way_back(request))
    if not first_start.started():
        return HttpResponseRedirect(reverse("access:first_start"))
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        person = steps.password_of(
            request, email=given["email"], password=given["password"], now=company.now()
        )
        if person is not None:
            return _in(request, person, way_back(request))
        form.add_error(None, words.say("access.login_failed"))
    here = {"form": form, "next": request.POST.get("next", request.GET.get("next", ""))}
    return render(request, "access/login.html", here, status=_status(form))


@public
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Sign out; what pages kept in the browser goes, too."""
    sign_out(request)
    response = HttpResponseRedirect(reverse("access:login"))
    # Not the cookies: the one that marks this device keeps others from locking its owner out.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@public
@open_form
@never_cache
@sensitive_post_parameters("password", "again")
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Follow an invitation: name and password, then in."""
    now = company.now()
    wait = brakes.link_waits(request, now=now)
    invitation = None if wait else questions.invitation_of(token, now)
    if invitation is None:
        wait = wait or brakes.wrong_link(request, now=now)
        if wait:
            return slow_down(request, wait)
        return render(request, "access/invitation_gone.html", status=404)
    form = AcceptForm(request.POST or None, email=invitation.email, known=invitation.user)
    if request.method == "POST" and form.is_valid():
        try:
            person = accept_invitation(
                token=token, name=form.cleaned_data.get("name", ""),
                password=form.cleaned_data["password"], language=words.lang(), now=now,
            )  # fmt: skip
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            sign_out(request)  # whoever was signed in here before is somebody else
            return _in(request, person, resolve_url(settings.LOGIN_REDIRECT_URL))
    here = {
        "form": form,
        "invitation": invitation,
        "roles": questions.role_names(set(invitation.roles)),
    }
    return render(request, "access/accept.html", here, status=_status(form))


@public
@open_form
@never_cache
@sensitive_post_parameters("password", "again", "token")
def start(request: HttpRequest) -> HttpResponse:
    """The first start; it exists until the company has its owner."""
    if first_start.started():
        raise Http404
    form = StartForm(request.POST or None, initial={"token": request.GET.get("token", "")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        wait = wait_for_network(brakes.START, request, now=company.now())
        if wait:
            return slow_down(request, wait)
        try:
            owner = start_company(
                token=given["token"].strip(), mode=Mode(given["mode"]),
                company_name=given["company_name"], name=given["name"], email=given["email"],
                password=given["password"], language=words.lang(), now=company.now(),
            )  # fmt: skip
        except RefusedError as refused:
            if refused.key == "start_token":
                take_network(brakes.START, request, now=company.now())
            form.add_error("token" if refused.key == "start_token" else None, str(refused))
        else:
            sign_out(request)
            return _in(request, owner, reverse("access:doors"))
    here = {"form": form, "token_given": bool(form["token"].value()) and not form["token"].errors}
    return render(request, "access/start.html", here, status=_status(form))


@public
@require_POST
def view_as(request: HttpRequest) -> HttpResponse:
    """Look on as somebody of the demo company; anywhere else there is no such address."""
    if not demo.is_open_to(request):
        raise Http404
    if not demo.look_on(request, request.POST.get("face", ""), company.now()):
        raise Http404
    return HttpResponseRedirect(resolve_url(settings.LOGIN_REDIRECT_URL))


def slow_down(request: HttpRequest, wait: int) -> HttpResponse:
    """Too often: when it goes on."""
    minutes = {"minutes": -(-wait // 60)}
    response = render(request, "access/slow_down.html", minutes, status=429)
    response.headers["Retry-After"] = str(wait)
    return response


def _in(request: HttpRequest, person: User, to: str) -> HttpResponse:
    """Signed in and on the way, or to the second step first."""
    if not steps.enter(request, person):
        return HttpResponseRedirect(f"{reverse('access:code')}?{urlencode({'next': to})}")
    response = HttpResponseRedirect(to)
    steps.remember_device(request, response, person)
    return response


def _status(form: LoginForm | AcceptForm | StartForm) -> int:
    return 422 if form.is_bound and form.errors else 200
