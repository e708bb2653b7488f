"""From flat judged rows to the rows of shared tables: one SELECT per table that a file fills.

The rule for sales and returns: a line of a cancellation document, with a negative quantity or
with a negative amount is a return (kind `cancellation`, `return` or `correction`), never a
purchase. Its quantity and amount are stored as positive numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kundig.engines.files import sql_name, sql_text
from kundig.intake.judge import Judgement
from kundig.readers.fields import DATE_OF
from kundig.readers.mapping import Mapping
from kundig.tables import DUCKDB_TYPE, TABLES


@dataclass(frozen=True, slots=True)
class Fill:
    """How one table is filled from the judged rows.

    `sql` yields contract columns (all but `source`) and `_line`; keys may still repeat.
    """

    table: str
    sql: str
    columns: tuple[str, ...]
    primary: bool = True
    only_if_absent: bool = False
    counted: tuple[str, ...] = ()  # number the rows of equal values of these columns
    several: bool = False  # a record of the file may give several rows


#: When a table's own field is not mapped, where else its value may stand.
_BORROW = {
    ("returns", "return_id"): (("order_lines", "order_id"), ("returns", "order_id")),
    ("deliveries", "delivery_id"): (
        ("deliveries", "order_id"),
        ("orders", "order_id"),
        ("order_lines", "order_id"),
    ),
    ("returns", "returned_at"): (("orders", "ordered_at"),),
    ("returns", "return_date"): (("orders", "order_date"),),
}


class Flat:
    """The judged rows: which fields they have and how a table reads them."""

    def __init__(self, mapping: Mapping, judgement: Judgement, *, relation: str) -> None:
        self.mapping = mapping
        self.fields = judgement.fields
        self.remarks = judgement.remarks
        self.relation = relation

    def find(self, table: str, column: str) -> str | None:
        """SQL for a field of a table, or None if the file says nothing about it."""
        places = [(table, column), *_BORROW.get((table, column), ())]
        main = self.mapping.table
        if (
            column not in {"kind", "status", "quantity", "unit_price", "channel"}
            or table != "customer_records"
        ):
            places += [
                (p, column)
                for p in (main, "orders", "order_lines", "customer_records", "deliveries")
            ]
        for place in places:
            if place in self.fields and not (
                table == "orders" and place[1] in {"quantity"} and place[0] != "orders"
            ):
                return sql_name(f"{place[0]}.{place[1]}")
        return None

    def has(self, table: str, *columns: str) -> bool:
        """Whether the file fills any of these fields of the table itself."""
        return any((table, c) in self.fields for c in columns)

    def remark(self, name: str) -> str:
        """SQL for a remark (false where the file cannot earn it)."""
        return sql_name(f"remark.{name}") if name in self.remarks else "false"


def fills(
    mapping: Mapping, judgement: Judgement, *, source: str, relation: str = "judged"
) -> list[Fill]:
    """Every table that the file fills, the main one first."""
    flat = Flat(mapping, judgement, relation=relation)
    good = f"FROM {relation} WHERE _problem IS NULL"
    main = mapping.table
    if main == "order_lines":
        result = _order_lines(flat, good)
    elif main == "orders":
        result = _orders(flat, good)
    elif main == "survey_answers" and mapping.questions:
        result = _wide_answers(flat, good)
    else:
        result = [_plain(flat, good, main)]
    if main in {"survey_answers", "complaints", "mentions", "contacts"} and flat.has(
        "texts", "text"
    ):
        result.append(_texts(flat, good, main))
    if main != "customer_records" and _says_who(flat):
        result.append(_customers(flat, good))
    if flat.has("customer_links", "customer_id"):
        # A customer's name must not meet that of another source by chance.
        named = f"{sql_text(source + ':')} || {sql_name('customer_links.customer_id')}"
        result.append(_select(flat, good, "customer_links", {"customer_id": named}, primary=False))
    return result


def _select(
    flat: Flat,
    good: str,
    table: str,
    given: dict[str, str],
    *,
    primary: bool = True,
    only_if_absent: bool = False,
    where: str = "true",
    counted: tuple[str, ...] = (),
) -> Fill:
    """One row of the table per judged row, from fields and from what `given` says."""
    items, columns = [], []
    for column in TABLES[table].columns:
        if column.name == "source" or (counted and column.name in {"occurrence"}):
            continue
        sql = given.get(column.name) or flat.find(table, column.name)
        if sql is None:
            continue
        items.append(f"CAST({sql} AS {DUCKDB_TYPE[column.type]}) AS {sql_name(column.name)}")
        columns.append(column.name)
    sql = f"SELECT {', '.join(items)}, _line, _raw {good} AND ({where})"
    return Fill(table, sql, tuple(columns), primary, only_if_absent, counted)


def _order_lines(flat: Flat, good: str) -> list[Fill]:
    quantity = flat.find("order_lines", "quantity") or "1"
    price = flat.find("order_lines", "unit_price")
    amount = flat.find("order_lines", "amount")
    amount = (
        amount if flat.has("order_lines", "amount") else f"round({quantity} * {price or '0'}, 4)"
    )
    negative = f"coalesce({quantity} < 0 OR {amount} < 0, false)"
    is_return = f"({flat.remark('cancellation')} OR {negative})"
    product = flat.find("order_lines", "product_id")
    name = flat.find("order_lines", "product_name")
    product = f"coalesce({', '.join([x for x in (product, name) if x] + [sql_text('?')])})"
    order = _order_number(flat)
    kind = (
        f"CASE WHEN {flat.remark('cancellation')} THEN 'cancellation' "
        f"WHEN {quantity} < 0 THEN 'return' ELSE 'correction' END"
    )
    lines = _select(
        flat, good, "order_lines",
        {"order_id": order, "product_id": product, "quantity": quantity, "amount": amount},
        where=f"NOT {is_return}", counted=("order_id", "product_id"),
    )  # fmt: skip
    back = _select(
        flat, good, "returns",
        {"return_id": order, "order_id": "NULL", "product_id": product, "kind": kind,
         "quantity": f"abs({quantity})", "amount": f"abs({amount})"},
        where=is_return, counted=("return_id", "product_id"),
    )  # fmt: skip
    result = [lines, back]
    if ("orders", "order_date") in flat.fields:
        result.append(
            _grouped(flat, good, "orders", "order_id", {"order_id": order}, f"NOT {is_return}")
        )
    if _says_delivery(flat):
        result.append(
            _grouped(
                flat,
                good,
                "deliveries",
                "delivery_id",
                {"delivery_id": order, "order_id": order},
                f"NOT {is_return}",
            )
        )
    if flat.has("products", "product_name", "unit_price"):
        result.append(
            _grouped(flat, good, "products", "product_id", {"product_id": product}, "true")
        )
    return result


def _orders(flat: Flat, good: str) -> list[Fill]:
    total = flat.find("orders", "total") or "NULL"
    negative = f"coalesce({total} < 0, false)" if flat.has("orders", "total") else "false"
    is_return = f"({flat.remark('cancellation')} OR {negative})"
    numbered = ("orders", "order_id") in flat.fields
    order = _order_number(flat)
    orders = _select(
        flat, good, "orders", {"order_id": order}, where=f"NOT {is_return}",
        counted=() if numbered else ("order_id",),
    )  # fmt: skip
    back = _select(
        flat, good, "returns",
        {"return_id": order, "order_id": "NULL", "product_id": "'?'", "amount": f"abs({total})",
         "quantity": "NULL",
         "kind": f"CASE WHEN {flat.remark('cancellation')} THEN 'cancellation' ELSE 'return' END"},
        where=is_return, counted=("return_id", "product_id"),
    )  # fmt: skip
    result = [orders, back]
    if _says_delivery(flat):
        result.append(
            _select(
                flat,
                good,
                "deliveries",
                {"delivery_id": order, "order_id": order},
                primary=False,
                where=f"NOT {is_return}",
            )
        )
    return result


def _order_number(flat: Flat) -> str:
    """The document number; a file without one is numbered by customer and day (or moment)."""
    found = flat.find("order_lines", "order_id") or flat.find("orders", "order_id")
    if found:
        return found
    who = flat.find("orders", "record_id") or "'?'"
    at = flat.find("orders", "ordered_at")
    day = flat.find("orders", "order_date")
    when = (
        f"coalesce(strftime({at}, '%Y%m%dT%H%M%S'), strftime({day}, '%Y%m%d'))"
        if at
        else f"strftime({day}, '%Y%m%d')"
    )
    return f"concat_ws('/', coalesce({who}, '?'), {when})"


def _grouped(
    flat: Flat, good: str, table: str, key: str, given: dict[str, str], where: str
) -> Fill:
    """One row per document from rows per line. `min` and `max` are the same on every run."""
    each = _select(flat, good, table, given, primary=False, where=where)
    items = [
        sql_name(c)
        if c == key
        else f"{'min' if c.endswith(('_at', '_date')) else 'max'}({sql_name(c)}) AS {sql_name(c)}"
        for c in each.columns
    ]
    sql = f"SELECT {', '.join(items)}, min(_line) AS _line, min(_raw) AS _raw FROM ({each.sql}) GROUP BY {sql_name(key)}"
    return Fill(table, sql, each.columns, False)


def _plain(flat: Flat, good: str, table: str) -> Fill:
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
    elif table == "survey_answers":
        given = _score(flat)
    return _select(flat, good, table, given, counted=counted)


def _score(flat: Flat) -> dict[str, str]:
    score = flat.find("survey_answers", "score")
    if score is None:
        return {}
    outside = flat.remark("outside_scale")
    given = {
        "score": f"CASE WHEN {outside} THEN NULL ELSE {score} END",
        "no_answer": f"CASE WHEN {outside} THEN 'outside_scale' WHEN {score} IS NULL THEN 'skipped' END",
    }
    if flat.has("survey_answers", "no_answer"):
        given["no_answer"] = (
            f"coalesce({sql_name('survey_answers.no_answer')}, {given['no_answer']})"
        )
    return given


def _wide_answers(flat: Flat, good: str) -> list[Fill]:
    """One row per person becomes one row per person and question."""
    questions = list(flat.mapping.questions.values())
    cells = []
    for i, q in enumerate(questions):
        low, high = q.scale if q.scale else ("NULL", "NULL")
        refusals = ", ".join(sql_text(v) for v in q.no_answer if v) or "NULL"
        cells.append(
            "{'i': "
            + str(i)
            + f", 'question_id': {sql_text(q.question_id)}, 'kind': {sql_text(q.kind)}, "
            f"'low': {low}::DOUBLE, 'high': {high}::DOUBLE, "
            f"'declined': coalesce({sql_name(f'question.{i}')} IN ({refusals}), false), "
            f"'cell': {sql_name(f'question.{i}')}}}"
        )
    inner = f"(SELECT *, unnest([{', '.join(cells)}]) AS q {good})"
    cell = "CASE WHEN q.declined THEN NULL ELSE q.cell END"
    number = f"TRY_CAST(replace({cell}, ',', '.') AS DECIMAL(18, 4))"
    solved = f"CASE lower({cell}) WHEN 'ja' THEN 1 WHEN 'yes' THEN 1 WHEN '1' THEN 1 WHEN 'nein' THEN 0 WHEN 'no' THEN 0 WHEN '0' THEN 0 END"
    value = f"CASE q.kind WHEN 'text' THEN NULL WHEN 'choice' THEN NULL WHEN 'solved' THEN {solved} ELSE {number} END"
    fits = f"({value} BETWEEN coalesce(q.low, {value}) AND coalesce(q.high, {value}))"
    given = {
        "question_id": "q.question_id",
        "kind": "q.kind",
        "score": f"CASE WHEN {fits} THEN {value} END",
        "scale_min": "CASE WHEN q.kind = 'solved' THEN 0 ELSE q.low END",
        "scale_max": "CASE WHEN q.kind = 'solved' THEN 1 ELSE q.high END",
        "choice": f"CASE WHEN q.kind = 'choice' THEN {cell} END",
        "no_answer": f"CASE WHEN q.declined THEN 'no_opinion' WHEN {cell} IS NULL THEN 'skipped' "
        f"WHEN q.kind IN ('text', 'choice') THEN NULL WHEN {value} IS NULL OR NOT {fits} THEN 'outside_scale' END",
    }
    source = f"FROM {inner} WHERE true"
    answers = replace(_select(flat, source, "survey_answers", given), several=True)
    result = [answers]
    if any(q.kind == "text" for q in questions):
        words = {
            "about_table": "'survey_answers'", "about_id": flat.find("survey_answers", "response_id") or "NULL",
            "field": "q.question_id", "text": cell,
            "written_at": flat.find("survey_answers", "answered_at") or "NULL",
            "text_date": flat.find("survey_answers", "answer_date") or "NULL",
        }  # fmt: skip
        result.append(
            _select(
                flat,
                source,
                "texts",
                words,
                primary=False,
                where=f"q.kind = 'text' AND {cell} IS NOT NULL",
            )
        )
    return result


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
    return _select(flat, good, "texts", given, primary=False, where='"texts.text" IS NOT NULL')


def _says_who(flat: Flat) -> bool:
    own = [
        c.name for c in TABLES["customer_records"].columns if c.name not in {"source", "record_id"}
    ]
    return flat.has("customer_records", *own)


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


def _says_delivery(flat: Flat) -> bool:
    return flat.has(
        "deliveries", "promised_at", "promised_date", "delivered_at", "delivered_date", "shipped_at"
    )
