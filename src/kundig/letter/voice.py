"""A customer's own words and what followed, and the voices of page two."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from kundig.answers.listings import who
from kundig.intake.own import is_own_id
from kundig.letter.asker import Asker
from kundig.letter.model import Quote, Voice
from kundig.letter.words import clean

WINDOWS = (30, 365, 36500)
QUOTES = 5
DAY_HOURS = 24

Row = dict[str, Any]


def heard(ask: Asker) -> list[Row]:
    """Voices of the shortest window in which anybody known said something; else any voices."""
    rows: list[Row] = []
    for days in WINDOWS:
        rows = ask.rows("voices", days=days, limit=120)
        if any(r["record_id"] for r in rows) and len(rows) >= QUOTES:
            break
    return rows


def lead(ask: Asker, rows: list[Row], cases: list[Row], promises: list[Row]) -> Voice | None:
    """The most telling voice: the first of the listing whose customer may be spoken to, if any."""
    if not rows:
        return None
    pressing = [r for r in rows if r["weight"]]
    allowed = [r for r in pressing if not r["refused"]]
    row = (allowed or pressing or rows)[0]
    case = _of(row, cases)
    broken = promised_to(row, promises)
    told, act = followed(ask, row, case, broken)
    return Voice(
        words=ask.words.quoted(clean(row["words"])),
        who=_who(ask, row),
        when=ask.words.near(row["day"], ask.today),
        followed=tuple(told),
        act=act,
        why=_why(ask, row, case),
        customer=str(row["customer"] or ""),
        ref=ref(row),
        case=case_ref(case) if case is not None and case["state"] == "unanswered" else "",
    )


def promised_to(row: Row, promises: list[Row]) -> Row | None:
    """What was promised to the customer of a row: first what is overdue or broken."""
    own = [p for p in promises if _same(p, row)]
    return next((p for p in own if p["state"] != "open"), own[0] if own else None)


def ref(row: Row) -> str:
    """Which text a voice is, for good."""
    return "/".join(str(row[k] or "") for k in ("source", "about_table", "about_id", "field"))


def case_ref(case: Row) -> str:
    """Which complaint it is, for good."""
    return f"{case['source']}:{case['complaint_id']}"


def quotes(ask: Asker, rows: list[Row], used: Voice | None) -> tuple[Quote, ...]:
    """Five voices without names: two that hurt, two that please, and one more, newest first."""
    spoken = used.words if used else ""
    seen: set[str] = {clean(spoken)}
    bad: list[Row] = []
    good: list[Row] = []
    rest: list[Row] = []
    for row in sorted(rows, key=lambda r: (-r["day"].toordinal(), str(r["about_id"]))):
        words = clean(row["words"])
        if (
            words in seen
            or words[:30] in spoken
            or words.casefold() in {s.casefold() for s in seen}
        ):
            continue
        seen.add(words)
        glad = (row["nps"] or 0) >= 9 or (row["csat"] or 0) >= 5 or row["case_kind"] == "praise"
        (bad if row["bad"] else good if glad else rest).append(row)
    chosen = [*_unlike(bad)[:2], *_unlike(good)[:2]]
    left = [r for r in (*rest, *bad, *good) if r not in chosen]
    chosen += left[: QUOTES - len(chosen)]
    return tuple(Quote(ask.words.quoted(clean(r["words"], 150)), _about(ask, r)) for r in chosen)


def _unlike(rows: list[Row]) -> list[Row]:
    """Of every kind of place and every opening word one first, the others behind."""
    first: dict[tuple[str, str], Row] = {}
    for row in rows:
        first.setdefault((_kind(row), row["words"].partition(" ")[0]), row)
    kinds: dict[str, Row] = {}
    for row in first.values():
        kinds.setdefault(_kind(row), row)
    chosen = [*kinds.values(), *(r for r in first.values() if r not in kinds.values())]
    return [*chosen, *(r for r in rows if r not in chosen)]


def _about(ask: Asker, row: Row) -> str:
    say = ask.words.say
    day = ask.words.near(row["day"], ask.today)
    if row["nps"] is not None:
        return say("gave_nps", day=day, score=ask.words.count(int(row["nps"])))
    if row["csat"] is not None:
        return say("gave_csat", day=day, score=ask.words.count(int(row["csat"])))
    return say(f"in_{_kind(row)}", day=day)


def _kind(row: Row) -> str:
    if row["about_table"] == "complaints":
        return row["case_kind"] or "complaint"
    kinds = {"survey_answers": "survey", "mentions": "mention", "contacts": "talk"}
    return kinds[row["about_table"]]


def _who(ask: Asker, row: Row) -> str:
    """The name, unless the customer does not want to be contacted or is not known."""
    if not row["record_id"]:
        return ask.words.say("somebody")
    if row["refused"]:
        return ask.words.say("number", number=row["record_id"])
    return clean(who(row, ask.words.lang), 60)


def _same(one: Row, other: Row) -> bool:
    return bool(one["customer"]) and one["customer"] == other["customer"]


def _of(row: Row, cases: list[Row]) -> Row | None:
    """The complaint that the words stand in, else the customer's newest."""
    own = [c for c in cases if _same(c, row)]
    if row["about_table"] == "complaints":
        own = [c for c in own if c["complaint_id"] == row["about_id"]] or own
    return own[0] if own else None


