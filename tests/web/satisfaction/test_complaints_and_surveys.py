"""Who waits and how long; what customers answered, with and without names."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from kundig_web.satisfaction.answers import Filters
from tests.web.today.conftest import NINE


def page(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_waits_stands_with_words_and_the_hours_that_are_left(warm, client_of) -> None:
    shown = page(client_of("emil"), "/complaints/")
    entries = [part.partition("</article>")[0] for part in shown.split("<article")[1:]]
    (hers,) = [entry for entry in entries if "Beschwerde V10001" in entry]
    assert "Familie Yıldız" in hers
    assert "Die Stiefel kamen" in hers
    assert "noch 5 Stunden" in hers
    # What is over already stands above it.
    assert all("überfällig" in entry for entry in entries[: entries.index(hers)])


def test_nights_and_sundays_count(warm, client_of, clock) -> None:
    clock(NINE + timedelta(hours=13))
    shown = page(client_of("emil"), "/complaints/")
    assert "seit 8 Stunden überfällig" in shown


def test_the_two_figures_carry_range_and_number(warm, client_of) -> None:
    shown = page(client_of("dora"), "/complaints/")
    assert shown.count('<li class="stat">') == 2
    assert re.search(r"\d+ Beschwerden zu [\d.]+ Käufen: <strong>", shown)
    assert "Zu den Beschwerden" not in shown  # one is there already


def test_every_state_has_its_list(warm, client_of) -> None:
    dora = client_of("dora")
    rows = warm.rows["cases"]
    for tab, state in (("answered", "answered"), ("settled", "settled")):
        n = sum(r["state"] == state for r in rows)
        shown = page(dora, f"/complaints/?show={tab}")
        assert f"({n})" in shown
        assert "<article" not in shown
    assert "<article" in page(dora, "/complaints/?show=nonsense&page=x")
    assert "<article" in page(dora, "/complaints/?page=999999")


def test_an_old_complaint_can_be_dealt_with_as_well(warm, client_of) -> None:
    old = [r for r in warm.rows["cases"] if r["state"] == "unanswered"][-1]
    assert (warm.day - old["received_date"]).days > 45  # Heute does not show it
    ref = f"{old['source']}:{old['complaint_id']}"
    dora = client_of("dora")
    done = dora.post(reverse("desk:finish"), {"kind": "case", "ref": ref, "next": "/complaints/"})
    assert done.status_code == 302
    last = -(-sum(r["state"] == "unanswered" for r in warm.rows["cases"]) // 20)
    shown = page(dora, f"/complaints/?page={last}")
    assert "Wieder öffnen" in shown  # the file still calls it unanswered: nothing is hidden here


def test_without_a_file_of_complaints_no_zero_is_claimed(own_home, clock, client_of) -> None:
    shown = page(client_of("dora"), "/complaints/")
    assert "Noch keine Beschwerde bekannt" in shown
    assert "Niemand wartet" not in shown


def test_answers_are_shown_with_score_words_and_branch(warm, client_of) -> None:
    shown = page(client_of("dora"), "/surveys/")
    assert "Familie Yıldız" in shown
    assert "2 von 10" in shown
    assert shown.count('<li class="stat">') == 3


def test_whoever_may_not_see_customers_reads_the_words_without_names(warm, client_of) -> None:
    shown = page(client_of("petra"), "/surveys/")
    assert "Die Stiefel kamen" in shown
    assert "Yıldız" not in shown
    assert "/customers/" not in shown
    assert "Ohne Namen" in shown


def test_filters_narrow_down(warm, client_of) -> None:
    dora = client_of("dora")
    bad = page(dora, "/surveys/?kind=nps&mood=bad&days=365")
    scores = [int(s) for s in re.findall(r">(\d+) von 10<", bad)]
    assert scores
    assert max(scores) <= 6
    assert "von 5<" not in bad
    told = page(dora, "/surveys/?told=1")
    listed = told[told.index('<ul class="list">') :]
    assert listed.count("<li>") == listed.count("<blockquote") > 0
    south = page(dora, "/surveys/?branch=S%C3%BCd&days=365")
    listed = south[south.index('<ul class="list">') :]
    assert listed.count("<li>") == listed.count("· Süd") > 0


def test_pages_follow_each_other_without_gap_or_repeat(warm, cast) -> None:
    from kundig_web import company
    from kundig_web.desk import morning as mornings
    from kundig_web.satisfaction import answers

    snapshot = company.snapshot()
    ask = mornings.asker(warm, snapshot, NINE)

    def part(number: int) -> tuple[list[answers.Given], bool]:
        wanted = answers.Filters(days=365, page=number)
        return answers.given(wanted, snapshot=snapshot, ask=ask, viewer=cast["dora"])

    found: list[answers.Given] = []
    number, more = 1, True
    while more:
        given, more = part(number)
        assert len(given) == answers.PAGE or not more
        found += given
        number += 1
    assert number > 3
    days = [g.day for g in found]
    assert days == sorted(days, reverse=True)
    assert len(found) == len(_all(snapshot, ask.today))


def _all(snapshot: Any, today: Any) -> list[Any]:
    from kundig.answers.asking import open_engine
    from kundig.answers.listings import listing
    from kundig.glossary.measure import Request
    from kundig_web import company

    with open_engine("duckdb") as engine:
        request = Request(as_of=today, options={"days": 365}, limit=5000)
        return listing(
            "answers_given", request, snapshot=snapshot, engine=engine, home=company.home()
        )


@pytest.mark.parametrize(
    "asked", [{"page": "-1"}, {"page": "9999999999"}, {"days": "7"}, {"kind": "x", "mood": "'"}]
)
def test_nonsense_in_the_address_counts_as_not_asked(asked: dict[str, str]) -> None:
    found = Filters.of(asked)
    assert 1 <= found.page <= 40
    assert (found.days, found.kind, found.mood) == (90, "", "")


def test_what_a_customer_wrote_is_never_run(own_home, cold, clock, client_of) -> None:
    from tests.letter.companies import answer, person, words
    from tests.world import world

    world(own_home.folder, {
        "customer_records": [person("1", "<i>Kurz</i>")],
        "survey_answers": [answer(1, "1", 2, 3)],
        "texts": [words("R1", "survey_answers", "1", "<script>alert(1)</script> zu spät", 3, "nps")],
    })  # fmt: skip
    for path in ("/surveys/?wait=1", "/?wait=1", "/letter/?wait=1"):
        shown = page(client_of("emil"), path)
        assert "zu spät" in shown, path
        assert "<script>alert" not in shown
        assert "<i>Kurz" not in shown


def test_without_the_permission_it_is_forbidden(warm, client_of) -> None:
    assert client_of("petra").get("/complaints/").status_code == 403
    for name in ("konrad", "dana", "nina"):
        assert client_of(name).get("/surveys/").status_code == 403
