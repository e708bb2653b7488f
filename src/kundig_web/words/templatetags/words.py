"""What templates say and how they write numbers, days and names; loaded in every template."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from hashlib import sha256
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static

from kundig.glossary import numbers
from kundig_web import company, words

register = template.Library()


@register.simple_tag
def t(key: str, **values: Any) -> str:
    """`{% t "customers.title" name=person.name %}`: a sentence, escaped like any value."""
    return words.say(key, **values)


@register.simple_tag
def tn(key: str, n: int, **values: Any) -> str:
    """`{% tn "customers.found" total %}`: a sentence for a number, singular and plural."""
    return words.say_n(key, n, **values)


@register.filter
def number(value: float | None, digits: int = 0) -> str:
    """`1.234,5` in German, `1,234.5` in English."""
    return numbers.number(value, words.lang(), digits)


@register.filter
def percent(value: float | None, digits: int = 0) -> str:
    """`46 %` or `46%`."""
    return numbers.percent(value, words.lang(), digits)


@register.filter
def money(value: float | None, digits: int = 0) -> str:
    """An amount in the company's currency."""
    return numbers.money(value, words.lang(), company.company().currency, digits)


@register.filter
def day(value: date | datetime | None) -> str:
    """`3. März 2026` or `3 March 2026`, in the company's zone."""
    found = local_day(value)
    if found is None:
        return "–"
    month = words.say(f"words.month_{found.month}")
    return words.say("words.day", day=found.day, month=month, year=found.year)


@register.filter
def short_day(value: date | datetime | None) -> str:
    """`03.03.2026` or `2026-03-03`."""
    found = local_day(value)
    if found is None:
        return "–"
    return f"{found:%d.%m.%Y}" if words.lang() == "de" else found.isoformat()


@register.filter
def clock(value: datetime | None) -> str:
    """`14:05`, in the company's zone."""
    return "–" if value is None else f"{value.astimezone(company.zone()):%H:%M}"


@register.filter
def ago(value: date | datetime | None) -> str:
    """`heute`, `gestern`, `vor 12 Tagen`, `in 3 Tagen`; after a month and a half months, years."""
    found = local_day(value)
    if found is None:
        return "–"
    days = (company.today() - found).days
    if days in (0, 1, -1):
        return words.say({0: "words.today", 1: "words.yesterday", -1: "words.tomorrow"}[days])
    key = "ago" if days > 0 else "in"
    days = abs(days)
    for unit, length, limit in (("days", 1, 45), ("months", 30.44, 548), ("years", 365.25, None)):
        if limit is None or days < limit:
            return words.say_n(f"words.{key}_{unit}", max(1, round(days / length)))
    raise AssertionError("years have no limit")


def local_day(value: date | datetime | None) -> date | None:
    """The company's day of an instant; a date stays itself."""
    if isinstance(value, datetime):
        return value.astimezone(company.zone()).date()
    return value


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file, with its fingerprint, so that browsers may keep it."""
    return f"{static(path)}?v={_fingerprint(path)}"


@cache
def _fingerprint(path: str) -> str:
    found = finders.find(path)
    if found is None:
        raise template.TemplateSyntaxError(f"there is no static file {path}")
    with open(str(found), "rb") as file:
        return sha256(file.read()).hexdigest()[:12]
