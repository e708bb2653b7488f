"""Which way numbers and dates are written in a column, judged from its values.

What values cannot decide is called ambiguous and has to be asked; nothing is guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

#: Values that stand for "no date" and are neither evidence nor dates.
PLACEHOLDER_DATES: frozenset[str] = frozenset(
    day + time
    for day in (
        "0000-00-00", "00.00.0000", "00/00/0000", "00-00-0000", "0.0.0000", "00.00.00",
        "0/0/00", "0/0/0000", "0.0.00", "0001-01-01", "01.01.0001", "1900-01-00",
    )
    for time in ("", " 00:00", " 00:00:00", "T00:00:00", "T00:00:00Z", " 0:00:00", " 0:00")
) | frozenset({"00000000", "0"})  # fmt: skip


class NumberFormat(StrEnum):
    """What parts the decimals of a column of numbers."""

    POINT = "point"  # 1,234.56
    COMMA = "comma"  # 1.234,56
    AMBIGUOUS = "ambiguous"  # only values such as 1.234 that could be either
    NONE = "none"  # no numbers


_DECORATION = re.compile(
    r"^[-+(]?\s*(?:EUR|USD|GBP|CHF|[€$£])?\s*|\s*(?:EUR|USD|GBP|CHF|[€$£%])?\s*[-)]?$"
)
_PLAIN = re.compile(r"[-+]?\d+(?:[eE][-+]?\d+)?")
_DIGITS = re.compile(r"[-+]?[\d.,'’   ]*\d(?:[eE][-+]?\d+)?")
_DECIMAL = re.compile(r"[-+]?(\d*)([.,])(\d+)(?:[eE][-+]?\d+)?")
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})+")
#: Of two contradicting ways, one must be this much more frequent to be taken.
_SURE = 20


def number_format(values: Iterable[str]) -> NumberFormat:
    """The decimal sign of a column; integers alone count as `POINT`."""
    votes: Counter[str] = Counter()
    for value in values:
        text = _DECORATION.sub("", value.strip())
        if not text or not _DIGITS.fullmatch(text):
            continue
        votes[_number_vote(text.replace(" ", "").replace("\xa0", "").replace("\u202f", ""))] += 1
    point, comma = votes["point"], votes["comma"]
    if point > comma * _SURE:
        return NumberFormat.POINT
    if comma > point * _SURE:
        return NumberFormat.COMMA
    if point or comma or votes["either"]:
        return NumberFormat.AMBIGUOUS
    return NumberFormat.POINT if votes["integer"] else NumberFormat.NONE


def _number_vote(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return "integer"
    points, commas = text.count("."), text.count(",")
    if points and commas:
        return "point" if text.rfind(".") > text.rfind(",") else "comma"
    if "'" in text or "’" in text:  # Swiss grouping
        return "comma" if commas else "point"
    if grouped := _GROUPED.fullmatch(text):
        return "comma" if grouped[1] == "." else "point"
    if one := _DECIMAL.fullmatch(text):
        whole, sign, decimals = one.groups()
        if len(decimals) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0"):
            return "either"
        return "point" if sign == "." else "comma"
    return "other"


@dataclass(frozen=True)
class DateFormats:
    """How a column writes dates.

    `formats` are DuckDB strptime formats that occur, most frequent first, except that two-digit
    years come before four-digit ones (DuckDB's `%Y` would read `24` as the year 24). `more` are the
    same ways to write a day with other ways to write the time: they may occur further down.
    `zone_of` says what a format knows of its zone.
    """

    order: str  # "iso" | "dmy" | "mdy" | "ambiguous" | "none"
    formats: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


def zone_of(format_: str) -> str | None:
    """`offset` where the values carry one, `utc` for a literal Z, None for local times."""
    if "%z" in format_:
        return "offset"
    return "utc" if format_.endswith("Z") else None


#: Days that cannot lie ahead: (table, column). Two digits of a year mean the past in them.
NEVER_AHEAD: frozenset[tuple[str, str]] = frozenset(
    {("customer_records", "birth_date"), ("customer_records", "customer_since")}
)
#: A day whose year has two digits, as a regular expression that DuckDB understands as well.
TWO_DIGIT_YEAR = r"^\d{1,2}[./-]\d{1,2}[./-]\d{2}(\D|$)"


def not_ahead(day: date, *, today: date) -> date:
    """The day that was meant by one of `NEVER_AHEAD` whose year was written with two digits.

    Two digits are read as 1969 to 2068. What would then lie after `today` belongs to the last
    century: `12.03.45` is a birthday of 1945.
    """
    return day.replace(year=day.year - 100) if day > today else day


_DAYS = (
    # (regular expression, DuckDB format, what it says about the order)
    (re.compile(r"\d{4}-\d{1,2}-\d{1,2}"), "%Y-%m-%d", "iso"),
    (re.compile(r"\d{4}/\d{1,2}/\d{1,2}"), "%Y/%m/%d", "iso"),
    (re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"), "%Y%m%d", "iso"),
    (re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}"), "%d.%m.%Y", "dmy"),
    (re.compile(r"\d{1,2}\.\d{1,2}\.\d{2}"), "%d.%m.%y", "dmy"),
    (re.compile(r"\d{1,2}-[A-Za-z]{3}-\d{4}"), "%d-%b-%Y", "iso"),
    (re.compile(r"\d{1,2} [A-Za-z]{3} \d{4}"), "%d %b %Y", "iso"),
    (re.compile(r"[A-Za-z]{3} \d{1,2}, \d{4}"), "%b %d, %Y", "iso"),
    (re.compile(r"[A-Za-z]{4,9} \d{1,2}, \d{4}"), "%B %d, %Y", "iso"),
)
_EITHER = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})")
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?P<mark>[:.])\d{2}(?P<seconds>(?P=mark)\d{2})?(?P<part>[.,]\d{1,9})?"
    r"(?P<noon> ?[AaPp]\.?[Mm]\.?)?(?P<word> Uhr)?(?P<gap> ?)(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?"
)
_GAP = re.compile(r", |T| {1,2}")
_TIMES = ("%H:%M:%S", "%H:%M", "%H:%M:%S.%f")


def date_formats(values: Iterable[str], *, order: str | None = None) -> DateFormats:
    """How the values write dates; `order` (`dmy`, `mdy`) is what a person has said about it.

    A day and month that stand in either order are decided only by a value above 12. Placeholders
    and anything that is no date are passed over.
    """
    found: Counter[str] = Counter()
    orders: Counter[str] = Counter()
    either: Counter[tuple[str, str]] = Counter()  # (format with day first, with month first)
    examples: dict[str, None] = {}
    for raw in values:
        value = raw.strip()
        if not value or value in PLACEHOLDER_DATES or len(value) > 60:
            continue
        day, time = _split(value)
        clock = _clock(time)
        if day is None or clock is None:
            continue
        if isinstance(day, tuple):
            first, sign, second, year = day
            style = "%Y" if len(year) == 4 else "%y"
            either[
                f"%d{sign}%m{sign}{style}{clock}",
                f"%m{sign}%d{sign}{style}{clock}",
            ] += 1
            if first > 12 >= second:
                orders["dmy"] += 1
            elif second > 12 >= first:
                orders["mdy"] += 1
        else:
            found[day + clock] += 1
        if len(examples) < 5:
            examples[value] = None
    told = order if order in {"dmy", "mdy"} else None
    decided = told or _decide(orders) if either else None
    if decided in {"dmy", "mdy"}:
        for (dmy, mdy), count in either.items():
            found[dmy if decided == "dmy" else mdy] += count
    formats = _sorted(found)
    if either:
        final = decided or "ambiguous"
    elif not formats:
        final = "none"
    else:
        final = "dmy" if any(f.startswith("%d.") for f in formats) else "iso"
    return DateFormats(final, formats, _more(formats), tuple(examples))


def _decide(orders: Counter[str]) -> str:
    dmy, mdy = orders["dmy"], orders["mdy"]
    if dmy > mdy * _SURE:
        return "dmy"
    if mdy > dmy * _SURE:
        return "mdy"
    return "ambiguous"


def _split(value: str) -> tuple[str | tuple[int, str, int, str] | None, str]:
    """The day (a format, or its parts where the order is open) and the rest of the value."""
    for pattern, format_, _ in _DAYS:
        if match := pattern.match(value):
            rest = value[match.end() :]
            if not rest or _GAP.match(rest):
                return format_, rest
    if match := _EITHER.match(value):
        rest = value[match.end() :]
        if not rest or _GAP.match(rest):
            return (int(match[1]), match[2], int(match[3]), match[4]), rest
    return None, ""


def _clock(rest: str) -> str | None:
    """The format of the time with the gap before it; None if it is no time."""
    if not rest:
        return ""
    gap = _GAP.match(rest)
    match = _CLOCK.fullmatch(rest, gap.end()) if gap else None
    if gap is None or match is None:
        return None
    mark, part = match["mark"], match["part"] or ""
    clock = ("%I" if match["noon"] else "%H") + mark + "%M"
    if match["seconds"]:
        clock += mark + "%S"
    if part:
        if not match["seconds"]:
            return None
        clock += part[0] + ("%f" if len(part) <= 7 else "%n")
    if match["noon"]:
        clock += " %p" if match["noon"].startswith(" ") else "%p"
    clock += match["word"] or ""
    if match["zone"]:
        clock += match["gap"] + ("Z" if match["zone"] == "Z" else "%z")
    return gap[0] + clock


def _sorted(found: Counter[str]) -> tuple[str, ...]:
    return tuple(
        f for f, _ in sorted(found.items(), key=lambda item: ("%y" not in item[0], -item[1]))
    )


def _more(formats: tuple[str, ...]) -> tuple[str, ...]:
    """The same days with other times, which a sample may not have shown."""
    more: dict[str, None] = {}
    for format_ in formats:
        if "%b" in format_ or "%B" in format_:
            continue
        if zone_of(format_) or "%p" in format_:
            if "%S" in format_ and "%f" not in format_ and "%n" not in format_:
                more[format_.replace("%S", "%S.%f")] = None
            continue
        day = re.split(r", |T(?=%)| {1,2}(?=%H)", format_)[0]
        gap = format_[len(day) :].split("%")[0] or " "
        more[day] = None
        more.update(dict.fromkeys(f"{day}{gap}{time}" for time in _TIMES))
    return tuple(m for m in more if m not in formats)
