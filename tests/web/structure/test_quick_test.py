"""The quick test: two questions, one sentence, a proposal, a decision by a department."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kundig_web import company
from kundig_web.structure import entries, questions, workflows
from kundig_web.structure.models import QuickTest, proposed
from kundig_web.structure.workflows import QuickTestError
from tests.web.conftest import NOW, TODAY

NEW = "/quick-test/new/"
FULL = {"name": "Wochenbericht", "subject": "report", "helps": "reporting", "eases": "complicates"}


def asked(actor: Any, **more: Any) -> QuickTest:
    given = {"actor": actor, "now": NOW, "today": TODAY, "department": actor.department}
    return workflows.ask_quickly(**given | FULL | more)


def test_the_articles_two_questions_stand_word_by_word(client_of: Any, demo: Any) -> None:
    page = client_of("emil").get(NEW).content.decode()
    assert "Hilft das, was ich tue, dem Kunden – oder nur meinem Reporting?" in page
    assert "Erleichtert es den Verkauf – oder verkompliziert es ihn?" in page


@pytest.mark.parametrize(
    ("helps", "eases", "what"),
    [
        ("customer", "eases", "keep"), ("customer", "neither", "keep"),
        ("customer", "complicates", "change"), ("both", "eases", "keep"),
        ("both", "complicates", "change"), ("reporting", "eases", "change"),
        ("reporting", "neither", "drop"), ("reporting", "complicates", "drop"),
    ],
)  # fmt: skip
def test_what_helps_the_customer_is_never_proposed_to_go(helps: str, eases: str, what: str) -> None:
    assert proposed(helps, eases) == what


def test_two_taps_make_a_sentence_and_a_proposal(client_of: Any, demo: Any) -> None:
    client = client_of("emil")
    answer = client.post(NEW, FULL)
    one = QuickTest.objects.get()
    assert (one.proposal, one.department.name) == ("drop", "Service")
    assert one.answer_due == company.today() + timedelta(days=14)
    page = client.get(answer["Location"]).content.decode()
    assert "„Wochenbericht“ hilft nur dem Reporting und verkompliziert den Verkauf." in page
    assert "Vorschlag: weglassen." in page


def test_the_proposal_may_be_ones_own(client_of: Any, demo: Any) -> None:
    client_of("emil").post(NEW, FULL | {"proposal": "change", "reason": "Für die Bank nötig."})
    one = QuickTest.objects.get()
    assert (one.proposal, one.reason) == ("change", "Für die Bank nötig.")


@pytest.mark.parametrize("missing", ["name", "helps", "eases"])
def test_a_missing_answer_is_asked_for_and_the_rest_stays(
    client_of: Any, demo: Any, missing: str
) -> None:
    data = {k: v for k, v in FULL.items() if k != missing} | {"reason": "Kostet eine Stunde"}
    answer = client_of("emil").post(NEW, data)
    assert answer.status_code == 422
    assert "Kostet eine Stunde" in answer.content.decode()
    assert not QuickTest.objects.exists()


def test_a_decision_closes_it_and_tells_whoever_tested(
    client_of: Any, cast: Any, demo: Any
) -> None:
    one = asked(cast["emil"])
    data = {"verdict": "change", "answer": "Nur noch einmal im Monat."}
    assert client_of("lena").post(f"/quick-test/{one.pk}/decide/", data).status_code == 302
    one.refresh_from_db()
    assert (one.verdict, one.proposal) == ("change", "drop")
    assert {k: [t.name for t in v] for k, v in questions.decided().items()} == {
        "drop": [], "change": ["Wochenbericht"], "keep": [],
    }  # fmt: skip
    assert [e.words for e in entries.decisions(cast["emil"], TODAY)] == [
        "Nur noch einmal im Monat."
    ]
    assert list(entries.decisions(cast["lena"], TODAY)) == []
    with pytest.raises(QuickTestError, match="schon entschieden"):
        workflows.decide(actor=cast["dora"], now=NOW, test=one, verdict="drop", text="Doch weg")


def test_it_is_decided_with_a_reason_by_somebody_who_may(
    client_of: Any, cast: Any, demo: Any
) -> None:
    one = asked(cast["emil"])
    path = f"/quick-test/{one.pk}/decide/"
    assert client_of("lena").post(path, {"verdict": "drop", "answer": ""}).status_code == 422
    assert client_of("ana").post(path, {"verdict": "drop", "answer": "x"}).status_code == 403
    assert client_of("konrad").get("/quick-test/").status_code == 403
    one.refresh_from_db()
    assert one.verdict == ""


def test_a_proposal_waits_on_heute_until_it_is_decided(cast: Any, own_home: Any) -> None:
    one = asked(cast["emil"])
    (entry,) = entries.tests(cast["lena"], TODAY)
    assert (entry.department, entry.due_at, entry.urgent) == (
        one.department_id,
        one.answer_due,
        False,
    )
    assert "verkompliziert den Verkauf" in entry.why
    assert [e.urgent for e in entries.tests(cast["lena"], TODAY + timedelta(days=13))] == [True]
    workflows.decide(actor=cast["lena"], now=NOW, test=one, verdict="keep", text="Pflicht.")
    assert list(entries.tests(cast["lena"], TODAY)) == []


def test_the_list_names_things_and_never_people(client_of: Any, cast: Any, demo: Any) -> None:
    asked(cast["emil"])
    for lang in ("de", "en"):
        page = client_of("dora", lang).get("/quick-test/").content.decode()
        assert "Wochenbericht" in page
        assert "Emil" not in page
