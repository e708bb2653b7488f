"""At most five figures (seven is the most that a page bears), each a sentence with counts, range, change and the decision it informs.

A figure looks at the shortest of some windows in which enough answers fell. Where even the longest
has too few, the plain counts stand ("17 von 19"), without percent and range.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kundig.answers import Answer
from kundig.glossary.measure import Request
from kundig.glossary.numbers import figure as written
from kundig.letter.asker import Asker
from kundig.letter.bar import bar
from kundig.letter.model import Figure
from kundig.stats import Split, difference, enough, two_waves

MOST = 5
WINDOWS = (30, 90, 365, 1095)


@dataclass(frozen=True, slots=True)
class Known:
    """How a measure is told: which count of its row is the part of n, and which way is good."""

    part: str
    up: bool  # more is better
    scale: tuple[float, float] = (0, 100)
    whole: str = "n"
    windows: tuple[int, ...] = WINDOWS
    never_zero: bool = False  # none at all means that nobody records it


#: In the order of the letter: satisfaction, retention, recommendation lead.
FIGURES: Mapping[str, Known] = {
    "csat": Known("satisfied", up=True),
    "retention": Known("kept", up=True),
    "nps": Known("promoters", up=True, scale=(-100, 100)),
    "response_time": Known("in_time", up=True),
    "late_deliveries": Known("late", up=False),
    "returns_rate": Known("returned", up=False, whole="sold", never_zero=True),
    "repeat_rate": Known("repeaters", up=True, windows=(365,)),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """A measure in one window."""

    row: Mapping[str, Any]
    answer: Answer
    days: int


def figures(ask: Asker, most: int = MOST) -> list[Figure]:
    """At most so many figures that can be told of this company, in the order of FIGURES."""
    found: list[Figure] = []
    for key, known in FIGURES.items():
        one = _kept(ask, known) if key == "retention" else _window(ask, key, known)
        if one is not None:
            found.append(one)
    told = [f for f in found if f.value is not None]
    counted = [f for f in found if f.value is None]
    return [f for f in found if f in told or f in counted[:3]][:most]


def look(
    ask: Asker, key: str, start: date, end: date, where: Mapping[str, tuple[str, ...]] | None = None
) -> Seen | None:
    """The measure from `start` to `end`; None if nothing at all is known."""
    request = Request(start=start, end=end, as_of=end + timedelta(days=1), where=where or {})
    answer = ask.measure(key, request)
    if answer is None or not answer.rows or not int(answer.rows[0].get("n") or 0):
        return None
    return Seen(answer.rows[0], answer, (end - start).days + 1)


def changed(key: str, before: Mapping[str, Any], since: Mapping[str, Any]) -> int | None:
    """1: better than before, -1: worse, 0: no change is shown, None: cannot tell."""
    known = FIGURES.get(key)
    if known is None or before.get(key) is None or since.get(key) is None:
        return None
    if key == "nps":
        test = two_waves(_split(before), _split(since))
        if test.changed is None or test.difference.value is None:
            return None
        return int(test.changed) * (1 if test.difference.value > 0 else -1)
    gap = difference(_share(known, since), _share(known, before))
    if gap.low is None or gap.high is None:
        return None
    sign = int(gap.low > 0) - int(gap.high < 0)
    return sign if known.up else -sign


def _split(row: Mapping[str, Any]) -> Split:
    return Split(int(row["promoters"]), int(row["passives"]), int(row["detractors"]))


def _share(known: Known, row: Mapping[str, Any]) -> tuple[float, float]:
    return float(row[known.part]), float(row[known.whole])


def _window(ask: Asker, key: str, known: Known) -> Figure | None:
    end = ask.today - timedelta(days=1)
    seen: Seen | None = None
    for days in known.windows:
        now = look(ask, key, end - timedelta(days=days - 1), end)
        if now is not None and (seen is None or int(now.row["n"]) > int(seen.row["n"])):
            seen = now
        if seen is not None and seen.row.get(key) is not None:
            break
    if seen is None or (known.never_zero and not seen.row.get(known.part)):
        return None
    before = None
    if seen.row.get(key) is not None:
        start = end - timedelta(days=2 * seen.days - 1)
        # A window that the data only touch is no measure of comparison.
        if ask.covers(key, start):
            before = look(ask, key, start, end - timedelta(days=seen.days))
    return _told(ask, key, known, seen, before)


def _kept(ask: Asker, known: Known) -> Figure | None:
    """Retention looks at two windows of a year each and at the two before them."""
    answer = ask.measure("retention", Request())
    if answer is None:
        return None
    as_of = answer.request.as_of
    if as_of is not None and as_of > ask.today:
        answer = ask.measure("retention", Request(as_of=ask.today))
    if answer is None or not answer.rows or not int(answer.rows[0].get("n") or 0):
        return None
    row = answer.rows[0]
    if row.get("kept") is None:
        return None
    if answer.request.as_of is None or not _reaches(ask, answer.request.as_of, years=2):
        return None  # the year whose customers could stay is not in the data
    before = None
    as_of = answer.request.as_of
    if row.get("retention") is not None and as_of is not None and _reaches(ask, as_of, years=3):
        earlier = ask.measure("retention", Request(as_of=_year_before(as_of)))
        if earlier is not None and earlier.rows and earlier.rows[0].get("n"):
            before = Seen(earlier.rows[0], earlier, 365)
    return _told(ask, "retention", known, Seen(row, answer, 365), before)


def _reaches(ask: Asker, day: date, *, years: int) -> bool:
    """Whether purchases are known from so many years before that day on (some days are closed)."""
    for _ in range(years):
        day = _year_before(day)
    return ask.first_purchase is not None and ask.first_purchase <= day + timedelta(days=7)


def _year_before(day: date) -> date:
    """The same day of the year before; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def _told(ask: Asker, key: str, known: Known, seen: Seen, before: Seen | None) -> Figure:
    say, row, words = ask.words.say, seen.row, ask.words
    n = int(row[known.whole])
    value = row.get(key)
    period = say("year_kept") if key == "retention" else say(f"last_{seen.days}")
    counts = {
        name: words.count(int(v))
        for name, v in row.items()
        if isinstance(v, int) and not isinstance(v, bool)
    }
    counts |= {"n": words.count(n), "period": period}
    if value is None:
        sentence = say(f"count_{key}", **counts)
        return Figure(key, _first_up(sentence), "", seen.answer.measure.say("decides", words.lang), "", n,
                      None, None, None)  # fmt: skip
    measure = seen.answer.measure
    shown = written(row, key, measure.unit, words.lang, digits=_digits(row))
    sentence = _first_up(say(f"figure_{key}", value=shown, **counts))
    told_before = before if before is not None and before.row.get(key) is not None else None
    picture = bar(
        value=float(value),
        low=float(row["low"]),
        high=float(row["high"]),
        scale=known.scale,
        before=float(told_before.row[key]) if told_before else None,
        title=shown,
    )
    return Figure(
        key, sentence, _trend(ask, key, seen, told_before), measure.say("decides", words.lang),
        picture, n, float(value), float(row["low"]), float(row["high"]),
        float(told_before.row[key]) if told_before else None, shown,
    )  # fmt: skip


def _digits(row: Mapping[str, Any]) -> int:
    return 1 if float(row["high"]) - float(row["low"]) < 3 else 0


def _first_up(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _trend(ask: Asker, key: str, seen: Seen, before: Seen | None) -> str:
    """Changed or no change shown, against the period before."""
    if before is None:
        return ""
    verdict = changed(key, before.row, seen.row)
    if verdict is None:
        return ""
    which = {1: "better", -1: "worse", 0: "unchanged"}[verdict]
    period = "year_kept" if key == "retention" else str(seen.days)
    measure = seen.answer.measure
    shown = written(
        dict(before.row) | {"low": None, "high": None}, key, measure.unit, ask.words.lang,
        digits=_digits(before.row),
    )  # fmt: skip
    return ask.words.say(f"trend_{which}", before=ask.words.say(f"before_{period}"), value=shown)


def thin(found: list[Figure]) -> bool:
    """Whether how satisfied customers are cannot be told as a share yet."""
    asked = [f for f in found if f.measure in {"csat", "nps"}]
    return not asked or not any(enough(f.n) for f in asked)
