"""Forms that speak from `texts.toml`: labels, hints and errors are looked up by the field's name."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from kundig_web import words
from kundig_web.access.models import User
from kundig_web.words.words import texts


class WordedForm(forms.Form):
    """Field `zone` is labelled `access.label_zone`; `access.hint_zone` stands below, if any.

    `named` gives a field other words than its name's.
    """

    named: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        known = texts("access")
        for name, field in self.fields.items():
            key = self.named.get(name, name)
            field.label = words.say(f"access.label_{key}")
            if f"hint_{key}" in known:
                field.help_text = words.say(f"access.hint_{key}")
            field.error_messages |= {
                code: words.say(f"access.error_{code}")
                for code in ("required", "invalid_choice", "invalid")
                if code in field.error_messages
            }
            if "max_length" in field.error_messages or getattr(field, "max_length", None):
                field.error_messages["max_length"] = words.say(
                    "access.error_max_length", n=getattr(field, "max_length", 0)
                )


class Line(forms.CharField):
    """One line of text: no control characters, no blanks at its ends or in a row."""

    def to_python(self, value: Any) -> str:
        """The line, tidied up."""
        found = str(super().to_python(value))
        return " ".join("".join(c if c.isprintable() else " " for c in found).split())


def password_field(*, new: bool) -> forms.CharField:
    """A password as the browser's password keeper understands it; it is never shown again."""
    return forms.CharField(
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(
            attrs={"autocomplete": "new-password" if new else "current-password"}
        ),
    )


class NewPassword(WordedForm):
    """A password that somebody chooses, typed twice."""

    named: ClassVar = {"password": "new_password"}
    password = password_field(new=True)
    again = password_field(new=True)

    def person(self) -> User:
        """Whose password it becomes: it may not be their name or address."""
        return User(
            email=self.cleaned_data.get("email", ""), name=self.cleaned_data.get("name", "")
        )

    def clean(self) -> dict[str, Any]:
        """Long, not one of the usual ones, twice the same."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        password = cleaned.get("password")
        if password:
            try:
                validate_password(password, self.person())
            except ValidationError as error:
                for one in error.error_list:
                    self.add_error("password", words.say(f"access.error_{one.code}"))
            if "again" in cleaned and cleaned["again"] != password:
                self.add_error("again", words.say("access.error_again"))
        return cleaned
