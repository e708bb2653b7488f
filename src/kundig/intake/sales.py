"""Documents and their lines become orders, order lines and returns.

The rule for sales and returns: a line of a cancellation document, with a negative quantity or
with a negative amount is a return (kind `cancellation`, `return` or `correction`), never a
purchase. Its quantity and amount are stored as positive numbers.
"""

from __future__ import annotations

from kundig.engines.files import sql_text
from kundig.intake.flat import Fill, Flat, grouped, select


def order_lines(flat: Flat, good: str) -> list[Fill]:
    """Lines of documents: order lines, returns, and what the lines say of orders and deliveries."""
    quantity = flat.find("order_lines", "quantity") or "1"
    price = flat.find("order_lines", "unit_price")
    told = flat.find("order_lines", "amount") if flat.has("order_lines", "amount") else None
    amount = told or f"round({quantity} * {price or '0'}, 4)"
    negative = f"coalesce({quantity} < 0 OR {amount} < 0, false)"
    is_return = f"({flat.remark('cancellation')} OR {negative})"
    named = [flat.find("order_lines", c) for c in ("product_id", "product_name")]
    product = f"coalesce({', '.join([n for n in named if n] + [sql_text('?')])})"
    order = _order_number(flat)
    kind = (
        f"CASE WHEN {flat.remark('cancellation')} THEN 'cancellation' "
        f"WHEN {quantity} < 0 THEN 'return' ELSE 'correction' END"
    )
    lines = select(
        flat, good, "order_lines",
        {"order_id": order, "product_id": product, "quantity": quantity, "amount": amount},
        where=f"NOT {is_return}", counted=("order_id", "product_id"),
    )  # fmt: skip
    back = select(
        flat, good, "returns",
        {"return_id": order, "order_id": "NULL", "product_id": product, "kind": kind,
         "quantity": f"abs({quantity})", "amount": f"abs({amount})"},
        where=is_return, counted=("return_id", "product_id"),
    )  # fmt: skip
    result = [lines, back]
    if ("orders", "order_date") in flat.fields:
        result.append(
            grouped(flat, good, "orders", "order_id", {"order_id": order}, f"NOT {is_return}")
        )
    if _says_delivery(flat):
        result.append(
            grouped(
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
            grouped(flat, good, "products", "product_id", {"product_id": product}, "true")
        )
    return result


def orders(flat: Flat, good: str) -> list[Fill]:
    """Documents without lines: orders, returns (negative totals) and deliveries."""
    total = flat.find("orders", "total") or "NULL"
    negative = f"coalesce({total} < 0, false)" if flat.has("orders", "total") else "false"
    is_return = f"({flat.remark('cancellation')} OR {negative})"
    numbered = ("orders", "order_id") in flat.fields
    order = _order_number(flat)
    orders = select(
        flat, good, "orders", {"order_id": order}, where=f"NOT {is_return}",
        counted=() if numbered else ("order_id",),
    )  # fmt: skip
    back = select(
        flat, good, "returns",
        {"return_id": order, "order_id": "NULL", "product_id": "'?'", "amount": f"abs({total})",
         "quantity": "NULL",
         "kind": f"CASE WHEN {flat.remark('cancellation')} THEN 'cancellation' ELSE 'return' END"},
        where=is_return, counted=("return_id", "product_id"),
    )  # fmt: skip
    result = [orders, back]
    if _says_delivery(flat):
        result.append(
            select(
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


def _says_delivery(flat: Flat) -> bool:
    return flat.has(
        "deliveries", "promised_at", "promised_date", "delivered_at", "delivered_date", "shipped_at"
    )
