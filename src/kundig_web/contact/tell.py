"""What promises say about a customer, for his right to know (Art. 15)."""

from __future__ import annotations

from datetime import datetime

from kundig_web import words
from kundig_web.contact.models import Promise
from kundig_web.registry.subjects import Section, Told


def tell(keys: tuple[str, ...], *, now: datetime, lang: str) -> list[Section]:
    """Every promise with what became of it; departments, never people."""
    rows = []
    found = Promise.objects.filter(customer__in=keys).prefetch_related("steps")
    for promise in found.select_related("department"):
        steps = [
            {
                "what": step.kind, "on": step.day, "words": step.words,
                "due_before": step.due_before, "due_after": step.due_after,
            }
            for step in promise.steps.all()
        ]  # fmt: skip
        said = [
            words.say(f"contact.step_{s.kind}", lang) + (f": {s.words}" if s.words else "")
            for s in promise.steps.all()
        ]
        rows.append(
            Told(
                words.say("contact.kind", lang), promise.what, on=promise.made_on,
                source=str(promise.department or "kundig"), why="; ".join(said),
                data={
                    "due_date": promise.due_date, "due_time": promise.due_time,
                    "status": promise.status, "closed_on": promise.closed_on,
                    "kept_on": promise.kept_on, "who": promise.who, "steps": steps,
                },
            )
        )  # fmt: skip
    return [Section("promises", words.say("contact.title", lang), "care", rows)]
