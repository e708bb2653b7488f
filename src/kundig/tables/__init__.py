"""The shared tables: one contract per file. Importing this package reads them all."""

from kundig.tables.complaint_events import COMPLAINT_EVENTS
from kundig.tables.complaints import COMPLAINTS
from kundig.tables.contacts import CONTACTS
from kundig.tables.contract import DUCKDB_TYPE, IBIS_TYPE, Check, Column, Personal, Table, Type
from kundig.tables.customer_links import CUSTOMER_LINKS
from kundig.tables.customer_records import CUSTOMER_RECORDS
from kundig.tables.decisions import DECISIONS
from kundig.tables.deliveries import DELIVERIES
from kundig.tables.mentions import MENTIONS
from kundig.tables.order_lines import ORDER_LINES
from kundig.tables.orders import ORDERS
from kundig.tables.products import PRODUCTS
from kundig.tables.promises import PROMISES
from kundig.tables.returns import RETURNS
from kundig.tables.survey_answers import SURVEY_ANSWERS
from kundig.tables.texts import TEXTS
from kundig.tables.units import UNITS

TABLES: dict[str, Table] = {
    t.name: t
    for t in (
        CUSTOMER_RECORDS,
        CUSTOMER_LINKS,
        ORDERS,
        ORDER_LINES,
        RETURNS,
        DELIVERIES,
        SURVEY_ANSWERS,
        COMPLAINTS,
        COMPLAINT_EVENTS,
        MENTIONS,
        TEXTS,
        CONTACTS,
        PROMISES,
        DECISIONS,
        PRODUCTS,
        UNITS,
    )
}

__all__ = [
    "DUCKDB_TYPE",
    "IBIS_TYPE",
    "TABLES",
    "Check",
    "Column",
    "Personal",
    "Table",
    "Type",
]
