"""Forms of promises: what, to whom, by when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from kundig_web import words
from kundig_web.customers.about import AboutForm
from kundig_web.desk.owners import DepartmentField

CHOICES = ("today", "tomorrow", "friday", "week", "other")
FRIDAY = 4


def day_of(choice: str, written: date) -> date:
    """The day that a quick choice means on the day on which it was written."""
    if choice == "friday":
        # On a Friday it is the next one: "today" stands right beside it.
        return written + timedelta(days=(FRIDAY - written.weekday() - 1) % 7 + 1)
    return written + timedelta(days={"today": 0, "tomorrow": 1, "week": 7}[choice])


def _date() -> forms.DateField:
    return forms.DateField(
        required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _time() -> forms.TimeField:
    return forms.TimeField(
        required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )


class PromiseForm(AboutForm):
    """A promise in twenty seconds: words, one tap for the day, done."""

    prefer_new = True  # a promise to somebody whose name is lost helps nobody

    what = forms.CharField(max_length=300)
    by = forms.ChoiceField(widget=forms.RadioSelect, initial="tomorrow")
    due_date = _date()
    due_time = _time()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].label = words.say("contact.to_whom")
        self.fields["what"].widget.attrs |= {"autofocus": True, "autocomplete": "off"}
        self.fields["what"].error_messages |= {"required": words.say("contact.error_no_words")}
        self.fields["by"].choices = [(c, words.say(f"contact.by_{c}")) for c in CHOICES]
        for name in ("what", "by", "due_date", "due_time"):
            self.fields[name].label = words.say(f"contact.field_{name}")
        if DepartmentField.wanted():
            self.fields["department"] = DepartmentField(self.user, words.say("desk.whose"))

    def clean(self) -> dict[str, Any]:
        """The day, from the quick choice or the date, and somebody to whom it was promised."""
        found = super().clean() or self.cleaned_data
        chosen, typed = found.get("by"), found.get("due_date")
        if chosen == "other":
            found["due"] = typed
            if typed is None and "due_date" not in self.errors:
                self.add_error("due_date", words.say("contact.error_which_day"))
        elif chosen:
            found["due"] = day_of(chosen, self.day(self.today))
        due = found.get("due")
        if due is not None and due < self.day(self.today):
            self.add_error("due_date", words.say("contact.error_past"))
        if not found.get("who") and not found.get("customer") and "customer" not in self.errors:
            self.add_error("who", words.say("contact.error_to_whom"))
        return found


class MoveForm(forms.Form):
    """Another day, with consent."""

    due_date = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    due_time = _time()
    agreed = forms.BooleanField(required=False)
    words = forms.CharField(required=False, max_length=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["due_date"].label = words.say("contact.move_date")
        self.fields["due_date"].error_messages |= {"required": words.say("contact.error_which_day")}
        self.fields["due_time"].label = words.say("contact.field_due_time")
        self.fields["agreed"].label = words.say("contact.move_agreed")
        self.fields["words"].label = words.say("contact.move_words")
