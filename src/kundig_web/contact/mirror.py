"""Promises as rows of the shared table, so that letter, listings and figures know them.

A row about a known customer carries that customer's source and number, like a fact of a file; its
own id begins with `kundig-`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kundig.intake.own import own_id
from kundig_web import company
from kundig_web.contact.models import Promise
from kundig_web.customers.addresses import record_of


def rows(now: datetime) -> dict[str, list[dict[str, Any]]]:
    """The full current rows for `promises`."""
    zone = company.zone()
    found = []
    for row in Promise.objects.select_related("department").iterator():
        source, record = record_of(row.customer)
        due = datetime.combine(row.due_date, row.due_time, tzinfo=zone) if row.due_time else None
        found.append({
            "source": source,
            "promise_id": own_id("promise", row.pk),
            "record_id": record,
            "made_date": row.made_on,
            "due_at": due,
            "due_date": row.due_date,
            "subject": row.what,
            "kept_date": row.kept_on,
            "status": row.status,
            "department": row.department.name if row.department else None,
        })  # fmt: skip
    return {"promises": found}
