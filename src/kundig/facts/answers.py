"""What counts as an answer: a score on its own scale, with the delivery of the order behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from kundig.facts.deliveries import deliveries
from kundig.facts.frame import customer_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Request, Tables

READS = ("survey_answers", "customer_links", "deliveries")
DIMENSIONS = (
    "branch", "channel", "survey", "question", "product", "late", "customer", "source",
)  # fmt: skip


def answers(tables: Tables, kind: str, request: Request) -> ir.Table:
    """One row per answer of a kind, skipped ones included (`score` NULL, `no_answer` says why).

    Customer and delivery are joined only if the request asks for them.
    """
    given = tables["survey_answers"]
    given = given.filter(given.kind == kind)
    frame = given.select(
        "source", "order_id", "record_id", "branch", "channel", "score", "scale_min", "scale_max",
        "no_answer", "weight",
        day=given.answer_date, survey=given.survey_id, question=given.question_id,
        product=given.product_id,
    )  # fmt: skip
    asked = {*request.by, *request.where}
    if "late" in asked:
        frame = _with_delivery(frame, tables)
    if "customer" in asked:
        frame = customer_of(frame, tables["customer_links"])
    return frame


def _with_delivery(given: ir.Table, tables: Tables) -> ir.Table:
    """Add `late`: whether the order behind the answer arrived late (yes, no, unknown)."""
    late = deliveries(tables)
    late = late.aggregate(by=["source", "order_id"], any_late=late.late.max())
    late = late.rename(delivery_source="source", delivery_order="order_id")
    joined = given.left_join(
        late, [given.source == late.delivery_source, given.order_id == late.delivery_order]
    )
    return joined.mutate(
        late=ibis.cases(
            (joined.any_late == 1, "yes"), (joined.any_late == 0, "no"), else_="unknown"
        )
    ).drop("delivery_source", "delivery_order", "any_late")
