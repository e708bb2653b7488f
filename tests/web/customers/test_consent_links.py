"""A consent that was asked for by a link proves itself; what nobody confirms is no consent."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from kundig_web.customers import double_opt_in
from kundig_web.customers.consent_workflows import withdraw_consent, write_consent_text
from kundig_web.customers.consents import Consent, ConsentRequest
from kundig_web.customers.errors import RefusedError
from kundig_web.customers.jobs import forget_consent_requests
from kundig_web.rights.proof import proof_of
from tests.web.conftest import NOW
from tests.web.customers.conftest import KIM, WEISS

pytestmark = pytest.mark.django_db
WORDS = "Ja, ich möchte Neuigkeiten per E-Mail. Ich kann das jederzeit beenden."
MAIL = "m.weiss@post.example"


def words(language: str = "de"):
    return write_consent_text(
        actor=None, now=NOW, purpose="advertising", language=language, text=WORDS
    )


def asked(**more):
    values = {
        "key": WEISS, "actor": None, "now": NOW, "purpose": "advertising", "channel": "mail",
        "address": "M.Weiss@post.example", "form": "https://shop.example/newsletter", **more,
    }  # fmt: skip
    return double_opt_in.ask_consent(text=more.pop("text", None) or words(), **{
        k: v for k, v in values.items() if k != "text"
    })  # fmt: skip


def test_asking_is_no_consent(town) -> None:
    asked()
    assert not Consent.objects.exists()


def test_looking_is_no_consent_and_the_button_is(town, client, monkeypatch) -> None:
    token = asked().token
    url = reverse("rights:confirm", args=[token])
    for _ in range(3):
        page = client.get(url)
        assert WORDS in page.content.decode()
    assert not Consent.objects.exists()
    later = NOW + timedelta(days=2)
    monkeypatch.setattr("kundig_web.company.now", lambda: later)
    assert client.post(url).status_code == 200
    consent = Consent.objects.get()
    assert (consent.asked_at, consent.at, consent.recorded_at) == (NOW, later, later)
    assert consent.text_sha256 == sha256(WORDS.encode()).hexdigest()
    assert consent.form == "https://shop.example/newsletter"
    assert consent.address == MAIL
    assert consent.confirmed
    assert consent.actor is None
    assert not ConsentRequest.objects.exists()


def test_no_network_address_is_kept() -> None:
    names = {f.name for m in (Consent, ConsentRequest) for f in m._meta.get_fields()}
    assert not {n for n in names if n in {"ip", "ip_address", "remote_addr", "user_agent"}}


def test_a_link_works_once(town, client) -> None:
    url = reverse("rights:confirm", args=[asked().token])
    assert client.post(url).status_code == 200
    assert client.post(url).status_code == 404
    assert Consent.objects.count() == 1


def test_a_wrong_link_says_nothing_and_does_nothing(town, client) -> None:
    asked()
    answer = client.post(reverse("rights:confirm", args=["A" * 32]))
    assert answer.status_code == 404
    assert not Consent.objects.exists()


def test_after_thirty_days_the_link_is_over_and_the_question_deleted(town, monkeypatch) -> None:
    token = asked().token
    day = NOW + timedelta(days=30)
    assert double_opt_in.find_request(token, now=day - timedelta(seconds=1)) is not None
    assert double_opt_in.find_request(token, now=day) is None
    with pytest.raises(RefusedError):
        double_opt_in.confirm_consent(token=token, now=day)
    assert double_opt_in.delete_expired(now=day - timedelta(seconds=1)) == 0
    monkeypatch.setattr("kundig_web.company.now", lambda: day)
    assert forget_consent_requests() == {"deleted": 1}
    assert not ConsentRequest.objects.exists()


def test_a_second_question_replaces_the_first(town) -> None:
    first, second = asked().token, asked().token
    assert double_opt_in.find_request(first, now=NOW) is None
    assert double_opt_in.find_request(second, now=NOW) is not None


def test_what_cannot_be_asked_is_refused(town) -> None:
    for change in ({"purpose": "surveys"}, {"address": "keine"}, {"channel": "none"}):
        with pytest.raises(RefusedError):
            asked(**change)


def test_nobody_restricted_is_asked(town, cast) -> None:
    from kundig_web.rights.restricting import restrict

    token = asked().token
    restrict(key=WEISS, actor=cast["dana"], now=NOW, reason="claims")
    with pytest.raises(RefusedError, match="eingeschränkt"):
        asked()
    with pytest.raises(RefusedError, match="eingeschränkt"):
        double_opt_in.confirm_consent(token=token, now=NOW)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_mail_asks_and_advertises_nothing(town, language) -> None:
    one = asked(text=words(language))
    mail = double_opt_in.letter(one, "https://example.org/rights/c/x/")
    assert mail.to == MAIL
    assert "https://example.org/rights/c/x/" in mail.body
    assert WORDS in mail.body
    for lure in ("%", "Rabatt", "Angebot jetzt", "discount", "Gutschein", "voucher", "http://"):
        assert lure not in mail.body
    assert mail.body.count("https://") == 1


def test_the_page_makes_the_mail_and_says_that_nothing_is_sent(town, client_of) -> None:
    text = words()
    url = reverse("customers:consent_ask", kwargs={"key": WEISS})
    data = {"about": "advertising/mail", "address": MAIL, "text": text.pk, "form_name": "Theke"}
    page = client_of("emil").post(url, data).content.decode()
    assert "versendet noch keine Mails" in page
    assert "/rights/c/" in page
    assert ConsentRequest.objects.get().form == "Theke"
    none = client_of("emil").get(reverse("customers:consent_ask", kwargs={"key": KIM}))
    assert none.status_code == 404 or "Keine E-Mail-Adresse bekannt" in none.content.decode()


def test_no_is_said_with_one_click(town, client_of) -> None:
    double_opt_in.confirm_consent(token=asked().token, now=NOW)
    page = client_of("emil").get(reverse("customers:consent", kwargs={"key": WEISS}))
    assert "Nein sagen" in page.content.decode()
    url = reverse("customers:consent_withdraw", kwargs={"key": WEISS})
    assert client_of("emil").post(url, {"about": "advertising/mail"}).status_code == 302
    assert Consent.objects.latest("recorded_at", "pk").said == "withdrawn"
    assert client_of("ana").post(url, {"about": "advertising/mail"}).status_code == 403


@pytest.mark.parametrize("sql", [
    "UPDATE customers_consent SET said = 'given'", "DELETE FROM customers_consent",
    "UPDATE customers_consenttext SET text = 'x'", "DELETE FROM customers_consenttext",
])  # fmt: skip
def test_the_database_itself_refuses_to_change_a_proof(town, sql) -> None:
    double_opt_in.confirm_consent(token=asked().token, now=NOW)
    withdraw_consent(
        key=WEISS, actor=None, now=NOW, purpose="advertising", channel="mail", source="phone"
    )
    before = list(Consent.objects.values_list("pk", "said").order_by("pk"))
    with (
        pytest.raises(DatabaseError, match="append-only"), transaction.atomic(),
        connection.cursor() as cursor,
    ):  # fmt: skip
        cursor.execute(sql)
    assert list(Consent.objects.values_list("pk", "said").order_by("pk")) == before


def test_the_proof_shows_words_and_both_moments(town) -> None:
    double_opt_in.confirm_consent(token=asked().token, now=NOW + timedelta(hours=1))
    found = proof_of("M.WEISS@post.example", now=NOW)
    (event,) = found.events
    assert (event.asked_at, event.confirmed_at) == (NOW, NOW + timedelta(hours=1))
    assert (event.text, event.proven) == (WORDS, True)
    assert {(n.purpose, n.state) for n in found.now} >= {("advertising", "given")}
