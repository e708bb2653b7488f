"""What customers answered lately: one row per questionnaire, the newest first.

`nps` stands on 0 to 10, `csat` on 1 to 5, `ces` on the scale that ends at `ces_max`; `words` is the
longest text of the questionnaire. `mood` is bad (0 to 6 of 10, 1 or 2 of 5, much effort), good (9 or
10, 4 or 5, little effort) or middle; the worst of several scores counts.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import ibis

from kundig.facts import names
from kundig.facts.people import today
from kundig.glossary.listing import Listing

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Request, Tables

ONE = ["source", "survey_id", "response_id"]


def query(tables: Tables, request: Request) -> ir.Table:
    """Questionnaires of the last `days` days; `kind`, `mood`, `branch`, `told` narrow them down."""
    day = today(request)
    since = day - timedelta(days=int(LISTING.option(request, "days")))
    a = tables["survey_answers"]
    a = a.filter(a.answer_date >= since, a.answer_date <= day)
    each = a.aggregate(
        by=ONE,
        day=a.answer_date.max(),
        record_id=a.record_id.max(),
        order_id=a.order_id.max(),
        branch=a.branch.max(),
        channel=a.channel.max(),
        nps=a.score.max(where=(a.kind == "nps") & (a.scale_max == 10)).cast("float64"),
        csat=a.score.max(where=(a.kind == "csat") & (a.scale_max == 5)).cast("float64"),
        ces=a.score.max(where=a.kind == "ces").cast("float64"),
        ces_max=a.scale_max.max(where=(a.kind == "ces") & a.score.notnull()).cast("float64"),
    )
    words = _words(a, tables)
    each = each.left_join(
        words,
        [each.source == words.w_source, each.survey_id == words.w_survey,
         each.response_id == words.w_response],
    ).drop("w_source", "w_survey", "w_response")  # fmt: skip
    each = each.filter(
        each.nps.notnull() | each.csat.notnull() | each.ces.notnull() | each.words.notnull()
    )
    each = _narrowed(each.mutate(mood=_mood(each)), request)
    each = names.named(names.numbered(each, tables), tables)
    return each.order_by([each.day.desc(), *ONE]).limit(request.limit)


def _words(a: ir.Table, tables: Tables) -> ir.Table:
    """The longest text of every questionnaire."""
    t = tables["texts"].filter(lambda x: x.about_table == "survey_answers")
    t = t.select(t_source="source", t_id="about_id", t_field="field", words="text")
    joined = a.inner_join(
        t, [a.source == t.t_source, a.response_id == t.t_id, a.question_id == t.t_field]
    )
    longest = ibis.window(
        group_by=ONE, order_by=[ibis.desc(joined.words.length()), joined.t_field, joined.words]
    )
    joined = joined.mutate(place=ibis.row_number().over(longest)).filter(lambda x: x.place == 0)
    return joined.select(
        "words", w_source="source", w_survey="survey_id", w_response="response_id"
    )  # fmt: skip


def _mood(each: ir.Table) -> ir.Value:
    easy = each.ces_max.isin([7.0])  # CES 2.0: high is good; CES 1.0 asks for the effort
    bad = (each.nps <= 6) | (each.csat <= 2) | easy.ifelse(each.ces <= 3, each.ces >= 4)
    good = (each.nps >= 9) | (each.csat >= 4) | easy.ifelse(each.ces >= 5, each.ces <= 2)
    known = each.nps.notnull() | each.csat.notnull() | each.ces.notnull()
    return ibis.cases(
        (bad.fill_null(False), "bad"),
        (good.fill_null(False), "good"),
        (known, "middle"),
    )


def _narrowed(each: ir.Table, request: Request) -> ir.Table:
    kind, mood, branch = (str(LISTING.option(request, o)) for o in ("kind", "mood", "branch"))
    if kind in {"nps", "csat", "ces"}:
        each = each.filter(each[kind].notnull())
    if mood:
        each = each.filter(each.mood == mood)
    if branch:
        each = each.filter(each.branch == branch)
    if LISTING.option(request, "told"):
        each = each.filter(each.words.notnull())
    return each


LISTING = Listing(
    key="answers_given",
    element="satisfaction",
    about=("survey_answers",),
    reads=("survey_answers", "texts", *names.READS),
    query=query,
    options=(("days", 30), ("kind", ""), ("mood", ""), ("branch", ""), ("told", 0)),
)
