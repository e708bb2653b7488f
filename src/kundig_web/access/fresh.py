"""The password once more, before something that matters: exports, roles, keys, erasure.

A page that is opened leads to the question and comes back. A form that is sent stays where it is:
the question stands above it, what was typed travels along, and the answer sends it on.
"""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from kundig_web import company
from kundig_web.access import demo, sessions, steps

#: The field of the question; no form has one of this name.
FIELD = "kundig_password_again"
#: More than this is not carried along.
MOST = 100_000
_SECRET = ("password", "code", "token")
_DROPPED = frozenset({"csrfmiddlewaretoken", FIELD, "old", "again"})


def ask(request: HttpRequest) -> HttpResponse | None:
    """None if the password was given a short while ago, or just now; else the question."""
    if sessions.is_fresh(request) or demo.is_open_to(request):
        return None
    if request.method != "POST":
        return HttpResponseRedirect(_address(request.get_full_path()))
    given = request.POST.get(FIELD)
    if given is not None and steps.given_again(request, given, now=company.now()):
        return None
    if "HX-Request" in request.headers:
        # A piece of a page cannot hold the question: ask, then back to the page.
        here = urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
        return HttpResponse(headers={"HX-Redirect": _address(here)})
    kept = kept_fields(request)
    here = {
        "field": FIELD, "wrong": given is not None, "kept": kept or [], "files": bool(request.FILES),
        "too_much": kept is None, "second_step": steps.has_factor(request.user),
    }  # fmt: skip
    return render(request, "access/again_form.html", here, status=403)


def kept_fields(request: HttpRequest) -> list[tuple[str, str]] | None:
    """What was typed, without anything secret; None if it is too much to carry along."""
    found = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _DROPPED and not any(word in name for word in _SECRET)
        for value in values
    ]
    return found if sum(len(n) + len(v) for n, v in found) <= MOST else None


def _address(back: str) -> str:
    return f"{reverse('access:again')}?{urlencode({'next': back})}"
