"""Who a customer is called, and whether he may be spoken to: one row per customer.

A customer with several records is called as in the first of them that knows a name: what was
written down here first, then by source and number. One record that forbids contact forbids it for
the customer: the strictest wish wins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from kundig.facts.frame import customer_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables

READS = ("customer_records", "customer_links")
#: The source of records that were written down here (kundig.intake.own names it, too).
OWN_SOURCE = "kundig"
#: What a list says of a person.
COLUMNS = (
    "person_kind", "salutation", "title", "first_name", "last_name", "company_name", "refused",
)  # fmt: skip


def people(tables: Tables) -> ir.Table:
    """One row per customer: how to call him, and `refused` (1: may not be contacted)."""
    r = tables["customer_records"]
    records = r.select(
        "source", "record_id", "salutation", "title", "first_name", "last_name",
        person_kind=r.kind, company_name=r.company,
        forbids=(~r.contact_allowed.fill_null(True)).cast("int64"),
    )  # fmt: skip
    records = customer_of(records, tables["customer_links"])
    nameless = ibis.coalesce(records.last_name, records.company_name, records.first_name).isnull()
    records = records.mutate(
        nameless=nameless.cast("int64"), elsewhere=(records.source != OWN_SOURCE).cast("int64")
    )
    own = ibis.window(
        group_by="customer", order_by=["nameless", "elsewhere", "source", "record_id"]
    )
    records = records.mutate(
        place=ibis.row_number().over(own),
        refused=records.forbids.max().over(ibis.window(group_by="customer")),
    )
    return records.filter(records.place == 0).select("customer", *COLUMNS)


def named(frame: ir.Table, tables: Tables) -> ir.Table:
    """Add to every row of a frame with `customer` how that customer is called."""
    who = people(tables).rename(person="customer")
    return frame.left_join(who, frame.customer == who.person).drop("person")


def numbered(frame: ir.Table, tables: Tables) -> ir.Table:
    """Add `customer` to a frame with source and record_id; NULL where no number is known."""
    return customer_of(frame, tables["customer_links"])
