"""The history: one row per thing that happened with a customer, as SQL over the shared tables.

What counts as a purchase, a late delivery, an open complaint or a promise that is still due is said
by the facts and listings of the ground floor; this file only puts their rows into one shape.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kundig.answers.compiling import to_sql, unbound
from kundig.contact import promises_due
from kundig.engines.files import sql_list, sql_text
from kundig.facts import complaints, deliveries
from kundig.facts.frame import customer_of
from kundig.glossary.measure import Request
from kundig.satisfaction import open_complaints

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables

#: Kinds of events, in the order in which they stand where a day and a moment are the same.
KINDS = ("order", "return", "delivery", "answer", "complaint", "contact", "promise")
#: Every column of the history, its type and what it says.
COLUMNS: dict[str, str] = {
    "customer": "VARCHAR",
    "place": "VARCHAR",  # sorts events of one customer in time; what comes before it is older
    "kind": "VARCHAR",
    "day": "DATE",
    "moment": "TIMESTAMPTZ",
    "source": "VARCHAR",
    "ref": "VARCHAR",  # number of the order, complaint … in its source
    "order_id": "VARCHAR",
    "what": "VARCHAR",  # return: return, cancellation; answer: nps, csat …; complaint: praise …
    "state": "VARCHAR",
    "unsettled": "BOOLEAN",  # somebody still owes the customer something
    "amount": "DECIMAL(18, 4)",
    "currency": "VARCHAR",
    "items": "DECIMAL(18, 3)",
    "positions": "BIGINT",
    "products": "VARCHAR[]",  # the dearest three
    "score": "DECIMAL(18, 4)",
    "scale_min": "DECIMAL(18, 4)",
    "scale_max": "DECIMAL(18, 4)",
    "marks": "STRUCT(question VARCHAR, kind VARCHAR, score DECIMAL(18, 4), scale_min DECIMAL(18, 4), scale_max DECIMAL(18, 4), choice VARCHAR)[]",
    "words": "VARCHAR",
    "detail": "VARCHAR",  # cause, reason, purpose, subject, survey, carrier
    "channel": "VARCHAR",
    "branch": "VARCHAR",
    "department": "VARCHAR",
    "direction": "VARCHAR",  # contact: in, out
    "personal": "BOOLEAN",  # contact: False is a mass mailing
    "due_day": "DATE",  # delivery, promise
    "done_day": "DATE",  # delivered, answered, kept
}
_EVER = 36500  # days: a hundred years


def selects(day: date, *, zone: str, rows: Callable[[str], int]) -> list[str]:
    """SQL queries that together give all rows of the history, unsorted.

    Args:
        day: the day on which today stands.
        zone: where the company's days begin.
        rows: how many rows a shared table has: lists are gathered for so many at a time, for
            they cannot be moved to disk while they grow.
    """

    def parted(make: Callable[[int, int], str], table: str, piece: int) -> list[str]:
        parts = 1 + rows(table) // piece
        return [make(i, parts) for i in range(parts)]

    return [
        *parted(_orders, "order_lines", LINES),
        *parted(_returns, "returns", LINES),
        _deliveries(),
        *parted(_answers, "survey_answers", TEXTS),
        *parted(partial(_complaints, day, zone), "complaints", TEXTS),
        *parted(_contacts, "contacts", TEXTS),
        _promises(day),
    ]


#: Rows that are gathered at a time.
LINES, TEXTS = 1_500_000, 400_000


def _part(number: str, i: int, parts: int) -> str:
    """The condition of one part of a table: by the hash of the number within a source."""
    return "true" if parts == 1 else f"hash(source, {number}) % {parts} = {i}"


def sorted_rows(files: Sequence[Path]) -> str:
    """SQL for the rows of one history file: all events of its customers, sorted."""
    if not files:
        empty = ", ".join(f"NULL::{t} AS {c}" for c, t in COLUMNS.items())
        return f"SELECT {empty} WHERE false"
    source = f"read_parquet({sql_list(files)}, hive_partitioning = false)"
    return f"SELECT {', '.join(COLUMNS)} FROM {source} ORDER BY customer, place DESC"


def compiled(make: Callable[[Tables], ir.Table], *reads: str) -> str:
    """The SQL of an Ibis expression over shared tables."""
    return to_sql(make(unbound(reads)), dialect="duckdb")


def numbered(table: str) -> str:
    """SQL for all rows of a shared table, each with `customer`: whose number stands on it."""
    return compiled(
        lambda tables: customer_of(tables[table], tables["customer_links"]), table, "customer_links"
    )


def _shaped(kind: str, body: str, **columns: str) -> str:
    """Rows in the shape of COLUMNS; what a kind does not know is NULL."""
    given = {"kind": f"'{kind}'", **columns}
    day, moment = given["day"], given.get("moment", "NULL::TIMESTAMPTZ")
    given["place"] = (
        f"coalesce(strftime({day}, '%Y-%m-%d'), '0000') || ' ' || "
        f"coalesce(lpad(epoch_us({moment})::VARCHAR, 18, '0'), '') || ' {KINDS.index(kind)}' || "
        f"{given['source']} || ':' || {given['ref']}"
    )
    told = ", ".join(f"({given.get(c, 'NULL')})::{t} AS {c}" for c, t in COLUMNS.items())
    return f"SELECT {told} {body}"


def _orders(i: int, parts: int) -> str:
    piece = _part("order_id", i, parts)
    lines = (
        "SELECT source, order_id, sum(quantity) FILTER (quantity > 0) AS items, count(*) AS positions, "
        "sum(amount) FILTER (quantity > 0 AND amount > 0) AS sold, "
        "arg_max(product_name, amount, 3) FILTER (product_name IS NOT NULL) AS products, "
        f"min(currency) AS currency FROM order_lines WHERE {piece} GROUP BY ALL"
    )
    return _shaped(
        "order",
        f"FROM (SELECT * FROM ({numbered('orders')}) WHERE {piece}) AS o LEFT JOIN ({lines}) AS l "
        "ON o.source = l.source AND o.order_id = l.order_id",
        customer="o.customer", day="o.order_date", moment="o.ordered_at", source="o.source",
        ref="o.order_id", order_id="o.order_id", state="o.status",
        what="CASE WHEN o.status IN ('cancelled', 'unavailable') THEN 'cancelled' ELSE 'order' END",
        amount="coalesce(l.sold, o.total)", currency="coalesce(o.currency, l.currency)",
        items="coalesce(l.items, o.quantity)", positions="l.positions", products="l.products",
        channel="o.channel", branch="o.branch",
    )  # fmt: skip


def _returns(i: int, parts: int) -> str:
    piece = _part("return_id", i, parts)
    grouped = (
        "SELECT source, return_id, customer, min(return_date) AS day, min(returned_at) AS moment, "
        "min(order_id) AS order_id, min(kind) AS kind, sum(amount) AS amount, "
        "min(currency) AS currency, sum(quantity) AS items, count(*) AS positions, "
        "arg_max(product_name, amount, 3) FILTER (product_name IS NOT NULL) AS products, "
        "min(reason) AS reason, min(channel) AS channel, min(branch) AS branch "
        f"FROM ({numbered('returns')}) WHERE customer IS NOT NULL AND {piece} "
        "GROUP BY source, return_id, customer"
    )
    return _shaped(
        "return", f"FROM ({grouped}) AS r",
        customer="customer", day="day", moment="moment", source="source", ref="return_id",
        order_id="order_id", what="coalesce(kind, 'return')", amount="amount", currency="currency",
        items="items", positions="positions", products="products", detail="reason",
        channel="channel", branch="branch",
    )  # fmt: skip


def _deliveries() -> str:
    late = compiled(lambda tables: deliveries.deliveries(tables), "deliveries")
    # `deliveries` keeps no number of the delivery: two parcels of one order may both be late, so
    # the rows are matched by all that decides about being late.
    verdict = f"SELECT DISTINCT source, unit, promised_date, day, late FROM ({late}) WHERE late = 1"
    return _shaped(
        "delivery",
        f"FROM ({numbered('deliveries')}) AS d SEMI JOIN ({verdict}) AS v "
        "ON d.source = v.source AND coalesce(d.order_id, d.delivery_id) = v.unit "
        "AND d.promised_date IS NOT DISTINCT FROM v.promised_date "
        "AND coalesce(d.delivered_date, d.promised_date, d.order_date) IS NOT DISTINCT FROM v.day",
        customer="d.customer", day="coalesce(d.delivered_date, d.promised_date, d.order_date)",
        moment="d.delivered_at", source="d.source", ref="d.delivery_id", order_id="d.order_id",
        what="'late'", state="d.status", detail="d.carrier", branch="d.branch",
        due_day="d.promised_date", done_day="d.delivered_date",
    )  # fmt: skip


def _words(table: str, i: int, parts: int, *more: str) -> str:
    """All words about the rows of one part of a table, one text a line."""
    columns = ", ".join(("source", "about_id", *more))
    return (
        f"(SELECT {columns}, string_agg(text, chr(10) ORDER BY field, text) AS words FROM texts "
        f"WHERE about_table = '{table}' AND {_part('about_id', i, parts)} GROUP BY {columns}) AS t"
    )


def _answers(i: int, parts: int) -> str:
    piece = _part("response_id", i, parts)
    rank = "list_position(['nps', 'csat', 'ces', 'solved', 'rating', 'choice', 'text'], kind)"
    best = f"({rank}, question_id)"
    grouped = (
        "SELECT source, survey_id, response_id, customer, any_value(record_id) AS record_id, "
        "min(answer_date) AS day, min(answered_at) AS moment, min(order_id) AS order_id, "
        "min(branch) AS branch, min(channel) AS channel, "
        f"arg_min(struct_pack(kind, score, scale_min, scale_max), {best}) FILTER (score IS NOT NULL) AS first, "
        f"arg_min(kind, {best}) AS kind, "
        "list(struct_pack(question := question_id, kind, score, scale_min, scale_max, choice) "
        f"ORDER BY {rank}, question_id) FILTER (score IS NOT NULL OR choice IS NOT NULL) AS marks "
        f"FROM ({numbered('survey_answers')}) WHERE customer IS NOT NULL AND {piece} "
        "GROUP BY source, survey_id, response_id, customer"
    )
    return _shaped(
        "answer",
        f"FROM ({grouped}) AS a LEFT JOIN {_words('survey_answers', i, parts, 'record_id')} "
        "ON a.source = t.source AND a.response_id = t.about_id AND a.record_id = t.record_id "
        # Somebody who opened a questionnaire and said nothing has not answered.
        "WHERE a.marks IS NOT NULL OR t.words IS NOT NULL",
        customer="a.customer", day="a.day", moment="a.moment", source="a.source",
        ref="a.survey_id || '/' || a.response_id", order_id="a.order_id",
        what="coalesce(a.first.kind, a.kind)", score="a.first.score",
        scale_min="a.first.scale_min", scale_max="a.first.scale_max", marks="a.marks",
        words="t.words", detail="a.survey_id", branch="a.branch", channel="a.channel",
    )  # fmt: skip


def _complaints(day: date, zone: str, i: int, parts: int) -> str:
    piece = _part("complaint_id", i, parts)
    asked = Request(as_of=day, limit=2**62, options={"recent": _EVER})
    cases = compiled(
        lambda tables: open_complaints.query(tables, asked), *open_complaints.LISTING.reads
    )
    answered = compiled(complaints.first_answers, "complaints", "complaint_events", *_PURCHASES)
    done = "coalesce(c.status IN ('solved', 'closed'), false) OR c.closed_at IS NOT NULL"
    return _shaped(
        "complaint",
        f"FROM (SELECT * FROM ({numbered('complaints')}) WHERE {piece}) AS c "
        f"LEFT JOIN (SELECT source, complaint_id, state FROM ({cases})) AS s "
        "ON c.source = s.source AND c.complaint_id = s.complaint_id "
        f"LEFT JOIN ({answered}) AS f ON c.source = f.source AND c.complaint_id = f.complaint_id "
        f"LEFT JOIN {_words('complaints', i, parts)} ON c.source = t.source AND c.complaint_id = t.about_id",
        customer="c.customer", day="c.received_date", moment="c.received_at", source="c.source",
        ref="c.complaint_id", order_id="c.order_id", what="coalesce(c.kind, 'complaint')",
        state=f"coalesce(s.state, CASE WHEN {done} THEN 'settled' WHEN c.status = 'answered' THEN 'answered' ELSE 'unanswered' END)",
        unsettled="s.state <> 'settled'", amount="c.goodwill", currency="c.currency",
        words="t.words", detail="c.cause", channel="c.channel", branch="c.branch",
        department="c.department",
        done_day=f"(to_timestamp(f.first_answer) AT TIME ZONE {sql_text(zone)})::DATE",
    )  # fmt: skip


_PURCHASES = ("orders", "order_lines", "customer_links")


def _contacts(i: int, parts: int) -> str:
    piece = _part("contact_id", i, parts)
    return _shaped(
        "contact",
        f"FROM (SELECT * FROM ({numbered('contacts')}) WHERE {piece}) AS c LEFT JOIN {_words('contacts', i, parts)} "
        "ON c.source = t.source AND c.contact_id = t.about_id",
        customer="c.customer", day="c.contact_date", moment="c.happened_at", source="c.source",
        ref="c.contact_id", words="t.words", detail="c.purpose", channel="c.channel",
        department="c.department", direction="c.direction", personal="coalesce(c.personal, true)",
        what="CASE WHEN c.personal = false THEN 'mailing' ELSE 'personal' END",
    )  # fmt: skip


def _promises(day: date) -> str:
    asked = Request(as_of=day, limit=2**62, options={"ahead": _EVER, "broken": _EVER})
    due = compiled(lambda tables: promises_due.query(tables, asked), *promises_due.LISTING.reads)
    return _shaped(
        "promise",
        f"FROM ({numbered('promises')}) AS p "
        f"LEFT JOIN (SELECT source, promise_id, state FROM ({due})) AS s "
        "ON p.source = s.source AND p.promise_id = s.promise_id",
        customer="p.customer", day="coalesce(p.made_date, p.due_date)", source="p.source",
        ref="p.promise_id", order_id="p.order_id", what="'promise'",
        # A promise that was kept late was broken all the same: the source says which.
        state="coalesce(s.state, CASE WHEN p.status IN ('kept', 'broken', 'withdrawn') "
        "THEN p.status WHEN p.kept_date IS NOT NULL THEN 'kept' ELSE 'open' END)",
        unsettled="s.state IN ('open', 'overdue')", detail="p.subject", branch="p.branch",
        department="p.department", due_day="p.due_date", done_day="p.kept_date",
    )  # fmt: skip
