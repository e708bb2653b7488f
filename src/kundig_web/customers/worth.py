"""What a customer is probably worth, in words: the figure, its range, its plain reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kundig.glossary import numbers
from kundig_web import words
from kundig_web.registry.steps import has_basis
from kundig_web.words.templatetags.words import ago, day

#: Where the data end longer ago than this, what they say of the future is told with their day.
STALE = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Worth:
    """Sentences for the right side of the page; an empty one is left out."""

    value: str = ""  # the figure
    range: str = ""
    expected: str = ""  # what the figure is, and of which twelve months
    skewed: str = ""  # why the average is higher than what most will spend
    stand: str = ""  # the day for which all of this holds, where it is long past
    unknown: str = ""  # why there is none
    bought: str = ""  # the plain reason
    alive: str = ""
    segment: str = ""
    mood: str = ""


def stand_of(data_until: date | None, today: date) -> date | None:
    """The last day of the data where they ended long ago; None where they tell of today."""
    return data_until if data_until is not None and today - data_until > STALE else None


def stand_words(stand: date | None) -> str:
    """`Stand 9. Dezember 2011`; empty where the data tell of today."""
    return words.say("customers.worth_stand", day=day(stand)) if stand else ""


def when(moment: date, stand: date | None) -> str:
    """`vor 12 Tagen`; where the data ended long ago the day itself: nobody knows what came since."""
    return words.say("customers.on_day", day=day(moment)) if stand else ago(moment)


def most_spend(row: Mapping[str, Any], money: str) -> str:
    """What most customers like this one spend at most, where their average lies above it.

    Most of them do not come back and a few do, so the average of all can lie above the range in
    which eight of ten are. Empty where it does not.
    """
    high = round(row["value_high"])
    if high >= round(row["value_12m"]):
        return ""
    told = numbers.money(float(high), words.lang(), money, 0)
    return words.say("customers.worth_mostly" if high else "customers.worth_mostly_none", high=told)


def worth_of(
    row: Mapping[str, Any] | None,
    *,
    currency: str,
    stand: date | None = None,
    objected: bool = False,
) -> Worth:
    """What can be told of a customer's value; nothing is scored of whoever objected.

    Args:
        row: the customer's row of the register.
        currency: of the company, where the row has none.
        stand: the end of the data where it is long past (`stand_of`).
        objected: the customer does not want to be judged by figures.
    """
    if not has_basis("value.score"):
        return Worth(unknown=words.say("customers.worth_off"))
    if objected:
        return Worth(unknown=words.say("customers.worth_objected"))
    if row is None:
        return Worth(unknown=words.say("customers.worth_never_bought"))
    lang, money = words.lang(), row["currency"] or currency

    def euros(value: float) -> str:
        return numbers.money(float(value), lang, money, 0)

    bought = ""
    if row["purchases"]:
        bought = _bought(row, stand)
        if row["revenue"] is not None:
            bought += ", " + words.say("customers.worth_revenue", amount=euros(row["revenue"]))
    value = spread = unknown = expected = skewed = ""
    if row["value_12m"] is None:
        unknown = words.say(f"customers.worth_{row['value_why'] or 'refused'}")
    else:
        value = euros(row["value_12m"])
        expected = words.say(
            "customers.worth_next_year_stand" if stand else "customers.worth_next_year",
            stand=stand_words(stand),
        )
        if most := most_spend(row, money):
            value = words.say("customers.worth_average", most=most, average=value)
            skewed = words.say("customers.worth_skewed")
        else:
            spread = words.say(
                "customers.worth_range", low=euros(row["value_low"]), high=euros(row["value_high"])
            )
    alive = ""
    if row["p_alive"] is not None:
        alive = words.say("customers.worth_alive", chance=_chance(row["p_alive"], lang))
    elif row["purchases"] == 1:
        alive = words.say("customers.worth_alive_unknown")
    segment = words.say(f"glossary:needs.segment_{row['segment']}") if row["segment"] else ""
    return Worth(
        value=value, range=spread, expected=expected, skewed=skewed, stand=stand_words(stand),
        unknown=unknown, bought=bought, alive=alive, segment=segment, mood=_mood(row, stand),
    )  # fmt: skip


def _bought(row: Mapping[str, Any], stand: date | None) -> str:
    """`14 Käufe in 3 Jahren, zuletzt vor 12 Tagen`."""
    n, first, last = row["purchases"], row["first_day"], row["last_day"]
    if n == 1:
        return words.say("customers.worth_one_purchase", ago=when(last, stand))
    return words.say(
        "customers.worth_purchases", purchases=words.say_n("customers.purchases", n),
        span=_span(first, last), ago=when(last, stand),
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


def _mood(row: Mapping[str, Any], stand: date | None) -> str:
    if row["mood"] is None:
        return ""
    by_nps = row["last_nps"] is not None and row["satisfaction_day"] == row["last_nps_day"]
    lang = words.lang()
    score = row["last_nps"] if by_nps else row["last_csat"]
    high = 10 if by_nps else row["last_csat_max"]
    return words.say(
        "customers.worth_mood", score=numbers.number(score, lang, 0 if score == int(score) else 1),
        high=numbers.number(high, lang), ago=when(row["satisfaction_day"], stand),
    )  # fmt: skip
