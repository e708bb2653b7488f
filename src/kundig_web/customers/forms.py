"""Forms of the customer centre. Labels, hints and errors stand in the app's words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from kundig_web import words
from kundig_web.access.models import Department
from kundig_web.customers.consents import ASKED, Consent, ConsentText, Purpose, about_words
from kundig_web.customers.contact_points import ContactPoint
from kundig_web.customers.knowledge import STALE_DAYS, Origin
from kundig_web.customers.person import Person
from kundig_web.words.templatetags.words import short_day
from kundig_web.words.words import texts

#: Salutations that one may choose; the empty one says nothing and guesses nothing.
SALUTATIONS = ("", "frau", "herr", "neutral")
TITLES = ("Dr.", "Prof.", "Prof. Dr.")
HEARD = (
    Origin.TALK, Origin.PHONE, Origin.VISIT, Origin.MESSAGE, Origin.COMPLAINT, Origin.SURVEY,
    Origin.SELF, Origin.OTHER,
)  # fmt: skip
#: For how many days a fact counts as fresh.
LASTING = (90, STALE_DAYS, 5 * STALE_DAYS)
CONSENT_SOURCES = ("form", "phone", "desk", "letter", "mail", "page")


class Line(forms.CharField):
    """One line: no control characters, no double blanks."""

    def to_python(self, value: Any) -> str:
        """The line, tidied."""
        found = super().to_python(value) or ""
        return " ".join("".join(c if c.isprintable() else " " for c in found).split())


class Day(forms.DateField):
    """A day that a browser's calendar understands."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            input_formats=["%Y-%m-%d", "%d.%m.%Y"],
            **kwargs,
        )


class WordedForm(forms.Form):
    """Field `kind` is labelled `customers.field_kind`; `customers.hint_kind` stands below, if any."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        known = texts("customers")
        for name, field in self.fields.items():
            field.label = words.say(f"customers.field_{name}")
            if f"hint_{name}" in known:
                field.help_text = words.say(f"customers.hint_{name}")
            for code in ("required", "invalid", "invalid_choice", "max_length"):
                if code in field.error_messages or code == "max_length":
                    field.error_messages[code] = words.say(
                        f"customers.error_{code}", n=getattr(field, "max_length", 0) or 0
                    )


def _choices(values: Any, beginning: str) -> list[tuple[str, str]]:
    return [(str(v), words.say(f"customers.{beginning}_{v or 'unknown'}")) for v in values]


class NamesForm(WordedForm):
    """How a customer is called."""

    kind = forms.ChoiceField(widget=forms.RadioSelect, initial=Person.Kind.PERSON)
    salutation = forms.ChoiceField(required=False)
    title = Line(required=False, max_length=60, widget=forms.TextInput(attrs={"list": "titles"}))
    first_name = Line(required=False, max_length=80)
    last_name = Line(required=False, max_length=120)
    company_name = Line(required=False, max_length=160)
    language = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _choices(Person.Kind.values, "kind")
        self.fields["salutation"].choices = _choices(SALUTATIONS, "salutation")
        self.fields["language"].choices = _choices(("", "de", "en"), "language")
        # What a browser suggests here are the names of whoever works here, not the customer's.
        for name in ("first_name", "last_name", "company_name", "title"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        """A name of some kind; a family is greeted as one."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        kind = found.get("kind")
        needed = "company_name" if kind == Person.Kind.FIRM else "last_name"
        if not found.get(needed) and not (kind == Person.Kind.PERSON and found.get("first_name")):
            self.add_error(needed, words.say(f"customers.error_{needed}"))
        if kind == Person.Kind.HOUSEHOLD:
            found["salutation"] = "family"
        return found

    def names(self) -> dict[str, str]:
        """What the workflow takes."""
        return {name: self.cleaned_data[name] for name in NamesForm.base_fields}


class ContactForm(WordedForm):
    """One way to reach a customer."""

    contact_kind = forms.ChoiceField(initial=ContactPoint.Kind.PHONE)
    value = Line(max_length=300)
    postcode = Line(required=False, max_length=20)
    city = Line(required=False, max_length=120)
    label = Line(required=False, max_length=80)
    preferred = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact_kind"].choices = _choices(ContactPoint.Kind.values, "contact")
        for name in ("value", "postcode", "city", "label"):
            self.fields[name].widget.attrs["autocomplete"] = "off"


