"""Heute per role: whose words, which figures, and what nobody may see."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from kundig.answers.listings import who
from kundig_web import company
from kundig_web.access.models import Mode, site
from kundig_web.desk.models import EntryState
from kundig_web.site.today_plan import PLANS, plan_for
from tests.web.today.conftest import NINE

FIGURE = '<li class="stat">'


def page(client: Any, path: str = "/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def names(morning: Any) -> set[str]:
    """How the customers of the day are called."""
    rows = [r for key in ("voices", "cases", "promises", "calls") for r in morning.rows[key]]
    return {who(r, "de") for r in rows if r["last_name"] or r["company_name"]}


def test_the_owner_reads_a_customers_words_before_any_figure(warm, client_of) -> None:
    shown = page(client_of("dora"))
    assert "Die Stiefel kamen zwei Tage nach der Abreise." in shown
    assert shown.index("Die Stiefel kamen") < shown.index(FIGURE)
    assert shown.index("Familie Yıldız") < shown.index("Was jetzt wartet") < shown.index(FIGURE)


def test_it_says_what_followed_and_how_long_is_left_at_this_hour(warm, client_of, clock) -> None:
    shown = page(client_of("dora"))
    assert "Es bleiben 5\u00a0Stunden von 24." in shown
    assert "noch 5 Stunden" in shown
    clock(NINE + timedelta(hours=3))
    assert "noch 2 Stunden" in page(client_of("dora"))
    clock(NINE + timedelta(hours=9))
    assert "seit 4 Stunden überfällig" in page(client_of("dora"))


def test_figures_are_at_most_seven_with_range_decision_and_owner(warm, client_of, cast) -> None:
    from kundig_web.desk import workflows

    workflows.entrust(actor=cast["dora"], measure="csat", department=cast["lena"].department)
    shown = page(client_of("dora"))
    assert 3 <= shown.count(FIGURE) <= 7
    assert shown.count('class="decides"') == shown.count(FIGURE)
    assert re.search(r"Zufriedenheit <strong>\d+\u00a0%</strong> <span class=\"range\">\(", shown)
    assert "zuständig: Service" in shown
    order = [shown.index(w) for w in ("Zufriedenheit <", "Kundenbindung <", "Weiterempfehlung <")]
    assert order == sorted(order)


def test_alone_every_figure_is_mine_and_nothing_is_passed_on(warm, client_of, cast) -> None:
    one = site()
    one.mode = Mode.ALONE
    one.save()
    shown = page(client_of("dora"))
    assert "zuständig: Sie" in shown
    assert reverse("desk:pass_on") not in shown
    assert reverse("desk:decline") in shown


def test_the_people_lead_reads_conditions_first_and_no_customers_name(warm, client_of) -> None:
    shown = page(client_of("petra"))
    assert shown.index("Was unsere Leute daran hindert") < shown.index(FIGURE)
    assert "Wie schnell wir antworten, nach Abteilung" in shown or not warm.told["de"].departments
    found = [n for n in names(warm) if n in shown]
    assert not found
    assert "/customers/" not in shown


def test_the_works_council_reads_what_is_recorded_and_what_never_is(warm, client_of) -> None:
    shown = page(client_of("konrad"))
    assert "Wie viele Fälle, Gespräche oder Anrufe jemand erledigt hat." in shown
    assert "solange es offen ist. Andere sehen die Abteilung" in shown
    assert FIGURE not in shown
    assert not [n for n in names(warm) if n in shown]


def test_the_privacy_officer_reads_where_personal_data_lie(warm, client_of) -> None:
    shown = page(client_of("dana"))
    assert "Wo personenbezogene Daten liegen" in shown
    assert FIGURE not in shown


def test_who_is_called_stands_there_once_with_a_question(warm, client_of) -> None:
    shown = page(client_of("emil"))
    calls = shown[shown.index("Menschen anrufen") :]
    calls = calls[: calls.index("<h2>", 10)]
    assert calls.count("<article") == 3
    assert "Fragen Sie:" in calls
    assert "Herr Dr. Weiß" in calls
    assert "Familie Yıldız" not in calls  # she stands above already


def test_a_case_that_is_done_gives_way_to_the_next_voice(warm, client_of, cast) -> None:
    from kundig_web.desk.waiting import gather

    [case] = [
        w.entry
        for w in gather(cast["emil"], today=company.today(), now=NINE)
        if w.entry.kind == "case" and "Yıldız" in w.entry.who
    ]
    EntryState.objects.create(kind=case.kind, ref=case.ref, state="done", changed_at=NINE)
    shown = page(client_of("dora"))
    assert 'class="entry' in shown
    hero = shown[shown.index("today-voice") : shown.index("</section>")]
    assert "noch 5 Stunden" not in hero


def test_every_role_has_a_plan_and_several_roles_repeat_nothing() -> None:
    from kundig_web.access.permissions import Role

    assert set(PLANS) == set(Role)
    both = plan_for(["front", "people", "owner"])
    assert len(both.parts) == len(set(both.parts))
    owner = PLANS["owner"].parts
    assert both.parts[: len(owner)] == owner
    assert "conditions" in both.parts
    assert plan_for([]).parts == ()


def test_english_has_no_german_frame(warm, client_of) -> None:
    shown = page(client_of("dora", "en"))
    assert "Good morning, Dora Berger" in shown
    assert "What waits now" in shown
    assert "Family Yıldız" in shown
    assert "Warum sehe ich das?" not in shown


@pytest.mark.parametrize(
    ("hour", "told"), [(4, "Guten Morgen"), (12, "Guten Tag"), (19, "Guten Abend"), (23, "Guten")]
)
def test_the_greeting_follows_the_companys_clock(own_home, client_of, clock, hour, told) -> None:
    clock(NINE.replace(hour=hour))
    assert f"{told}" in page(client_of("dora"))


def test_a_full_page_asks_the_database_a_bounded_number_of_times(
    warm, client_of, django_assert_max_num_queries
) -> None:
    dora = client_of("dora")
    page(dora)
    with django_assert_max_num_queries(32):
        page(dora)
