"""Talks and hints as rows of the shared tables: contacts, and the customer's words in texts.

A row about a known customer carries that customer's source and number, like a fact of a file, so
merging customers reaches it; its own id begins with `kundig-`. What hinders us and what is meant
for one person alone stay here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kundig.intake.own import own_id
from kundig_web.customers.addresses import record_of
from kundig_web.needs.models import Hint, Talk

Row = dict[str, Any]
WORDS = "words"  # the field of a customer's own words; a note of ours is another


def rows(now: datetime) -> dict[str, list[Row]]:
    """The full current rows for `contacts` and `texts`."""
    contacts: list[Row] = []
    texts: list[Row] = []
    for talk in Talk.objects.select_related("department").iterator():
        contact = _contact(talk, own_id("talk", talk.pk)) | {
            "channel": talk.channel, "direction": "out", "purpose": "talk",
            "sales_intent": talk.offered,
        }  # fmt: skip
        contacts.append(contact)
        if talk.quote:  # of somebody who was forgotten only that it took place is left
            texts.append(_text(contact, talk.quote))
    heard = Hint.objects.exclude(kind=Hint.Kind.OBSTACLE).filter(private=False)
    for hint in heard.select_related("department").iterator():
        contact = _contact(hint, own_id("hint", hint.pk)) | {
            "direction": "in", "purpose": hint.kind or "hint", "sales_intent": False,
        }  # fmt: skip
        contacts.append(contact)
        if hint.text:
            texts.append(_text(contact, hint.text))
    return {"contacts": contacts, "texts": texts}


def _contact(row: Talk | Hint, number: str) -> Row:
    source, record = record_of(row.customer)
    return {
        "source": source,
        "contact_id": number,
        "record_id": record,
        "contact_date": row.day,
        "personal": True,
        "department": row.department.name if row.department else None,
    }


def _text(contact: Row, text: str) -> Row:
    return {
        "source": contact["source"],
        "about_table": "contacts",
        "about_id": contact["contact_id"],
        "field": WORDS,
        "record_id": contact["record_id"],
        "text": text,
        "text_date": contact["contact_date"],
    }
