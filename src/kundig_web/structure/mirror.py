"""What was decided after a quick test, as rows of the shared decisions.

A thing that stays as it is changes nothing for customers and is no decision to look back at.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kundig.intake.own import own_id
from kundig_web import company, words
from kundig_web.structure import questions
from kundig_web.structure.models import QuickTest


def rows(now: datetime) -> dict[str, list[dict[str, Any]]]:
    """The full current rows for `decisions`, in the company's language."""
    language = company.company().language or "de"
    zone = company.zone()
    found = []
    changed = QuickTest.objects.filter(answered_at__isnull=False).exclude(verdict="keep")
    for row in changed.select_related("department").iterator():
        day = row.answered_at.astimezone(zone).date()
        found.append({
            "decision_id": own_id("test", row.pk),
            "decided_date": day,
            "title": words.say(f"structure.title_{row.verdict}", language, name=row.name),
            "reason": questions.sentence(row, language),
            "helps_customer": row.answer,
            "department": row.department.name if row.department else None,
            "effective_date": day,
        })  # fmt: skip
    return {"decisions": found}
