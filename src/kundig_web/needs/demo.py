"""Talks, hints and assumptions of the demo company, written as its people would."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from kundig_web import company
from kundig_web.access.models import Department, User
from kundig_web.needs import workflows
from kundig_web.needs.models import Hint, Talk
from kundig_web.needs.workflows import Judged

SOURCE = "nordhang"
#: Author, days ago, text, customer, free words, kind, department, private, answer.
HINTS: tuple[tuple[str, int, str, str, str, str, str, bool, str], ...] = (
    ("service", 1, "Die Umkleide ist so eng, dass ich die Stiefel im Gang anprobiere.", "",
     "Kundin in der Filiale Süd", "wish", "Vertrieb", False, ""),
    ("service", 3, "Ihr habt mir von den teuren Stiefeln abgeraten. Darum komme ich wieder.",
     "10004", "", "praise", "Vertrieb", False,
     "Im Team vorgelesen. Abraten bleibt ausdrücklich erlaubt."),
    ("marketing", 9, "Eure Rundbriefe zeigen Zelte, und ich habe Angst vor der Nacht draußen.", "",
     "Anruferin", "wish", "Marketing", False, ""),
    ("service", 6, "Für eine Gutschrift über 20 Euro brauche ich eine Unterschrift, und der Kunde "
     "wartet daneben.", "", "", "obstacle", "Personal", False, ""),
    ("service", 20, "Am Samstag ist niemand da, der einen Gurt anpassen darf.", "", "", "obstacle",
     "Personal", False, "Ab Dezember ist samstags jemand aus der Werkstatt im Laden."),
)  # fmt: skip
#: Author, days ago, customer, channel, quote, need, what follows, what it says, department, answer.
TALKS: tuple[tuple[str, int, str, str, str, str, str, tuple[tuple[str, str], ...], str, str], ...] = (
    ("marketing", 4, "10003", "phone",
     "Am Preis lag es nicht. Ich wusste nach zehn Minuten auf der Seite nicht, welcher Schlafsack "
     "zu mir passt.",
     "Jemand, der fragt, wohin es geht, bevor er etwas zeigt.",
     "Drei Fragen vor der Auswahl ausprobieren.",
     (("Unsere Kunden vergleichen vor allem Preise.", "fallen"),), "Marketing", ""),
    ("owner", 12, "10002", "face",
     "Wenn ihr sagt, Dienstag, dann plane ich um den Dienstag herum.",
     "Ein Liefertag, auf den Verlass ist, auch wenn er später liegt.",
     "Liefertage erst nennen, wenn der Versand sie bestätigt hat.",
     (("Schnell liefern ist unseren Kunden wichtiger als pünktlich liefern.", "fallen"),),
     "Versand", "Ab sofort nennen wir den Tag, den der Versand bestätigt, auch wenn er später ist."),
    ("service", 2, "10005", "face",
     "Am meisten hilft uns, dass man hier auch mal sagt: Das braucht ihr nicht.",
     "Kleidung für Kinder, die länger als einen Winter passt.",
     "Mit dem Einkauf über verlängerbare Ärmel sprechen.",
     (("Stammkunden kommen wegen der Beratung.", "held"),), "Vertrieb", ""),
)  # fmt: skip
OPEN_ASSUMPTION = "Wer einmal reklamiert hat, kauft nicht wieder."


def seed(people: Mapping[str, User], now: datetime) -> None:
    """Write them down; running it again adds nothing."""
    departments = {d.name: d for d in Department.objects.all()}
    with transaction.atomic():
        for n, row in enumerate(HINTS):
            _hint(f"demo-hint-{n}", row, people, departments, now)
        for n, talk in enumerate(TALKS):
            _talk(f"demo-talk-{n}", talk, people, departments, now)
        workflows.assume(
            actor=people["owner"], now=now, today=_day(now), text=OPEN_ASSUMPTION,
            department=departments.get("Service"),
        )  # fmt: skip


def _hint(
    key: str, row: Any, people: Mapping[str, User], departments: Mapping[str, Department],
    now: datetime,
) -> None:  # fmt: skip
    author, ago, text, customer, who, kind, department, private, answer = row
    if Hint.objects.filter(draft_key=key).exists():
        return
    then = now - timedelta(days=ago)
    hint = workflows.note_hint(
        actor=people[author], now=then, today=_day(then), day=_day(then), text=text, kind=kind,
        customer=f"{SOURCE}:{customer}" if customer else "", who=who, private=private,
        department=departments.get(department), draft_key=key,
    )  # fmt: skip
    if answer:
        workflows.answer(
            actor=people["owner"], now=then + timedelta(days=1), heard=hint, text=answer
        )


def _talk(
    key: str, row: Any, people: Mapping[str, User], departments: Mapping[str, Department],
    now: datetime,
) -> None:  # fmt: skip
    author, ago, customer, channel, quote, need, follows, judged, department, answer = row
    if Talk.objects.filter(draft_key=key).exists():
        return
    then = now - timedelta(days=ago)
    talk = workflows.note_talk(
        actor=people[author], now=then, today=_day(then), day=_day(then), channel=channel,
        quote=quote, offered=False, customer=f"{SOURCE}:{customer}", need=need, follows=follows,
        judged=[Judged(says=says, text=text) for text, says in judged],
        department=departments.get(department), draft_key=key,
    )  # fmt: skip
    if answer:
        workflows.answer(
            actor=people["service"], now=then + timedelta(days=2), heard=talk, text=answer
        )


def _day(moment: datetime) -> Any:
    return moment.astimezone(company.zone()).date()
