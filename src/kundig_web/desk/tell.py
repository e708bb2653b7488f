"""What the desk keeps about a customer: reasons for which something on Heute was put aside."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from kundig_web import words
from kundig_web.desk.models import EntryLine
from kundig_web.registry.subjects import Section, Told


def tell(keys: tuple[str, ...], *, now: datetime, lang: str) -> list[Section]:
    """Lines of entries that are named by the customer's number; departments, never people."""
    named = Q(pk__isnull=True)
    for key in keys:
        named |= Q(ref__startswith=f"{key}/") | Q(ref=key)
    rows = [
        Told(
            words.say("desk.tell_line", lang), line.reason or line.verb, on=line.at,
            source=str(line.department or "kundig"), data={"verb": line.verb, "kind": line.kind},
        )
        for line in EntryLine.objects.filter(named).select_related("department")
    ]  # fmt: skip
    return [Section("desk", words.say("desk.tell_title", lang), "concerns", rows)]
