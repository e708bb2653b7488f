"""Objecting works without signing in, at once, for good, and says nothing about anybody."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kundig.store import suppression
from kundig_web.customers.consent_state import State, permits
from kundig_web.customers.consent_workflows import give_consent
from kundig_web.customers.consents import ASKED, Consent
from kundig_web.customers.listing import Here
from kundig_web.registry.steps import may_process, refused
from kundig_web.rights import gate, objecting, states
from kundig_web.rights.errors import RefusedError
from kundig_web.rights.models import ObjectionLink
from kundig_web.rights.views import public
from tests.web.conftest import NOW
from tests.web.customers.conftest import WEISS

pytestmark = pytest.mark.django_db
MAIL = "m.weiss@post.example"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    """Equal time is proven by a test of its own."""
    monkeypatch.setattr(public, "SECONDS", 0)


@pytest.fixture
def link(town, cast) -> str:
    give_consent(
        key=WEISS, actor=None, now=NOW - timedelta(days=9), purpose="advertising", channel="mail",
        source="form", wording="Ja, gern",
    )  # fmt: skip
    return objecting.make_link(key=WEISS, actor=None, now=NOW).token


def state(purpose: str, channel: str) -> State:
    found = permits(Consent.objects.filter(person__key=WEISS))
    return next(p.state for p in found if (p.purpose, p.channel) == (purpose, channel))


def test_get_changes_nothing_and_post_stops_everything(link, client, town) -> None:
    url = reverse("rights:object", args=[link])
    for _ in range(3):
        assert client.get(url).status_code == 200
    assert client.head(url).status_code == 200
    assert state("advertising", "mail") is State.GIVEN
    begun = time.process_time()  # its own work, whatever else the machine does
    assert client.post(url, {"purposes": ["advertising", "surveys", "profile"]}).status_code == 200
    assert time.process_time() - begun < 1
    assert {state(p, c) for p, c in ASKED} == {State.WITHDRAWN}
    hashes = suppression.hashes(town, mails=[MAIL])
    for purpose in ("advertising", "surveys", "value"):
        assert suppression.is_objected(town, hashes, purpose)
    assert WEISS in Here.read().refusing


def test_only_what_was_chosen_stops(link, client) -> None:
    client.post(reverse("rights:object", args=[link]), {"purposes": ["surveys"]})
    assert state("advertising", "mail") is State.GIVEN
    assert state("surveys", "mail") is State.WITHDRAWN


def test_a_mail_program_objects_with_one_click_and_without_a_cookie(link, town) -> None:
    url = reverse("rights:one_click", args=[link])
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(url).status_code == 405
    body = {"List-Unsubscribe": "One-Click"}
    assert strict.post(url, body).status_code == 200
    assert state("advertising", "mail") is State.WITHDRAWN
    assert strict.post(reverse("rights:one_click", args=["x" * 32]), body).status_code == 404


def test_a_form_needs_its_cookie(link) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(reverse("rights:object", args=[link]), {"purposes": ["advertising"]})
    assert answer.status_code == 403
    assert state("advertising", "mail") is State.GIVEN


def test_only_a_fingerprint_of_the_link_is_kept(link) -> None:
    assert len(link) == 32
    row = ObjectionLink.objects.get()
    assert link not in str(vars(row))
    assert re.fullmatch(r"[0-9a-f]{64}", row.token_sha256)
    assert objecting.link_of(link + "x", now=NOW) is None
    assert objecting.link_of(link, now=NOW + timedelta(days=3 * 365 + 1)) is None


@pytest.mark.parametrize(
    "address", [MAIL, "M.Weiss@Post.Example", "030 23125-102", "nobody@x.example"]
)
def test_a_typed_address_gets_the_same_answer_whether_it_is_known(link, client, address) -> None:
    url = reverse("rights:object_by_address")
    known = client.post(url, {"address": MAIL, "purposes": ["advertising"]})
    other = client.post(url, {"address": address, "purposes": ["advertising"]})
    plain = [re.sub(rb"[A-Za-z0-9]{64}", b"", a.content) for a in (known, other)]
    assert plain[0] == plain[1]
    assert known.status_code == other.status_code == 200


@pytest.mark.parametrize(
    "address", [MAIL, " M.WEISS@post.example ", "030 23125-102", "+49 30 23125102"]
)
def test_a_typed_address_stops_whoever_has_it(link, client, address) -> None:
    client.post(
        reverse("rights:object_by_address"), {"address": address, "purposes": ["advertising"]}
    )
    assert state("advertising", "mail") is State.WITHDRAWN


def test_an_unknown_address_is_remembered_before_anybody_has_it(town, client) -> None:
    client.post(
        reverse("rights:object_by_address"),
        {"address": "spaeter@post.example", "purposes": ["advertising"]},
    )
    hashes = suppression.hashes(town, mails=["Spaeter@Post.example"])
    assert suppression.is_objected(town, hashes, "advertising")


def test_what_is_no_address_is_refused(town, client) -> None:
    answer = client.post(
        reverse("rights:object_by_address"), {"address": "hallo", "purposes": ["advertising"]}
    )
    assert answer.status_code == 422
    with pytest.raises(RefusedError):
        objecting.object_by_address(address=MAIL, now=NOW, purposes=[])


def test_known_and_unknown_addresses_take_the_same_time(town, client, monkeypatch) -> None:
    monkeypatch.setattr(public, "SECONDS", 2)
    took = []
    for address in (MAIL, "fremd@post.example"):
        begun = time.monotonic()
        client.post(
            reverse("rights:object_by_address"), {"address": address, "purposes": ["advertising"]}
        )
        took.append(time.monotonic() - begun)
    assert min(took) >= 2
    assert abs(took[0] - took[1]) < 0.5


def test_whoever_sends_too_many_forms_waits(town, client) -> None:
    from kundig_web.limits.ready import PUBLIC_FORM

    url = reverse("rights:object_by_address")
    data = {"address": "hallo", "purposes": ["advertising"]}
    codes = [client.post(url, data).status_code for _ in range(PUBLIC_FORM.tries + 1)]
    assert codes[-1] == 429
    assert set(codes[:-1]) == {422}


def test_whoever_objected_to_profiling_is_neither_scored_nor_chosen_by_a_score(
    link, client, client_of, town, django_capture_on_commit_callbacks
) -> None:
    from kundig_web.customers.addresses import customer_url

    mine = f'href="{customer_url(WEISS)}"'
    assert mine in client_of("dora").get("/customers/?sort=value").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("rights:object", args=[link]), {"purposes": ["profile"]})
    assert mine not in client_of("dora").get("/customers/?sort=value").content.decode()
    assert mine in client_of("dora").get("/customers/").content.decode()
    page = client_of("dora").get(customer_url(WEISS)).content.decode()
    assert "Wird nicht berechnet" in page
    assert WEISS in town.store.snapshot().restricted.unscored
    assert not may_process("value.score", states.states([WEISS])[WEISS])
    assert refused("value.score", [WEISS, "shop:2"]) == {WEISS}


def test_the_gate_learns_of_an_objection_at_once(link, client) -> None:
    message = gate.Message(gate.Kind.ADVERTISING, gate.Channel.MAIL, similar=True, notice=True)
    assert gate.basis_for(states.person_of(WEISS), message, NOW) == gate.Refusal(gate.Why.NO_PROOF)
    client.post(reverse("rights:object", args=[link]), {"purposes": ["advertising"]})
    assert gate.basis_for(states.person_of(WEISS), message, NOW) == gate.Refusal(gate.Why.OBJECTED)


def test_an_objection_outlives_the_customer(link, client, town) -> None:
    from kundig_web.customers.erase import forget
    from kundig_web.rights.erase import forget as forget_here

    client.post(reverse("rights:object", args=[link]), {"purposes": ["advertising"]})
    forget_here((WEISS,), now=NOW, dry_run=False)
    forget((WEISS,), now=NOW, dry_run=False)
    assert not ObjectionLink.objects.exists()
    assert suppression.is_objected(town, suppression.hashes(town, mails=[MAIL]), "advertising")
