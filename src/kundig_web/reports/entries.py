"""What the letter names, as entries: people to call, voices, promises that files brought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from kundig.answers.listings import who
from kundig.intake.own import is_own_id
from kundig.letter import deeds, voice
from kundig.letter.asker import Asker
from kundig.letter.morning import Morning
from kundig.letter.words import clean
from kundig_web import company, words
from kundig_web.access.models import Department, User
from kundig_web.access.permissions import Permission
from kundig_web.customers.addresses import customer_url
from kundig_web.desk import morning as mornings
from kundig_web.desk.entries import Entry, ref_of, register
from kundig_web.desk.figures import open_to

CALL, VOICE, PROMISE = "call", "voice", "file_promise"
#: The most pressing voices; the others stand on the page of surveys.
VOICES = 40
Row = Mapping[str, Any]


def offer() -> None:
    """Let Heute show them."""
    register(CALL, Permission.SEE_CUSTOMERS, calls)
    register(VOICE, Permission.SEE_CUSTOMERS, voices)
    register(PROMISE, Permission.SEE_CUSTOMERS, promises)


def calls(viewer: User, today: date) -> Iterator[Entry]:
    """People to call and what to ask; somebody may stand here for several reasons."""
    found = _morning(today)
    if found is None:
        return
    morning, ask = found
    for row in morning.rows.get("calls", ()):
        told = deeds.call(ask, dict(row), None)
        asked = told.ask if told.ask.startswith(("„", "“")) else ""
        yield Entry(
            kind=CALL,
            ref=call_ref(row),
            title=told.because[:1].upper() + told.because[1:],
            who=told.who,
            customer=told.customer,
            why=f"{words.say(f'reports.why_{told.reason}')} {told.why}.",
            url=_note(viewer, told.customer),
            action=words.say("reports.note_talk"),
            ask=asked,
            step="" if asked else told.ask,
            moment=ask.moment,
            done_here=True,
        )


def _note(viewer: User, customer: str) -> str:
    """Where one writes down what the customer said, or else the customer's page."""
    url = open_to(viewer, "needs:talk_new")
    return f"{url}?{urlencode({'customer': customer})}" if url else customer_url(customer)


def call_ref(row: Row) -> str:
    """A customer, a reason and the day of the reason: the same call for good."""
    return ref_of(row["customer"], row["reason"], row["day"])


def voices(viewer: User, today: date) -> Iterator[Entry]:
    """What customers said, the most pressing first."""
    found = _morning(today)
    if found is None:
        return
    morning, ask = found
    cases, promised = morning.rows["cases"], morning.rows["promises"]
    for row in morning.rows.get("voices", ())[:VOICES]:
        told = voice.lead(ask, [dict(row)], cases, promised)
        if told is None:
            continue
        customer = told.customer
        yield Entry(
            kind=VOICE,
            ref=ref_of(told.ref),
            title=" ".join(told.followed),
            who=told.who if row["record_id"] else words.say("satisfaction.somebody"),
            customer=customer,
            words=told.words,
            when=told.when,
            why=f"{words.say('reports.why_voice')} {told.why}.",
            url=customer_url(customer) if customer else "",
            action=words.say("satisfaction.open_customer") if customer else "",
            urgent=bool(told.act),
            step=told.act,
            moment=ask.moment,
            done_here=True,
        )


def promises(viewer: User, today: date) -> Iterator[Entry]:
    """Promises of files that are due or overdue; those written here have a page of their own."""
    found = _morning(today)
    if found is None:
        return
    morning, ask = found
    owners = dict(Department.objects.values_list("name", "pk"))
    for row in morning.rows.get("promises", ()):
        if is_own_id(row["promise_id"]) or row["state"] == "broken":
            continue
        customer = str(row["customer"] or "")
        told = deeds.promise(ask, dict(row))
        yield Entry(
            kind=PROMISE,
            ref=ref_of(row["source"], row["promise_id"]),
            title=words.say("reports.promised", what=told.what),
            who=clean(who(dict(row), words.lang()), 60) if row["record_id"] else told.who,
            customer=customer,
            why=words.say("reports.why_promise", what=told.why, source=row["source"]),
            due_at=row["due_date"],
            url=customer_url(customer) if customer else "",
            action=words.say("satisfaction.open_customer") if customer else "",
            department=owners.get(str(row["department"] or "")),
            urgent=morning.day <= row["due_date"] <= morning.day + timedelta(days=1),
            subject=told.what,
            moment=ask.moment,
            done_here=True,
        )


def _morning(today: date) -> tuple[Morning, Asker] | None:
    """The day's rows, if they have been read, and who makes words of them."""
    snapshot = company.snapshot()
    kept = mornings.kept(snapshot, today)
    if kept is None:
        return None
    return kept.morning, mornings.asker(kept.morning, snapshot, company.now())
