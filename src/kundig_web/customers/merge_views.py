"""Putting two customers together, keeping them apart, and taking either back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from kundig.contact.identity import survivor
from kundig_web import company, words
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.customers import alike, called, facts, identity_workflows
from kundig_web.customers.addresses import customer_url
from kundig_web.customers.errors import RefusedError
from kundig_web.customers.identity_models import IdentityDecision
from kundig_web.customers.portrait import known_customer, portrait_of


@allow(Permission.MERGE_CUSTOMERS)
def merge(request: HttpRequest, key: str) -> HttpResponse:
    """Who may be the same: those who look alike, and whoever is searched for."""
    identity = known_customer(key)
    store = facts.Facts()
    text = request.GET.get("q", "")
    return render(
        request, "customers/merge.html",
        {
            "key": identity.key,
            "name": called.names([identity.key], store)[identity.key],
            "q": text,
            "found": alike.search(text, store, without=identity.keys),
            "alike": alike.like_known(identity, store),
            "merges": identity.merges,
        },
    )  # fmt: skip


@allow(Permission.MERGE_CUSTOMERS)
def compare(request: HttpRequest, key: str, other: str) -> HttpResponse:
    """Both side by side, and what will happen; POST decides."""
    one, two = known_customer(key), known_customer(other)
    if one.key == two.key:
        messages.info(request, words.say("customers.refused_same_already"))
        return HttpResponseRedirect(customer_url(one.key))
    since = facts.since([one.key, two.key], facts.Facts())
    if request.method == "POST":
        return _decide(request, one.key, two.key, since)
    today = company.today()
    sides = [portrait_of(i, request.user, today=today) for i in (one, two)]
    stays = survivor((one.key, two.key), {k: d for k, d in since.items() if d})
    return render(
        request, "customers/compare.html",
        {
            "sides": sides,
            "key": one.key,
            "other": two.key,
            "stays": next(s for s in sides if s.key == stays),
            "goes": next(s for s in sides if s.key != stays),
            "stays_number": stays.partition(":")[2],
        },
    )  # fmt: skip


@allow(Permission.MERGE_CUSTOMERS)
@require_POST
def undo(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Take a decision back."""
    identity = known_customer(key)
    decision = next((d for d in (*identity.merges, *identity.apart) if d.pk == pk), None)
    if decision is None:
        raise Http404
    identity_workflows.undo_decision(decision=decision, actor=request.user, now=company.now())
    messages.success(request, words.say(f"customers.done_undo_{decision.kind}"))
    return HttpResponseRedirect(customer_url(key))


def _decide(request: HttpRequest, left: str, right: str, since: Any) -> HttpResponse:
    verb = "different" if request.POST.get("decide") == "different" else "same"
    decide = {
        "same": identity_workflows.mark_same, "different": identity_workflows.mark_different,
    }[verb]  # fmt: skip
    try:
        decision: IdentityDecision = decide(
            left=left, right=right, since=since, actor=request.user, now=company.now(),
            reason=request.POST.get("reason", ""),
        )  # fmt: skip
    except RefusedError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(customer_url(left))
    messages.success(request, words.say(f"customers.done_{decision.kind}"))
    return HttpResponseRedirect(customer_url(known_customer(left).key))
