"""Writing down a customer whom no file knows; whoever looks the same is shown before."""

from __future__ import annotations

from hashlib import sha256

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from kundig_web import company, words
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.customers import alike, facts, forms, workflows
from kundig_web.customers.addresses import customer_url
from kundig_web.customers.errors import RefusedError


@allow(Permission.EDIT_CUSTOMERS)
def new(request: HttpRequest) -> HttpResponse:
    """A form; with somebody alike it asks once whether it is the same."""
    found: list[alike.Alike] = []
    if request.method == "POST":
        form = forms.NewCustomerForm(request.POST)
        if form.is_valid():
            contact = form.cleaned_data["value"]
            if request.POST.get("anyway") != _seen(form):
                found = alike.like_new(form.names(), contact, facts.Facts())
            if not found:
                try:
                    person = workflows.create_customer(
                        actor=request.user, now=company.now(), names=form.names(),
                        contact={"kind": form.cleaned_data["contact_kind"], "value": contact},
                    )  # fmt: skip
                except RefusedError as error:
                    form.add_error("value", str(error))
                else:
                    messages.success(request, words.say("customers.done_new"))
                    return HttpResponseRedirect(customer_url(person.key))
    else:
        form = forms.NewCustomerForm(initial={"last_name": request.GET.get("name", "")})
    return render(
        request, "customers/new.html",
        {
            "form": form, "alike": found, "seen": _seen(form) if found else "",
            "titles": forms.TITLES,
        },
        status=422 if form.is_bound and form.errors else 200,
    )  # fmt: skip


def _seen(form: forms.NewCustomerForm) -> str:
    """Stands for what was typed: whoever changes it after the question is asked again."""
    typed = "\x1f".join(str(form.cleaned_data[name]) for name in sorted(form.base_fields))
    return sha256(typed.encode()).hexdigest()[:16]
