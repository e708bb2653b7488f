"""Response time: the share of complaints that a person answered within 24 hours.

Formula: complaints answered by a person within 24 elapsed hours / complaints that were answered or
whose 24 hours are over, in percent. Interval: Wilson 1927. An automatic reply is no answer. The
clock runs in elapsed seconds, nights and Sundays included; `hours` sets another limit.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import ibis

from kundig.facts import complaints as facts
from kundig.facts import options
from kundig.facts.frame import restrict
from kundig.facts.rows import count, estimated, percent
from kundig.glossary.measure import Caveat, Measure, Request, Result, Rows, Unit
from kundig.stats.estimate import Estimate
from kundig.stats.guards import enough
from kundig.stats.proportions import wilson

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables

HOURS = 24


def query(tables: Tables, request: Request) -> ir.Table:
    """Complaints per group: answered, in time, open; and hours until the answer."""
    limit = round(options.number(request, "hours", default=HOURS, low=0, high=8760) * 3600)
    frame = restrict(facts.complaints(tables), request)
    answers = facts.first_answers(tables).rename(
        answer_source="source", answer_complaint="complaint_id"
    )
    frame = frame.left_join(
        answers,
        [frame.source == answers.answer_source, frame.complaint_id == answers.answer_complaint],
    )
    frame = frame.mutate(
        started=ibis.coalesce(frame.received_at.epoch_seconds(), frame.first_event),
        # Somebody says that it was answered, nobody says when.
        untold=frame.first_event.isnull() & frame.status.isin(["answered", "solved", "closed"]),
    )
    frame = _at_the_moment(frame, tables, request)
    took = frame.first_answer - frame.started
    known = frame.started.notnull() & ~frame.untold.fill_null(False)
    unanswered = known & frame.first_answer.isnull()
    over = frame.now_seconds - frame.started > limit
    return frame.aggregate(
        by=list(request.by),
        answered=frame.count(where=known & frame.first_answer.notnull()),
        in_time=frame.count(where=known & (took <= limit)),
        never_answered=frame.count(where=unanswered & over),
        open_at_risk=frame.count(where=unanswered & ~over),
        unknown=frame.count(where=~known),
        with_history=frame.first_event.count(),
        # Spark takes no median with a condition.
        median_seconds=known.ifelse(took, None).cast("float64").median(),
    )


def _at_the_moment(frame: ir.Table, tables: Tables, request: Request) -> ir.Table:
    """Add `now_seconds`, the start of `as_of`, and forget what came later.

    Without `as_of` it is the last moment that anything is recorded of: a case of last Sunday is
    judged by what is known today, not by what was known when the week ended.
    """
    if request.as_of is None:
        events = tables["complaint_events"].select(moment="happened_at")
        moments = events.union(tables["complaints"].select(moment="received_at"))
        last = moments.aggregate(now_seconds=moments.moment.epoch_seconds().max())
        return frame.cross_join(last)
    day = request.as_of
    now = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    frame = frame.filter(frame.day < day).mutate(now_seconds=ibis.literal(now, "int64"))
    return frame.mutate(first_answer=(frame.first_answer <= now).ifelse(frame.first_answer, None))


def estimate(rows: Rows, request: Request) -> Result:
    """Shares answered in time; open complaints are in only once their time is over."""
    rows = list(rows)
    if not any(count(r, "with_history") for r in rows):
        rows = [_untold(r) for r in rows]
    result = estimated(rows, request, key="response_time", estimate=_share, more=_parts)
    caveats = list(result.caveats)
    unknown = sum(count(r, "unknown") for r in rows)
    if unknown:
        caveats.append(Caveat("answer_time_unknown", {"n": unknown}))
    risk = sum(count(r, "open_at_risk") for r in rows)
    if risk:
        caveats.append(Caveat("open_at_risk", {"n": risk}))
    return Result(result.rows, result.n, tuple(caveats))


def _untold(row: Any) -> dict[str, Any]:
    """The row where no history was kept at all: nobody can say who answered when."""
    names = ("answered", "in_time", "never_answered", "open_at_risk", "unknown")
    cases = sum(count(row, name) for name in names if name != "in_time")
    return {**row, **dict.fromkeys(names, 0), "unknown": cases}


def _due(row: Any) -> int:
    return count(row, "answered") + count(row, "never_answered")


def _share(row: Any) -> Estimate:
    return percent(wilson(count(row, "in_time"), _due(row)))


def _parts(row: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        k: count(row, k) for k in ("in_time", "answered", "never_answered", "open_at_risk")
    }
    seconds = row["median_seconds"]
    shown = seconds is not None and enough(count(row, "answered"))
    return told | {"median_hours": seconds / 3600 if shown else None}


MEASURE = Measure(
    key="response_time",
    element="satisfaction",
    reads=("complaint_events", "complaints"),
    query=query,
    estimate=estimate,
    unit=Unit.PERCENT,
    chart="interval",
    source="Wilson 1927",
    dimensions=("branch", "channel", "department", "cause", "source"),
    options=("hours",),
)
