"""Acts on an entry: each is one POST. With htmx the entry alone comes back, else the page."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from kundig.answers import measures
from kundig_web import company, words
from kundig_web.access.models import Department, Mode, site
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.desk import workflows
from kundig_web.desk.entries import Entry
from kundig_web.desk.waiting import Waiting, find
from kundig_web.desk.workflows import DeskError


@allow(Permission.ANSWER_WORK)
@require_POST
def take_on(request: HttpRequest) -> HttpResponse:
    """The viewer looks after it."""

    def act(entry: Entry) -> None:
        workflows.take_on(
            actor=request.user, entry=entry, now=company.now(), seen=request.POST.get("seen", "")
        )  # fmt: skip

    return _done(request, act, "desk.said_taken")


@allow(Permission.ANSWER_WORK)
@require_POST
def who(request: HttpRequest) -> HttpResponse:
    """Who looks after it: the one place that tells a colleague's name, one matter at a time.

    Raises:
        Http404: if the viewer may see no such entry.
    """
    waiting = _found(request)
    if waiting is None:
        raise Http404
    try:
        name = workflows.who(actor=request.user, entry=waiting.entry, now=company.now())
    except DeskError as error:
        if request.htmx:
            return _entry(request, waiting, error=str(error))
        messages.error(request, str(error))
        return HttpResponseRedirect(back(request))
    if request.htmx:
        return _entry(request, waiting, told_holder=name)
    key = "desk.held_by" if name else "desk.held_by_nobody"
    messages.info(request, words.say(key, name=name))
    return HttpResponseRedirect(back(request))


@allow(Permission.ANSWER_WORK)
@require_POST
def pass_on(request: HttpRequest) -> HttpResponse:
    """Another department looks after it."""
    chosen = request.POST.get("department", "")
    to = Department.objects.filter(pk=chosen).first() if chosen.isdecimal() else None

    def act(entry: Entry) -> None:
        reason = request.POST.get("reason", "")
        workflows.pass_on(
            actor=request.user, entry=entry, to=to, reason=reason, now=company.now()
        )  # fmt: skip

    return _done(request, act, "desk.said_passed", to=to.name if to else "")


@allow(Permission.ANSWER_WORK)
@require_POST
def decline(request: HttpRequest) -> HttpResponse:
    """It goes, for the viewer or for everybody."""
    for_good = request.POST.get("whom") == "all"

    def act(entry: Entry) -> None:
        reason = request.POST.get("reason", "")
        workflows.decline(
            actor=request.user, entry=entry, reason=reason, for_good=for_good, now=company.now()
        )  # fmt: skip

    return _done(request, act, "desk.said_declined" if for_good else "desk.said_aside")


@allow(Permission.ANSWER_WORK)
@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """It is done."""
    return _done(
        request,
        lambda entry: workflows.finish(actor=request.user, entry=entry, now=company.now()),
        "desk.said_done",
    )


@allow(Permission.ANSWER_WORK)
@require_POST
def give_back(request: HttpRequest) -> HttpResponse:
    """It is open again."""
    return _done(
        request,
        lambda entry: workflows.give_back(actor=request.user, entry=entry, now=company.now()),
        "desk.said_given_back",
    )


@allow(Permission.MANAGE_COMPANY)
@require_POST
def entrust(request: HttpRequest) -> HttpResponse:
    """Name the department that acts on a figure."""
    measure, chosen = request.POST.get("measure", ""), request.POST.get("department", "")
    if measure not in measures():
        raise Http404
    to = Department.objects.filter(pk=chosen).first() if chosen.isdecimal() else None
    workflows.entrust(actor=request.user, measure=measure, department=to)
    messages.success(request, words.say("desk.said_entrusted"))
    return HttpResponseRedirect(back(request))


def back(request: HttpRequest) -> str:
    """The page that the form stood on."""
    asked = request.POST.get("next", "/")
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}) else "/"


def departments() -> list[Department]:
    """Whom something may be passed on to; nobody where one works alone."""
    return [] if site().mode == Mode.ALONE else list(Department.objects.all())


def _done(
    request: HttpRequest, act: Callable[[Entry], None], said: str, **values: str
) -> HttpResponse:
    """Do it, and show where the entry stands now.

    Raises:
        Http404: if the viewer may see no such entry.
    """
    waiting = _found(request)
    if waiting is None:
        raise Http404
    try:
        act(waiting.entry)
    except DeskError as error:
        if not request.htmx:
            messages.error(request, str(error))
            return HttpResponseRedirect(back(request))
        return _entry(request, _found(request) or waiting, error=str(error))
    if not request.htmx:
        messages.success(request, words.say(said, **values))
        return HttpResponseRedirect(back(request))
    now = _found(request)
    stays = request.resolver_match.url_name in {"take_on", "give_back"}
    if now is None or not stays:
        told = words.say(said, **values)
        gone = {"w": waiting, "told": told, "back": back(request), "undo": now is not None}
        return render(request, "desk/gone.html", gone)
    return _entry(request, now)


def _found(request: HttpRequest) -> Waiting | None:
    kind, ref = request.POST.get("kind", ""), request.POST.get("ref", "")
    return find(request.user, kind, ref, today=company.today(), now=company.now())


def _entry(
    request: HttpRequest, waiting: Waiting, error: str = "", told_holder: str = ""
) -> HttpResponse:
    context = {
        "w": waiting, "error": error, "told_holder": told_holder, "back": back(request), "departments": departments(),
        "first": bool(request.POST.get("first")),
    }  # fmt: skip
    return render(request, "desk/entry.html", context)
