"""What talks, hints and promises share: they are about a customer, known by key or by free words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.http import QueryDict

from kundig.tables import Personal
from kundig_web import words
from kundig_web.access.models import User
from kundig_web.access.permissions import Permission
from kundig_web.customers import choice
from kundig_web.customers.workflows import create_customer
from kundig_web.desk.drafts import DraftForm

#: The value of the choice "make a customer of these words".
NEW = "new"


class AboutCustomer(models.Model):
    """Base of rows about a customer: his key, or words like "Kundin an der Kasse"."""

    personal: ClassVar = {"customer": Personal.PSEUDONYM, "who": Personal.FREE_TEXT}

    customer = models.CharField(max_length=200, blank=True, db_index=True)  # key
    who = models.CharField(max_length=120, blank=True)  # free words, if no customer was chosen

    class Meta:
        abstract: ClassVar = True

    def called(self, names: Mapping[str, str]) -> str:
        """The customer's name among `names`, else the words; empty if neither is known."""
        return names.get(self.customer, "") if self.customer else self.who


class AboutForm(DraftForm):
    """A form with the choice of a customer (template `customers/choose.html`)."""

    #: Whether words that fit nobody are a new customer rather than words only.
    prefer_new = False

    who = forms.CharField(required=False, max_length=120)
    customer = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.today = user, today
        self.fields["who"].label = words.say("customers.choose_who")
        self.fields["who"].widget.attrs |= {"autocomplete": "off", "enterkeyhint": "search"}
        self.matches: list[choice.Match] = []
        self.searched = ""
        self.may_search = user.may(Permission.SEE_CUSTOMERS)
        self.may_create = user.may(Permission.EDIT_CUSTOMERS)
        key = str(self["customer"].value() or "")
        if key and key != NEW and self.may_search and choice.exists(key):
            self.matches = [choice.Match(key, choice.name_of(key))]
        self.chosen = key if self.matches or key == NEW else ""
        if key == NEW:
            self.searched = str(self["who"].value() or "").strip()

    @classmethod
    def refilled(cls, data: QueryDict, **kwargs: Any) -> AboutForm:
        """The form as it was typed, without judging it yet, and with customers who fit."""
        initial: dict[str, Any] = {
            name: (data.getlist(name) if len(data.getlist(name)) > 1 else data.get(name))
            for name in data
        }
        initial = {k: v for k, v in initial.items() if k != "csrfmiddlewaretoken"}
        form = cls(initial=initial, **kwargs)
        form.refill = True
        form.search(str(initial.get("who") or ""))
        return form

    def search(self, text: str) -> None:
        """Offer customers who fit the words."""
        self.searched = text.strip()
        found = choice.find(text, user=self.user)
        known = {m.key for m in self.matches}
        self.matches += [m for m in found if m.key not in known]
        if self.prefer_new and self.may_create and not self.matches and self.searched:
            self.chosen = NEW

    def clean_customer(self) -> str:
        """A customer that exists; whoever may not see customers names none."""
        key = str(self.cleaned_data["customer"])
        if not key or not self.may_search or (key == NEW and not self.may_create):
            return ""
        if key != NEW and not choice.exists(key):
            raise forms.ValidationError(words.say("customers.choose_unknown"))
        return key

    def about(self) -> dict[str, str]:
        """`customer` and `who` for a workflow."""
        key = self.cleaned_data["customer"]
        return {"customer": key, "who": "" if key and key != NEW else self.cleaned_data["who"]}


def settled(customer: str, who: str, *, actor: User, now: datetime) -> dict[str, str]:
    """`customer` and `who` as a row keeps them; a new customer is written down on the way."""
    who = " ".join(who.split())
    if customer == NEW:
        if not who:
            return {"customer": "", "who": ""}
        return {
            "customer": create_customer(actor=actor, now=now, names=read_name(who)).key,
            "who": "",
        }
    return {"customer": customer, "who": "" if customer else who}


_FIRM = re.compile(
    r"\b(GmbH|mbH|AG|KG|OHG|GbR|UG|SE|e\.?\s?K\.?|e\.?\s?V\.?|Ltd|Inc)\b", re.IGNORECASE
)
_SALUTATIONS = {
    "frau": "frau", "fr.": "frau", "mrs": "frau", "mrs.": "frau", "ms": "frau", "ms.": "frau",
    "herr": "herr", "hr.": "herr", "mr": "herr", "mr.": "herr",
    "familie": "family", "fam.": "family", "family": "family",
}  # fmt: skip
_TITLES = {"dr.", "prof.", "dr", "prof"}


def read_name(text: str) -> dict[str, str]:
    """`Frau Dr. Weiß`, `Familie Kern`, `Anna Kern`, `Kern GmbH` as parts of a name."""
    text = " ".join(text.split())
    if _FIRM.search(text):
        return {"kind": "firm", "company_name": text}
    parts = text.split()
    found: dict[str, str] = {}
    if len(parts) > 1 and parts[0].lower() in _SALUTATIONS:
        found["salutation"] = _SALUTATIONS[parts.pop(0).lower()]
    titles: list[str] = []
    while len(parts) > 1 and parts[0].lower() in _TITLES:
        titles.append(parts.pop(0))
    if titles:
        found["title"] = " ".join(titles)
    if found.get("salutation") == "family":
        found["kind"] = "household"
        found["last_name"] = " ".join(parts)
    else:
        found["kind"] = "person"
        found["first_name"], found["last_name"] = " ".join(parts[:-1]), parts[-1]
    return found
