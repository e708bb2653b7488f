"""Only a person answers; the clock runs in elapsed seconds; open cases wait for their verdict."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kundig.answers import AskError, ask
from tests.satisfaction.scores import keys
from tests.world import world

RECEIVED = datetime.fromisoformat("2026-05-08T16:00:00+02:00")  # a Friday
Event = tuple[str, str, float]  # activity, actor, hours after the complaint came in


def cases(n: int, name: str, *events: Event, **more: Any) -> tuple[list[dict], list[dict]]:
    rows, happened = [], []
    for i in range(n):
        key = {"complaint_id": f"{name}-{i}"}
        rows.append(key | {"received_at": RECEIVED, "received_date": "2026-05-08"} | more)
        for number, (activity, actor, hours) in enumerate(events):
            happened.append(
                key | {"event_id": str(number), "activity": activity, "actor": actor,
                       "happened_at": RECEIVED + timedelta(hours=hours)}
            )  # fmt: skip
    return rows, happened


def tables(*groups: tuple[list[dict], list[dict]]) -> dict[str, list[dict]]:
    return {
        "complaints": [row for rows, _ in groups for row in rows],
        "complaint_events": [event for _, events in groups for event in events],
    }


SATURDAY = ("answered", "human", 24.0)
JUST_TOO_LATE = ("answered", "human", 24.0 + 1 / 3600)


def test_24_hours_to_the_second_are_in_time(tmp_path: Path) -> None:
    world(tmp_path, tables(cases(30, "good", SATURDAY), cases(10, "late", JUST_TOO_LATE)))
    (row,) = ask("response_time", home=tmp_path).rows
    # Wilson of 30 in 40
    told = [round(row[k], 1) for k in ("response_time", "low", "high")]
    assert told == [75.0, 59.8, 85.8]
    assert (row["n"], row["in_time"], row["answered"]) == (40, 30, 40)
    assert row["median_hours"] == pytest.approx(24.0)


@pytest.mark.parametrize(
    "event",
    [
        ("auto_reply", "automatic", 0.1),
        ("answered", "automatic", 0.1),
        ("answered", "customer", 0.1),
        ("handed_off", "human", 0.1),
        ("answered", "human", -1.0),
    ],
)
def test_this_is_no_answer(tmp_path: Path, event: Event) -> None:
    world(tmp_path, tables(cases(30, "hollow", event, ("closed", "automatic", 100.0))))
    (row,) = ask("response_time", home=tmp_path).rows
    assert (row["response_time"], row["answered"], row["never_answered"]) == (0, 0, 30)


def test_the_first_human_answer_counts(tmp_path: Path) -> None:
    events = (
        ("auto_reply", "automatic", 0.0),
        ("proposed", "human", 5.0),
        ("answered", "human", 90.0),
    )
    world(tmp_path, tables(cases(30, "quick", *events)))
    (row,) = ask("response_time", home=tmp_path).rows
    assert (row["response_time"], row["median_hours"]) == (100, pytest.approx(5.0))


def test_open_cases_count_once_their_time_is_over(tmp_path: Path) -> None:
    fresh = {"received_at": RECEIVED + timedelta(hours=50), "received_date": "2026-05-10"}
    world(
        tmp_path,
        tables(
            cases(30, "good", ("answered", "human", 60.0)),
            cases(10, "open", ("received", "customer", 0.0), status="open"),
            cases(5, "fresh", ("received", "customer", 50.0), status="open", **fresh),
        ),
    )
    answer = ask("response_time", home=tmp_path)
    (row,) = answer.rows
    assert (row["n"], row["never_answered"], row["open_at_risk"]) == (40, 10, 5)
    assert keys(answer) == {"open_at_risk"}
    # three days later their time is over too; on the Sunday nobody had answered yet
    assert ask("response_time", home=tmp_path, as_of="2026-05-13").rows[0]["never_answered"] == 15
    assert ask("response_time", home=tmp_path, as_of="2026-05-10").rows[0]["answered"] == 0


def test_praise_needs_no_answer_in_24_hours(tmp_path: Path) -> None:
    world(tmp_path, tables(cases(30, "good", SATURDAY), cases(9, "nice", kind="praise")))
    assert ask("response_time", home=tmp_path).n == 30


def test_solved_without_a_history_is_unknown_not_unanswered(tmp_path: Path) -> None:
    world(tmp_path, tables(cases(30, "good", SATURDAY), cases(7, "silent", status="solved")))
    answer = ask("response_time", home=tmp_path)
    assert answer.n == 30
    assert keys(answer) == {"answer_time_unknown"}


def test_the_limit_can_be_set_and_must_be_a_number(tmp_path: Path) -> None:
    world(tmp_path, tables(cases(30, "good", SATURDAY)))
    assert ask("response_time", home=tmp_path, hours=12).value == 0
    with pytest.raises((AskError, ValueError)):
        ask("response_time", home=tmp_path, hours="soon")


def test_without_any_history_nothing_is_said(tmp_path: Path) -> None:
    world(tmp_path, tables(cases(40, "open", status="open"), cases(5, "odd", status=None)))
    answer = ask("response_time", home=tmp_path)
    assert answer.value is None
    assert {"answer_time_unknown", "too_few"} <= keys(answer)
