"""What customers said in their own words, the most pressing first.

Words from surveys, complaints, public reviews and talks of the last `days` days; notes of ours are
no voice, so of a talk only the customer's own words count (field `words`). First come words of people who wait for an answer or hold a broken promise, then complaints
and low scores, then the newest. Very short words say too little to be listed.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis

from kundig.facts import complaints as facts
from kundig.facts import names
from kundig.facts.people import today
from kundig.glossary.listing import Listing

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Request, Tables

SHORTEST = 15  # letters
OWN_WORDS = "words"
#: For how many days an open complaint or a broken promise presses.
PRESSING = 45


def query(tables: Tables, request: Request) -> ir.Table:
    """One row per text: words, day, score on its scale, order, and `weight`."""
    day = today(request)
    since = day - timedelta(days=int(LISTING.option(request, "days")))
    t = tables["texts"]
    t = t.filter(
        t.about_table.isin(["survey_answers", "complaints", "mentions"])
        | ((t.about_table == "contacts") & (t.field == OWN_WORDS)),
        t.text_date >= since,
        t.text_date <= day,
        t.text.length() >= SHORTEST,
    )
    t = t.select(
        "source", "about_table", "about_id", "field", "record_id", day=t.text_date, words=t.text
    )
    t = _scored(t, tables)
    t = _of_a_case(t, tables)
    t = names.named(names.numbered(t, tables), tables)
    waits, broken = _waiting(tables, day), _broken(tables, day)
    t = t.left_join(waits, [t.source == waits.w_source, t.record_id == waits.w_record])
    t = t.left_join(broken, [t.source == broken.b_source, t.record_id == broken.b_record])
    t = t.drop("w_source", "w_record", "b_source", "b_record")
    t = t.mutate(
        weight=4 * t.waits.fill_null(0)
        + 2 * t.broken.fill_null(0)
        + ((t.about_table == "complaints") & t.waits.notnull()).cast("int64")
    )
    bad = (t.nps <= 6) | (t.csat <= 2) | (t.case_kind == "complaint")
    t = t.mutate(bad=bad.fill_null(False).cast("int64"))
    return t.order_by(
        [
            t.weight.desc(),
            t.bad.desc(),
            t.day.desc(),
            t.words.length().desc(),
            t.source,
            t.about_table,
            t.about_id,
            t.field,
        ]
    ).limit(request.limit)


def _scored(t: ir.Table, tables: Tables) -> ir.Table:
    """Add score, scale and order of the questionnaire that the words stand in."""
    a = tables["survey_answers"]
    asked = a.filter(a.kind == "text").aggregate(
        by=["source", "response_id", "question_id"], survey=lambda x: x.survey_id.min()
    )
    # Words may also stand under the question that was scored.
    same = a.filter(a.kind != "text").aggregate(
        by=["source", "response_id", "question_id"], survey=lambda x: x.survey_id.min()
    )
    place = asked.union(same)
    score = a.filter(a.kind.isin(["nps", "csat"]), a.score.notnull())
    score = score.aggregate(
        by=["source", "survey_id", "response_id"],
        nps=score.score.max(where=(score.kind == "nps") & (score.scale_max == 10)),
        csat=score.score.max(where=(score.kind == "csat") & (score.scale_max == 5)),
        answer_order=score.order_id.max(),
    )
    place = place.rename(p_source="source", p_response="response_id", p_question="question_id")
    t = t.left_join(
        place,
        [
            t.about_table == "survey_answers",
            t.source == place.p_source,
            t.about_id == place.p_response,
            t.field == place.p_question,
        ],
    ).drop("p_source", "p_response", "p_question")
    score = score.rename(s_source="source", s_survey="survey_id", s_response="response_id")
    return t.left_join(
        score,
        [t.source == score.s_source, t.survey == score.s_survey, t.about_id == score.s_response],
    ).drop("s_source", "s_survey", "s_response")


def _of_a_case(t: ir.Table, tables: Tables) -> ir.Table:
    """Add the order and kind of the complaint (or praise) that the words stand in."""
    c = tables["complaints"].select(
        c_source="source", c_id="complaint_id", case_order="order_id", case_kind="kind"
    )
    t = t.left_join(
        c, [t.about_table == "complaints", t.source == c.c_source, t.about_id == c.c_id]
    )
    return t.mutate(order_id=ibis.coalesce(t.case_order, t.answer_order)).drop(
        "c_source", "c_id", "case_order", "answer_order"
    )


def _waiting(tables: Tables, day: date) -> ir.Table:
    """Customers whose complaint of the last weeks nobody has answered."""
    told = facts.first_answers(tables).filter(lambda x: x.first_answer.notnull())
    c = tables["complaints"]
    c = c.filter(
        c.kind.isnull() | (c.kind == "complaint"),
        c.status.isnull() | (c.status == "open"),
        c.received_date >= day - timedelta(days=PRESSING),
    )
    c = c.anti_join(told, ["source", "complaint_id"]).filter(lambda x: x.record_id.notnull())
    return c.select(
        w_source=c.source, w_record=c.record_id, waits=ibis.literal(1, "int64")
    ).distinct()


def _broken(tables: Tables, day: date) -> ir.Table:
    """Customers to whom a promise of the last weeks was broken."""
    p = tables["promises"]
    p = p.filter(
        p.status == "broken",
        p.due_date >= day - timedelta(days=PRESSING),
        p.record_id.notnull(),
    )
    return p.select(
        b_source=p.source, b_record=p.record_id, broken=ibis.literal(1, "int64")
    ).distinct()


LISTING = Listing(
    key="voices",
    element="satisfaction",
    about=("texts",),
    reads=("texts", "survey_answers", "complaints", "complaint_events", "promises", *names.READS),
    query=query,
    options=(("days", 30),),
)
