"""Forms of the rights. Labels and hints stand in the room's words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from kundig_web import company, words
from kundig_web.customers.about import AboutForm
from kundig_web.customers.restriction import Restriction
from kundig_web.rights.models import Breach, Recipient, Request
from kundig_web.rights.objecting import PURPOSES
from kundig_web.words.words import texts


class Worded(forms.Form):
    """Field `kind` is labelled `rights.field_kind`; `rights.hint_kind` stands below, if any."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        word_fields(self)


def word_fields(form: forms.Form) -> None:
    """Labels and hints."""
    known = texts("rights")
    for name, field in form.fields.items():
        if f"field_{name}" in known:
            field.label = words.say(f"rights.field_{name}")
        if f"hint_{name}" in known:
            field.help_text = words.say(f"rights.hint_{name}")


def _choices(values: Any, prefix: str) -> list[tuple[str, str]]:
    return [(v, words.say(f"rights.{prefix}_{v}")) for v in values]


def _day() -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
    )


class RequestForm(AboutForm):
    """What came in: three choices and a name, less than a minute."""

    kind = forms.ChoiceField(widget=forms.RadioSelect)
    way = forms.ChoiceField()
    received_on = _day()
    words = forms.CharField(
        required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        word_fields(self)
        self.fields["kind"].choices = _choices(Request.Kind.values, "kind")  # type: ignore[attr-defined]
        self.fields["way"].choices = _choices(Request.Way.values, "way")  # type: ignore[attr-defined]
        self.fields["received_on"].initial = today
        self.fields["who"].label = words.say("rights.to_whom")
        self.may_create = False

    def clean_received_on(self) -> date:
        """Not ahead."""
        day: date = self.cleaned_data["received_on"]
        if day > self.today:
            raise forms.ValidationError(words.say("rights.refused_day_ahead"))
        return day

    def clean(self) -> dict[str, Any]:
        """Somebody must have asked."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not found.get("customer") and not (found.get("who") or "").strip():
            self.add_error("who", words.say("rights.refused_nobody"))
        return found


class IdentifyForm(Worded):
    """How we made sure who asks."""

    identity = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["identity"].choices = _choices(  # type: ignore[attr-defined]
            [i for i in Request.Identity.values if i != Request.Identity.OPEN], "identity"
        )


class ExtendForm(Worded):
    """Two more months, once, with the reason."""

    because = forms.CharField(max_length=400, widget=forms.Textarea(attrs={"rows": 2}))


class AnswerForm(Worded):
    """What was done, or why not."""

    answer = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    refused = forms.BooleanField(required=False)


class RestrictForm(Worded):
    """Why the data may only be kept."""

    reason = forms.ChoiceField(widget=forms.RadioSelect)
    note = forms.CharField(required=False, max_length=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            (r, words.say(f"customers.restricted_reason_{r}")) for r in Restriction.Reason.values
        ]


class TellForm(Worded):
    """In which language, and in which form."""

    language = forms.ChoiceField()
    form = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = _choices(words.LANGUAGES, "language")  # type: ignore[attr-defined]
        self.fields["form"].choices = _choices(("zip", "pdf", "json"), "form")  # type: ignore[attr-defined]


class ObjectForm(Worded):
    """To what somebody objects; everything is ticked, because that is what most people mean."""

    purposes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purposes"].choices = [  # type: ignore[attr-defined]
            (p.value, words.say(f"rights.object_{p}")) for p in PURPOSES
        ]
        self.fields["purposes"].initial = [p.value for p in PURPOSES]


class AddressForm(Worded):
    """An address or a number."""

    address = forms.CharField(max_length=200)


class ObjectByAddressForm(ObjectForm):
    """The same without a link: for the address that is typed."""

    address = forms.CharField(max_length=200)
    field_order = ("address", "purposes")


class BreachForm(Worded):
    """What happened, and what is known about it by now."""

    what = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    known_at = forms.DateTimeField(
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M"],
    )
    data = forms.CharField(required=False, max_length=2000)
    people = forms.IntegerField(required=False, min_value=0)
    risk = forms.ChoiceField()
    done = forms.CharField(
        required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    reason = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["risk"].choices = _choices(Breach.Risk.values, "risk")  # type: ignore[attr-defined]
        self.fields["reason"].label = words.say("rights.breach_reason")

    def clean_known_at(self) -> Any:
        """The moment by the company's clock."""
        moment = self.cleaned_data["known_at"]
        return moment.replace(tzinfo=company.zone())


class RecipientForm(Worded):
    """Who outside the company gets data, by name."""

    name = forms.CharField(max_length=160)
    what_for = forms.CharField(max_length=300)
    country = forms.CharField(required=False, max_length=80)

    def clean_name(self) -> str:
        """Each stands there once."""
        name = " ".join(self.cleaned_data["name"].split())
        if Recipient.objects.filter(name__iexact=name).exists():
            raise forms.ValidationError(words.say("rights.refused_recipient_known"))
        return name
