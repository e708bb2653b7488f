"""One's own account: name, language, password, and what is recorded about oneself."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from kundig_web import company, words
from kundig_web.access import brakes, questions, sessions, steps
from kundig_web.access.errors import RefusedError
from kundig_web.access.forms import AccountForm, PasswordForm
from kundig_web.access.permit import signed_in
from kundig_web.access.views.doors import open_form
from kundig_web.access.workflows import people
from kundig_web.limits.counting import forgive, take


@signed_in
@open_form
def account(request: HttpRequest) -> HttpResponse:
    """Name and language; what is recorded about the person, in short."""
    person = request.user
    form = AccountForm(
        request.POST or None, initial={"name": person.name, "language": person.language}
    )
    if request.method == "POST" and form.is_valid():
        people.change_account(actor=person, now=company.now(), **form.cleaned_data)
        # In the language that was chosen just now.
        language = person.language or words.lang()
        messages.success(request, words.say("access.account_saved", language))
        return HttpResponseRedirect(reverse("access:account"))
    here = {"form": form, "roles": [r for r in questions.roles() if r.key in person.roles]}
    return render(request, "access/account.html", here, status=422 if form.errors else 200)


@signed_in
@open_form
@never_cache
@sensitive_post_parameters("old", "password", "again")
def password(request: HttpRequest) -> HttpResponse:
    """A new password; every other session ends."""
    form = PasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        wait = take(brakes.AGAIN, f"user:{request.user.pk}", now=company.now())
        try:
            if wait:
                raise RefusedError("wrong_password")
            people.change_password(
                actor=request.user, old=given["old"], new=given["password"], now=company.now(),
                session=request.session.session_key,
            )  # fmt: skip
        except RefusedError as refused:
            form.add_error("old", str(refused))
        else:
            forgive(brakes.AGAIN, f"user:{request.user.pk}")
            update_session_auth_hash(request, request.user)
            sessions.refresh(request)
            messages.success(request, words.say("access.password_saved"))
            response = HttpResponseRedirect(reverse("access:account"))
            steps.remember_device(request, response, request.user)
            return response
    return render(
        request, "access/password.html", {"form": form}, status=422 if form.errors else 200
    )


#: The three doors after the first start, shown as far as they lead somewhere.
DOORS = (("file", "imports:start"), ("names", "customers:new"), ("talks", "needs:talks"))


@signed_in
def doors(request: HttpRequest) -> HttpResponse:
    """The three ways to begin: drop a file, type five names, begin without data."""
    return render(request, "access/doors.html", {"doors": links(DOORS, "doors_{}")})


def links(entries: Iterable[tuple[str, str]], key: str) -> list[dict[str, str]]:
    """What a list of links shows: address, word, text; pages that do not exist are left out."""
    found = []
    for name, page in entries:
        try:
            url = reverse(page)
        except NoReverseMatch:
            continue
        told = words.say(f"access.{key.format(name)}")
        text = words.say(f"access.{key.format(name)}_text")
        found.append({"url": url, "word": told, "text": text})
    return found
