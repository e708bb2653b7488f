"""The customer page, what was in an order, and the way from an old key to the one in force."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from kundig_web import company, words
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.customers import called, facts, timeline
from kundig_web.customers.addresses import customer_url
from kundig_web.customers.identities import Identity, identity_of
from kundig_web.customers.portrait import known_customer, portrait_of
from kundig_web.customers.restriction import Restriction, is_hidden

#: What may be written down for a customer; shown as far as the app that does it is there.
WRITTEN = (
    ("talk", "needs:talk_new", Permission.RECORD_WORK),
    ("promise", "contact:promise_new", Permission.RECORD_WORK),
    ("hint", "needs:hint_new", Permission.RECORD_WORK),
)


@allow(Permission.SEE_CUSTOMERS)
def page(request: HttpRequest, key: str) -> HttpResponse:
    """Everything about one customer; an old key leads to the one in force."""
    identity = identity_of(key)
    if identity.key != key:
        return HttpResponseRedirect(customer_url(identity.key))
    if is_hidden(identity.keys):
        return _restricted(request, identity)
    group = request.GET.get("kind", "")
    group = group if group in timeline.GROUPS else ""
    before = request.GET.get("before", "")
    portrait = portrait_of(
        identity, request.user, today=company.today(), group=group, before=before
    )
    return render(
        request,
        "customers/page.html",
        {
            "customer": portrait,
            "group": group,
            "groups": list(timeline.GROUPS),
            "older": _older(key, group, portrait.timeline.older),
            "written": _written(request, key),
            "may_edit": request.user.may(Permission.EDIT_CUSTOMERS),
            "may_merge": request.user.may(Permission.MERGE_CUSTOMERS),
            "may_answer": request.user.may(Permission.ANSWER_RIGHTS),
            "may_forget": request.user.may(Permission.ANSWER_RIGHTS),
        },
    )


def _restricted(request: HttpRequest, identity: Identity) -> HttpResponse:
    """Nothing but that it is restricted; why, for those who answer for it."""
    may = request.user.may(Permission.ANSWER_RIGHTS)
    found = Restriction.objects.filter(person__key__in=identity.keys, lifted_at__isnull=True)
    return render(
        request, "customers/restricted.html",
        {"key": identity.key, "may_answer": may, "restrictions": found if may else ()},
    )  # fmt: skip


@allow(Permission.SEE_CUSTOMERS)
def order(request: HttpRequest, key: str, order: str) -> HttpResponse:
    """What was in an order: a piece of the page, or a page of its own without scripts."""
    source, _, number = order.partition(":")
    identity = known_customer(key)
    store = facts.Facts()
    lines = store.lines(identity.keys, source, number)
    template = "customers/lines.html" if getattr(request, "htmx", False) else "customers/order.html"
    return render(
        request, template,
        {
            "lines": lines, "number": number, "key": identity.key,
            "name": called.names([identity.key], store)[identity.key],
        },
    )  # fmt: skip


def _older(key: str, group: str, before: str) -> str:
    if not before:
        return ""
    values = {"before": before} | ({"kind": group} if group else {})
    return f"{customer_url(key)}?{urlencode(values)}#timeline"


def _written(request: HttpRequest, key: str) -> list[dict[str, Any]]:
    found = []
    for verb, name, permission in WRITTEN:
        if not request.user.may(permission):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        found.append({
            "verb": verb,
            "url": f"{url}?{urlencode({'customer': key})}",
            "label": words.say(f"customers.write_{verb}"),
        })  # fmt: skip
    return found
