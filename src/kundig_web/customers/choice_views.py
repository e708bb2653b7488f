"""Suggestions while somebody types a customer's name."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.customers import choice


@allow(Permission.SEE_CUSTOMERS)
def like(request: HttpRequest) -> HttpResponse:
    """Customers who fit what was typed so far, as choices of the form around them."""
    text = request.GET.get("who", "")
    matches = choice.find(text, user=request.user)
    may_create = request.user.may(Permission.EDIT_CUSTOMERS)
    new = may_create and not matches and request.GET.get("prefer") == "new"
    found = {
        "matches": matches,
        "searched": text.strip(),
        "may_create": may_create,
        "chosen": "new" if new else "",
    }
    return render(request, "customers/matches.html", found)
