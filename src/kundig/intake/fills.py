"""From flat judged rows to the rows of shared tables: one SELECT per table that a file fills."""

from __future__ import annotations

from kundig.engines.files import sql_name, sql_text
from kundig.intake import sales, surveys
from kundig.intake.flat import Fill, Flat, select
from kundig.intake.judge import Judgement
from kundig.readers.fields import DATE_OF
from kundig.readers.mapping import Mapping
from kundig.tables import TABLES


def fills(
    mapping: Mapping, judgement: Judgement, *, source: str, relation: str = "judged"
) -> list[Fill]:
    """Every table that the file fills, the main one first."""
    flat = Flat(mapping, judgement, relation=relation)
    good = f"FROM {relation} WHERE _problem IS NULL"
    main = mapping.table
    if main == "order_lines":
        result = sales.order_lines(flat, good)
    elif main == "orders":
        result = sales.orders(flat, good)
    elif main == "survey_answers" and mapping.questions:
        result = surveys.wide_answers(flat, good)
    else:
        result = [_plain(flat, good, main, source=source)]
    if main in {"survey_answers", "complaints", "mentions", "contacts"} and flat.has(
        "texts", "text"
    ):
        result.append(_texts(flat, good, main))
    if main != "customer_records" and _says_who(flat):
        result.append(_customers(flat, good))
    if main != "customer_links" and flat.has("customer_links", "customer_id"):
        named = {"customer_id": _named(source)}
        result.append(select(flat, good, "customer_links", named, primary=False))
    return result


def _named(source: str) -> str:
    """A customer's name with its source, so that it cannot meet another's by chance."""
    name = sql_name("customer_links.customer_id")
    return (
        f"CASE WHEN contains({name}, ':') THEN {name} ELSE {sql_text(source + ':')} || {name} END"
    )


def _plain(flat: Flat, good: str, table: str, *, source: str) -> Fill:
    given: dict[str, str] = {}
    counted: tuple[str, ...] = ()
    if table == "returns":
        product = flat.find("returns", "product_id")
        given = {
            "product_id": f"coalesce({product or 'NULL'}, '?')",
            "quantity": f"abs({flat.find('returns', 'quantity') or 'NULL'})",
            "amount": f"abs({flat.find('returns', 'amount') or 'NULL'})",
        }
        counted = ("return_id", "product_id")
    elif table == "complaint_events" and not flat.has(table, "event_id"):
        counted = ("complaint_id",)
    elif table == "customer_links":
        given = {"customer_id": _named(source)}
    elif table == "survey_answers":
        given = surveys.score(flat)
    return select(flat, good, table, given, counted=counted)


def _texts(flat: Flat, good: str, table: str) -> Fill:
    key = {
        "survey_answers": "response_id",
        "complaints": "complaint_id",
        "mentions": "mention_id",
        "contacts": "contact_id",
    }[table]
    days = DATE_OF[table]
    day, at = next(iter(days.items()))
    field = flat.find(table, "question_id") if table == "survey_answers" else None
    given = {
        "about_table": sql_text(table),
        "about_id": flat.find(table, key) or "NULL",
        "field": field or "'text'",
        "text": sql_name("texts.text"),
        "written_at": flat.find(table, at) or "NULL",
        "text_date": flat.find(table, day) or "NULL",
    }
    return select(flat, good, "texts", given, primary=False, where='"texts.text" IS NOT NULL')


def _says_who(flat: Flat) -> bool:
    own = [
        c.name for c in TABLES["customer_records"].columns if c.name not in {"source", "record_id"}
    ]
    named = flat.find("customer_records", "record_id") or flat.find("orders", "record_id")
    return named is not None and flat.has("customer_records", *own)


def _customers(flat: Flat, good: str) -> Fill:
    """Customer facts that a file mentions in passing; they never overwrite a customer file's."""
    who = flat.find("customer_records", "record_id") or flat.find("orders", "record_id")
    each = [
        (c, sql_name(f"customer_records.{c.name}"))
        for c in TABLES["customer_records"].columns
        if ("customer_records", c.name) in flat.fields and c.name != "record_id"
    ]
    items = ", ".join(f"max({sql}) AS {sql_name(c.name)}" for c, sql in each)
    sql = (
        f"SELECT record_id, {items}, min(_line) AS _line, min(_raw) AS _raw FROM (SELECT *, {who} AS record_id {good}) "
        "WHERE record_id IS NOT NULL GROUP BY record_id"
    )
    return Fill("customer_records", sql, ("record_id", *(c.name for c, _ in each)), False, True)
