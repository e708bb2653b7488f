"""Kunde sagte …: written in seconds, answered within 14 days, seen by whom it concerns."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from kundig_web import company
from kundig_web.access.models import Department
from kundig_web.desk.entries import SOURCES
from kundig_web.needs import entries, workflows
from kundig_web.needs.models import Hint
from kundig_web.needs.workflows import NeedsError
from tests.web.conftest import NOW, TODAY

NEW = "/hints/new/"


def hint(actor: Any, **more: Any) -> Hint:
    given = {"actor": actor, "now": NOW, "today": TODAY, "day": TODAY, "text": "Die Hose kratzt."}
    return workflows.note_hint(**given | {"department": actor.department} | more)


def test_one_sentence_is_enough(client_of: Any, demo: Any) -> None:
    client = client_of("emil")
    answer = client.post(NEW, {"text": "Die Umkleide ist immer kalt."})
    saved = Hint.objects.get()
    assert answer["Location"] == f"/hints/{saved.pk}/?saved"
    assert saved.department.name == "Service"
    assert saved.answer_due == company.today() + timedelta(days=14)
    page = client.get(answer["Location"]).content.decode()
    assert "Der Hinweis ist gespeichert." in page
    assert "Noch ein Hinweis" in page


def test_without_words_nothing_is_saved_and_the_rest_stays(client_of: Any, demo: Any) -> None:
    answer = client_of("emil").post(NEW, {"text": "  ", "who": "Kundin an der Kasse"})
    assert answer.status_code == 422
    assert "Hier fehlt noch etwas" in answer.content.decode()
    assert "Kundin an der Kasse" in answer.content.decode()
    assert not Hint.objects.exists()


def test_quotation_marks_that_somebody_typed_stand_once(cast: Any, own_home: Any) -> None:
    assert hint(cast["emil"], text="„Die Hose kratzt.“").text == "Die Hose kratzt."
    assert hint(cast["emil"], text="„Ja“ und „nein“").text == "„Ja“ und „nein“"


def test_the_author_sees_the_answer(client_of: Any, cast: Any, demo: Any) -> None:
    one = hint(cast["emil"])
    lena = client_of("lena")
    assert (
        lena.post(f"/hints/{one.pk}/answer/", {"answer": "Wir nehmen weicheren Stoff."}).status_code
        == 302
    )
    assert (
        "Wir nehmen weicheren Stoff." in client_of("emil").get(f"/hints/{one.pk}/").content.decode()
    )
    news = list(entries.hint_answers(cast["emil"], company.today()))
    assert [e.words for e in news] == ["Wir nehmen weicheren Stoff."]
    assert list(entries.hint_answers(cast["lena"], company.today())) == []


def test_an_answer_is_never_overwritten_by_a_second_one(
    client_of: Any, cast: Any, demo: Any
) -> None:
    one = hint(cast["emil"])
    workflows.answer(actor=cast["lena"], now=NOW, heard=one, text="Erste Antwort")
    page = client_of("dora").post(f"/hints/{one.pk}/answer/", {"answer": "Zweite Antwort"})
    assert page.status_code == 422
    assert "Jemand hat schon geantwortet" in page.content.decode()
    assert "Zweite Antwort" in page.content.decode(), "what was typed stands in the field"
    one.refresh_from_db()
    assert one.answer == "Erste Antwort"


def test_what_waits_stands_on_heute_until_it_is_answered(cast: Any, own_home: Any) -> None:
    one = hint(cast["emil"])
    late = TODAY + timedelta(days=15)
    found = {e.ref: e for e in entries.hints(cast["lena"], late)}
    entry = found[str(one.pk)]
    assert (entry.urgent, entry.department, entry.due_at) == (
        True,
        one.department_id,
        one.answer_due,
    )
    assert not next(iter(entries.hints(cast["lena"], TODAY))).urgent
    workflows.answer(actor=cast["lena"], now=NOW, heard=one, text="Danke")
    assert list(entries.hints(cast["lena"], late)) == []


@pytest.mark.parametrize(
    "kind", ["talk", "hint", "talk_answer", "hint_answer", "promise", "quick_test"]
)
def test_every_kind_of_entry_is_found_under_its_own_name(kind: str) -> None:
    assert kind in {name for name, _, _ in SOURCES}


def test_a_private_hint_exists_for_its_author_and_the_people_lead_only(
    client_of: Any, cast: Any, demo: Any
) -> None:
    one = hint(cast["emil"], private=True, text="Mein Chef hört nicht zu.")
    seen = {
        name: client_of(name).get(f"/hints/{one.pk}/").status_code
        for name in ("emil", "petra", "lena", "dora", "ana")
    }
    assert seen == {"emil": 200, "petra": 200, "lena": 404, "dora": 404, "ana": 404}
    for name in ("lena", "dora"):
        assert "Mein Chef" not in client_of(name).get("/talks/").content.decode()
        assert list(entries.hints(cast[name], TODAY)) == []
        posted = client_of(name).post(f"/hints/{one.pk}/answer/", {"answer": "So so"})
        assert posted.status_code == 404


def test_the_people_lead_sees_what_hinders_but_not_what_customers_said(
    client_of: Any, cast: Any, demo: Any
) -> None:
    said = hint(cast["emil"], customer="nordhang:10001", text="Mein Mann ist krank.")
    hinders = hint(cast["emil"], kind="obstacle", customer="nordhang:10001", text="Kein Schlüssel.")
    petra = client_of("petra")
    assert petra.get(f"/hints/{said.pk}/").status_code == 404
    page = petra.get(f"/hints/{hinders.pk}/").content.decode()
    assert "Kein Schlüssel." in page
    assert "Yıldız" not in page
    assert "Yıldız" in client_of("emil").get(f"/hints/{hinders.pk}/").content.decode()


def test_whoever_has_no_role_is_kept_out(client_of: Any, demo: Any) -> None:
    for name in ("konrad", "nina"):
        assert client_of(name).get("/talks/").status_code == 403
        assert client_of(name).post(NEW, {"text": "x"}).status_code == 403


def test_an_analyst_writes_but_does_not_answer(client_of: Any, cast: Any, demo: Any) -> None:
    one = hint(cast["emil"])
    ana = client_of("ana")
    assert ana.post(NEW, {"text": "Gehört am Telefon."}).status_code == 302
    assert ana.post(f"/hints/{one.pk}/answer/", {"answer": "x"}).status_code == 403
    assert "Antwort speichern" not in ana.get(f"/hints/{one.pk}/").content.decode()


def test_a_department_is_offered_where_there_are_departments(client_of: Any, demo: Any) -> None:
    from kundig_web.access.models import Mode, site

    client = client_of("emil")
    assert 'name="department"' in client.get(NEW).content.decode()
    one = site()
    one.mode = Mode.ALONE
    one.save()
    assert 'name="department"' not in client.get(NEW).content.decode()


def test_it_can_be_sent_to_another_department(client_of: Any, demo: Any) -> None:
    client = client_of("emil")
    marketing = Department.objects.create(name="Einkauf")
    client.post(NEW, {"text": "Gibt es das in Grün?", "department": marketing.pk})
    assert Hint.objects.get().department == marketing


def test_a_list_of_hints_asks_the_same_number_of_questions_however_long(
    client_of: Any, cast: Any, demo: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_of("emil")
    for n in range(12):
        hint(cast["emil"], customer=f"nordhang:{10001 + n}", text=f"Satz {n}")
    client.get("/talks/")
    with django_assert_max_num_queries(25):
        page = client.get("/talks/").content.decode()
    assert "Familie Yıldız" in page


def test_both_languages_say_everything(client_of: Any, cast: Any, demo: Any) -> None:
    one = hint(cast["emil"], kind="wish")
    for path in ("/talks/", NEW, "/talks/new/", f"/hints/{one.pk}/?saved", "/offline/"):
        german = client_of("emil", "de").get(path).content.decode()
        english = client_of("emil", "en").get(path).content.decode()
        assert german != english
        assert client_of("emil", "en").get(path).status_code == 200
    cast["emil"].language = "de"


def test_a_hint_cannot_lie_ahead(cast: Any, own_home: Any) -> None:
    assert hint(cast["emil"], day=date(2027, 1, 1)).day == TODAY
    with pytest.raises(NeedsError):
        hint(cast["emil"], text="  „ “ ")


def test_the_prefilled_customer_is_named(client_of: Any, demo: Any) -> None:
    page = client_of("emil").get(reverse("needs:hint_new") + "?customer=nordhang%3A10001")
    text = page.content.decode()
    assert "Familie Yıldız" in text
    assert 'value="nordhang:10001" checked' in text


def test_the_page_says_whose_it_is_after_heute_passed_it_on(
    client_of: Any, cast: Any, demo: Any
) -> None:
    from kundig_web.desk import workflows as desk

    one = hint(cast["emil"])
    (entry,) = entries.hints(cast["emil"], TODAY)
    buying = Department.objects.create(name="Einkauf")
    desk.pass_on(actor=cast["lena"], entry=entry, to=buying, reason="Stoff", now=NOW)
    page = client_of("emil").get(f"/hints/{one.pk}/").content.decode()
    assert "Einkauf" in page


def test_what_hinders_us_is_not_shown_as_a_customers_word(
    client_of: Any, cast: Any, demo: Any
) -> None:
    hint(cast["emil"], kind="obstacle", text="Kein Schlüssel.")
    page = client_of("emil").get("/talks/").content.decode()
    assert "Noch nichts aufgeschrieben." in page
    assert "Kein Schlüssel." in page[page.index('id="waiting"') :]
