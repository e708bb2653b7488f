"""Whom to call, each for a reason: unhappy, gone quiet, worth a thank-you, let down, heard lately.

- `unhappy`: a low score (0 to 6 of 10, or 1 to 2 of 5) or an unanswered complaint of the last
  `days` days; whoever waits for an answer or holds a broken promise comes first.
- `quiet`: bought at least four times, and now silent for more than one and a half times the longest
  pause ever made (at least 60 days, at most 300). Who talked with us after the last purchase comes
  first, then who spent most. The longest own pause is a better yardstick than the mean gap: people
  who buy irregularly make long pauses without having left.
- `thanks`: 9 or 10 with words, or praise, of the last `days` days; first those to whom a promise
  was kept.
- `let_down`: a promise to them was broken in the last 90 days.
- `heard`: they said something to us in the last 90 days.

Whoever does not want to be contacted is never listed. Nobody is listed twice.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import ibis

from kundig.facts import complaints as cases
from kundig.facts import names
from kundig.facts import purchases as bought
from kundig.facts.people import today
from kundig.glossary.listing import Listing

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Request, Tables

#: Reasons in the order in which they count where one person has several.
REASONS = ("unhappy", "let_down", "quiet", "thanks", "heard")
LEAST_PURCHASES, PATIENCE, SHORTEST, LONGEST = 4, 1.5, 60, 300
RECENT = 90


def query(tables: Tables, request: Request) -> ir.Table:
    """The best of each reason: at most `each` rows per reason, with the last note of a talk."""
    frames = (
        _unhappy(tables, request), _let_down(tables, request), _quiet(tables, request),
        _thanks(tables, request), _heard(tables, request),
    )  # fmt: skip
    found = ibis.union(*frames)
    found = names.named(found.filter(found.customer.notnull()), tables)
    found = found.filter(found.refused.fill_null(0) == 0)
    note = _last_note(tables, request)
    found = found.left_join(note, found.customer == note.note_customer).drop("note_customer")
    noted = (found.note_day >= found.day) & (found.reason == "quiet")
    found = found.mutate(
        order=ibis.cases(*[(found.reason == r, i) for i, r in enumerate(REASONS)]),
        weight=found.weight * noted.fill_null(False).ifelse(1000, 1),
    )
    once = ibis.window(group_by="customer", order_by=["order", ibis.desc("weight"), "day", "words"])
    found = found.mutate(own=ibis.row_number().over(once)).filter(lambda t: t.own == 0)
    best = ibis.window(
        group_by="reason", order_by=[ibis.desc("weight"), ibis.desc("day"), "customer"]
    )
    found = found.mutate(place=ibis.row_number().over(best))
    found = found.filter(found.place < int(LISTING.option(request, "each"))).drop("own")
    return found.order_by(["order", "place"]).limit(request.limit)


def _row(frame: ir.Table, reason: str, **columns: ir.Value) -> ir.Table:
    """The columns that all reasons share; what a reason does not know is NULL."""
    kinds = {
        "day": "date", "weight": "float64", "score": "float64", "scale_max": "float64",
        "words": "string", "n": "int64", "gap": "int64", "order_id": "string", "waits": "int64",
    }  # fmt: skip
    given = {
        name: (columns[name] if name in columns else ibis.null(kind)).cast(kind)
        for name, kind in kinds.items()
    }
    return frame.select("customer", reason=ibis.literal(reason), **given)


def _scores(tables: Tables, request: Request) -> ir.Table:
    """Scores and words of the last days, by customer."""
    day = today(request)
    since = day - timedelta(days=int(LISTING.option(request, "days")))
    a = tables["survey_answers"]
    a = a.filter(
        a.kind.isin(["nps", "csat"]),
        a.score.notnull(),
        a.answer_date >= since,
        a.answer_date <= day,
    )
    words = tables["texts"].filter(lambda t: t.about_table == "survey_answers")
    first = ibis.window(group_by=["source", "about_id", "record_id"], order_by=["field", "text"])
    words = words.mutate(place=ibis.row_number().over(first)).filter(lambda t: t.place == 0)
    words = words.select(w_source="source", w_id="about_id", w_record="record_id", words="text")
    a = a.left_join(
        words,
        [a.source == words.w_source, a.response_id == words.w_id, a.record_id == words.w_record],
    )
    return names.numbered(
        a.select(
            "source",
            "record_id",
            "kind",
            "score",
            "scale_max",
            "order_id",
            "words",
            day=a.answer_date,
        ),
        tables,
    )


def _unhappy(tables: Tables, request: Request) -> ir.Table:
    day = today(request)
    s = _scores(tables, request)
    low = ((s.kind == "nps") & (s.scale_max == 10) & (s.score <= 6)) | (
        (s.kind == "csat") & (s.scale_max == 5) & (s.score <= 2)
    )
    s = s.filter(low)
    s = s.select(
        "customer", "score", "scale_max", "order_id", "words", "day", waits=ibis.literal(0, "int64")
    )
    told = cases.first_answers(tables).filter(lambda t: t.first_answer.notnull())
    c = tables["complaints"]
    c = c.filter(
        c.kind.isnull() | (c.kind == "complaint"),
        c.status.isnull() | (c.status == "open"),
        c.received_date >= day - timedelta(days=RECENT),
        c.received_date <= day,
    )
    c = c.anti_join(told, ["source", "complaint_id"])
    words = tables["texts"].filter(lambda t: t.about_table == "complaints")
    words = words.select(w_source="source", w_id="about_id", words="text")
    c = c.left_join(words, [c.source == words.w_source, c.complaint_id == words.w_id])
    c = names.numbered(
        c.select("source", "record_id", "order_id", "words", day=c.received_date), tables
    )
    c = c.select(
        "customer", score=ibis.null("decimal(18, 4)"), scale_max=ibis.null("decimal(18, 4)"),
        order_id=c.order_id, words=c.words, day=c.day, waits=ibis.literal(1, "int64"),
    )  # fmt: skip
    both = s.union(c)
    weight = (
        4 * both.waits + both.words.notnull().cast("int64") + (10 - both.score.fill_null(5)) / 20
    )
    return _row(
        both, "unhappy", day=both.day, weight=weight, score=both.score, scale_max=both.scale_max,
        words=both.words, order_id=both.order_id, waits=both.waits,
    )  # fmt: skip


def _thanks(tables: Tables, request: Request) -> ir.Table:
    day = today(request)
    s = _scores(tables, request)
    s = s.filter((s.kind == "nps") & (s.scale_max == 10) & (s.score >= 9), s.words.length() >= 15)
    p = tables["promises"]
    p = p.filter(
        p.status == "kept", p.kept_date >= day - timedelta(days=RECENT), p.record_id.notnull()
    )
    kept = names.numbered(p.select("source", "record_id"), tables)
    kept = kept.select(kept_to="customer", kept=ibis.literal(1, "int64")).distinct()
    s = s.left_join(kept, s.customer == kept.kept_to)
    weight = 2 * s.kept.fill_null(0) + s.words.length() / 1000
    return _row(
        s, "thanks", day=s.day, weight=weight, score=s.score, scale_max=s.scale_max, words=s.words,
        order_id=s.order_id,
    )  # fmt: skip


def _quiet(tables: Tables, request: Request) -> ir.Table:
    day = today(request)
    b = bought.known(bought.purchases(tables)).filter(lambda t: t.day < day)
    # One row per day of purchase: two receipts of one day are one visit.
    visits = b.aggregate(by=["customer", "day"], spent=b.amount.sum())
    own = ibis.window(group_by="customer", order_by="day")
    visits = visits.mutate(before=visits.day.lag().over(own))
    visits = visits.mutate(
        pause=visits.day.cast("date").delta(visits.before.cast("date"), unit="day").cast("int64")
    )
    each = visits.aggregate(
        by=["customer"],
        n=visits.count(),
        last_day=visits.day.max(),
        spent=visits.spent.sum(),
        gap=visits.pause.max(),
    )
    now = ibis.literal(day).cast("date")
    each = each.filter(each.n >= LEAST_PURCHASES)
    each = each.mutate(silent=now.delta(each.last_day.cast("date"), unit="day").cast("int64"))
    each = each.filter(
        each.silent >= SHORTEST, each.silent <= LONGEST, each.silent > PATIENCE * each.gap
    )
    return _row(
        each, "quiet", day=each.last_day, weight=each.spent.fill_null(0), n=each.n, gap=each.gap
    )


def _let_down(tables: Tables, request: Request) -> ir.Table:
    day = today(request)
    p = tables["promises"]
    p = p.filter(p.status == "broken", p.due_date >= day - timedelta(days=RECENT), p.due_date < day)
    p = names.numbered(
        p.select("source", "record_id", "order_id", words=p.subject, day=p.due_date), tables
    )
    return _row(
        p, "let_down", day=p.day, weight=ibis.literal(1), words=p.words, order_id=p.order_id
    )


def _notes(tables: Tables, request: Request) -> ir.Table:
    """Notes of talks with customers, by customer, `place` 0 the last one."""
    c = tables["contacts"].filter(lambda t: t.contact_date <= today(request))
    t = tables["texts"].filter(lambda t: t.about_table == "contacts")
    t = t.select(t_source="source", t_id="about_id", note="text")
    c = c.inner_join(t, [c.source == t.t_source, c.contact_id == t.t_id])
    c = c.filter(c.note.length() >= 15)
    c = names.numbered(
        c.select("source", "record_id", "contact_id", "direction", "note", note_day=c.contact_date),
        tables,
    )
    c = c.filter(c.customer.notnull())
    last = ibis.window(
        group_by="customer", order_by=[ibis.desc("note_day"), "source", "contact_id", "note"]
    )
    return c.mutate(place=ibis.row_number().over(last)).filter(lambda t: t.place == 0)


def _last_note(tables: Tables, request: Request) -> ir.Table:
    since = today(request) - timedelta(days=LONGEST)
    n = _notes(tables, request).filter(lambda t: t.note_day >= since)
    return n.select("note", "note_day", note_customer=n.customer)


def _heard(tables: Tables, request: Request) -> ir.Table:
    since = today(request) - timedelta(days=RECENT)
    n = _notes(tables, request).filter(lambda t: t.note_day >= since)
    weight = (n.direction == "in").fill_null(False).cast("int64")
    return _row(n, "heard", day=n.note_day, weight=weight, words=n.note)


LISTING = Listing(
    key="people_to_call",
    element="needs", about=("survey_answers", "complaints", "orders", "promises", "contacts"),
    reads=(
        "survey_answers", "texts", "complaints", "complaint_events", "contacts", "promises",
        "customer_records", *bought.READS,
    ),
    query=query,
    options=(("days", 30), ("each", 3)),
)  # fmt: skip
