"""A frame: one row per fact with its day and its dimensions; restricting and grouping it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kundig.glossary.measure import Request

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: Parts of time that every frame with a `day` can be grouped by.
TIME = ("year", "quarter", "month", "week")


def with_time(frame: ir.Table) -> ir.Table:
    """Add year, quarter, month and week as sortable texts derived from `day`."""
    day = frame.day
    year = day.year().cast("string")
    return frame.mutate(
        year=year,
        quarter=year.concat("-Q", day.quarter().cast("string")),
        month=day.strftime("%Y-%m"),
        # The Monday of the week: sorts, and needs no rule for week 53.
        week=day.truncate("W").strftime("%Y-%m-%d"),
    )


def restrict(frame: ir.Table, request: Request, *, period: bool = True) -> ir.Table:
    """Keep the facts of the period and of the dimensions that were asked for."""
    if period and request.start is not None:
        frame = frame.filter(frame.day >= request.start)
    if period and request.end is not None:
        frame = frame.filter(frame.day <= request.end)
    timed = {*request.by, *request.where} & set(TIME)
    if timed:
        frame = with_time(frame)
    for name, values in request.where.items():
        column = frame[name].cast("string")
        if name == "customer":
            # `12748` means that number in whichever source; `shop:12748` in this one.
            fits = [
                column == v if ":" in v else (column == v) | column.endswith(f":{v}")
                for v in values
            ]
            condition = fits[0]
            for more in fits[1:]:
                condition = condition | more
            frame = frame.filter(condition)
        else:
            frame = frame.filter(column.isin(values))
    return frame


def customer_of(
    frame: ir.Table, links: ir.Table, *, source: str = "source", record_id: str = "record_id"
) -> ir.Table:
    """Add `customer`: who the source's number belongs to (NULL where no number is known)."""
    who = links.select(
        link_source=links.source, link_record=links.record_id, linked=links.customer_id
    )
    joined = frame.left_join(
        who, [frame[source] == who.link_source, frame[record_id] == who.link_record]
    )
    own = joined[source].concat(":", joined[record_id])
    return joined.mutate(customer=joined.linked.fill_null(own)).drop(
        "link_source", "link_record", "linked"
    )
