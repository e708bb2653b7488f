"""SQL that reads one text as a value of a contract type, and says why where it cannot.

Each function returns expressions over text already trimmed (NULL where it was empty).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from kundig.engines.files import sql_text
from kundig.readers.formats import TWO_DIGIT_YEAR
from kundig.store.keys import keyed_hash_sql
from kundig.tables import DUCKDB_TYPE, Type

#: The key that makes pseudonyms of addresses and names.
PSEUDONYMS = "pseudonyms"
#: Formats tried in this order once the order of day and month is known.
_TIMES = (
    "",
    " %H:%M:%S",
    " %H:%M",
    " %H:%M:%S.%f",
    " %I:%M:%S %p",
    " %I:%M %p",
    "T%H:%M:%S",
    "T%H:%M",
)
_DAYS = {
    "iso": ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"),
    # Two digits first: %Y would take 26 for the year 26.
    "dmy": ("%d.%m.%y", "%d/%m/%y", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y"),
    "mdy": ("%m/%d/%y", "%m/%d/%Y", "%m-%d-%Y"),
}
PLACEHOLDER = r"^(0000-00-00|00[./]00[./]0000|0000/00/00|00-00-0000|0001-01-01)"
OFFSET = r"\d[T ]\d.*(Z|[+-]\d\d:?\d\d)$"
_CURRENCY_SIGNS = r"(€|\$|£|EUR|USD|GBP|CHF|BRL|R\$|\s|\x{00A0}|'|’)"


@dataclass(frozen=True, slots=True)
class Value:
    """A typed value as SQL, and the reason to give where a text yields none."""

    sql: str
    unreadable: str = ""


def text_value(raw: str) -> Value:
    """Text as it stands."""
    return Value(raw)


def id_value(raw: str) -> Value:
    """An id; a spreadsheet's `17850.0` is the number 17850."""
    return Value(
        f"CASE WHEN ends_with({raw}, '.0') THEN regexp_replace({raw}, '^(\\d+)\\.0$', '\\1') ELSE {raw} END"
    )


def number_of_person(value: Value, *, keyed: bool) -> Value:
    """A customer number that is none but an address, a name or a telephone number.

    Shops that know customers by e-mail write it where a number belongs. Facts may not carry what
    reaches a person, so such a value becomes a stable pseudonym of its small letters: a keyed hash
    (the company's key "pseudonyms", given to the engine by `kundig.store.keys.pads`). Stores from
    before that key keep what they have, md5, until they are begun anew: nobody would be himself
    otherwise (docs/decisions/pseudonyms-have-a-key.md).
    """
    v = value.sql
    tells = (
        f"contains({v}, '@') OR regexp_matches({v}, '\\p{{L}}{{2,}}.*[ ,].*\\p{{L}}{{2,}}') "
        f"OR regexp_matches({v}, '^\\+\\d|^\\p{{L}}{{3,}}$|\\d[ ,]+\\p{{L}}{{3,}}')"
    )
    hashed = keyed_hash_sql(PSEUDONYMS, f"lower({v})") if keyed else f"md5(lower({v}))"
    return Value(f"CASE WHEN {tells} THEN 'p-' || left({hashed}, 20) ELSE {v} END")


def number_value(raw: str, type_: Type, *, comma: bool) -> Value:
    """An amount or quantity in point or comma notation, with or without thousands groups."""
    duck = DUCKDB_TYPE[type_]
    bare = f"regexp_replace({raw}, {sql_text(_CURRENCY_SIGNS)}, '', 'g')"
    if comma:
        good = r"^[+-]?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?-?$"
        plain = f"replace(replace({bare}, '.', ''), ',', '.')"
        fast = f"TRY_CAST(CASE WHEN contains({raw}, '.') THEN NULL ELSE replace({raw}, ',', '.') END AS {duck})"
    else:
        good = r"^[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?-?$"
        plain = f"replace({bare}, ',', '')"
        fast = f"TRY_CAST({raw} AS {duck})"
    # A minus may stand behind the number, as many German programs write it.
    signed = f"CASE WHEN ends_with({plain}, '-') THEN '-' || rtrim({plain}, '-') ELSE {plain} END"
    slow = (
        f"CASE WHEN regexp_matches({bare}, {sql_text(good)}) THEN TRY_CAST({signed} AS {duck}) END"
    )
    sql = f"coalesce({fast}, {slow})"
    return Value(sql, "unreadable_amount")


