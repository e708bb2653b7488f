"""What one row of a file is: a line of a document, a document, a customer, an answer.

Column names decide; contents settle what names leave open. A number that repeats with different
content is that of lines, never of documents.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from kundig.readers.fields import field_name, missing_fields
from kundig.readers.mapping import ColumnSpec, Mapping
from kundig.readers.match import OWN_NUMBER, Match
from kundig.readers.names import plain
from kundig.readers.profile import Profile
from kundig.readers.survey import Wide

#: Tables that a file may be proposed for, in the order in which ties are broken.
CANDIDATES = (
    "order_lines", "orders", "customer_records", "survey_answers", "complaints", "returns",
    "deliveries", "contacts", "mentions", "products",
)  # fmt: skip
#: Fields that make a file of a table what it is, with their weight.
_TELLING: dict[str, dict[str, int]] = {
    "order_lines": {
        "order_lines.product_id": 3, "order_lines.product_name": 2, "order_lines.quantity": 3,
        "order_lines.unit_price": 2, "order_lines.amount": 1, "orders.ordered_at": 2,
        "order_lines.order_id": 2,
    },
    "orders": {"orders.ordered_at": 3, "orders.total": 3, "orders.order_id": 2, "orders.record_id": 2},
    "customer_records": {
        "customer_records.last_name": 2, "customer_records.first_name": 3,
        "customer_records.email": 3, "customer_records.street": 2, "customer_records.postcode": 2,
        "customer_records.city": 1, "customer_records.birth_date": 2,
        "customer_records.customer_since": 2, "customer_records.phone": 1,
        "customer_records.record_id": 1,
    },
    "survey_answers": {
        "survey_answers.response_id": 4, "survey_answers.question_id": 4,
        "survey_answers.score": 3, "survey_answers.answered_at": 1,
    },
    "complaints": {
        "complaints.complaint_id": 5, "complaints.received_at": 2, "complaints.closed_at": 3,
        "complaints.cause": 2, "texts.text": 3,
    },
    "returns": {"returns.return_id": 7, "returns.reason": 3, "returns.returned_at": 2},
    "deliveries": {
        "deliveries.delivered_at": 4, "deliveries.promised_at": 4, "deliveries.shipped_at": 2,
        "deliveries.order_id": 1,
    },
    "contacts": {
        "contacts.contact_id": 5, "contacts.direction": 3, "contacts.purpose": 2,
        "contacts.happened_at": 2, "texts.text": 1,
    },
    "mentions": {"mentions.mention_id": 5, "mentions.rating": 3, "texts.text": 2},
    "products": {
        "products.product_id": 3, "products.product_name": 3, "products.category": 2,
        "products.unit_price": 2,
    },
}  # fmt: skip
#: Below this nobody can say what the file is.
_ENOUGH = 4.0
Found = dict[str, dict[str, Match]]


@dataclass(frozen=True)
class Grain:
    """The main table, and the key of what must be asked about it."""

    table: str
    question: str | None = None


def grain(found: Found, known: dict[str, Profile], wide: Wide, sample: pa.Table) -> Grain:
    """What one row of the file is; `found` are the matches of every candidate."""
    scores = {t: _score(t, matches) for t, matches in found.items()}
    lines, documents = found["order_lines"], found["orders"]
    product = bool({"product_id", "product_name"} & set(lines))
    number = lines.get("order_id") or documents.get("order_id")
    money = {"amount", "unit_price", "total"} & {*lines, *documents}
    if not product or not (number or "ordered_at" in lines):
        scores["order_lines"] -= 6  # goods without a sale are a list of products
    if {"ordered_at", "order_id"} <= set(documents):
        scores["deliveries"] -= 4  # orders tell of their deliveries as well
    if "order_id" not in documents and not money and not _money_column(known, documents):
        scores["orders"] = float("-inf")
    if not money:
        scores["survey_answers"] = max(scores["survey_answers"], _survey(wide))
        if wide.said and (number or "record_id" in documents):
            scores["orders"] = float("-inf")
    scored = sum(1 for q in wide.questions.values() if q.scale)
    if len(wide.questions) >= 3 and (wide.said or scored >= 2) and max(scores.values()) < 5.5:
        scores["survey_answers"] = 10
    best = max(CANDIDATES, key=lambda t: (scores[t], -CANDIDATES.index(t)))
    if scores[best] < _ENOUGH:
        return Grain(best, "ask_table")
    if best in {"orders", "order_lines"}:
        if product:
            return Grain("order_lines")
        if number and repeats(number.column, sample):
            return Grain("order_lines", "ask_repeated")
        if best == "orders" and _day_totals(documents, known):
            return Grain("orders", "ask_day_totals")
    return Grain(best)


def repeats(column: str, sample: pa.Table) -> bool:
    """Whether a number stands twice with different content."""
    first: dict[str, tuple[str, ...]] = {}
    place = sample.column_names.index(column)
    for row in zip(*(c.to_pylist() for c in sample.columns), strict=True):
        number = row[place].strip()
        if number and first.setdefault(number, row) != row:
            return True
    return False


def money_column(known: dict[str, Profile], taken: set[str]) -> str | None:
    """The only column of money among those that nobody has taken."""
    money = [
        p.name
        for p in known.values()
        if p.name not in taken and p.is_number and p.money_share > 0.5 and p.date_share < 0.5
    ]
    return money[0] if len(money) == 1 else None


def _money_column(known: dict[str, Profile], matches: dict[str, Match]) -> bool:
    return money_column(known, {m.column for m in matches.values()}) is not None


def _survey(wide: Wide) -> float:
    """How much a file without any money looks like a survey."""
    if not wide.said:
        return 0.0
    return 4.0 + 2.0 * len(wide.said) + 0.5 * (len(wide.questions) - len(wide.said))


def _day_totals(matches: dict[str, Match], known: dict[str, Profile]) -> bool:
    """Whether every day stands once, without document and customer: turnover by day."""
    if "ordered_at" not in matches or {"order_id", "record_id", "last_name", "email"} & set(
        matches
    ):
        return False
    day = known[matches["ordered_at"].column]
    return day.distinct >= 3 and day.unique == 1 and not day.has_clock


def _score(table: str, matches: dict[str, Match]) -> float:
    score = 0.0
    for name, weight in _TELLING.get(table, {}).items():
        place, _, column = name.partition(".")
        hit = matches.get(field_name(table, place, column))
        if hit and plain(hit.column) not in OWN_NUMBER:  # an `ID` may be that of anything
            score += weight * hit.sure
    filled = {f: ColumnSpec((m.column,)) for f, m in matches.items()}
    missing = set(missing_fields(Mapping("", table, "", columns=filled)))
    if table == "order_lines":
        missing -= {"quantity", "order_id"}
        if "product_name" in matches:
            missing.discard("product_id")
    if table == "customer_records" and {"email", "last_name", "company"} & set(matches):
        missing.discard("record_id")
    return score - 3 * len(missing)
