"""Complaints as entries: whose words, what followed, and how long until 24 hours are over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kundig.answers.listings import who
from kundig.letter import voice
from kundig.letter.asker import Asker
from kundig.letter.morning import Morning
from kundig.letter.words import clean
from kundig.store import Snapshot
from kundig_web import company, words
from kundig_web.access.models import Department, User
from kundig_web.access.permissions import Permission
from kundig_web.customers.addresses import customer_url
from kundig_web.desk import morning as mornings
from kundig_web.desk.entries import Entry, ref_of, register

KIND = "case"
#: Older complaints wait on the page of complaints, not on Heute (see kundig.satisfaction.voices).
PRESSING = 45
Row = Mapping[str, Any]


def offer() -> None:
    """Let Heute show complaints that nobody has answered."""
    register(KIND, Permission.SEE_CUSTOMERS, pressing, find)


def pressing(viewer: User, today: date) -> Iterator[Entry]:
    """Unanswered complaints of the last weeks, as far as the day's rows have been read."""
    snapshot = company.snapshot()
    kept = mornings.kept(snapshot, today)
    if kept is None:
        return
    since = kept.morning.day - timedelta(days=PRESSING)
    rows = [r for r in waiting(kept.morning) if r["received_date"] >= since]
    yield from entries(kept.morning, rows, snapshot)


def find(viewer: User, today: date, ref: str) -> Entry | None:
    """One unanswered complaint, however old."""
    snapshot = company.snapshot()
    kept = mornings.kept(snapshot, today)
    if kept is None:
        return None
    rows = [r for r in waiting(kept.morning) if ref_of(voice.case_ref(dict(r))) == ref]
    return next(entries(kept.morning, rows, snapshot), None)


def entries(morning: Morning, rows: Iterable[Row], snapshot: Snapshot) -> Iterator[Entry]:
    """Complaints that wait, in the language and at the moment of this request."""
    ask = mornings.asker(morning, snapshot, company.now())
    owners = dict(Department.objects.values_list("name", "pk"))
    for row in rows:
        yield entry(ask, row, morning.rows["promises"], owners)


def waiting(morning: Morning) -> list[Row]:
    """Complaints that nobody has answered, the newest first."""
    return [r for r in morning.rows.get("cases", ()) if r["state"] == "unanswered"]


def entry(ask: Asker, row: Row, promises: Sequence[Row], owners: Mapping[str, int]) -> Entry:
    """A complaint that waits, in the language and at the moment of this request."""
    case = dict(row)
    told, act = voice.followed(ask, case, case, voice.promised_to(case, list(promises)))
    cause = clean(row["cause"], 60)
    title = " ".join([f"{cause}.", *told]) if cause else " ".join(told)
    customer = str(row["customer"] or "")
    due = due_at(row)
    left = None if not isinstance(due, datetime) else due - ask.morning()
    return Entry(
        kind=KIND,
        ref=ref_of(voice.case_ref(case)),
        title=title,
        who=called(row),
        customer=customer,
        words=clean(row["words"], 400),
        when=ask.words.near(row["received_date"], ask.today),
        why=why(ask, row),
        due_at=due,
        url=customer_url(customer) if customer else "",
        action=words.say("satisfaction.open_customer") if customer else "",
        department=owners.get(str(row["department"] or "")),
        urgent=left is not None and left > timedelta(),
        step=words.say("satisfaction.refused") if row["refused"] else act,
        moment=ask.moment,
        done_here=True,
    )


def called(row: Row) -> str:
    """The customer's name, or that it is unknown."""
    if not row["record_id"]:
        return words.say("satisfaction.somebody")
    return clean(who(dict(row), words.lang()), 60)


def due_at(row: Row) -> datetime | date | None:
    """When 24 hours are over: elapsed hours, nights and Sundays included."""
    if row["received"] is None:
        day: date = row["received_date"]
        return day + timedelta(days=1)
    return datetime.fromtimestamp(float(row["received"]), UTC) + timedelta(hours=24)


def why(ask: Asker, row: Row) -> str:
    """Where it stands: case, order, day, source."""
    parts = [words.say("satisfaction.why_case", number=row["complaint_id"])]
    if row["order_id"]:
        parts.append(words.say("satisfaction.why_order", order=row["order_id"]))
    if row["channel"]:
        parts.append(clean(row["channel"], 40))
    parts.append(ask.words.day(row["received_date"], year=True))
    parts.append(words.say("satisfaction.why_source", source=row["source"]))
    return words.say("satisfaction.why_waits", what=", ".join(parts))
