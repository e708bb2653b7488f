"""Writing down and changing what we know of a customer: forms, and single clicks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from kundig_web import company, words
from kundig_web.access.models import User
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.customers import (
    called,
    contact_workflows,
    facts,
    forms,
    knowledge_workflows,
    workflows,
)
from kundig_web.customers.addresses import customer_url
from kundig_web.customers.errors import RefusedError
from kundig_web.customers.identities import Identity
from kundig_web.customers.knowledge import Fact, Need
from kundig_web.customers.person import CareMember, Membership, Person
from kundig_web.customers.portrait import known_customer

SALUTATION_OF = {"frau": "frau", "herr": "herr", "family": "family"}


@allow(Permission.EDIT_CUSTOMERS)
def names(request: HttpRequest, key: str) -> HttpResponse:
    """How a customer is called."""
    identity = known_customer(key)

    def save(form: forms.NamesForm) -> None:
        workflows.edit_names(
            key=identity.key, actor=_actor(request), now=company.now(), names=form.names()
        )

    return _edited(
        request, identity, lambda data: forms.NamesForm(data, initial=_standing_names(identity)),
        save, "names",
    )  # fmt: skip


@allow(Permission.EDIT_CUSTOMERS)
def contact_new(request: HttpRequest, key: str) -> HttpResponse:
    """Another way to reach a customer."""
    identity = known_customer(key)

    def save(form: forms.ContactForm) -> None:
        data = form.cleaned_data
        contact_workflows.add_contact_point(
            key=identity.key, actor=_actor(request), now=company.now(), kind=data["contact_kind"],
            value=data["value"], postcode=data["postcode"], city=data["city"],
            label=data["label"], preferred=data["preferred"], source=workflows.SOURCE,
            confirmed_on=company.today(),
        )  # fmt: skip

    return _edited(request, identity, forms.ContactForm, save, "contact", error_field="value")


@allow(Permission.EDIT_CUSTOMERS)
@require_POST
def contact_change(request: HttpRequest, key: str, verb: str) -> HttpResponse:
    """A way still works, or no longer: one click."""
    identity = known_customer(key)
    given = {name: request.POST.get(name, "") for name in ("kind", "value", "postcode", "city")}
    change = {
        "confirm": contact_workflows.confirm_contact_point,
        "end": contact_workflows.end_contact_point,
    }[verb]
    source = request.POST.get("source", "") or workflows.SOURCE
    try:
        change(
            key=identity.key, actor=_actor(request), now=company.now(), today=company.today(),
            source=source, **given,
        )  # fmt: skip
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words.say(f"customers.done_contact_{verb}"))
    return _back(identity, "who")


@allow(Permission.EDIT_CUSTOMERS)
def fact_new(request: HttpRequest, key: str) -> HttpResponse:
    """A fact about a customer."""
    identity = known_customer(key)

    def save(form: forms.FactForm) -> None:
        data = form.cleaned_data
        knowledge_workflows.state_fact(
            key=identity.key, actor=_actor(request), now=company.now(), today=company.today(),
            name=data["name"], value=data["fact_value"], purpose=data["purpose"],
            source=data["source"], said_on=data["said_on"], stale_days=data["stale_days"],
        )  # fmt: skip

    return _edited(
        request, identity,
        lambda data: forms.FactForm(
            data, initial={"said_on": company.today(), "name": request.GET.get("name", "")}
        ),
        save, "fact", error_field="said_on",
    )  # fmt: skip


@allow(Permission.EDIT_CUSTOMERS)
def need_new(request: HttpRequest, key: str) -> HttpResponse:
    """A need in the customer's own words."""
    identity = known_customer(key)

    def save(form: forms.NeedForm) -> None:
        data = form.cleaned_data
        knowledge_workflows.hear_need(
            key=identity.key, actor=_actor(request), now=company.now(), today=company.today(),
            words=data["words"], heard_on=data["heard_on"], department=data["department"],
            source=data["source"],
        )  # fmt: skip

    start = {"heard_on": company.today(), "department": _actor(request).department}
    return _edited(
        request, identity, lambda data: forms.NeedForm(data, initial=start), save, "need",
        error_field="heard_on",
    )  # fmt: skip


KNOWN: dict[str, tuple[type[Fact] | type[Need], dict[str, Callable[..., Any]]]] = {
    "fact": (
        Fact,
        {"confirm": knowledge_workflows.confirm_fact, "end": knowledge_workflows.end_fact},
    ),
    "need": (
        Need,
        {"confirm": knowledge_workflows.confirm_need, "end": knowledge_workflows.end_need},
    ),
}


@allow(Permission.EDIT_CUSTOMERS)
@require_POST
def known_change(request: HttpRequest, key: str, what: str, pk: int, verb: str) -> HttpResponse:
    """A fact or need still holds, or no longer: one click."""
    identity = known_customer(key)
    model, verbs = KNOWN[what]
    found = model.objects.filter(pk=pk, person__key__in=identity.keys).first()
    if found is None:
        raise Http404
    verbs[verb](actor=_actor(request), now=company.now(), today=company.today(), **{what: found})
    messages.success(request, words.say(f"customers.done_{verb}"))
    return _back(identity, "knowledge")


