"""One person's rights: told, restricted, objected; and the proof of what an address allowed."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kundig_web import company, words
from kundig_web.access.permissions import Permission
from kundig_web.access.permit import allow
from kundig_web.customers import called, facts
from kundig_web.customers.identities import Identity, identity_of
from kundig_web.customers.person import Person
from kundig_web.customers.restriction import Restriction, is_hidden
from kundig_web.rights import document, objecting, packing, proof, restricting
from kundig_web.rights.errors import RefusedError
from kundig_web.rights.forms import AddressForm, ObjectForm, RestrictForm, TellForm
from kundig_web.rights.models import Request

TYPES = {"zip": "application/zip", "pdf": "application/pdf", "json": "application/json"}


@allow(Permission.ANSWER_RIGHTS)
@never_cache
def person(request: HttpRequest, key: str) -> HttpResponse:
    """Everything that can be done for this person's rights, on one page."""
    identity = _known(key)
    return render(request, "rights/person.html", _shown(identity))


@allow(Permission.ANSWER_RIGHTS, fresh=True)
@never_cache
def tell(request: HttpRequest, key: str) -> HttpResponse:
    """GET asks in which language and form; POST hands it out. Nothing stays on the disk."""
    identity = _known(key)
    form = TellForm(request.POST or None, initial={"language": _language(identity), "form": "zip"})
    if request.method != "POST" or not form.is_valid():
        return render(
            request, "rights/tell.html", {"form": form, **_shown(identity)},
            status=422 if form.is_bound else 200,
        )  # fmt: skip
    kind, lang = form.cleaned_data["form"], form.cleaned_data["language"]
    file = packing.tell(
        key=identity.key, actor=request.user, now=company.now(), lang=lang, form=kind
    )
    response = FileResponse(
        file, as_attachment=True, filename=packing.name_of(kind, lang), content_type=TYPES[kind]
    )
    response["Cache-Control"] = "no-store"
    return response


@allow(Permission.ANSWER_RIGHTS)
@require_POST
def restrict(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the data and do nothing else with them."""
    identity, form = _known(key), RestrictForm(request.POST)
    if not form.is_valid():
        messages.error(request, words.say("rights.refused_no_reason"))
        return _back(identity)
    return _act(request, identity, "restricted", lambda: restricting.restrict(
        key=identity.key, actor=request.user, now=company.now(), **form.cleaned_data,
    ))  # fmt: skip


@allow(Permission.ANSWER_RIGHTS, fresh=True)
@require_POST
def lift(request: HttpRequest, key: str) -> HttpResponse:
    """Work with the data again."""
    identity = _known(key)
    return _act(request, identity, "lifted", lambda: restricting.lift(
        key=identity.key, actor=request.user, now=company.now(),
    ))  # fmt: skip


@allow(Permission.ANSWER_RIGHTS)
@require_POST
def object_by_hand(request: HttpRequest, key: str) -> HttpResponse:
    """The person objected by letter, on the phone or in person."""
    identity, form = _known(key), ObjectForm(request.POST)
    chosen = form.cleaned_data["purposes"] if form.is_valid() else []
    return _act(request, identity, "objected", lambda: objecting.object_as(
        key=identity.key, actor=request.user, now=company.now(), purposes=chosen,
    ))  # fmt: skip


@allow(Permission.ANSWER_RIGHTS)
@require_POST
@never_cache
def link(request: HttpRequest, key: str) -> HttpResponse:
    """Make a link with which the person objects himself; it is shown once."""
    identity = _known(key)
    made = objecting.make_link(key=identity.key, actor=request.user, now=company.now())
    url = request.build_absolute_uri(reverse("rights:object", args=[made.token]))
    return render(request, "rights/link.html", {"link": url, **_shown(identity)})


@allow(Permission.ANSWER_RIGHTS)
@never_cache
def proof_page(request: HttpRequest) -> HttpResponse:
    """What has this address allowed? The address travels in the body, never in the address bar."""
    form = AddressForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = proof.proof_of(form.cleaned_data["address"], now=company.now())
        kind = request.POST.get("as", "")
        if kind in {"pdf", "json"}:
            return _proof_file(found, kind)
    return render(request, "rights/proof.html", {"form": form, "proof": found})


def _proof_file(found: proof.Proof, kind: str) -> HttpResponse:
    made: bytes
    if kind == "pdf":
        made = document.pdf(document.sheet_of_proof(found))
    else:
        made = json.dumps(proof.as_json(found), ensure_ascii=False, indent=1).encode()
    response = HttpResponse(made, content_type=TYPES[kind])
    name = words.say("rights.proof_file_stem")
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response


def _shown(identity: Identity) -> dict[str, Any]:
    hidden = is_hidden(identity.keys)
    found = Restriction.objects.filter(person__key__in=identity.keys)
    return {
        "key": identity.key, "name": _name(identity), "hidden": hidden,
        "restrictions": found, "restrict": RestrictForm(), "object": ObjectForm(),
        "requests": [
            (r, words.say(f"rights.kind_{r.kind}"), words.say(f"rights.state_{r.state}"))
            for r in Request.objects.filter(customer__in=identity.keys).order_by("-received_on")
        ],
        "erase_url": _erase(identity.key),
    }  # fmt: skip


def _name(identity: Identity) -> str:
    """The name, also of somebody restricted: whoever answers for rights must know who it is."""
    from kundig import register

    known = register.current(company.home())
    row = next(iter(known.customers(list(identity.keys))), None) if known is not None else None
    person = Person.objects.filter(key__in=identity.keys).order_by("pk").first()
    return called.name_of(called.named(identity.key, person, row))


def _language(identity: Identity) -> str:
    person = Person.objects.filter(key__in=identity.keys).exclude(language="").first()
    return person.language if person is not None and person.language in words.LANGUAGES else "de"


def _erase(key: str) -> str:
    try:
        return reverse("erasure:look", kwargs={"key": key})
    except NoReverseMatch:
        return ""


def _known(key: str) -> Identity:
    """The customer, restricted or not.

    Raises:
        Http404: if nobody knows it.
    """
    identity = identity_of(key)
    if is_hidden(identity.keys) or facts.exists(identity.key, facts.Facts(), identity.keys):
        return identity
    raise Http404


def _act(request: HttpRequest, identity: Identity, done: str, act: Any) -> HttpResponse:
    try:
        act()
    except RefusedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, words.say(f"rights.done_{done}"))
    return _back(identity)


def _back(identity: Identity) -> HttpResponse:
    return HttpResponseRedirect(reverse("rights:person", kwargs={"key": identity.key}))