def integer_value(raw: str) -> Value:
    """A whole number."""
    sql = f"TRY_CAST(regexp_replace({raw}, '[.,]0+$', '') AS BIGINT)"
    return Value(sql, "unreadable_number")


def boolean_value(raw: str) -> Value:
    """Yes or no in German and English."""
    sql = (
        f"CASE lower({raw}) WHEN 'ja' THEN true WHEN 'j' THEN true WHEN 'yes' THEN true WHEN 'y' THEN true "
        "WHEN '1' THEN true WHEN 'true' THEN true WHEN 'wahr' THEN true WHEN 'x' THEN true "
        "WHEN 'nein' THEN false WHEN 'n' THEN false WHEN 'no' THEN false WHEN '0' THEN false "
        "WHEN 'false' THEN false WHEN 'falsch' THEN false END"
    )
    return Value(sql, "unreadable_yes_no")


def local_time(raw: str, *, order: str, zone: str) -> Value:
    """The local time (TIMESTAMP in `zone`) that a text says; midnight for a mere date."""
    formats = ", ".join(sql_text(day + time) for time in _TIMES for day in _DAYS[order])
    fast = f"TRY_CAST({raw} AS TIMESTAMP)" if order == "iso" else "NULL::TIMESTAMP"
    sql = (
        f"CASE WHEN regexp_matches({raw}, {sql_text(OFFSET)}) "
        f"THEN timezone({sql_text(zone)}, TRY_CAST({raw} AS TIMESTAMPTZ)) "
        f"WHEN {is_placeholder(raw)} THEN NULL "
        # The blank is a guard: DuckDB 1.5 compares a format's literal with the byte behind a text
        # that is too short for it, and died of that; blanks at the end do not count in a format.
        f"ELSE coalesce({fast}, try_strptime({raw} || ' ', [{formats}])) END"
    )
    return Value(sql, "impossible_date")


def plausible(local: str) -> str:
    """SQL: a time that somebody can have meant; a year before 1000 was typed wrong."""
    return f"CASE WHEN year({local}) >= 1000 THEN {local} END"


def in_the_past(raw: str, local: str) -> str:
    """SQL: the day of a birth or a first visit; two digits of a year to come mean the last century."""
    short = f"regexp_matches({raw}, {sql_text(TWO_DIGIT_YEAR)})"
    return (
        f"CASE WHEN {short} AND {local}::DATE > current_date "
        f"THEN ({local} - INTERVAL 100 YEAR)::DATE ELSE {local}::DATE END"
    )


def is_placeholder(raw: str) -> str:
    """SQL: whether a text stands for "no date"."""
    return f"regexp_matches({raw}, {sql_text(PLACEHOLDER)})"


def instant_from(local: str, *, zone: str) -> str:
    """SQL: the instant of a local time."""
    return f"timezone({sql_text(zone)}, {local})"


def is_skipped_hour(local: str, *, zone: str) -> str:
    """SQL: whether the clock never showed this local time (the hour when summer time begins)."""
    if zone == "UTC":
        return "false"
    name = sql_text(zone)
    return (
        f"({local}::DATE IN ({transition_days(zone)}) "
        f"AND timezone({name}, timezone({name}, {local})) <> {local})"
    )


def is_repeated_hour(local: str, *, zone: str) -> str:
    """SQL: whether this local time happened twice (the hour when summer time ends)."""
    if zone == "UTC":
        return "false"
    name = sql_text(zone)
    at = f"timezone({name}, {local})"
    return (
        f"coalesce({local}::DATE IN ({transition_days(zone)}) AND ("
        f"timezone({name}, {at} + INTERVAL 1 HOUR) = {local} OR timezone({name}, {at} - INTERVAL 1 HOUR) = {local}), false)"
    )


@cache
def transition_days(zone: str) -> str:
    """The days from 1970 to 2100 on which the zone's clock changes, as an SQL list of dates."""
    tz = ZoneInfo(zone)
    day = datetime(1970, 1, 1, tzinfo=UTC)
    found = []
    before = day.astimezone(tz).utcoffset()
    while day.year < 2100:
        day += timedelta(days=1)
        now = day.astimezone(tz).utcoffset()
        if now != before:
            # The change lies between two UTC midnights: one of two local days.
            local = day.astimezone(tz)
            found += [local - timedelta(days=1), local]
        before = now
    return ", ".join(f"DATE '{d:%Y-%m-%d}'" for d in found) or "NULL"
