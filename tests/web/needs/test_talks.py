"""A talk: his words, what we believed, whether anything was offered, what follows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kundig_web import company
from kundig_web.customers.models import Need, Person
from kundig_web.needs import entries, questions, workflows
from kundig_web.needs.models import Assumption, Talk
from kundig_web.needs.workflows import Judged, NeedsError
from tests.web.conftest import NOW, TODAY

NEW = "/talks/new/"
FULL = {
    "quote": "Am Preis lag es nicht.", "channel": "phone", "offered": "no",
    "need": "Jemand, der fragt, wohin es geht.", "follows": "Drei Fragen ausprobieren.",
    "customer": "nordhang:10002",
}  # fmt: skip


def talk(actor: Any, **more: Any) -> Talk:
    given = {
        "actor": actor, "now": NOW, "today": TODAY, "day": TODAY, "channel": "face",
        "quote": "Das habe ich nicht gewusst.", "offered": False,
    }  # fmt: skip
    return workflows.note_talk(**given | more)


def test_a_talk_is_remembered_with_the_need_at_the_customer(client_of: Any, demo: Any) -> None:
    client = client_of("lena")
    answer = client.post(NEW, FULL)
    one = Talk.objects.get()
    assert answer["Location"] == f"/talks/{one.pk}/?saved"
    assert (one.quote, one.offered, one.customer) == (FULL["quote"], False, "nordhang:10002")
    need = Need.objects.get()
    assert (need.words, need.person.key, need.ref) == (
        FULL["need"], "nordhang:10002", f"talk:{one.pk}",
    )  # fmt: skip
    page = client.get(answer["Location"]).content.decode()
    for told in (FULL["quote"], FULL["follows"], "Herr Dr. Weiß", "Es wurde nichts angeboten."):
        assert told in page


@pytest.mark.parametrize("missing", ["quote", "offered", "channel"])
def test_words_way_and_whether_something_was_offered_are_asked_each_time(
    client_of: Any, demo: Any, missing: str
) -> None:
    answer = client_of("lena").post(NEW, {k: v for k, v in FULL.items() if k != missing})
    assert answer.status_code == 422
    assert FULL["need"] in answer.content.decode(), "nothing typed is lost"
    assert not Talk.objects.exists()


def test_an_assumption_holds_until_a_later_talk_says_otherwise(cast: Any, own_home: Any) -> None:
    text = "Unsere Kunden vergleichen Preise."
    first = talk(cast["lena"], judged=[Judged(says="held", text=text)])
    one = Assumption.objects.get()
    assert (one.status, one.next_check) == ("held", TODAY + timedelta(days=90))
    talk(cast["lena"], quote="Anders", judged=[Judged(says="fallen", pk=one.pk)])
    # A talk of last month that is written down today is older evidence.
    talk(
        cast["lena"], quote="Früher", day=TODAY - timedelta(days=30),
        judged=[Judged(says="held", pk=one.pk)],
    )  # fmt: skip
    one.refresh_from_db()
    assert one.status == "fallen"
    (told,) = questions.assumptions()
    assert (told.held, told.fell) == (2, 1)
    assert first.verdicts.get().says == "held"


def test_the_form_judges_an_assumption_and_writes_a_new_one(
    client_of: Any, cast: Any, demo: Any
) -> None:
    known = workflows.assume(
        actor=cast["lena"], now=NOW, today=TODAY, text="Schnell vor pünktlich."
    )
    data = FULL | {
        f"says_{known.pk}": "fallen",
        "new_assumption": "Beratung zählt.",
        "new_says": "held",
    }
    assert client_of("lena").post(NEW, data).status_code == 302
    assert dict(Assumption.objects.values_list("text", "status")) == {
        "Schnell vor pünktlich.": "fallen", "Beratung zählt.": "held",
    }  # fmt: skip
    page = client_of("lena").get("/talks/").content.decode()
    assert page.index("Schnell vor pünktlich.") < page.index("Beratung zählt."), "what fell first"


def test_a_new_assumption_without_a_verdict_is_asked_for_one(client_of: Any, demo: Any) -> None:
    answer = client_of("lena").post(NEW, FULL | {"new_assumption": "Beratung zählt."})
    assert answer.status_code == 422
    assert "Hielt die Annahme, oder fiel sie?" in answer.content.decode()


def test_an_assumption_is_written_once_and_asked_again_after_ninety_days(
    client_of: Any, cast: Any, demo: Any
) -> None:
    for _ in range(2):
        client_of("lena").post("/talks/assume/", {"text": " Reklamierer  kommen nicht wieder. "})
    one = Assumption.objects.get()
    assert one.text == "Reklamierer kommen nicht wieder."
    today = company.today()
    assert list(entries.beliefs(cast["lena"], today + timedelta(days=90))) == []
    (entry,) = entries.beliefs(cast["lena"], today + timedelta(days=91))
    assert entry.ask == one.text


def test_no_talk_is_held_tomorrow(client_of: Any, cast: Any, demo: Any) -> None:
    tomorrow = company.today() + timedelta(days=1)
    answer = client_of("lena").post(NEW, FULL | {"day": tomorrow.isoformat()})
    assert answer.status_code == 422
    with pytest.raises(NeedsError):
        talk(cast["lena"], day=TODAY + timedelta(days=1))
    assert not Talk.objects.exists()


def test_without_a_script_a_customer_is_chosen_on_a_second_page(client_of: Any, demo: Any) -> None:
    client = client_of("lena")
    typed = {"quote": "Nur halb getippt", "who": "Yildiz", "find": "1", "channel": "phone"}
    page = client.post(NEW, typed)
    text = page.content.decode()
    assert page.status_code == 200
    assert 'value="nordhang:10001"' in text
    assert "Familie Yıldız" in text
    assert "Nur halb getippt" in text
    assert "errorlist" not in text, "searching is not sending"
    assert not Talk.objects.exists()


def test_suggestions_are_for_those_who_may_see_customers(client_of: Any, demo: Any) -> None:
    assert "Familie Yıldız" in client_of("emil").get("/customers/like/?who=Yıld").content.decode()
    assert client_of("petra").get("/customers/like/?who=Yıld").status_code == 403
    data = FULL | {"who": "Yıldız", "find": "1"}
    assert "nordhang:10001" not in client_of("petra").post(NEW, data).content.decode()


def test_whoever_may_not_see_customers_names_none(client_of: Any, demo: Any) -> None:
    client_of("petra").post(NEW, FULL | {"who": "Herr an der Kasse", "need": ""})
    one = Talk.objects.get()
    assert (one.customer, one.who) == ("", "Herr an der Kasse")


def test_a_customer_whom_nobody_knows_is_refused_and_the_text_stays(
    client_of: Any, demo: Any
) -> None:
    answer = client_of("lena").post(NEW, FULL | {"customer": "nordhang:99999999"})
    assert answer.status_code == 422
    assert "Diesen Kunden gibt es hier nicht mehr" in answer.content.decode()
    assert FULL["quote"] in answer.content.decode()


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("Frau Dr. Weiß", {"salutation": "frau", "title": "Dr.", "last_name": "Weiß"}),
        ("Familie Kern", {"salutation": "family", "kind": "household", "last_name": "Kern"}),
        ("Anna Maria Kern", {"first_name": "Anna Maria", "last_name": "Kern"}),
        ("Kern & Söhne GmbH", {"kind": "firm", "company_name": "Kern & Söhne GmbH"}),
        ("Kern", {"first_name": "", "last_name": "Kern"}),
        ("Frau", {"last_name": "Frau"}),
    ],
)
def test_a_new_customer_is_made_of_the_words(
    client_of: Any, demo: Any, words: str, parts: dict[str, str]
) -> None:
    assert client_of("lena").post(NEW, FULL | {"customer": "new", "who": words}).status_code == 302
    person = Person.objects.get()
    assert {k: getattr(person, k) for k in parts} == parts
    assert Talk.objects.get().customer == person.key
    assert Need.objects.get().person == person


def test_a_talk_stands_on_the_customers_timeline_open_until_it_is_answered(
    cast: Any, demo: Any
) -> None:
    from kundig_web.needs import timeline

    one = talk(cast["lena"], customer="nordhang:10002")
    (event,) = timeline.events(["nordhang:10002"], cast["lena"])
    assert (event.words, event.open, event.day) == (one.quote, True, TODAY)
    workflows.answer(actor=cast["lena"], now=NOW, heard=one, text="Erledigt")
    (event,) = timeline.events(["nordhang:10002"], cast["lena"])
    assert (event.open, event.detail) == (False, "Erledigt")
    assert list(timeline.events(["nordhang:10002"], cast["petra"])) == []
    assert list(timeline.events(["nordhang:10001"], cast["lena"])) == []


def test_the_day_of_a_talk_may_be_last_week(client_of: Any, demo: Any) -> None:
    day = company.today() - timedelta(days=7)
    client_of("lena").post(NEW, FULL | {"day": day.isoformat()})
    one = Talk.objects.get()
    assert isinstance(one.day, date)
    assert (one.day, one.answer_due) == (day, company.today() + timedelta(days=14))
