"""People who work here: list, change, invite, close."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout as sign_out
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kundig_web import company, words
from kundig_web.access import questions, steps
from kundig_web.access.errors import RefusedError
from kundig_web.access.forms import InviteForm, PersonForm
from kundig_web.access.links import hash_of, qr_code
from kundig_web.access.models import Invitation, Mode, Session, User
from kundig_web.access.modes import mode, only_in
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.access.views.doors import open_form
from kundig_web.access.workflows import invitations, people, second_step

with_people = only_in(Mode.TEAM, Mode.DEPARTMENTS)


@allow(Permission.MANAGE_PEOPLE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everybody who works here; alone, the way to a team."""
    if mode() == Mode.ALONE:
        return render(request, "access/grow.html", {"to": Mode.TEAM})
    here = {
        "people": questions.people(),
        "invitations": questions.invitations(company.now()),
        "roles": questions.roles(),
    }
    return render(request, "access/people.html", here)


@allow(Permission.MANAGE_PEOPLE, fresh=True)
@open_form
@with_people
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: name, roles, place."""
    found = get_object_or_404(User, pk=pk)
    initial = {
        "name": found.name, "roles": sorted(found.roles), "department": found.department_id,
        "branch": found.branch_id,
    }  # fmt: skip
    form = PersonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        place = form.placed()
        for name in ("department", "branch"):
            if name not in form.fields:  # a field that is not offered changes nothing
                place[name] = getattr(found, name)
        try:
            people.change_person(
                actor=request.user, person=found, name=form.cleaned_data["name"],
                now=company.now(), **place,
            )  # fmt: skip
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            if not Session.objects.filter(pk=hash_of(request.session.session_key or "")).exists():
                sign_out(request)  # one's own lost role ends one's own session, too
                return HttpResponseRedirect(reverse("access:login"))
            messages.success(request, words.say("access.person_saved", name=found.name))
            return HttpResponseRedirect(reverse("access:people"))
    here = {
        "form": form, "person": found, "roles": questions.roles(),
        "tokens": questions.tokens_made_by(found), "second_step": steps.has_factor(found),
    }  # fmt: skip
    return render(request, "access/person.html", here, status=422 if form.errors else 200)


@allow(Permission.MANAGE_PEOPLE, fresh=True)
@require_POST
@with_people
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account."""
    found = get_object_or_404(User, pk=pk)
    return _told(request, people.deactivate, "closed", person=found)


@allow(Permission.MANAGE_PEOPLE, fresh=True)
@require_POST
@with_people
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    found = get_object_or_404(User, pk=pk)
    return _told(request, people.activate, "opened", person=found)


@allow(Permission.MANAGE_PEOPLE, fresh=True)
@open_form
@never_cache
@with_people
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody: the link is shown once, for the inviter to pass on."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = invitations.invite(
                actor=request.user, email=form.cleaned_data["email"], now=company.now(),
                **form.placed(),
            )  # fmt: skip
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            return _link_page(request, made)
    here = {"form": form, "roles": questions.roles()}
    return render(request, "access/invite.html", here, status=422 if form.errors else 200)


@allow(Permission.MANAGE_PEOPLE, fresh=True)
@require_POST
@never_cache
@with_people
def new_link(request: HttpRequest, pk: int) -> HttpResponse:
    """A link for somebody who forgot the password."""
    found = get_object_or_404(User, pk=pk)
    try:
        made = invitations.link_for_new_password(
            actor=request.user, person=found, now=company.now()
        )
    except RefusedError as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("access:person", args=[pk]))
    return _link_page(request, made)


@allow(Permission.MANAGE_PEOPLE)
@require_POST
@with_people
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an invitation."""
    found = get_object_or_404(Invitation, pk=pk)
    invitations.withdraw_invitation(actor=request.user, invitation=found, now=company.now())
    messages.success(request, words.say("access.invitation_withdrawn", email=found.email))
    return HttpResponseRedirect(reverse("access:people"))


@allow(Permission.MANAGE_PEOPLE, fresh=True)
@require_POST
@with_people
def reset_second_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the second step from somebody who lost phone and spare codes."""
    found = get_object_or_404(User, pk=pk)
    return _told(request, second_step.reset, "step_reset", person=found)


def _link_page(request: HttpRequest, made: invitations.NewLink) -> HttpResponse:
    """The link itself, answered to the POST, since nothing but its hash is kept.

    Sending the form once more makes a new link and ends this one.
    """
    link = request.build_absolute_uri(reverse("access:accept", args=[made.token]))
    here = {
        "invitation": made.invitation, "link": link, "qr": qr_code(link),
        "only_here": request.get_host().rpartition(":")[0] in {"127.0.0.1", "localhost", "[::1]"},
    }  # fmt: skip
    return render(request, "access/link.html", here)


def _told(request: HttpRequest, verb: Any, key: str, *, person: User) -> HttpResponse:
    try:
        verb(actor=request.user, person=person, now=company.now())
    except RefusedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, words.say(f"access.person_{key}", name=person.name))
    return HttpResponseRedirect(reverse("access:people"))
