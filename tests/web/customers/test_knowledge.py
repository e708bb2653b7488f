"""Facts and needs carry source and age, go stale, and are confirmed by one click."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from kundig_web.access.models import Department
from kundig_web.customers.errors import RefusedError
from kundig_web.customers.knowledge import Fact, Need
from kundig_web.customers.knowledge_workflows import hear_need, state_fact
from kundig_web.customers.workflows import set_care_team
from tests.web.conftest import NOW, TODAY
from tests.web.customers.conftest import KIM, WEISS, YILDIZ
from tests.web.customers.test_page import text

pytestmark = pytest.mark.django_db


def stated(value: str = "44", *, days: int = 0, key: str = WEISS, **more) -> Fact:
    return state_fact(
        key=key, actor=None, now=NOW, today=TODAY, name="Schuhgröße", value=value, source="talk",
        said_on=TODAY - timedelta(days=days), **more,
    )  # fmt: skip


def test_a_fact_stands_with_its_source_and_age(see, town) -> None:
    stated(days=40, purpose="Beratung")
    page = text(see(WEISS))
    assert "Schuhgröße: 44" in page
    assert "im Gespräch, vor 40 Tagen · wofür: Beratung" in page


def test_a_fact_is_grey_after_a_year_and_one_click_makes_it_fresh(client_of, see, town) -> None:
    fact = stated(days=366)
    assert re.search(r'class="stale"[^/]*Schuhgröße', see(WEISS))
    assert "lange nicht bestätigt" in see(WEISS)
    url = reverse("customers:fact_confirm", kwargs={"key": WEISS, "pk": fact.pk})
    assert client_of("emil").post(url).status_code == 302
    assert "lange nicht bestätigt" not in see(WEISS)
    assert "bestätigt heute" in text(see(WEISS))


def test_a_day_before_its_year_is_over_a_fact_is_not_stale() -> None:
    fact = Fact(said_on=TODAY - timedelta(days=365), stale_days=365)
    assert not fact.stale(TODAY)
    assert fact.stale(TODAY + timedelta(days=1))


def test_what_soon_passes_goes_stale_sooner(town) -> None:
    assert stated(days=91, stale_days=90).stale(TODAY)


def test_a_new_value_ends_the_old_one_and_overwrites_nothing(see, town) -> None:
    stated("44", days=40)
    stated("45", days=1)
    assert Fact.objects.filter(ended_on__isnull=True).get().value == "45"
    assert Fact.objects.get(value="44").ended_on == TODAY - timedelta(days=1)
    assert "Was früher galt" in see(WEISS)


def test_the_same_value_again_is_a_confirmation(town) -> None:
    stated(days=400)
    stated(days=0)
    assert Fact.objects.get().confirmed_on == TODAY


def test_what_was_said_earlier_does_not_replace_what_was_said_later(town) -> None:
    stated("45", days=1)
    stated("44", days=40)
    assert Fact.objects.filter(ended_on__isnull=True).get().value == "45"


def test_a_fact_from_tomorrow_or_about_nothing_is_refused(town) -> None:
    with pytest.raises(RefusedError, match="Zukunft"):
        stated(days=-1)
    with pytest.raises(RefusedError):
        stated(" ")
    assert not Fact.objects.exists()


def test_needs_stand_in_the_customers_own_words_and_count_as_a_sentence(see, town, cast) -> None:
    hear_need(
        key=WEISS, actor=None, now=NOW, today=TODAY, words="„Ich brauche es leise.“",
        heard_on=TODAY - timedelta(days=40), department=cast["emil"].department,
    )  # fmt: skip
    page = text(see(WEISS))
    assert "„Ich brauche es leise.“ im Gespräch, Service, vor 40 Tagen" in page
    assert "Ein bestätigtes Bedürfnis, jüngstes Wissen 40 Tage alt." in page


def test_a_need_that_holds_no_more_leaves_the_sentence_but_not_the_record(
    client_of, see, town
) -> None:
    need = hear_need(key=WEISS, actor=None, now=NOW, today=TODAY, words="Ich brauche es leise.")
    url = reverse("customers:need_end", kwargs={"key": WEISS, "pk": need.pk})
    client_of("emil").post(url)
    page = text(see(WEISS))
    assert "Wir wissen noch nichts" in page
    assert "Ich brauche es leise." in page


def test_a_fact_of_somebody_else_is_not_there(client_of, town) -> None:
    fact = stated(key=YILDIZ)
    url = reverse("customers:fact_end", kwargs={"key": WEISS, "pk": fact.pk})
    assert client_of("emil").post(url).status_code == 404
    fact.refresh_from_db()
    assert fact.ended_on is None


def test_a_click_must_be_a_post(client_of, town) -> None:
    fact = stated()
    url = reverse("customers:fact_end", kwargs={"key": WEISS, "pk": fact.pk})
    assert client_of("emil").get(url).status_code == 405


def test_the_form_writes_a_need_down(client_of, town, cast) -> None:
    url = reverse("customers:need_new", kwargs={"key": KIM})
    browser = client_of("emil")
    assert "In den Worten des Kunden" in browser.get(url).content.decode()
    data = {
        "words": "Bitte ohne Anrede.", "source": "message", "heard_on": "2026-11-19",
        "department": cast["emil"].department_id,
    }  # fmt: skip
    assert browser.post(url, data).status_code == 302
    need = Need.objects.get()
    assert (need.words, need.person.key, need.created_by) == (
        "Bitte ohne Anrede.",
        KIM,
        cast["emil"],
    )


def test_a_wrong_form_keeps_what_was_typed(client_of, town) -> None:
    url = reverse("customers:fact_new", kwargs={"key": KIM})
    data = {
        "name": "Hobby", "fact_value": "Rudern", "source": "talk", "said_on": "2027-01-01",
        "stale_days": "365",
    }  # fmt: skip
    answer = client_of("emil").post(url, data)
    assert answer.status_code == 422
    assert "liegt in der Zukunft" in answer.content.decode()
    assert "Rudern" in answer.content.decode()
    assert not Fact.objects.exists()


def test_a_customer_has_a_team_of_departments_and_no_owner(client_of, see, town, cast) -> None:
    service = Department.objects.get(name="Service")
    marketing = Department.objects.get(name="Marketing")
    url = reverse("customers:care", kwargs={"key": WEISS})
    data = {f"in_{service.pk}": "on", f"task_{marketing.pk}": "Einladungen"}
    assert client_of("emil").post(url, data).status_code == 302
    page = text(see(WEISS))
    assert "Marketing: Einladungen" in page
    set_care_team(key=WEISS, actor=None, now=NOW, today=TODAY, team=[(marketing, "")])
    page = text(see(WEISS))
    assert "Service" not in page[page.index("Wer kümmert sich") :]
    from kundig_web.customers.person import CareMember, Person

    assert CareMember.objects.filter(department=service).get().ended_on == TODAY
    assert "owner" not in {f.name for f in Person._meta.get_fields()}
