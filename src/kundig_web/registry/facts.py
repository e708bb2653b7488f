"""What the tables of the record store keep about people.

The classes of their columns stand in their contracts (`kundig.tables`), which know no purposes: the
ground floor has no company to answer for.
"""

from __future__ import annotations

from collections.abc import Mapping

from kundig_web.registry.declared import NOBODY, About, Forget, Keep, Kept
from kundig_web.registry.purposes import YEAR

_TEN = 10 * YEAR


def _customer(
    *purposes: str, after: str = "", days: int | None = None, hold: str = "",
    forget: Forget = Forget.DELETE, person: str = "record_id",
) -> Kept:  # fmt: skip
    return Kept(About.CUSTOMER, purposes, Keep(days, after, hold), forget, person)


_TAX = "§ 147 AO, § 257 HGB"
#: Shared table -> what it keeps. The period counts from the business date.
FACTS: Mapping[str, Kept] = {
    "customer_records": _customer("care", "trade"),
    "customer_links": _customer("care"),
    "orders": _customer("trade", "figures", after="order_date", days=_TEN, hold=_TAX),
    "order_lines": _customer("trade", "figures", person="order_id"),
    "returns": _customer("trade", "figures", after="return_date", days=_TEN, hold=_TAX),
    "deliveries": _customer(
        "trade", "figures", after="order_date", days=_TEN, hold=_TAX, person="order_id"
    ),
    "survey_answers": _customer("surveys", "figures", after="answer_date", days=_TEN),
    "complaints": _customer("concerns", "figures", after="received_date", days=_TEN),
    "complaint_events": _customer(
        "concerns", "figures", after="event_date", days=_TEN, person="complaint_id"
    ),
    "mentions": NOBODY,  # a rating of a public page; its words stand in `texts`
    "texts": _customer("concerns", "surveys", after="text_date", days=3 * YEAR),
    "contacts": _customer("care", "figures", after="contact_date", days=_TEN),
    "promises": _customer("care", "figures", after="due_date", days=_TEN),
    "decisions": NOBODY,
    "products": NOBODY,
    "units": NOBODY,
}
