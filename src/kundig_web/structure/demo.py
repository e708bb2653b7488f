"""Quick tests of the demo company: one goes, one changes, one stays, one waits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from kundig_web import company
from kundig_web.access.models import Department, User
from kundig_web.structure import workflows
from kundig_web.structure.models import QuickTest

#: Author, days ago, kind, name, helps, eases, reason, department, verdict, answer.
TESTS: tuple[tuple[str, int, str, str, str, str, str, str, str, str], ...] = (
    ("service", 3, "form", "Gutschriftformular mit zwei Unterschriften", "reporting", "complicates",
     "Der Kunde wartet daneben.", "Service", "", ""),
    ("marketing", 16, "report", "Wochenbericht Klickzahlen", "reporting", "neither",
     "Niemand hat daraus je etwas entschieden.", "Marketing", "drop",
     "Entfällt. Die Stunde geht ab jetzt in zwei Kundengespräche."),
    ("owner", 24, "meeting", "Montagsrunde der Filialen", "both", "complicates",
     "Eine Stunde Zahlen, fünf Minuten Kunden.", "Vertrieb", "change",
     "Beginnt ab jetzt mit drei Kundenstimmen; Zahlen nur bei Veränderung."),
    ("service", 30, "task", "Anruf drei Tage nach einer Reparatur", "customer", "eases", "",
     "Service", "keep", "Bleibt. Kunden erwähnen ihn in Bewertungen."),
)  # fmt: skip


def seed(people: Mapping[str, User], now: datetime) -> None:
    """Write them down; running it again adds nothing."""
    departments = {d.name: d for d in Department.objects.all()}
    with transaction.atomic():
        for n, row in enumerate(TESTS):
            author, ago, subject, name, helps, eases, reason, department, verdict, answer = row
            key = f"demo-test-{n}"
            if QuickTest.objects.filter(draft_key=key).exists():
                continue
            then = now - timedelta(days=ago)
            one = workflows.ask_quickly(
                actor=people[author], now=then, today=then.astimezone(company.zone()).date(),
                subject=subject, name=name, helps=helps, eases=eases, reason=reason,
                department=departments.get(department), draft_key=key,
            )  # fmt: skip
            if verdict:
                workflows.decide(
                    actor=people["owner"], now=then + timedelta(days=4), test=one,
                    verdict=verdict, text=answer,
                )  # fmt: skip
