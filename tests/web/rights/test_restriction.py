"""Whoever is restricted appears nowhere: a walk over every page, export and answer with a canary."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from kundig.answers import listings
from kundig.answers.asking import ask_measure, open_engine
from kundig.glossary.measure import Request
from kundig_web.contact.workflows import make_promise
from kundig_web.customers import choice
from kundig_web.customers.addresses import KeyConverter, customer_url
from kundig_web.customers.person import Person
from kundig_web.desk import morning
from kundig_web.desk.waiting import gather
from kundig_web.needs.workflows import note_hint, note_talk
from kundig_web.rights.errors import RefusedError
from kundig_web.rights.restricting import lift, restrict
from tests.web.conftest import NOW, TODAY
from tests.web.customers.conftest import WEISS, YILDIZ

pytestmark = pytest.mark.django_db(transaction=False)
CANARY = "Yıldız"
SAID = "Kanarienwort"
VIEWERS = ("dora", "lena", "emil", "ana", "petra")


@pytest.fixture
def canary(town, cast):
    """The family has a promise, a talk and a hint, and its complaint has been read."""
    manifest = town.store.folder / "manifest.json"  # the pages of imports know no table "test"
    manifest.write_text(manifest.read_text().replace('"table": "test"', '"table": "orders"'))
    by = {"actor": cast["lena"], "now": NOW, "today": TODAY, "department": cast["lena"].department}
    make_promise(**by, what=f"{SAID} Rückruf", customer=YILDIZ, due_date=TODAY + timedelta(days=1))
    note_talk(
        **by, day=TODAY, channel="phone", offered=False, customer=YILDIZ, quote=f"{SAID} Zelt",
    )  # fmt: skip
    note_hint(**by, day=TODAY, customer=YILDIZ, text=f"{SAID} Jacke")
    read()
    return YILDIZ


def read() -> None:
    from kundig_web import company

    morning.make(company.snapshot(), TODAY, NOW)


@pytest.fixture
def at_once(django_capture_on_commit_callbacks):
    """What is done once a transaction holds, holds at once."""
    return django_capture_on_commit_callbacks(execute=True)


def told(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode("utf-8", "replace")


PAGES = (
    "/", "/?all", "/customers/", "/customers/?q=yildiz", "/customers/?sort=value",
    "/customers/?complaint=yes", "/customers/?writing=refused", "/customers/like/?who=yil",
    "/customers/export/", "/customers/export/customers.csv", "/promises/", "/promises/?q=Kanarien",
    "/promises/?customer=shop%3A2", "/talks/", "/complaints/", "/surveys/", "/letter/",
    "/figures/", "/figures/open_complaints/", "/figures/clv/?by=customer",
    "/figures/nps/?by=customer", "/desk/", "/rights/requests/new/?customer=shop%3A2",
)  # fmt: skip


def walk(client) -> dict[str, str]:
    """Page -> what it says; only pages that somebody may open count."""
    found = {}
    for page in PAGES:
        answer = client.get(page)
        if answer.status_code == 200:
            found[page] = told(answer)
    return found


def test_the_walk_meets_the_canary_before(canary, client_of) -> None:
    """Else it would prove nothing."""
    pages = walk(client_of("dora"))
    named = {p for p, said in pages.items() if CANARY in said or SAID in said}
    assert {"/", "/customers/", "/promises/", "/talks/", "/complaints/"} <= named


@pytest.mark.parametrize("viewer", VIEWERS)
def test_nobody_sees_the_restricted_on_any_page(canary, cast, client_of, at_once, viewer) -> None:
    with at_once:
        restrict(key=canary, actor=cast["dana"], now=NOW, reason="disputed", note="geheim")
    read()
    for page, said in walk(client_of(viewer)).items():
        assert CANARY not in said, page
        assert SAID not in said, page
    for page in (
        customer_url(canary),
        "/customers/c2hvcDoy/names/",
        "/customers/c2hvcDoy/consent/",
    ):
        said = told(client_of(viewer).get(page))
        assert CANARY not in said, page
        assert SAID not in said, page


def test_only_those_who_answer_for_rights_see_why(canary, cast, client_of, at_once) -> None:
    with at_once:
        restrict(key=canary, actor=cast["dana"], now=NOW, reason="disputed", note="geheim")
    assert "geheim" in told(client_of("dana").get(customer_url(canary)))
    page = told(client_of("emil").get(customer_url(canary)))
    assert "geheim" not in page
    assert "Beschwerde aufnehmen" in page


def test_no_listing_entry_choice_or_single_figure_names_the_restricted(
    canary, cast, town, at_once
) -> None:
    with at_once:
        restrict(key=canary, actor=cast["dana"], now=NOW, reason="claims")
    read()
    snapshot = town.store.snapshot()
    assert canary in snapshot.restricted.hidden
    with open_engine("duckdb") as engine:
        for key in listings.listings():
            rows = listings.listing(
                key, Request(as_of=TODAY, limit=1000), snapshot=snapshot, engine=engine, home=town
            )
            assert canary not in {r.get("customer") for r in rows}, key
        from kundig.answers import measures

        for measure in (m for m in measures().values() if "customer" in m.dimensions):
            asked = Request(by=("customer",), as_of=TODAY)
            found = ask_measure(measure, asked, snapshot=snapshot, engine=engine, home=town)
            assert canary not in {r["customer"] for r in found.rows}, measure.key
    for viewer in ("dora", "lena"):
        waits = [w for w in gather(cast[viewer], today=TODAY, now=NOW) if w.entry.kind != "import"]
        assert not [w for w in waits if w.entry.customer == canary or SAID in w.entry.title]
    assert choice.find("yildiz", user=cast["dora"]) == []
    assert CANARY not in choice.name_of(canary)


def test_programs_do_not_see_the_restricted(canary, cast, town, client, at_once) -> None:
    from kundig_web.access.permissions import SCOPES
    from kundig_web.access.workflows import tokens

    token = tokens.create_token(
        actor=cast["dora"], name="Programm", scopes=SCOPES, expires_on=TODAY + timedelta(days=9),
        now=NOW,
    )  # fmt: skip
    headers = {"Authorization": f"Bearer {token.value}"}
    with at_once:
        restrict(key=canary, actor=cast["dana"], now=NOW, reason="claims")
    one = KeyConverter().to_url(canary)
    assert CANARY not in told(client.get("/api/customers", headers=headers))
    assert client.get(f"/api/customers/{one}", headers=headers).status_code == 404
    assert client.get(f"/api/customers/{one}/timeline", headers=headers).status_code == 404


def test_lifting_brings_everything_back(canary, cast, client_of, at_once) -> None:
    with at_once:
        restrict(key=canary, actor=cast["dana"], now=NOW, reason="claims")
        with pytest.raises(RefusedError, match="schon"):
            restrict(key=canary, actor=cast["dana"], now=NOW, reason="claims")
        lift(key=canary, actor=cast["dana"], now=NOW)
        with pytest.raises(RefusedError):
            lift(key=canary, actor=cast["dana"], now=NOW)
    assert not Person.objects.filter(restricted=True).exists()
    read()
    assert CANARY in told(client_of("dora").get("/customers/"))


def test_every_number_of_a_merged_customer_is_restricted(town, cast, client_of, at_once) -> None:
    from kundig_web.customers.identity_workflows import mark_same
    from tests.web.customers.conftest import WEISS_TILL

    mark_same(left=WEISS, right=WEISS_TILL, since={}, actor=None, now=NOW)
    with at_once:
        restrict(key=WEISS_TILL, actor=cast["dana"], now=NOW, reason="unlawful")
    said = told(client_of("dora").get("/customers/"))
    assert "Weiß" not in said
    assert "Yıldız" in said
    assert {WEISS, WEISS_TILL} <= town.store.snapshot().restricted.hidden


def test_only_those_who_answer_for_rights_restrict(town, cast, client_of) -> None:
    url = reverse("rights:restrict", kwargs={"key": YILDIZ})
    data = {"reason": "claims", "note": ""}
    for name in ("lena", "emil", "ana", "petra", "konrad"):
        assert client_of(name).post(url, data).status_code == 403
    assert client_of("dana").post(url, data).status_code == 302
    assert Person.objects.get(key=YILDIZ).restricted
