"""The customer page says who this is, what is open, what to do, what happened, what it is worth."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from kundig_web.customers import history
from kundig_web.customers.addresses import customer_url
from kundig_web.customers.history import Event
from tests.web.conftest import NOW, TODAY
from tests.web.customers.conftest import ADA, KERN, KIM, NEVER, WEISS, YILDIZ

pytestmark = pytest.mark.django_db


def text(html: str) -> str:
    """What a reader reads."""
    html = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", html)
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("&quot;", '"').split())


def test_the_top_says_who_this_is_in_one_line(see, town) -> None:
    page = text(see(WEISS))
    assert "Herr Dr. Weiß" in page
    assert "Stammkunde seit 2019, Filiale Mitte, aus Obermoosen, zuletzt vor" in page


def test_a_family_a_firm_and_somebody_without_salutation_are_named_as_they_are(see, town) -> None:
    assert "Familie Yıldız" in text(see(YILDIZ))
    assert "Kern GmbH" in text(see(KERN))
    kim = text(see(KIM))
    assert "Kim Berger" in kim
    assert "Bei uns seit 2022, noch kein Kauf" in kim
    assert not re.search(r"\b(Herr|Frau|Kundin)\b", kim)


def test_what_the_customer_waits_for_stands_on_top_with_his_words(see, town) -> None:
    page = see(YILDIZ)
    owed = page.index('class="owed"')
    assert owed < page.index('class="customer"')
    top = text(page[owed : page.index('class="customer"')])
    assert "Beschwerde: Lieferung zu spät" in top
    assert "Die Stiefel kamen zwei Tage nach der Abreise." in top
    assert "Zusage: Rückruf fällig vor 5 Tagen" in top


def test_the_next_step_names_the_complaint_and_its_reason(see, town) -> None:
    page = text(see(YILDIZ))
    assert "Auf die Beschwerde antworten" in page
    assert "Sie kam vor 2 Tagen und ist noch nicht erledigt" in page


def test_the_timeline_tells_every_kind_with_its_source(see, town) -> None:
    page = text(see(YILDIZ))
    for told in (
        "Bestellung B32 über 130 €", "Lieferung zu B32 4 Tage zu spät",
        "zugesagt für 05.11.2026, geliefert am 09.11.2026", "Weiterempfehlung: 2 von 10",
        "aus shop, Nr. V1",
    ):  # fmt: skip
        assert told in page, told
    weiss = text(see(WEISS, "?kind=return"))
    assert "Retoure zu B3" in weiss
    assert "Bestellung B3 " not in weiss


def test_the_timeline_is_filtered_by_kind(see, town) -> None:
    page = see(YILDIZ, "?kind=complaint")
    story = text(page[page.index('class="story"') :])
    assert "Beschwerde: Lieferung zu spät" in story
    assert "Bestellung B32" not in story


def test_the_timeline_turns_its_pages_without_losing_or_repeating_anything(see, town) -> None:
    found, query = [], ""
    for _ in range(5):
        page = see(WEISS, query)
        found += re.findall(r"Bestellung (B\d+) über", page)
        older = re.search(r'href="[^"]*(\?before=[^"#]+)', page)
        if older is None:
            break
        query = older.group(1).replace("&amp;", "&")
    assert len(found) == len(set(found)) == 30


def test_the_lines_of_an_order_are_shown_on_demand(client_of, town) -> None:
    url = reverse("customers:order", kwargs={"key": YILDIZ, "order": "shop:B32"})
    assert "Kinderstiefel" in client_of("emil").get(url).content.decode()


def test_an_order_of_somebody_else_is_not_shown(client_of, town) -> None:
    url = reverse("customers:order", kwargs={"key": WEISS, "order": "shop:B32"})
    assert "Kinderstiefel" not in client_of("emil").get(url).content.decode()


def test_the_value_has_its_plain_reason_and_says_when_it_cannot_be_told(see, town) -> None:
    page = text(see(WEISS))
    assert "30 Käufe in 3 Jahren, zuletzt vor" in page
    assert "Lässt sich noch nicht sagen: zu wenige Kunden für eine Schätzung." in page
    assert "Lässt sich noch nicht sagen: noch kein Kauf." in text(see(NEVER))
    assert "Ein Kauf, vor 10 Monaten" in text(see(ADA))


def test_consent_stands_with_its_reason(see, town) -> None:
    assert "Die Datei aus shop sagt: nicht ansprechen." in text(see(KIM))
    assert "ohne Nachweis" in text(see(WEISS))


def test_whoever_wants_no_contact_is_not_to_be_called(see, town) -> None:
    page = text(see(KIM))
    assert "Wenn dieser Kunde sich meldet" in page
    assert "Anrufen" not in page


def test_understanding_is_a_sentence_and_not_a_score(see, town) -> None:
    assert "Wir wissen noch nichts, was über die Dateien hinausgeht." in text(see(WEISS))


def test_apps_add_to_the_timeline_and_to_what_is_open(see, town, monkeypatch) -> None:
    talk = Event("talk", TODAY, "Gespräch am Tresen", at=NOW, words="Ich komme wieder.")
    owed = Event("hint", TODAY, "Hinweis ohne Antwort", open=True, due=TODAY)
    other = Event("promise", TODAY, "Von gestern", url="/promises/1/")
    monkeypatch.setattr(history, "CONTRIBUTIONS", [lambda keys, user: [talk, owed, other]])
    page = see(WEISS)
    assert "Hinweis ohne Antwort" in text(page[: page.index('class="customer"')])
    assert text(page).index("Ich komme wieder.") < text(page).index("Bestellung B30")
    assert "Von gestern" not in text(see(WEISS, "?kind=contact"))


def test_english_speaks_english(see, town) -> None:
    page = text(see(YILDIZ, language="en"))
    assert "Answer the complaint" in page
    assert "Delivery of B32 4 days late" in page
    assert "Zusage" not in page


def test_an_unknown_customer_is_not_there(client_of, town) -> None:
    assert client_of("emil").get(customer_url("shop:4711")).status_code == 404


def test_a_page_works_before_the_overview_was_computed(see, town) -> None:
    import shutil

    shutil.rmtree(town.folder / "register")
    page = text(see(WEISS))
    assert "sobald die Kundenübersicht berechnet ist" in page


@pytest.mark.parametrize(("who", "status"), [("emil", 200), ("dana", 200), ("petra", 403)])
def test_only_whoever_may_see_customers_sees_one(client_of, town, who, status) -> None:
    assert client_of(who).get(customer_url(WEISS)).status_code == status


def test_whoever_may_only_look_finds_no_button(client_of, town) -> None:
    page = client_of("dana").get(customer_url(WEISS)).content.decode()
    assert '<form method="post" action="/customers/' not in page
    assert "/merge/" not in page


def test_a_page_needs_few_queries(client_of, town, django_assert_max_num_queries) -> None:
    from kundig_web.customers.knowledge_workflows import hear_need, state_fact

    for i in range(12):
        state_fact(
            key=WEISS, actor=None, now=NOW, today=TODAY, name=f"Angabe {i}", value="ja",
            source="talk",
        )  # fmt: skip
        hear_need(key=WEISS, actor=None, now=NOW, today=TODAY, words=f"Ich brauche {i}")
    browser: Client = client_of("dora")
    browser.get(customer_url(WEISS))
    with django_assert_max_num_queries(22):
        assert browser.get(customer_url(WEISS)).status_code == 200


def test_what_was_written_here_is_told_once_and_hides_no_page(see, town, monkeypatch) -> None:
    from kundig import register
    from kundig_web.jobs import mirrors

    promises = [
        {
            "source": "shop", "promise_id": f"kundig-{i}", "record_id": "1", "status": "open",
            "made_date": TODAY, "due_date": TODAY, "subject": f"Ersatzteil {i}",
        }
        for i in range(27)
    ]  # fmt: skip
    told = [Event("promise", TODAY, f"Ersatzteil {i}", open=True, due=TODAY) for i in range(27)]
    monkeypatch.setattr(mirrors, "MIRRORS", {"promises": lambda now: {"promises": promises}})
    monkeypatch.setattr(history, "CONTRIBUTIONS", [lambda keys, user: told])
    mirrors.publish_now(NOW)
    assert register.build(town, today=TODAY).customer(WEISS)["open_promises"] == 27
    page = see(WEISS)
    top, story = page.split('class="customer"')
    assert text(top).count("Ersatzteil 3 ") == 1
    assert text(story[story.index('class="story"') :]).count("Ersatzteil 3 ") == 1
    assert "?before=" in story  # 25 rows of the store were skipped, and the purchases follow
