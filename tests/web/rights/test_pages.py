"""Every page of the rights opens in both languages for those who may, and says what to do next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from kundig_web.customers.consent_workflows import write_consent_text
from kundig_web.customers.double_opt_in import ask_consent
from kundig_web.rights import breaches, objecting, requests
from kundig_web.rights.models import Breach, Recipient, Request
from tests.web.conftest import NOW, TODAY
from tests.web.customers.conftest import WEISS

pytestmark = pytest.mark.django_db


def taken(cast, kind: str = "access", **more) -> Request:
    values = {"way": "desk", "received_on": TODAY, "customer": WEISS, **more}
    return requests.take_request(actor=cast["emil"], now=NOW, today=TODAY, kind=kind, **values)


def addresses(cast) -> list[str]:
    row = taken(cast, words="Was haben Sie?")
    breach = breaches.note_breach(
        actor=cast["dana"], now=NOW, values={"what": "Liste verloren", "known_at": NOW}
    )
    Recipient.objects.create(name="Paketdienst Nord", what_for="Versand")
    plain = ("start", "records", "retention", "recipients", "proof", "request_new", "breaches",
             "breach_new", "object_by_address")  # fmt: skip
    return [
        *(reverse(f"rights:{name}") for name in plain),
        reverse("rights:request", args=[row.pk]),
        reverse("rights:breach", args=[breach.pk]),
        reverse("rights:person", kwargs={"key": WEISS}),
    ]


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_opens(town, cast, client_of, language) -> None:
    client = client_of("dora", language)
    for address in addresses(cast):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer["Content-Language"] == language


def test_a_request_is_written_down_by_whoever_hears_it_and_waits_for_the_privacy_officer(
    town, cast, client_of
) -> None:
    data = {"kind": "access", "way": "phone", "received_on": TODAY, "customer": WEISS, "who": ""}
    assert client_of("emil").post(reverse("rights:request_new"), data).status_code == 302
    row = Request.objects.get()
    assert row.due_on.isoformat() == "2026-12-20"
    assert row.department.name == "Service"
    assert "Auskunft" in client_of("dana").get(reverse("rights:start")).content.decode()
    assert client_of("emil").get(reverse("rights:request", args=[row.pk])).status_code == 403


def test_an_empty_list_says_what_to_do(town, cast, client_of) -> None:
    page = client_of("dana").get(reverse("rights:start")).content.decode()
    assert "Niemand wartet auf eine Antwort." in page
    assert reverse("rights:request_new") in page


def test_heute_shows_requests_and_breaches_to_those_who_answer(town, cast) -> None:
    from kundig_web.desk.waiting import gather

    taken(cast, received_on=TODAY - timedelta(days=40))
    breaches.note_breach(
        actor=cast["dana"], now=NOW, values={"what": "Liste verloren", "known_at": NOW}
    )
    waits = gather(cast["dana"], today=TODAY, now=NOW, kinds=["right", "breach"])
    assert {(w.entry.kind, w.late) for w in waits} == {("right", True), ("breach", False)}
    assert gather(cast["emil"], today=TODAY, now=NOW, kinds=["right", "breach"]) == []


def test_a_month_ends_on_its_last_day_where_it_is_shorter() -> None:
    from datetime import date

    assert Request.deadline(date(2027, 1, 31)) == date(2027, 2, 28)
    assert Request.deadline(date(2026, 11, 30)) == date(2026, 12, 30)


def test_a_request_is_extended_once_with_a_reason_and_within_the_month(town, cast) -> None:
    row, by = taken(cast), {"actor": cast["dana"], "now": NOW}
    with pytest.raises(requests.RefusedError, match="Grund"):
        requests.extend(request=row, because=" ", **by)
    row = requests.extend(request=row, because="Sehr viele Akten", **by)
    assert row.due_on.isoformat() == "2027-02-20"
    with pytest.raises(requests.RefusedError, match="nur einmal"):
        requests.extend(request=row, because="Noch mehr", **by)
    late = taken(cast, received_on=TODAY - timedelta(days=40))
    with pytest.raises(requests.RefusedError, match="vorbei"):
        requests.extend(request=late, because="Zu spät", **by)


def test_nothing_is_revealed_before_somebody_made_sure_who_asks(town, cast) -> None:
    row, by = taken(cast), {"actor": cast["dana"], "now": NOW}
    with pytest.raises(requests.RefusedError, match="wer fragt"):
        requests.answer(request=row, words="Auskunft geschickt", **by)
    requests.identify(request=row, customer=WEISS, identity="called_back", **by)
    row = requests.answer(request=row, words="Auskunft geschickt", **by)
    assert row.state == Request.State.ANSWERED
    with pytest.raises(requests.RefusedError, match="abgeschlossen"):
        requests.answer(request=row, words="Noch einmal", **by)


def test_a_breach_is_closed_only_once_everybody_who_must_know_was_told(town, cast) -> None:
    by = {"actor": cast["dana"], "now": NOW}
    values = {"what": "Liste verloren", "known_at": NOW - timedelta(hours=80), "risk": "unknown"}
    row = breaches.note_breach(values=values, **by)
    for change, missing in (
        ({}, "beurteilen"), ({"risk": "high"}, "Behörde"),
    ):  # fmt: skip
        breaches.change_breach(breach=row, values={**values, **change}, **by)
        with pytest.raises(requests.RefusedError, match=missing):
            breaches.close(breach=row, **by)
    breaches.report(breach=row, whom="authority", **by)
    with pytest.raises(requests.RefusedError, match="Menschen"):
        breaches.close(breach=row, **by)
    breaches.report(breach=row, whom="people", **by)
    with pytest.raises(requests.RefusedError, match="begründen"):  # 80 hours are too late
        breaches.close(breach=row, **by)
    breaches.change_breach(
        breach=row, values={**values, "risk": "high", "reason": "Erst jetzt entdeckt"}, **by
    )
    assert breaches.close(breach=row, **by).closed_at == NOW
    assert not Breach.objects.get().waits


def test_public_pages_open_for_strangers_and_leak_no_link(town, cast, client) -> None:
    made = objecting.make_link(key=WEISS, actor=None, now=NOW)
    text = write_consent_text(
        actor=None, now=NOW, purpose="advertising", language="de", text="Ja zu Neuigkeiten."
    )
    asked = ask_consent(
        key=WEISS, actor=None, now=NOW, purpose="advertising", channel="mail",
        address="m.weiss@post.example", text=text,
    )  # fmt: skip
    for name, args in (
        ("object", [made.token]), ("confirm", [asked.token]), ("object_by_address", []),
    ):  # fmt: skip
        answer = client.get(reverse(f"rights:{name}", args=args))
        assert answer.status_code == 200
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
        page = answer.content.decode()
        assert not any(said in page for said in ("Weiß", "weiss", "Matthias", "Obermoosen"))
