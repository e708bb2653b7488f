"""What people fill in: signing in, accounts, people, departments, company, keys."""

from __future__ import annotations

from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms

from kundig_web import words
from kundig_web.access import modes, questions
from kundig_web.access.fields import Line, NewPassword, WordedForm, password_field
from kundig_web.access.models import Mode, User
from kundig_web.access.permissions import SCOPES, Role

CURRENCIES = ("EUR", "CHF", "GBP", "USD", "CZK", "DKK", "HUF", "NOK", "PLN", "RON", "SEK")
TOKEN_DAYS = (30, 90, 365)


def email_field() -> forms.EmailField:
    """A mail address, which is also the name to sign in with."""
    return forms.EmailField(
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )


def name_field() -> Line:
    """A person's own name."""
    return Line(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))


class LoginForm(WordedForm):
    """Mail address and password."""

    email = email_field()
    password = password_field(new=False)


class CodeForm(WordedForm):
    """A code of the second step, or a spare code."""

    code = forms.CharField(
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}
        ),
    )


class AgainForm(WordedForm):
    """The password once more, or a code."""

    given = password_field(new=False)


class AccountForm(WordedForm):
    """One's own name and language."""

    name = name_field()
    language = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [
            ("", words.say("access.language_of_company")),
            ("de", "Deutsch"),
            ("en", "English"),
        ]


class PasswordForm(NewPassword):
    """The old password and a new one."""

    old = password_field(new=False)
    field_order: ClassVar = ["old", "password", "again"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def person(self) -> User:
        """The one who is signed in."""
        return self.user


class Placed(WordedForm):
    """Roles, department and branch of somebody."""

    roles = forms.MultipleChoiceField(choices=Role.choices, required=False)
    department = forms.ModelChoiceField(queryset=None, required=False)
    branch = forms.ModelChoiceField(queryset=None, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nobody = words.say("access.none_chosen")
        for name, units in (
            ("department", questions.departments()),
            ("branch", questions.branches()),
        ):
            field = self.fields[name]
            field.queryset, field.empty_label = units, nobody
            if modes.mode() != Mode.DEPARTMENTS or not units.exists():
                del self.fields[name]

    @property
    def chosen_roles(self) -> set[str]:
        """What is ticked now."""
        return set(self["roles"].value() or [])

    def placed(self) -> dict[str, Any]:
        """Roles, department, branch as workflows take them."""
        given = self.cleaned_data
        return {k: given.get(k) for k in ("department", "branch")} | {"roles": given["roles"]}


class PersonForm(Placed):
    """Somebody who works here."""

    named: ClassVar = {"name": "person_name"}
    name = name_field()
    field_order: ClassVar = ["name", "roles", "department", "branch"]


class InviteForm(Placed):
    """Somebody who shall work here."""

    email = forms.EmailField(max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    field_order: ClassVar = ["email", "roles", "department", "branch"]

    def clean_roles(self) -> list[str]:
        """Without a role nobody sees anything."""
        if not self.cleaned_data["roles"]:
            raise forms.ValidationError(words.say("access.error_no_role"))
        return list(self.cleaned_data["roles"])


class AcceptForm(NewPassword):
    """Name and password of somebody who follows a link."""

    name = name_field()
    field_order: ClassVar = ["name", "password", "again"]

    def __init__(self, *args: Any, email: str, known: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email, self.known = email, known
        if known is not None:
            del self.fields["name"]

    def person(self) -> User:
        """The new person, or the one who forgot the password."""
        return self.known or User(email=self.email, name=self.cleaned_data.get("name", ""))


class StartForm(NewPassword):
    """The one question of the first start, and who asks."""

    token = forms.CharField(max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    mode = forms.ChoiceField(choices=Mode.choices, initial=Mode.ALONE)
    company_name = Line(
        max_length=120, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    name = name_field()
    email = email_field()
    field_order: ClassVar = [
        "token", "mode", "company_name", "name", "email", "password", "again",
    ]  # fmt: skip


class ModeForm(WordedForm):
    """How many work here."""

    mode = forms.ChoiceField(choices=Mode.choices)


class CompanyForm(WordedForm):
    """What the company says of itself."""

    company_name = Line(
        max_length=120, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    currency = forms.ChoiceField()
    zone = forms.ChoiceField()
    company_language = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = self.initial
        self.fields["currency"].choices = [
            (c, c) for c in dict.fromkeys((*CURRENCIES, now["currency"]))
        ]
        zones = {z for z in available_timezones() if z.startswith("Europe/")}
        self.fields["zone"].choices = [(z, z) for z in sorted(zones | {now["zone"], "UTC"})]
        self.fields["company_language"].choices = [
            ("", words.say("access.language_of_browser")),
            ("de", "Deutsch"),
            ("en", "English"),
        ]


class UnitForm(WordedForm):
    """A department or a branch."""

    named: ClassVar = {"name": "unit"}
    name = Line(max_length=80)


class TokenForm(WordedForm):
    """A key for a program."""

    named: ClassVar = {"name": "token_name"}
    name = Line(max_length=80)
    scopes = forms.MultipleChoiceField(
        choices=[(s.value, s.value) for s in SCOPES], widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(coerce=int, initial=90)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [
            (s.value, words.say(f"access.scope_{s.value}")) for s in SCOPES
        ]
        self.fields["days"].choices = [(d, words.say_n("access.days", d)) for d in TOKEN_DAYS]
