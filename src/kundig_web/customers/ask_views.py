"""Asking for consent by a link, and taking a consent back with one click."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kundig_web import company, words
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.customers import called, facts, forms
from kundig_web.customers.consent_workflows import withdraw_consent
from kundig_web.customers.consents import ASKED
from kundig_web.customers.double_opt_in import ask_consent, letter
from kundig_web.customers.errors import RefusedError
from kundig_web.customers.finding import addresses_of
from kundig_web.customers.portrait import known_customer


@allow(Permission.EDIT_CUSTOMERS)
@never_cache
def ask(request: HttpRequest, key: str) -> HttpResponse:
    """Choose what is asked; the answer is a mail to copy, with a link that is shown once."""
    identity = known_customer(key)
    mails = list(dict.fromkeys(addresses_of(identity.keys).mails))
    form = forms.AskConsentForm(request.POST or None, mails=mails)
    here = {
        "key": identity.key, "form": form, "mails": mails,
        "name": called.names([identity.key], facts.Facts())[identity.key],
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        purpose, _, channel = data["about"].partition("/")
        try:
            asked = ask_consent(
                key=identity.key, actor=request.user, now=company.now(), purpose=purpose,
                channel=channel, address=data["address"], text=data["text"], form=data["form_name"],
            )  # fmt: skip
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            link = request.build_absolute_uri(reverse("rights:confirm", args=[asked.token]))
            here["letter"] = letter(asked, link)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "customers/ask_consent.html", here, status=status)


@allow(Permission.EDIT_CUSTOMERS)
@require_POST
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """The customer says no: one click, as the yes was."""
    identity = known_customer(key)
    purpose, _, channel = request.POST.get("about", "").partition("/")
    if (purpose, channel) not in ASKED:
        raise Http404
    withdraw_consent(
        key=identity.key, actor=request.user, now=company.now(), purpose=purpose, channel=channel,
        source="desk",
    )  # fmt: skip
    messages.success(request, words.say("customers.done_withdrawn"))
    return HttpResponseRedirect(reverse("customers:consent", kwargs={"key": identity.key}))
