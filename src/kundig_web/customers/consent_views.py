"""What a customer allows: where each purpose stands, everything he ever said, and the words shown."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from kundig_web import company, words
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.customers import consent_workflows, forms
from kundig_web.customers.consents import Consent, ConsentText, Purpose
from kundig_web.customers.errors import RefusedError
from kundig_web.customers.identities import identity_of
from kundig_web.customers.portrait import portrait_of


@allow(Permission.SEE_CUSTOMERS)
def consent(request: HttpRequest, key: str) -> HttpResponse:
    """Where consent stands and how it came about; whoever may edit records what was said."""
    today = company.today()
    identity = identity_of(key)
    customer = portrait_of(identity, request.user, today=today)
    may_edit = request.user.may(Permission.EDIT_CUSTOMERS)
    form = forms.ConsentForm(
        request.POST if request.method == "POST" and may_edit else None, today=today,
        initial={"said_on": today, "about": request.GET.get("about", "")},
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        try:
            _record(request, customer.key, form.cleaned_data, today)
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, words.say(f"customers.done_{form.cleaned_data['said']}"))
            return HttpResponseRedirect(reverse("customers:consent", kwargs={"key": customer.key}))
    events = (
        Consent.objects.filter(person__key__in=identity.keys)
        .select_related("text", "actor__department").order_by("-at", "-pk")
    )  # fmt: skip
    return render(
        request, "customers/consent.html",
        {"customer": customer, "form": form, "events": events, "may_edit": may_edit},
        status=422 if form.is_bound else 200,
    )  # fmt: skip


@allow(Permission.MANAGE_COMPANY)
def consent_texts(request: HttpRequest) -> HttpResponse:
    """The words that are shown when consent is asked for; each change is a new version."""
    start = {"text_language": words.lang(), "text_purpose": Purpose.ADVERTISING}
    form = forms.ConsentTextForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        consent_workflows.write_consent_text(
            actor=request.user, now=company.now(), purpose=data["text_purpose"],
            language=data["text_language"], text=data["consent_text"],
        )  # fmt: skip
        messages.success(request, words.say("customers.done_text"))
        return HttpResponseRedirect(reverse("customers:consent_texts"))
    return render(
        request, "customers/consent_texts.html",
        {"form": form, "texts": ConsentText.objects.all()},
        status=422 if form.is_bound else 200,
    )  # fmt: skip


def _record(request: HttpRequest, key: str, data: dict[str, Any], today: date) -> None:
    purpose, _, channel = data["about"].partition("/")
    now = company.now()
    # Of another day only the day is known; noon is in that day wherever one stands.
    at = now
    if data["said_on"] != today:
        at = datetime.combine(data["said_on"], time(12), company.zone())
    common = {
        "key": key, "actor": request.user, "now": now, "purpose": purpose, "channel": channel,
        "source": data["consent_source"], "wording": data["wording"], "form": data["form_name"],
        "at": at,
    }  # fmt: skip
    if data["said"] == Consent.Said.GIVEN:
        consent_workflows.give_consent(text=data["text"], **common)
    else:
        consent_workflows.withdraw_consent(**common)
