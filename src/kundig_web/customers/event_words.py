"""What a row of the store's history says in words: a title, what else is known, the source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from kundig.glossary import numbers
from kundig_web import words
from kundig_web.customers.history import Event
from kundig_web.words.templatetags.words import short_day

Row = Mapping[str, Any]
#: Scores of questions that have words of their own; others say "7 von 10".
MARKS = ("nps", "csat", "ces", "solved")
NO_BREAK = "\u00a0"


def told(row: Row, *, today: date) -> Event:
    """The row as an event of the timeline."""
    title, detail = _TOLD[row["kind"]](row, today)
    unsettled = bool(row["unsettled"])
    due = row["due_day"] if row["kind"] == "promise" else None
    return Event(
        kind=row["kind"],
        day=row["day"],
        at=row["moment"],
        title=title,
        words=" ".join(str(row["words"] or "").split("\n")),
        detail=_joined(detail),
        source=_source(row),
        open=unsettled,
        due=due,
        late=row["kind"] == "delivery"
        or row["state"] in {"broken", "overdue"}
        or (unsettled and row["kind"] == "complaint" and row["state"] == "unanswered"),
    )


def _order(row: Row, today: date) -> tuple[str, list[str]]:
    key = "cancelled" if row["what"] == "cancelled" else "order"
    if row["amount"] is None or key == "cancelled":
        title = words.say(f"customers.event_{key}", ref=row["ref"])
    else:
        title = words.say("customers.event_order_for", ref=row["ref"], amount=_money(row))
    return title, [_things(row), _place(row)]


def _return(row: Row, today: date) -> tuple[str, list[str]]:
    kind = row["what"] if row["what"] in {"return", "cancellation"} else "correction"
    title = words.say(f"customers.event_{kind}", ref=row["order_id"] or row["ref"])
    money = _money(row) if row["amount"] else ""
    return title, [_things(row), money, row["detail"] or "", _place(row)]


def _delivery(row: Row, today: date) -> tuple[str, list[str]]:
    due, done = row["due_day"], row["done_day"]
    ref = row["order_id"] or row["ref"]
    if done is None:
        title = words.say("customers.event_not_delivered", ref=ref)
    else:
        title = words.say_n("customers.event_late", (done - due).days, ref=ref)
    days = words.say("customers.event_promised_for", day=short_day(due)) if due else ""
    if done:
        days += ", " + words.say("customers.event_delivered_on", day=short_day(done))
    return title, [days.strip(", "), row["detail"] or ""]


def _answer(row: Row, today: date) -> tuple[str, list[str]]:
    marks = [_mark(m) for m in row["marks"] or []]
    marks = [m for m in marks if m]
    title = marks[0] if marks else words.say("customers.event_answer")
    survey = words.say("customers.event_survey", name=row["detail"]) if row["detail"] else ""
    return title, [*marks[1:], survey, _place(row)]


def _complaint(row: Row, today: date) -> tuple[str, list[str]]:
    kind = row["what"] if row["what"] in {"praise", "request"} else "complaint"
    cause = row["detail"] or ""
    named = f"customers.event_{kind}_about" if cause else f"customers.event_{kind}"
    title = words.say(named, cause=cause) if cause else words.say(named)
    state = ""
    if kind != "praise" and row["state"] in {"unanswered", "answered", "settled"}:
        state = words.say(f"customers.state_{row['state']}")
    goodwill = words.say("customers.event_goodwill", amount=_money(row)) if row["amount"] else ""
    return title, [state, goodwill, row["channel"] or "", _place(row)]


def _contact(row: Row, today: date) -> tuple[str, list[str]]:
    if row["what"] == "mailing":
        title = words.say("customers.event_mailing")
    else:
        title = words.say(f"customers.event_contact_{row['direction'] or 'unknown'}")
    return title, [row["channel"] or "", row["detail"] or "", row["department"] or ""]


def _promise(row: Row, today: date) -> tuple[str, list[str]]:
    subject = row["detail"] or words.say("customers.event_promise_unnamed")
    title = words.say("customers.event_promise", subject=subject)
    due, done, state = row["due_day"], row["done_day"], row["state"]
    when = words.say(f"customers.promise_{state}", day=short_day(done or due)) if state else ""
    if state == "broken" and done:
        when = words.say("customers.promise_kept_late", due=short_day(due), day=short_day(done))
    return title, [when, row["department"] or ""]


_TOLD: Mapping[str, Callable[[Row, date], tuple[str, list[str]]]] = {
    "order": _order,
    "return": _return,
    "delivery": _delivery,
    "answer": _answer,
    "complaint": _complaint,
    "contact": _contact,
    "promise": _promise,
}


def _mark(mark: Mapping[str, Any]) -> str:
    if mark["score"] is None:
        return str(mark["choice"] or "")
    score, high = _plain(mark["score"]), _plain(mark["scale_max"])
    if mark["kind"] == "solved" and mark["scale_max"] is not None:
        solved = mark["score"] >= mark["scale_max"]
        return words.say(f"customers.mark_solved_{'yes' if solved else 'no'}")
    if mark["kind"] not in MARKS and mark["question"] and high is not None:
        return words.say(
            "customers.mark_question", question=mark["question"], score=score, high=high
        )
    named = mark["kind"] if mark["kind"] in MARKS else "other"
    if high is None:
        return words.say(f"customers.mark_{named}_bare", score=score)
    return words.say(f"customers.mark_{named}", score=score, high=high)


def _plain(value: Decimal | None) -> str | None:
    if value is None:
        return None
    digits = 0 if value == value.to_integral_value() else 1
    return numbers.number(float(value), words.lang(), digits)


def _money(row: Row) -> str:
    amount = float(row["amount"])
    digits = 0 if amount == int(amount) else 2
    return numbers.money(amount, words.lang(), row["currency"] or "EUR", digits)


def _things(row: Row) -> str:
    """`Wanderstiefel, Socken und 2 weitere Artikel`."""
    named = [str(p) for p in row["products"] or []]
    n = int(row["positions"] or 0)
    if not named:
        return words.say_n("customers.positions", n) if n else ""
    more = n - len(named)
    if more > 0:
        return ", ".join(named) + " " + words.say_n("customers.more_positions", more)
    return ", ".join(named)


def _place(row: Row) -> str:
    return str(row["branch"] or row["channel"] or "")


def _source(row: Row) -> str:
    return words.say("customers.from_source", source=row["source"], ref=row["ref"])


def _joined(parts: list[str]) -> str:
    return " · ".join(p for p in dict.fromkeys(parts) if p)