def followed(ask: Asker, row: Row, case: Row | None, broken: Row | None) -> tuple[list[str], str]:
    """What followed upon a customer's words, and what to do now (nothing, if nobody waits)."""
    say, words, told = ask.words.say, ask.words, []
    is_open = broken is not None and broken["state"] == "open"
    if broken is not None and is_open:
        what = words.quoted(clean(broken["subject"], 90)) if broken["subject"] else say("promise")
        due = words.near(broken["due_date"], ask.today)
        key = "due_today" if broken["due_date"] == ask.today else "due_open"
        told.append(say("is_promised", what=what, when=say(key, day=due)))
    elif broken is not None:
        subject = clean(broken["subject"], 90)
        told.append(
            say(
                "was_promised",
                what=words.quoted(subject),
                day=words.on(broken["due_date"], ask.today),
            )
            if subject
            else say("was_promised_day", day=words.on(broken["due_date"], ask.today))
        )
    elif case is not None and case["promised_day"] is not None:
        told.append(say("was_promised_day", day=words.on(case["promised_day"], ask.today)))
    told += _came(ask, case, None if is_open else broken)
    if case is not None:
        state, act = answered(ask, case)
        return [*told, state], act
    if row["nps"] is not None or row["csat"] is not None:
        score = (row["nps"], 10) if row["nps"] is not None else (row["csat"], 5)
        told.append(say("marked", score=words.count(int(score[0])), best=score[1]))
    if broken is not None and not is_open:
        return [*told, say("not_kept_yet")], ("" if row["refused"] else say("act_promise"))
    if row["bad"]:
        act = say("act_refused") if row["refused"] else say("act_voice") if row["record_id"] else ""
        return [*told, say("nothing_noted")], act
    return [*told, say("nothing_needed")], ""


def _came(ask: Asker, case: Row | None, broken: Row | None) -> list[str]:
    """When the order arrived, if that was after the promise."""
    words = ask.words
    due = broken["due_date"] if broken else case["promised_day"] if case else None
    arrived = (case or {}).get("arrived_day") or (broken or {}).get("arrived_day")
    if due is None or arrived is None or arrived < due:
        return []
    if case is not None and case["promised_day"] is not None and arrived > due:
        late = words.count((arrived - due).days, "day")
        return [words.say("arrived_late", day=words.on(arrived, ask.today), late=late)]
    return []


def answered(ask: Asker, case: Row) -> tuple[str, str]:
    """Whether a person answered a complaint, in words, and what to do now."""
    say, words = ask.words.say, ask.words
    if case["state"] == "settled":
        if case["goodwill"]:
            return say(
                "settled_goodwill", amount=words.money(case["goodwill"], case["currency"])
            ), ""
        return say("settled"), ""
    received = case["received"]
    if case["state"] == "answered":
        if received is None or case["answered"] is None:
            return say("answered"), ""
        hours = max(1, round((case["answered"] - received) / 3600))
        return say("answered_after", hours=words.count(hours, "hour")), ""
    if received is None:
        day = words.near(case["received_date"], ask.today)
        return say("unanswered_since", day=day), say("act_now")
    came = datetime.fromtimestamp(float(received), UTC).astimezone(ask.morning().tzinfo)
    until = came + timedelta(hours=DAY_HOURS)
    left = hours_left(ask, case)
    if left is not None and left > 0:
        moment = words.say(
            "moment", day=words.near(until.date(), ask.today), clock=f"{until:%H:%M}"
        )
        hours = words.count(max(1, int(left)), "hour")
        told = say("unanswered_left" if ask.moment is None else "unanswered_now", hours=hours)
        return told, say("act_until", moment=moment)
    days = max(1, (ask.today - came.date()).days)
    return say("unanswered_over", days=words.count(days, "day_dative")), say("act_now")


def hours_left(ask: Asker, case: Row) -> float | None:
    """How much of the 24 hours is left when this is read; None where the hour is not known."""
    if case["received"] is None:
        return None
    return DAY_HOURS - (ask.morning().timestamp() - float(case["received"])) / 3600


def _why(ask: Asker, row: Row, case: Row | None) -> str:
    """Where it stands: order, case, day, source."""
    say = ask.words.say
    order = row["order_id"] or (case or {}).get("order_id")
    parts = [say("why_order", order=order)] if order else []
    if row["about_table"] == "complaints":
        parts.append(say("why_case", number=row["about_id"]))
    elif is_own_id(row["about_id"]):
        parts.append(say("why_own_talk"))
    else:
        parts.append(say(f"why_{_kind(row)}", number=row["about_id"]))
        if case is not None:
            parts.append(say("why_case", number=case["complaint_id"]))
    parts.append(say("why_day", day=ask.words.day(row["day"], year=True)))
    if not is_own_id(row["about_id"]):
        parts.append(say("why_source", source=row["source"]))
    return say("why", what=", ".join(parts))
