"""Branches compared fairly, what goes wrong most, and what to talk about and decide."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from kundig.glossary.measure import Request
from kundig.letter.asker import Asker
from kundig.letter.model import Voice
from kundig.letter.words import clean
from kundig.stats import enough, poisson_rate, shrink_means

Row = dict[str, Any]

LONG, SHORT = 365, 90  # days: to judge a branch, and to look at it now
LEAST_IN_ALL = 60
WRONG_DAYS = 90
WRONG = 3
LEAST_CASES = 5  # complaints below this number are counted, not turned into a rate


def branches(ask: Asker) -> str:
    """One sentence on branches: which is worse beyond chance, and of which it cannot be told."""
    long = _by_branch(ask, LONG)
    if len(long) < 2 or sum(_n(r) for r in long) < LEAST_IN_ALL:
        return ""
    say, words = ask.words.say, ask.words
    groups = shrink_means(
        [_score(r) for r in long],
        n=[_n(r) for r in long],
        variances=[_variance(r) * _n(r) / max(1, _n(r) - 1) for r in long],
    )
    whole = groups.overall.value
    if whole is None:
        return ""
    told: list[str] = []
    worse = {str(r["branch"]) for r, a in zip(long, groups.apart, strict=True) if a < 0}
    for row, group, apart in zip(long, groups.groups, groups.apart, strict=True):
        if (
            apart < 0
            and group.value is not None
            and group.low is not None
            and group.high is not None
        ):
            told.append(
                say(
                    "branch_worse",
                    branch=_name(row),
                    value=words.number(group.value),
                    low=words.number(group.low),
                    high=words.number(group.high),
                    whole=words.number(whole),
                    n=words.count(group.n, "answer"),
                )
            )
    if not told:
        told.append(say("branches_alike", n=words.count(sum(_n(r) for r in long), "answer")))
    suspect = _suspect(ask, worse, whole)
    if suspect is not None:
        told.append(
            say("branch_unknown", branch=_name(suspect), n=words.count(_n(suspect), "answer"))
        )
    return " ".join(told)


def _suspect(ask: Asker, worse: set[str], whole: float) -> Mapping[str, Any] | None:
    """The branch that looks worst now on too few answers to say so."""
    now = [r for r in _by_branch(ask, SHORT) if str(r["branch"]) not in worse]
    few = [r for r in now if not enough(_n(r)) and _score(r) < whole]
    return min(few, key=lambda r: (_score(r), str(r["branch"])), default=None)


def _by_branch(ask: Asker, days: int) -> list[Mapping[str, Any]]:
    end = ask.today - timedelta(days=1)
    request = Request(
        by=("branch",), start=end - timedelta(days=days - 1), end=end, as_of=ask.today
    )
    answer = ask.measure("nps", request)
    rows = answer.rows if answer is not None else []
    return [r for r in rows if r["branch"] and _n(r)]


def _n(row: Mapping[str, Any]) -> int:
    return int(row["promoters"] + row["passives"] + row["detractors"])


def _score(row: Mapping[str, Any]) -> float:
    return 100.0 * float(row["promoters"] - row["detractors"]) / _n(row)


def _variance(row: Mapping[str, Any]) -> float:
    p, d = row["promoters"] / _n(row), row["detractors"] / _n(row)
    return 10_000 * max(0.0, float(p + d - (p - d) ** 2))


def _name(row: Mapping[str, Any]) -> str:
    return clean(row["branch"], 40)


def wrong(ask: Asker) -> list[Row]:
    """What went wrong most in the last weeks: at most three, each kind once before any twice."""
    end = ask.today - timedelta(days=1)
    rows: list[Row] = []
    for days in (WRONG_DAYS, LONG):
        found = ask.rows("goes_wrong", start=end - timedelta(days=days - 1), end=end, limit=60)
        rows = [
            r | {"days": days} for r in found if r["n"] > 1 and (r["cause"] or r["kind"] == "late")
        ]
        if rows:
            break
    firsts = [
        next((r for r in rows if r["kind"] == k), None) for k in ("complaint", "late", "return")
    ]
    chosen = [r for r in firsts if r is not None]
    others = sorted(
        (r for r in rows if r not in chosen and r["kind"] == "complaint"), key=lambda r: -r["n"]
    )
    return (chosen + others)[:WRONG]


def wrong_told(ask: Asker, rows: list[Row]) -> tuple[str, ...]:
    """Each as a sentence with its counts."""
    say, words, told = ask.words.say, ask.words, []
    for row in rows:
        n, base = int(row["n"]), int(row["base"])
        values = {
            "n": words.count(n), "base": words.count(base), "period": say(f"last_{row['days']}"),
            "cause": words.quoted(clean(row["cause"], 50)),
        }  # fmt: skip
        if row["kind"] == "complaint" and n >= LEAST_CASES and base:
            rate = poisson_rate(n, base)
            ends = {"rate": rate.value, "low": rate.low, "high": rate.high}
            shown = {k: words.number(v, 1) for k, v in ends.items() if v is not None}
            told.append(say("wrong_complaint", **shown, **values))
        elif row["kind"] == "complaint":
            told.append(say("wrong_complaint_few", **values))
        else:
            told.append(say(f"wrong_{row['kind']}", **values))
    return tuple(t[:1].upper() + t[1:] for t in told)


def question(ask: Asker, lead: Voice | None, rows: list[Row], *, broken: bool) -> str:
    """One question for the next meeting."""
    say = ask.words.say
    if lead is not None and broken:
        return say("question_broken", who=lead.who)
    if lead is not None and lead.act:
        return say("question_voice")
    if rows:
        return say("question_wrong", what=_what(ask, rows[0]))
    return say("question_learned")


def proposal(ask: Asker, rows: list[Row]) -> str:
    """The decision to take."""
    if not rows:
        return ask.words.say("decide_promise")
    period = ask.words.say(f"last_{rows[0]['days']}")
    n = ask.words.count(int(rows[0]["n"]))
    told = ask.words.say("decide_wrong", what=_what(ask, rows[0]), n=n, period=period)
    return told[:1].upper() + told[1:]


def _what(ask: Asker, row: Row) -> str:
    if row["kind"] == "late":
        return ask.words.say("what_late")
    return ask.words.quoted(clean(row["cause"], 50))
