"""What talks and hints say about a customer, for his right to know (Art. 15)."""

from __future__ import annotations

from datetime import datetime

from kundig_web import words
from kundig_web.needs.models import Hint, Talk
from kundig_web.registry.subjects import Section, Told


def tell(keys: tuple[str, ...], *, now: datetime, lang: str) -> list[Section]:
    """Every talk and every hint, with the answer; departments, never people."""
    talks = Talk.objects.filter(customer__in=keys).select_related("department")
    hints = Hint.objects.filter(customer__in=keys).select_related("department")
    return [
        Section("talks", words.say("needs.tell_talks", lang), "concerns", [
            Told(
                words.say("needs.tell_talk", lang), t.quote, on=t.day,
                source=str(t.department or "kundig"),
                why=" ".join(p for p in (t.need, t.follows, t.answer) if p),
                data={
                    "channel": t.channel, "need": t.need, "follows": t.follows,
                    "offered": t.offered, "answer": t.answer, "answered_at": t.answered_at,
                    "who": t.who,
                },
            )
            for t in talks
        ]),
        Section("hints", words.say("needs.tell_hints", lang), "concerns", [
            Told(
                words.say("needs.tell_hint", lang), h.text, on=h.day,
                source=str(h.department or "kundig"), why=h.answer,
                data={
                    "kind": h.kind, "answer": h.answer, "answered_at": h.answered_at, "who": h.who,
                },
            )
            for h in hints
        ]),
    ]  # fmt: skip
