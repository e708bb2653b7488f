"""What a customer is probably worth, in words: the figure, its range, its plain reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kundig.glossary import numbers
from kundig_web import words
from kundig_web.words.templatetags.words import ago


@dataclass(frozen=True, slots=True)
class Worth:
    """Sentences for the right side of the page; an empty one is left out."""

    value: str = ""  # the figure
    range: str = ""
    unknown: str = ""  # why there is none
    bought: str = ""  # the plain reason
    alive: str = ""
    segment: str = ""
    mood: str = ""


def worth_of(row: Mapping[str, Any] | None, *, restricted: bool, currency: str) -> Worth:
    """What can be told of a customer's value; nothing is scored of whom it is restricted."""
    if restricted:
        return Worth(unknown=words.say("customers.worth_restricted"))
    if row is None:
        return Worth(unknown=words.say("customers.worth_never_bought"))
    lang, money = words.lang(), row["currency"] or currency

    def euros(value: float) -> str:
        return numbers.money(float(value), lang, money, 0)

    bought = ""
    if row["purchases"]:
        bought = _bought(row)
        if row["revenue"] is not None:
            bought += ", " + words.say("customers.worth_revenue", amount=euros(row["revenue"]))
    value = spread = unknown = ""
    if row["value_12m"] is None:
        unknown = words.say(f"customers.worth_{row['value_why'] or 'refused'}")
    else:
        value = euros(row["value_12m"])
        spread = words.say(
            "customers.worth_range", low=euros(row["value_low"]), high=euros(row["value_high"])
        )
    alive = ""
    if row["p_alive"] is not None:
        alive = words.say("customers.worth_alive", chance=_chance(row["p_alive"], lang))
    elif row["purchases"] == 1:
        alive = words.say("customers.worth_alive_unknown")
    segment = words.say(f"glossary:needs.segment_{row['segment']}") if row["segment"] else ""
    return Worth(value, spread, unknown, bought, alive, segment, _mood(row))


def _bought(row: Mapping[str, Any]) -> str:
    """`14 Käufe in 3 Jahren, zuletzt vor 12 Tagen`."""
    n, first, last = row["purchases"], row["first_day"], row["last_day"]
    if n == 1:
        return words.say("customers.worth_one_purchase", ago=ago(last))
    return words.say(
        "customers.worth_purchases", purchases=words.say_n("customers.purchases", n),
        span=_span(first, last), ago=ago(last),
    )  # fmt: skip


def _span(first: date, last: date) -> str:
    days = (last - first).days
    for unit, length in (("years", 365.25), ("months", 30.44)):
        if round(days / length) >= (2 if unit == "years" else 1):
            return words.say_n(f"customers.span_{unit}", round(days / length))
    return words.say_n("customers.span_days", max(1, days))


def _chance(p: float, lang: str) -> str:
    """Nothing is certain: the figure stays between 1 and 99."""
    return numbers.percent(min(99, max(1, round(100 * p))), lang)


def _mood(row: Mapping[str, Any]) -> str:
    if row["mood"] is None:
        return ""
    by_nps = row["last_nps"] is not None and row["satisfaction_day"] == row["last_nps_day"]
    lang = words.lang()
    score = row["last_nps"] if by_nps else row["last_csat"]
    high = 10 if by_nps else row["last_csat_max"]
    return words.say(
        "customers.worth_mood", score=numbers.number(score, lang, 0 if score == int(score) else 1),
        high=numbers.number(high, lang), ago=ago(row["satisfaction_day"]),
    )  # fmt: skip
