"""What employees shows on pages of others: its part of "Wo stehen wir?"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from kundig_web import words
from kundig_web.access.models import User
from kundig_web.access.permissions import Permission
from kundig_web.desk.conditions import obstacles
from kundig_web.questions.position import Known

#: More than these are told as they are counted here; nobody acts on the difference.
MOST = 100


def known(user: User, today: date, lang: str) -> Iterator[Known]:
    """What keeps people from serving customers well, and what waits for an answer."""
    if not user.may(Permission.SEE_CONDITIONS):
        return
    told = obstacles(user, MOST)
    if not told:
        return
    waiting = sum(not o.answer for o in told)
    sentence = words.say_n("employees.position", len(told), lang)
    answered = (
        words.say_n("employees.position_waiting", waiting, lang)
        if waiting
        else words.say("employees.position_answered", lang)
    )
    yield Known(f"{sentence} {answered}", reverse("employees:obstacles"), figures=2)
