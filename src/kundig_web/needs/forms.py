"""Forms for a thumb: few fields, the words first."""

from __future__ import annotations

from typing import Any

from django import forms

from kundig_web import words
from kundig_web.customers.about import AboutForm
from kundig_web.desk.owners import DepartmentField
from kundig_web.needs.models import Assumption, Hint, Talk, Verdict
from kundig_web.needs.workflows import Judged

LONGEST = 4000
SHOWN_ASSUMPTIONS = 7


def _needed() -> dict[str, str]:
    return {"required": words.say("needs.error_needed")}


class HintForm(AboutForm):
    """Kunde sagte …: one text, everything else may stay empty."""

    text = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))
    kind = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    private = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].label = words.say("needs.hint_who")
        self.fields["text"].label = words.say("needs.hint_text")
        self.fields["text"].widget.attrs["autofocus"] = True
        self.fields["text"].error_messages |= _needed()
        kinds = [(k, words.say(f"needs.kind_{k}")) for k in Hint.Kind.values]
        self.fields["kind"].choices = [("", words.say("needs.kind_none")), *kinds]
        self.fields["kind"].label = words.say("needs.hint_kind")
        self.fields["private"].label = words.say("needs.private")
        if DepartmentField.wanted():
            self.fields["department"] = DepartmentField(self.user, words.say("desk.whose"))


class TalkForm(AboutForm):
    """A talk: his words, whether anything was offered, what it says about what we believe."""

    prefer_new = True  # whoever was talked to by name is a customer whom the next talk finds again

    quote = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))
    channel = forms.ChoiceField(widget=forms.RadioSelect, initial=Talk.Channel.FACE)
    offered = forms.TypedChoiceField(widget=forms.RadioSelect, coerce=lambda v: v == "yes")
    need = forms.CharField(
        required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )
    follows = forms.CharField(
        required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )
    day = forms.DateField(
        required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    new_assumption = forms.CharField(required=False, max_length=300)
    new_says = forms.ChoiceField(required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        says = [(v, words.say(f"needs.says_{v}")) for v in Verdict.Says.values]
        self.fields["channel"].choices = [
            (c, words.say(f"needs.channel_{c}")) for c in Talk.Channel.values
        ]
        self.fields["offered"].choices = [
            ("no", words.say("needs.offered_no")), ("yes", words.say("needs.offered_yes")),
        ]  # fmt: skip
        self.fields["new_says"].choices = says
        for name in ("quote", "channel", "offered", "need", "follows", "day", "new_assumption"):
            self.fields[name].label = words.say(f"needs.talk_{name}")
            self.fields[name].error_messages |= _needed()
        self.fields["new_says"].label = words.say("needs.talk_new_says")
        self.assumptions = list(Assumption.objects.all()[:SHOWN_ASSUMPTIONS])
        for one in self.assumptions:
            self.fields[f"says_{one.pk}"] = forms.ChoiceField(
                required=False,
                widget=forms.RadioSelect,
                choices=[("", words.say("needs.says_nothing")), *says],
                label=one.text,
            )
        if DepartmentField.wanted():
            self.fields["department"] = DepartmentField(self.user, words.say("desk.whose"))

    def judging(self) -> list[Any]:
        """The fields of the assumptions, for the template."""
        return [self[f"says_{one.pk}"] for one in self.assumptions]

    def touched(self) -> bool:
        """True if an assumption was judged, so that the fold stands open."""
        return any(f.value() for f in self.judging()) or bool(self["new_assumption"].value())

    def clean(self) -> dict[str, Any]:
        """A new assumption needs a word on whether it held."""
        found = super().clean() or self.cleaned_data
        if found.get("new_assumption") and not found.get("new_says"):
            self.add_error("new_says", words.say("needs.error_says"))
        day = found.get("day")
        if day and day > self.today:
            self.add_error("day", words.say("needs.error_future"))
        return found

    def judged(self) -> list[Judged]:
        """What the talk says about assumptions."""
        found = [
            Judged(says=self.cleaned_data[f"says_{one.pk}"], pk=one.pk)
            for one in self.assumptions
            if self.cleaned_data.get(f"says_{one.pk}")
        ]
        if text := self.cleaned_data["new_assumption"].strip():
            found.append(Judged(says=self.cleaned_data["new_says"], text=text))
        return found


class AnswerForm(forms.Form):
    """What was done with what somebody wrote down."""

    answer = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["answer"].label = words.say("needs.answer_label")
        self.fields["answer"].error_messages |= {"required": words.say("needs.error_no_answer")}