class NewCustomerForm(NamesForm):
    """A customer whom no file knows: a name, and a way to reach him if he gave one."""

    contact_kind = forms.ChoiceField(required=False, initial=ContactPoint.Kind.PHONE)
    value = Line(required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = (ContactPoint.Kind.PHONE, ContactPoint.Kind.MOBILE, ContactPoint.Kind.MAIL)
        self.fields["contact_kind"].choices = _choices(kinds, "contact")
        self.fields["value"].widget.attrs["autocomplete"] = "off"
        self.fields["value"].help_text = ""


class FactForm(WordedForm):
    """A fact: what it is about, and what the customer said."""

    name = Line(max_length=80, widget=forms.TextInput(attrs={"list": "fact-names"}))
    fact_value = Line(max_length=400)
    purpose = Line(required=False, max_length=160)
    source = forms.ChoiceField(initial=Origin.TALK)
    said_on = Day()
    stale_days = forms.TypedChoiceField(coerce=int, initial=STALE_DAYS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = _choices(HEARD, "origin")
        self.fields["stale_days"].choices = _choices(LASTING, "lasting")
        self.fields["name"].widget.attrs["autocomplete"] = "off"


class NeedForm(WordedForm):
    """What a customer needs, as he said it."""

    words = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    source = forms.ChoiceField(initial=Origin.TALK)
    heard_on = Day()
    department = forms.ModelChoiceField(Department.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = _choices(HEARD, "origin")
        self.fields["department"].queryset = Department.objects.all()
        self.fields["department"].empty_label = words.say("customers.no_department")


class CareForm(WordedForm):
    """Which departments care for a customer: a box for each, and what it does for him."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.departments = list(Department.objects.all())
        for one in self.departments:
            self.fields[f"in_{one.pk}"] = forms.BooleanField(required=False, label=one.name)
            self.fields[f"task_{one.pk}"] = Line(
                required=False, max_length=160,
                label=words.say("customers.care_task", department=one.name),
            )  # fmt: skip

    def rows(self) -> list[tuple[Any, Any]]:
        """Box and task of each department."""
        return [(self[f"in_{d.pk}"], self[f"task_{d.pk}"]) for d in self.departments]

    def team(self) -> list[tuple[Department, str]]:
        """Who cares, and for what; a task alone counts as well."""
        data = self.cleaned_data
        return [
            (d, data[f"task_{d.pk}"])
            for d in self.departments
            if data[f"in_{d.pk}"] or data[f"task_{d.pk}"]
        ]


class GroupForm(WordedForm):
    """To which household or firm somebody belongs, and as what."""

    group = forms.ChoiceField(widget=forms.RadioSelect)
    role = Line(required=False, max_length=120)

    def __init__(self, *args: Any, groups: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = groups


class ConsentForm(WordedForm):
    """What a customer allowed or refused, when, how, and to which words."""

    said = forms.ChoiceField(widget=forms.RadioSelect)
    about = forms.ChoiceField()
    text = forms.ModelChoiceField(ConsentText.objects.none(), required=False)
    wording = Line(required=False, max_length=500)
    consent_source = forms.ChoiceField()
    form_name = Line(required=False, max_length=300)
    said_on = Day()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["said"].choices = _choices(Consent.Said.values, "said")
        self.fields["about"].choices = [(f"{p}/{c}", about_words(p, c)) for p, c in ASKED]
        self.fields["consent_source"].choices = _choices(CONSENT_SOURCES, "consent_source")
        self.fields["text"].queryset = ConsentText.objects.all()
        self.fields["text"].empty_label = words.say("customers.no_text")
        self.fields["text"].label_from_instance = text_label  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A yes needs the words that it was a yes to."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        text, purpose = found.get("text"), str(found.get("about", "")).partition("/")[0]
        if found.get("said") == Consent.Said.GIVEN and not text and not found.get("wording"):
            self.add_error("wording", words.say("customers.refused_no_wording"))
        if text is not None and purpose and text.key != purpose:
            self.add_error("text", words.say("customers.refused_other_text"))
        if found.get("said_on") and found["said_on"] > self.today:
            self.add_error("said_on", words.say("customers.refused_day_ahead"))
        return found


class AskConsentForm(WordedForm):
    """What is asked by a link, to which address, with which words."""

    about = forms.ChoiceField()
    address = forms.ChoiceField()
    text = forms.ModelChoiceField(ConsentText.objects.none())
    form_name = Line(required=False, max_length=300)

    def __init__(self, *args: Any, mails: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [(f"{p}/{c}", about_words(p, c)) for p, c in ASKED]
        self.fields["address"].choices = [(m, m) for m in mails]
        self.fields["text"].queryset = ConsentText.objects.all()
        self.fields["text"].empty_label = None  # a link needs words
        self.fields["text"].label_from_instance = text_label  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The words must be about what is asked."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        text, purpose = found.get("text"), str(found.get("about", "")).partition("/")[0]
        if text is not None and text.key != purpose:
            self.add_error("text", words.say("customers.refused_other_text"))
        return found


class ConsentTextForm(WordedForm):
    """The next version of the words that are shown when consent is asked for."""

    text_purpose = forms.ChoiceField()
    text_language = forms.ChoiceField()
    consent_text = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text_purpose"].choices = _choices(Purpose.values, "purpose")
        self.fields["text_language"].choices = _choices(("de", "en"), "language")


def text_label(text: ConsentText) -> str:
    """How a version of the words is named in a choice."""
    return words.say(
        "customers.text_named", purpose=text.purpose_words,
        version=text.version, language=text.language.upper(), day=short_day(text.created_at),
        beginning=text.text[:40],
    )  # fmt: skip
