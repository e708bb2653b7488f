"""Consent is a proof: event by event, with the words that were shown; the strictest wish wins."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from kundig_web.customers.append_only import WrittenOnceError
from kundig_web.customers.consent_state import State, Told, permits
from kundig_web.customers.consent_workflows import (
    give_consent,
    withdraw_consent,
    write_consent_text,
)
from kundig_web.customers.consents import ASKED, Consent, ConsentText
from kundig_web.customers.errors import RefusedError
from kundig_web.customers.identities import identity_of
from kundig_web.customers.identity_workflows import mark_same, undo_decision
from kundig_web.customers.person import Person
from tests.web.conftest import NOW
from tests.web.customers.conftest import KIM, WEISS, WEISS_TILL
from tests.web.customers.test_page import text

pytestmark = pytest.mark.django_db
MAIL = {"purpose": "advertising", "channel": "mail"}


def given(key: str = WEISS, **more) -> Consent:
    values = {**MAIL, "source": "form", "wording": "Dürfen wir Ihnen schreiben?", **more}
    return give_consent(key=key, actor=None, now=NOW, **values)


def withdrawn(key: str = WEISS, **more) -> Consent:
    return withdraw_consent(key=key, actor=None, now=NOW, **{**MAIL, "source": "phone", **more})


def state(key: str = WEISS, told=(), purpose: str = "advertising", channel: str = "mail") -> State:
    events = Consent.objects.filter(person__key__in=identity_of(key).keys)
    found = {(p.purpose, p.channel): p for p in permits(events, told)}
    return found[purpose, channel].state


def test_nothing_is_allowed_until_somebody_said_yes(town) -> None:
    assert {p.state for p in permits([])} == {State.NONE}
    assert len(permits([])) == len(ASKED)


def test_the_last_word_counts_and_every_word_is_kept(town) -> None:
    given(at=NOW - timedelta(days=9))
    assert state() is State.GIVEN
    withdrawn(at=NOW - timedelta(days=5))
    assert state() is State.WITHDRAWN
    given(at=NOW)
    assert state() is State.GIVEN
    assert Consent.objects.count() == 3


def test_of_a_yes_and_a_no_at_one_moment_the_no_counts(town) -> None:
    withdrawn(at=NOW)
    given(at=NOW)
    assert state() is State.WITHDRAWN


def test_a_no_to_one_way_says_nothing_of_another(town) -> None:
    given()
    withdrawn(channel="phone")
    assert state() is State.GIVEN
    assert state(channel="phone") is State.WITHDRAWN
    assert state(channel="post") is State.NONE


def test_a_yes_needs_the_words_it_was_said_to(town) -> None:
    with pytest.raises(RefusedError, match="Worten"):
        given(wording=" ")
    survey = write_consent_text(
        actor=None, now=NOW, purpose="surveys", language="de", text="Dürfen wir fragen?"
    )
    with pytest.raises(RefusedError, match="anderen Zweck"):
        given(text=survey)
    with pytest.raises(RefusedError, match="Zukunft"):
        given(at=NOW + timedelta(minutes=1))
    assert not Consent.objects.exists()


def test_what_a_file_allows_is_a_claim_and_what_it_forbids_counts(town) -> None:
    assert state(told=[Told("shop", True)]) is State.CLAIMED
    assert not permits([], [Told("shop", True)])[0].allowed
    given()
    assert state(told=[Told("shop", True), Told("till", False)]) is State.REFUSED


def test_whoever_is_restricted_allows_nothing(town) -> None:
    given()
    found = permits(Consent.objects.all(), restricted=True)
    assert {p.state for p in found} == {State.RESTRICTED}


def test_the_strictest_wish_wins_in_a_merge_and_leaves_with_a_split(town, cast) -> None:
    given(WEISS)
    withdrawn(WEISS_TILL, at=NOW - timedelta(days=400))
    decision = mark_same(left=WEISS, right=WEISS_TILL, since={}, actor=cast["lena"], now=NOW)
    assert state() is State.WITHDRAWN
    undo_decision(decision=decision, actor=cast["lena"], now=NOW)
    assert state() is State.GIVEN


def test_a_new_yes_after_a_merge_answers_the_old_no(town, cast) -> None:
    withdrawn(WEISS_TILL, at=NOW - timedelta(days=400))
    mark_same(left=WEISS, right=WEISS_TILL, since={}, actor=cast["lena"], now=NOW)
    given(WEISS)
    assert state() is State.GIVEN


def test_a_no_after_a_merge_outlasts_the_split(town, cast) -> None:
    given(WEISS, at=NOW - timedelta(days=2))
    given(WEISS_TILL, at=NOW - timedelta(days=2))
    decision = mark_same(left=WEISS, right=WEISS_TILL, since={}, actor=cast["lena"], now=NOW)
    withdrawn(WEISS)
    undo_decision(decision=decision, actor=cast["lena"], now=NOW)
    assert state(WEISS) is state(WEISS_TILL) is State.WITHDRAWN


def test_neither_an_event_nor_a_text_can_be_changed_or_deleted(town) -> None:
    shown = write_consent_text(
        actor=None, now=NOW, purpose="advertising", language="de", text="Ja?"
    )
    event = given(text=shown)
    for row in (event, shown):
        with pytest.raises(WrittenOnceError):
            row.save()
        with pytest.raises(WrittenOnceError):
            row.delete()
        with pytest.raises(WrittenOnceError):
            type(row).objects.update(pk=1)
        with pytest.raises(WrittenOnceError):
            type(row).objects.all().delete()
    with pytest.raises(Exception, match="protected"):
        Person.objects.all().delete()
    assert Consent.objects.get().text == shown


def test_a_changed_text_is_a_new_version_and_the_old_one_stays(town) -> None:
    def write(words: str) -> ConsentText:
        return write_consent_text(
            actor=None, now=NOW, purpose="advertising", language="de", text=words
        )

    first = write("Ja?")
    assert write(" Ja? ") == first
    second = write("Ja, gern?")
    assert (first.version, second.version) == (1, 2)
    assert first.sha256 != second.sha256
    assert [t.text for t in ConsentText.objects.order_by("version")] == ["Ja?", "Ja, gern?"]


def test_the_page_records_a_yes_and_shows_its_proof(client_of, see, town) -> None:
    shown = write_consent_text(
        actor=None, now=NOW, purpose="advertising", language="de", text="Dürfen wir schreiben?"
    )
    url = reverse("customers:consent", kwargs={"key": WEISS})
    data = {
        "said": "given", "about": "advertising/mail", "text": shown.pk, "consent_source": "form",
        "form_name": "Kundenkarte", "said_on": "2026-11-02",
    }  # fmt: skip
    browser = client_of("emil")
    assert browser.post(url, data).status_code == 302
    page = text(browser.get(url).content.decode())
    assert "Zugestimmt am 02.11.2026, mit einem Formular." in page
    assert "Dürfen wir schreiben?" in page
    assert shown.sha256 in page
    assert "(Kundenkarte)" in page
    assert "Neuigkeiten und Angebote (E-Mail): ja" in text(see(WEISS))


def test_the_page_refuses_a_yes_without_words_and_keeps_what_was_typed(client_of, town) -> None:
    url = reverse("customers:consent", kwargs={"key": WEISS})
    data = {
        "said": "given", "about": "surveys/mail", "consent_source": "phone",
        "form_name": "Anruf am Morgen", "said_on": "2026-11-02",
    }  # fmt: skip
    answer = client_of("emil").post(url, data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Ein Ja gilt nur mit den Worten" in page
    assert "Anruf am Morgen" in page
    assert not Consent.objects.exists()


def test_whoever_may_only_look_records_nothing(client_of, town) -> None:
    url = reverse("customers:consent", kwargs={"key": KIM})
    data = {
        "said": "withdrawn",
        "about": "surveys/mail",
        "consent_source": "desk",
        "said_on": "2026-11-02",
    }
    client_of("dana").post(url, data)
    assert not Consent.objects.exists()
    assert "sagt: nicht ansprechen" in client_of("dana").get(url).content.decode()


def test_texts_are_written_by_whoever_manages_the_company(client_of, town) -> None:
    url = reverse("customers:consent_texts")
    data = {"text_purpose": "surveys", "text_language": "de", "consent_text": "Dürfen wir fragen?"}
    assert client_of("lena").post(url, data).status_code == 403
    assert client_of("dora").post(url, data).status_code == 302
    assert "Dürfen wir fragen?" in client_of("dora").get(url).content.decode()
