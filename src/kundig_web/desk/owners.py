"""Whose a thing is: departments own work, persons only take it on."""

from __future__ import annotations

from django import forms

from kundig_web import words
from kundig_web.access import modes
from kundig_web.access.models import Department, Mode, User
from kundig_web.desk.models import EntryState


def now_with(kind: str, ref: object, department: Department | None) -> Department | None:
    """Whose it is now: the department that it was passed on to from Heute, else its own."""
    found = EntryState.objects.filter(kind=kind, ref=str(ref), department__isnull=False)
    passed = found.select_related("department").first()
    return passed.department if passed is not None else department


class DepartmentField(forms.ModelChoiceField):
    """Whose it is; there is nothing to choose where nobody has a department."""

    def __init__(self, user: User, label: str) -> None:
        super().__init__(
            Department.objects.all(),
            required=False,
            label=label,
            empty_label=words.say("desk.no_department"),
            initial=user.department_id,
        )

    @staticmethod
    def wanted() -> bool:
        """False for a company of one, and where no department exists."""
        return modes.mode() != Mode.ALONE and Department.objects.exists()
