"""What was decided and promised, and whom to call."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from kundig.answers.listings import who
from kundig.glossary.numbers import figure as written
from kundig.intake.own import is_own_id
from kundig.letter.asker import Asker
from kundig.letter.figures import FIGURES, Seen, changed, look
from kundig.letter.model import Call, Case, Due, Outcome, Voice
from kundig.letter.voice import hours_left
from kundig.letter.words import clean

CALLS = 3
LONGEST_WINDOW, SHORTEST_WINDOW = 90, 14
#: Reasons in the order in which three people are chosen: one of each first.
WANTED = ("unhappy", "let_down", "quiet", "thanks", "heard")
#: Reasons that can wait until nothing is owed any more.
FRIENDLY = frozenset({"quiet", "thanks", "heard"})

Row = dict[str, Any]


def outcome(ask: Asker, decisions: list[Row]) -> Outcome | None:
    """The last decision whose effect can be looked at, with the figure before and since."""
    for row in decisions:
        effective = row["effective_date"] or row["decided_date"]
        key = row["measure"]
        if key not in FIGURES or key == "retention":
            continue
        if (ask.today - effective).days < SHORTEST_WINDOW:
            continue
        pair = _before_and_since(ask, row, key, effective)
        if pair is None:
            continue
        return _told(ask, row, key, effective, *pair)
    return None


def _before_and_since(ask: Asker, row: Row, key: str, effective: date) -> tuple[Seen, Seen] | None:
    name, value = row["dimension"], row["dimension_value"]
    where = {str(name): (str(value),)} if name and value else {}
    last = min(ask.today - timedelta(days=1), effective + timedelta(days=LONGEST_WINDOW - 1))
    first = effective - timedelta(days=LONGEST_WINDOW)
    before = look(ask, key, first, effective - timedelta(days=1), where)
    since = look(ask, key, effective, last, where)
    if before is None or since is None:
        return None
    if before.row.get(key) is None or since.row.get(key) is None:
        return None
    return before, since


def _told(ask: Asker, row: Row, key: str, effective: date, before: Seen, since: Seen) -> Outcome:
    say, words = ask.words.say, ask.words
    verdict = changed(key, before.row, since.row)
    kind = {1: "better", -1: "worse"}.get(verdict or 0, "same")

    def shown(seen: Seen) -> str:
        known = FIGURES[key]
        unit, digits = seen.answer.measure.unit, 1 if known.scale[0] == 0 else 0
        part, whole = int(seen.row[known.part]), int(seen.row[known.whole])
        counts = say(f"part_{key}", part=words.count(part), n=words.count(whole))
        figure = written(seen.row, key, unit, words.lang, digits=digits)
        return say("outcome_value", counts=counts, value=figure)

    days = {
        "day": words.on(row["decided_date"], ask.today),
        "effective": words.on(effective, ask.today),
    }
    part = row["dimension"] and clean(row["dimension_value"], 40)
    decided = (
        say("decided_part", part=words.quoted(part), **days) if part else say("decided", **days)
    )
    return Outcome(
        title=clean(row["title"], 110),
        decided=decided,
        before=say("outcome_before", days=words.count(before.days, "day")),
        before_value=shown(before),
        since=say("outcome_since", days=words.count(since.days, "day")),
        since_value=shown(since),
        verdict=say("verdict", verdict=say(f"verdict_{kind}")),
        kind=kind,
        note=say("outcome_note"),
    )


def due(ask: Asker, rows: list[Row], most: int) -> tuple[Due, ...]:
    """Promises for the letter: what is open and overdue, the earliest first."""
    waiting = [r for r in rows if r["state"] != "broken"]
    return tuple(promise(ask, r) for r in waiting[:most])


def broken(ask: Asker, rows: list[Row], most: int) -> tuple[Due, ...]:
    """Promises that were broken in the last weeks, the newest first."""
    found = sorted(
        (r for r in rows if r["state"] == "broken"),
        key=lambda r: (-r["due_date"].toordinal(), str(r["promise_id"])),
    )
    return tuple(promise(ask, r) for r in found[:most])


def promise(ask: Asker, row: Row) -> Due:
    """One promise: to whom, what, until when."""
    say, words = ask.words.say, ask.words
    day = words.near(row["due_date"], ask.today)
    state = row["state"]
    today = row["due_date"] == ask.today
    key = "due_today" if state == "open" and today else f"due_{state}"
    return Due(
        who=clean(who(row, words.lang), 60),
        what=clean(row["subject"], 90) or say("promise"),
        when=say(key, day=day),
        overdue=state != "open" or today,
        why=_why_promise(ask, row),
    )


def _why_promise(ask: Asker, row: Row) -> str:
    if is_own_id(row["promise_id"]):
        made = row["made_date"] or row["due_date"]
        return ask.words.say("why_own_promise", day=ask.words.day(made, year=True))
    return ask.words.say("why_promise", number=row["promise_id"]) + ask.source(row)


def calls(
    ask: Asker, rows: list[Row], lead: Voice | None, owed: Collection[str] = ()
) -> tuple[Call, ...]:
    """Three people and what to ask."""
    return tuple(call(ask, r, lead) for r in chosen(rows, lead, owed))


def debts(cases: Iterable[Row], promises: Iterable[Row]) -> set[str]:
    """Customers to whom we owe an answer, or something promised that is over."""
    found = {c["customer"] for c in cases if c["state"] == "unanswered"}
    found |= {p["customer"] for p in promises if p["state"] == "overdue"}
    return {str(c) for c in found if c}


def chosen(rows: list[Row], lead: Voice | None, owed: Collection[str] = ()) -> list[Row]:
    """Three people, one per reason as far as possible; who waits for an answer comes first.

    Args:
        rows: people with a reason to call them.
        lead: the voice that opens the letter.
        owed: customers to whom we owe something; nobody thanks them or asks how they are before.
    """
    rows = [r for r in rows if r["reason"] not in FRIENDLY or r["customer"] not in owed]
    found: list[Row] = []
    first = [r for r in rows if lead is not None and r["customer"] == lead.customer]
    for row in (*first[:1], *_one_of_each(rows), *rows):
        if len(found) < CALLS and row["customer"] not in {c["customer"] for c in found}:
            found.append(row)
    return found


def _one_of_each(rows: list[Row]) -> list[Row]:
    return [r for reason in WANTED for r in rows if r["reason"] == reason and r["place"] == 0]


def call(ask: Asker, row: Row, lead: Voice | None) -> Call:
    """One person, the reason, and what to ask."""
    say, words, reason = ask.words.say, ask.words, str(row["reason"])
    quoted = words.quoted(clean(row["words"], 90)) if row["words"] else ""
    day = words.on(row["day"], ask.today)
    noted = row["note"] and row["note_day"] and row["note_day"] >= row["day"]
    asked = say(f"ask_{reason}")
    if reason == "unhappy":
        if row["waits"]:
            because, asked = say("call_waits", words=quoted, day=day), say("ask_waits")
        else:
            score = words.count(int(row["score"]))
            because = say("call_unhappy", score=score, best=int(row["scale_max"]), day=day,
                          words=f" {quoted}" if quoted else "")  # fmt: skip
    elif reason == "quiet":
        silent = (ask.today - row["day"]).days
        because = say(
            "call_quiet", n=words.count(row["n"], "purchase"), silent=words.count(silent, "day_dative"),
            gap=words.count(row["gap"], "day"),
        )  # fmt: skip
        if noted:
            note = words.quoted(clean(row["note"], 110))
            asked = say("ask_quiet_note", day=words.on(row["note_day"], ask.today), note=note)
    elif reason == "thanks":
        because = say("call_thanks", score=words.count(int(row["score"])), day=day, words=quoted)
    elif reason == "let_down":
        because = say("call_let_down", what=quoted or say("promise"), day=day)
    else:
        because = say("call_heard", words=quoted, day=day)
    if lead is not None and row["customer"] == lead.customer and lead.act:
        because = say("call_lead")
    number = str(row["customer"]).partition(":")[2]
    order = say("why_order", order=row["order_id"]) + ", " if row["order_id"] else ""
    why = say("why_call", order=order, number=number, day=words.day(row["day"], year=True))
    why += ask.source(row)
    return Call(clean(who(row, words.lang), 60), because, asked, why, reason, str(row["customer"]))


def cases(ask: Asker, rows: list[Row], most: int) -> tuple[Case, ...]:
    """Open complaints, unanswered first."""
    found = [r for r in rows if r["state"] != "settled"]
    return tuple(case(ask, r) for r in found[:most])


def case(ask: Asker, row: Row) -> Case:
    """One complaint: whose, about what, how long it waits."""
    say, words = ask.words.say, ask.words
    order = say("why_order", order=row["order_id"]) + ", " if row["order_id"] else ""
    return Case(
        who=clean(who(row, words.lang), 60),
        what=clean(row["cause"], 60) or say("complaint"),
        state=_state(ask, row),
        waits=row["state"] == "unanswered",
        why=order + say("why_case", number=row["complaint_id"]) + ask.source(row),
    )


def _state(ask: Asker, row: Row) -> str:
    """How long a case waits, in a few words."""
    say, words = ask.words.say, ask.words
    if row["state"] != "unanswered":
        return say("case_answered")
    left = hours_left(ask, row)
    if left is not None and left > 0:
        return say("case_left", hours=words.count(max(1, int(left)), "hour"))
    days = max(1, (ask.today - row["received_date"]).days)
    return say("case_over", days=words.count(days, "day_dative"))