@allow(Permission.EDIT_CUSTOMERS)
def care(request: HttpRequest, key: str) -> HttpResponse:
    """Which departments care for a customer."""
    identity = known_customer(key)
    current = CareMember.objects.filter(person__key__in=identity.keys, ended_on__isnull=True)
    start: dict[str, Any] = {}
    for member in current:
        start |= {f"in_{member.department_id}": True, f"task_{member.department_id}": member.task}

    def save(form: forms.CareForm) -> None:
        workflows.set_care_team(
            key=identity.key, actor=_actor(request), now=company.now(), today=company.today(),
            team=form.team(),
        )  # fmt: skip

    return _edited(
        request, identity, lambda data: forms.CareForm(data, initial=start), save, "care",
        template="customers/care.html",
    )  # fmt: skip


@allow(Permission.EDIT_CUSTOMERS)
def group_new(request: HttpRequest, key: str) -> HttpResponse:
    """To which household or firm a customer belongs: search, choose, say as what."""
    identity = known_customer(key)
    text = request.GET.get("q", "")
    store = facts.Facts()
    rows = [r for r in store.like(text, limit=10) if r["key"] not in identity.keys]
    found = called.names([r["key"] for r in rows], store)
    here = (
        Person.objects.filter(last_name__icontains=text) if text.strip() else Person.objects.none()
    )
    here = here | (Person.objects.filter(company_name__icontains=text) if text.strip() else here)
    more = [p.key for p in here.distinct()[:10] if p.key not in identity.keys]
    found |= called.names([k for k in more if k not in found], store)
    if request.method == "POST" and (chosen := request.POST.get("group", "")):
        other = known_customer(chosen)
        found[chosen] = called.names([other.key], store)[other.key]

    def save(form: forms.GroupForm) -> None:
        workflows.join_group(
            member=identity.key, group=form.cleaned_data["group"], actor=_actor(request),
            now=company.now(), today=company.today(), role=form.cleaned_data["role"],
        )  # fmt: skip

    return _edited(
        request, identity, lambda data: forms.GroupForm(data, groups=list(found.items())), save,
        "group", template="customers/group.html", error_field="group",
        more={"q": text, "found": found},
    )  # fmt: skip


@allow(Permission.EDIT_CUSTOMERS)
@require_POST
def group_leave(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Somebody no longer belongs to a household or firm."""
    identity = known_customer(key)
    own = Membership.objects.filter(pk=pk, member__key__in=identity.keys)
    found = (own | Membership.objects.filter(pk=pk, group__key__in=identity.keys)).first()
    if found is None:
        raise Http404
    workflows.leave_group(
        membership=found, actor=_actor(request), now=company.now(), today=company.today()
    )
    messages.success(request, words.say("customers.done_group_left"))
    return _back(identity, "who")


def _edited(
    request: HttpRequest,
    identity: Identity,
    make: Callable[[Any], django_forms.Form],
    save: Callable[[Any], None],
    what: str,
    *,
    template: str = "customers/form.html",
    error_field: str | None = None,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a form about a customer; a valid one is saved, and the page follows."""
    form = make(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            save(form)
        except RefusedError as error:
            form.add_error(error_field, str(error))
        else:
            messages.success(request, words.say(f"customers.done_{what}"))
            return _back(identity, "")
    store = facts.Facts()
    context = {
        "form": form,
        "what": what,
        "title": words.say(f"customers.edit_{what}"),
        "lead": words.say(f"customers.edit_{what}_lead"),
        "button": words.say(f"customers.save_{what}"),
        "name": called.names([identity.key], store)[identity.key],
        "back": customer_url(identity.key),
        "titles": forms.TITLES,
        "fact_names": words.say("customers.fact_names").split("|"),
        **(more or {}),
    }
    status = 422 if form.is_bound else 200
    return render(request, template, context, status=status)


def _standing_names(identity: Identity) -> dict[str, str]:
    """What stands there now, so that changing one part keeps the others."""
    store = facts.Facts()
    row = store.customers([identity.key]).get(identity.key)
    person = Person.objects.filter(key=identity.key).first()
    parts = called.named(
        identity.key, person, row or called.of_record(store.records(identity.keys))
    )
    form = called.form_of(parts)
    chosen = person.salutation if person is not None else ""
    return {
        "kind": parts["person_kind"] or Person.Kind.PERSON,
        "salutation": chosen or SALUTATION_OF.get(form, ""),
        "language": parts["language"] or "",
        **{
            name: parts[name] or "" for name in ("title", "first_name", "last_name", "company_name")
        },
    }


def _back(identity: Identity, anchor: str) -> HttpResponseRedirect:
    url = customer_url(identity.key)
    return HttpResponseRedirect(f"{url}#{anchor}" if anchor else url)


def _actor(request: HttpRequest) -> User:
    user: User = request.user
    return user
