"""Limits that any room may use."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from kundig_web.limits.counting import HOUR, limit
from kundig_web.limits.networks import take_network

#: A form that strangers may send: a survey's answer, an objection, a confirmed address.
PUBLIC_FORM = limit("public.form", 60, HOUR)


def public_form(request: HttpRequest, *, now: datetime) -> int:
    """Count a form that a stranger sent; 0 lets it pass, else the seconds to wait."""
    return take_network(PUBLIC_FORM, request, now=now)
