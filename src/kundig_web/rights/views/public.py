"""Pages for people who do not sign in: object, and confirm a consent.

They show nothing about a customer, not even whether there is one. GET changes nothing, because
programs that check mail open every link; POST does it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from kundig_web import company, words
from kundig_web.access.permit import public
from kundig_web.customers import errors as customer_errors
from kundig_web.customers.double_opt_in import find_request
from kundig_web.limits.ready import public_form
from kundig_web.rights import objecting
from kundig_web.rights.errors import RefusedError
from kundig_web.rights.forms import ObjectByAddressForm, ObjectForm

open_form = require_http_methods(["GET", "HEAD", "POST"])
#: Every answer to a typed address takes this long: its time must not tell whether we know it.
SECONDS = 1.0
View = Callable[..., HttpResponse]


def quiet(view: View) -> View:
    """Neither caches nor other sites learn of the link."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return run


@public
@open_form
@never_cache
@quiet
def object_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Object with a link of one's own."""
    now = company.now()
    form = ObjectForm(request.POST or None)
    if objecting.link_of(token, now=now) is None:
        return render(request, "rights/public_over.html", {}, status=404)
    if request.method == "POST":
        if wait := public_form(request, now=now):
            return _wait(request, wait)
        if form.is_valid():
            objecting.object_by_link(token=token, now=now, purposes=form.cleaned_data["purposes"])
            return render(request, "rights/public_done.html", {})
    return render(
        request, "rights/public_object.html", {"form": form}, status=422 if form.is_bound else 200
    )


@csrf_exempt
@public
@require_POST
@never_cache
@quiet
def one_click(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058: a mail program sends `List-Unsubscribe=One-Click`; the token is all it has."""
    now = company.now()
    if wait := public_form(request, now=now):
        return HttpResponse(status=429, headers={"Retry-After": str(wait)})
    try:
        objecting.object_by_link(token=token, now=now, purposes=objecting.ONE_CLICK)
    except RefusedError:
        return HttpResponse(status=404)
    return HttpResponse(status=200)


@public
@open_form
@never_cache
@quiet
def object_by_address(request: HttpRequest) -> HttpResponse:
    """Object without a link: the same answer, after the same time, whether we know the address."""
    begun, now = time.monotonic(), company.now()
    form = ObjectByAddressForm(request.POST or None)
    if request.method == "POST":
        if wait := public_form(request, now=now):
            return _wait(request, wait)
        if form.is_valid():
            try:
                objecting.object_by_address(
                    address=form.cleaned_data["address"], now=now,
                    purposes=form.cleaned_data["purposes"],
                )  # fmt: skip
            except RefusedError as refused:
                form.add_error("address", str(refused))
            else:
                time.sleep(max(0.0, SECONDS - (time.monotonic() - begun)))
                return render(request, "rights/public_done.html", {})
    return render(
        request, "rights/public_object.html", {"form": form, "typed": True},
        status=422 if form.is_bound else 200,
    )  # fmt: skip


@public
@open_form
@never_cache
@quiet
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm a consent: GET shows the words, POST is the yes."""
    now = company.now()
    asked = find_request(token, now=now)
    if asked is None:
        return render(request, "rights/public_over.html", {}, status=404)
    if request.method == "POST":
        if wait := public_form(request, now=now):
            return _wait(request, wait)
        try:
            objecting.confirm(token=token, now=now)
        except customer_errors.RefusedError:
            return render(request, "rights/public_over.html", {}, status=404)
        return render(request, "rights/public_confirmed.html", {})
    return render(request, "rights/public_confirm.html", {"text": asked.text})


def _wait(request: HttpRequest, seconds: int) -> HttpResponse:
    minutes = max(1, -(-seconds // 60))
    told = words.say_n("rights.public_wait", minutes)
    response = render(request, "rights/public_wait.html", {"told": told}, status=429)
    response["Retry-After"] = str(seconds)
    return response
