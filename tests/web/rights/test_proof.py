"""What an address allowed is told in seconds, for any address, also among 100,000 consents."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest
from django.urls import reverse

from kundig.store import suppression
from kundig_web.customers.consent_workflows import give_consent, write_consent_text
from kundig_web.customers.consents import Consent
from kundig_web.customers.contact_points import ContactPoint
from kundig_web.customers.person import Person
from kundig_web.rights.proof import as_json, proof_of
from tests.web.conftest import NOW
from tests.web.customers.conftest import WEISS
from tests.web.pdf import text_of

pytestmark = pytest.mark.django_db
WORDS = "Ja, ich möchte Neuigkeiten."


def many(n: int) -> None:
    """So many customers with an address and a consent each."""
    text = write_consent_text(actor=None, now=NOW, purpose="advertising", language="de", text=WORDS)
    people = Person.objects.bulk_create(
        [Person(key=f"kundig:V{i}", created_at=NOW, edited_at=NOW) for i in range(n)],
        batch_size=5000,
    )
    ContactPoint.objects.bulk_create(
        [
            ContactPoint(
                person=p, kind="mail", value=f"Viele{i}@post.example",
                plain=f"viele{i}@post.example", source="kundig", created_at=NOW,
            )
            for i, p in enumerate(people)
        ],
        batch_size=5000,
    )  # fmt: skip
    Consent.objects.bulk_create(
        [
            Consent(
                person=p, purpose="advertising", channel="mail", said="given", text=text,
                source="link", at=NOW, recorded_at=NOW, asked_at=NOW - timedelta(days=1),
                address=f"viele{i}@post.example", text_sha256=text.sha256,
            )
            for i, p in enumerate(people)
        ],
        batch_size=5000,
    )  # fmt: skip


@pytest.mark.parametrize("n", [10_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_among_many_consents_the_proof_takes_less_than_five_seconds(town, client_of, n) -> None:
    many(n)
    client = client_of("dana")
    for address in (f"viele{n - 1}@post.example", "niemand@post.example"):
        begun = time.process_time()
        page = client.post(reverse("rights:proof"), {"address": address})
        took = time.process_time() - begun
        assert page.status_code == 200
        assert took < 5, took
    begun = time.process_time()
    found = client.post(reverse("rights:proof"), {"address": "viele5@post.example", "as": "pdf"})
    assert time.process_time() - begun < 5
    assert WORDS in text_of(found.content)


def test_the_address_never_stands_in_the_address_bar(town, cast, client_of) -> None:
    page = client_of("dana").get(reverse("rights:proof") + "?address=m.weiss@post.example")
    assert "Wo es heute steht" not in page.content.decode()
    assert 'value="m.weiss' not in page.content.decode()


def test_a_consent_of_another_address_proves_nothing_for_this_one(town) -> None:
    person = Person.objects.create(key=WEISS, created_at=NOW, edited_at=NOW)
    text = write_consent_text(actor=None, now=NOW, purpose="advertising", language="de", text=WORDS)
    Consent.objects.create(
        person=person, purpose="advertising", channel="mail", said="given", text=text, at=NOW,
        source="link", recorded_at=NOW, asked_at=NOW, address="andere@post.example",
    )  # fmt: skip
    assert proof_of("m.weiss@post.example", now=NOW).events == ()
    assert len(proof_of("andere@post.example", now=NOW).events) == 1


def test_a_number_finds_the_same_customer_in_every_spelling(town) -> None:
    give_consent(
        key=WEISS, actor=None, now=NOW, purpose="advertising", channel="phone", source="phone",
        wording="Darf ich Sie anrufen? Ja.",
    )  # fmt: skip
    for number in ("030 23125 102", "+49 30 23125-102", "03023125102"):
        assert [e.wording for e in proof_of(number, now=NOW).events] == [
            "Darf ich Sie anrufen? Ja."
        ]


def test_whoever_was_forgotten_is_known_by_the_hash_alone(town) -> None:
    hashes = suppression.hashes(town, mails=["weg@post.example"])
    suppression.forget(town, hashes)
    suppression.object(town, hashes, "advertising")
    found = proof_of("Weg@post.example", now=NOW)
    assert (found.forgotten, found.objections, found.events) == (True, ("advertising",), ())


def test_the_json_holds_what_the_page_holds(town, cast, client_of) -> None:
    give_consent(
        key=WEISS, actor=None, now=NOW, purpose="advertising", channel="mail", source="form",
        wording="Ja", form="Theke",
    )  # fmt: skip
    answer = client_of("dana").post(
        reverse("rights:proof"), {"address": "m.weiss@post.example", "as": "json"}
    )
    told = json.loads(answer.content)
    assert told["events"][0]["form"] == "Theke"
    assert told == as_json(proof_of("m.weiss@post.example", now=NOW))
    assert "no-store" in answer["Cache-Control"]
    assert client_of("emil").get(reverse("rights:proof")).status_code == 403
