"""What backups leave for the owner on Heute."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from kundig_web import company, words
from kundig_web.access.models import User
from kundig_web.backups import questions
from kundig_web.desk.entries import Entry


def entries(viewer: User, today: date) -> Iterator[Entry]:
    """A backup that is overdue, a restore test that failed. In a demo nobody loses anything."""
    if company.is_demo():
        return
    if questions.is_late(company.now()):
        yield _entry("late", "late")
    failed = questions.failed_test()
    if failed is not None:
        yield _entry("test", f"test:{failed.pk}")


def _entry(what: str, ref: str) -> Entry:
    return Entry(
        kind="backup",
        ref=ref,
        title=words.say(f"backups.entry_{what}"),
        why=words.say(f"backups.entry_{what}_why"),
        url=reverse("backups:start"),
        action=words.say("backups.entry_action"),
        urgent=True,
    )
