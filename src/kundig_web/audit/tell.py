"""What the audit log says about a customer, for his right to know (Art. 15)."""

from __future__ import annotations

from datetime import datetime

from kundig_web import words
from kundig_web.audit.chain import when
from kundig_web.audit.models import AuditEntry
from kundig_web.audit.sealing import CUSTOMER_FIELD, pseudonyms, values_of
from kundig_web.audit.words_of import verb_in_words
from kundig_web.registry.subjects import Section, Told


def tell(keys: tuple[str, ...], *, now: datetime, lang: str) -> list[Section]:
    """Every entry with what it sealed; never who wrote it."""
    rows = []
    for entry in AuditEntry.objects.filter(about__in=pseudonyms(keys)).order_by("seq"):
        values = values_of(entry) or {}
        values.pop(CUSTOMER_FIELD, None)
        rows.append(
            Told(
                verb_in_words(entry.verb, lang),
                "; ".join(str(value) for value in values.values() if value),
                source="kundig",
                on=when(entry.at),
                data={"entry": entry.seq, "verb": entry.verb, "values": values},
            )
        )
    if not rows:
        return []
    return [Section("audit", words.say("audit.title", lang), "accountability", rows)]
