"""Heute: what was written a moment ago is there, debts come first, nothing stands there twice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kundig.letter import deeds
from kundig_web import company
from kundig_web.access.models import Mode, User, site
from kundig_web.contact.workflows import make_promise
from kundig_web.desk import morning as mornings
from kundig_web.site.today import Day, own_name
from kundig_web.site.today import due as due_part
from tests.web.today.conftest import NINE


def alone() -> None:
    one = site()
    one.mode = Mode.ALONE
    one.save()


def day_of(user: Any) -> Day:
    snapshot = company.snapshot()
    kept = mornings.kept(snapshot, company.today())
    return Day(User.objects.get(pk=user.pk), snapshot, kept, company.now())


@pytest.mark.parametrize("path", ["/hints/new/", "/talks/new/"])
def test_who_works_alone_finds_on_heute_what_he_saved_a_moment_ago(
    warm, client_of, path: str
) -> None:
    alone()
    dora = client_of("dora")
    said = "Gibt es den Rucksack auch in Grün?"
    sent = {"text": said, "quote": said, "channel": "phone", "offered": "no"}
    assert dora.post(path, sent).status_code == 302
    shown = dora.get("/").content.decode()
    waits = shown[shown.index("Was jetzt wartet") : shown.index("Menschen anrufen")]
    assert said in waits
    assert "heute von Ihnen aufgeschrieben" in waits


def test_an_empty_company_does_not_say_that_nobody_waits_when_somebody_does(
    own_home, client_of, clock
) -> None:
    alone()
    dora = client_of("dora")
    dora.post("/hints/new/", {"text": "Die Tür klemmt."})
    shown = dora.get("/").content.decode()
    assert "Die Tür klemmt." in shown
    assert "Nichts läuft ab" not in shown


def test_what_is_over_stands_above_what_is_due_today(warm, cast) -> None:
    make_promise(
        actor=cast["dora"], now=NINE, today=NINE.date(), what="Rückruf", who="Frau Grün",
        due_date=NINE.date() - timedelta(days=6), made_on=date(2026, 11, 1),
    )  # fmt: skip
    late = [w.late for w in day_of(cast["dora"]).due]
    assert True in late
    assert False in late
    assert late == sorted(late, reverse=True)


def test_however_much_is_over_what_can_still_be_kept_is_shown(warm, cast, clock) -> None:
    for n in range(10):
        make_promise(
            actor=cast["dora"], now=NINE, today=NINE.date(), what=f"Versprochen {n}",
            due_date=NINE.date() - timedelta(days=n), due_time=None, made_on=date(2026, 11, 1),
            customer="", who="Frau Grün", department=None, draft_key=None,
        )  # fmt: skip
    day = day_of(cast["dora"])
    shown = due_part(day)["entries"]
    assert len(shown) == 8
    assert any(w.due == "heute" for w in shown)


def test_the_same_promise_of_a_file_and_of_here_stands_once(warm, cast) -> None:
    found = day_of(cast["dora"]).due
    from_file = next(w for w in found if w.entry.kind == "file_promise" and w.due == "heute")
    make_promise(
        actor=cast["dora"], now=NINE, today=NINE.date(), what="Wir melden uns wegen der Jacke",
        due_date=from_file.entry.due_at, due_time=None, customer=from_file.entry.customer,
        who="", department=None, draft_key=None,
    )  # fmt: skip
    names = [(w.entry.kind, w.entry.customer) for w in day_of(cast["dora"]).due]
    assert ("promise", from_file.entry.customer) in names
    assert ("file_promise", from_file.entry.customer) not in names


def test_nobody_is_thanked_while_we_owe_him_something() -> None:
    def row(customer: str, reason: str) -> dict[str, Any]:
        return {"customer": customer, "reason": reason, "place": 0}

    rows = [row("a", "thanks"), row("b", "quiet"), row("a", "let_down"), row("c", "thanks")]
    chosen = deeds.chosen(rows, None, deeds.debts(
        [{"customer": "b", "state": "unanswered"}],
        [{"customer": "a", "state": "overdue"}, {"customer": "c", "state": "open"}],
    ))  # fmt: skip
    assert [(r["customer"], r["reason"]) for r in chosen] == [("a", "let_down"), ("c", "thanks")]


def test_heute_and_the_letter_name_the_same_people_in_the_same_order(warm, cast) -> None:
    from kundig_web.site.today import calls

    day = day_of(cast["dora"])
    here = [day.leading[1].entry.customer, *(w.entry.customer for w in calls(day)["entries"])]
    letter = [c.customer for c in warm.told["de"].letter.calls]
    assert letter == here[: len(letter)]


def test_a_page_has_one_full_button_at_most(warm, client_of) -> None:
    import re

    for mode in (Mode.ALONE, Mode.DEPARTMENTS):
        one = site()
        one.mode = mode
        one.save()
        shown = client_of("dora").get("/").content.decode()
        assert len(re.findall(r'class="button(?! (?:second|quiet))[^"]*"', shown)) <= 1
        assert "Ablehnen" not in shown
        assert "Die Sache selbst bleibt offen." in shown


def test_a_thing_written_here_is_known_by_its_number() -> None:
    assert own_name("kundig-talk-12") == ("talk", "12")
    assert own_name("V10001") == ("", "")


def test_the_letter_read_in_the_evening_does_not_ask_for_the_afternoon(
    warm, client_of, clock
) -> None:
    assert "Antworten Sie bis heute, 14:00" in client_of("dora").get("/letter/").content.decode()
    clock(NINE + timedelta(hours=14))
    shown = client_of("dora").get("/letter/").content.decode()
    assert "14:00" not in shown
    assert "die 24 Stunden sind vorbei" in shown


def test_alone_no_form_speaks_of_departments(own_home, client_of, clock) -> None:
    alone()
    dora = client_of("dora")
    for path in ("/talks/new/", "/hints/new/", "/promises/new/"):
        shown = dora.get(path).content.decode()
        main = shown[shown.index("<main") :]
        assert "bteilung" not in main, path


def test_a_listing_is_asked_once_for_each_state_of_the_data(warm) -> None:
    asked: list[int] = []

    def ask() -> list[int]:
        asked.append(1)
        return [1]

    day, snapshot = date(2026, 11, 20), company.snapshot()
    mornings.remembered(snapshot, day, "x", ask)
    mornings.remembered(snapshot, day, "x", ask)
    assert len(asked) == 1
    mornings.remembered(snapshot, day + timedelta(days=1), "x", ask)
    assert len(asked) == 2
