"""The form of the quick test: a name and two taps."""

from __future__ import annotations

from typing import Any

from django import forms

from kundig_web import words
from kundig_web.access.models import User
from kundig_web.desk.drafts import DraftForm
from kundig_web.desk.owners import DepartmentField
from kundig_web.structure.models import QuickTest


class QuickTestForm(DraftForm):
    """What it is called, and the articles' two questions."""

    name = forms.CharField(max_length=120)
    subject = forms.ChoiceField(widget=forms.RadioSelect, initial=QuickTest.Subject.REPORT)
    helps = forms.ChoiceField(widget=forms.RadioSelect)
    eases = forms.ChoiceField(widget=forms.RadioSelect)
    proposal = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    reason = forms.CharField(required=False, max_length=300)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "subject", "helps", "eases", "proposal", "reason"):
            self.fields[name].label = words.say(f"structure.field_{name}")
            self.fields[name].error_messages |= {"required": words.say("structure.error_needed")}
        self.fields["name"].error_messages |= {"required": words.say("structure.error_no_name")}
        for name, kinds in (
            ("subject", QuickTest.Subject), ("helps", QuickTest.Helps), ("eases", QuickTest.Eases),
        ):  # fmt: skip
            self.fields[name].choices = [
                (v, words.say(f"structure.{name}_{v}")) for v in kinds.values
            ]
        verdicts = [(v, words.say(f"structure.verdict_{v}")) for v in QuickTest.Verdict.values]
        self.fields["proposal"].choices = [("", words.say("structure.proposal_auto")), *verdicts]
        if DepartmentField.wanted():
            self.fields["department"] = DepartmentField(user, words.say("structure.whose"))


class DecisionForm(forms.Form):
    """What becomes of it, and why."""

    verdict = forms.ChoiceField(widget=forms.RadioSelect)
    answer = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["verdict"].choices = [
            (v, words.say(f"structure.verdict_{v}")) for v in QuickTest.Verdict.values
        ]
        self.fields["verdict"].label = words.say("structure.field_verdict")
        self.fields["answer"].label = words.say("structure.field_answer")
        self.fields["verdict"].error_messages |= {"required": words.say("structure.error_needed")}
        self.fields["answer"].error_messages |= {"required": words.say("structure.error_no_answer")}
