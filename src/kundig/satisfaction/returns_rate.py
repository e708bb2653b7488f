"""Returns rate: how many of 100 lines sold came back.

Formula: lines returned or cancelled in the period / lines sold in the period, in percent; beside it
the same of the amounts. Interval: Wilson 1927, as if lines were independent: where one customer
returns a whole order, the true interval is wider. Lines without a customer count too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kundig.facts import returns as facts
from kundig.facts.frame import restrict
from kundig.facts.rows import count, estimated, percent
from kundig.glossary.measure import Caveat, Measure, Request, Result, Rows, Unit
from kundig.stats.estimate import Estimate, cannot_tell
from kundig.stats.guards import enough
from kundig.stats.proportions import wilson

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables


def query(tables: Tables, request: Request) -> ir.Table:
    """Lines and amounts sold and returned per group."""
    frame = restrict(facts.sold_and_returned(tables), request)
    back = frame.returned == 1
    return frame.aggregate(
        by=list(request.by),
        sold=frame.count(where=~back),
        returned=frame.count(where=back),
        sold_amount=frame.amount.sum(where=~back),
        returned_amount=frame.amount.sum(where=back),
    )


def estimate(rows: Rows, request: Request) -> Result:
    """Shares of lines; n is the number of lines sold."""
    result = estimated(rows, request, key="returns_rate", estimate=_share, more=_parts)
    caveats = list(result.caveats)
    odd = sum(1 for r in rows if count(r, "returned") > count(r, "sold"))
    if odd:
        caveats.append(Caveat("more_returned_than_sold", {"groups": odd}))
    return Result(result.rows, result.n, tuple(caveats))


def _share(row: Any) -> Estimate:
    returned, sold = count(row, "returned"), count(row, "sold")
    if returned > sold:  # they come from sales before the period, or of another group
        return cannot_tell(sold, method="wilson")
    return percent(wilson(returned, sold))


def _parts(row: Any) -> dict[str, Any]:
    returned, sold = count(row, "returned"), count(row, "sold")
    amount = float(row["sold_amount"] or 0)
    tell = amount > 0 and enough(sold) and returned <= sold
    share = 100 * float(row["returned_amount"] or 0) / amount if tell else None
    return {"returned": returned, "sold": sold, "value_share": share}


MEASURE = Measure(
    key="returns_rate",
    element="satisfaction",
    reads=facts.READS,
    query=query,
    estimate=estimate,
    unit=Unit.PERCENT,
    chart="interval",
    source="Wilson 1927",
    dimensions=facts.DIMENSIONS,
    clock=("orders", "order_date"),
)
