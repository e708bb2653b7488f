"""The customer list: found by whatever spelling, filtered by link, true to what was just written."""

import json
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from kundig import register
from kundig.register import reading
from kundig_web.customers.consents import Channel, Consent, Purpose
from kundig_web.customers.identity_workflows import mark_same
from kundig_web.customers.list_query import ListQuery, chips
from kundig_web.customers.person import Person
from kundig_web.customers.workflows import create_customer, edit_names
from tests.web.conftest import NOW
from tests.web.customers.conftest import ADA, KERN, WEISS, WEISS_TILL

pytestmark = pytest.mark.django_db


@pytest.fixture
def built(town):
    """The register was built an hour before the clock of the tests."""
    note = register.current(town).folder / "register.json"
    told = json.loads(note.read_text())
    note.write_text(json.dumps(told | {"built_at": (NOW - timedelta(hours=1)).isoformat()}))
    reading._opened.cache_clear()
    return town


@pytest.fixture
def listing(built, client_of):
    """`listing("?q=weiss")` is the list as Dora reads it, on one line."""

    def page(query="", *, who="dora", language="de"):
        answer = client_of(who, language).get(reverse("customers:list") + query)
        assert answer.status_code == 200, answer.status_code
        return " ".join(answer.content.decode().split())

    return page


def joined(actor):
    since = {WEISS: date(2019, 3, 1), WEISS_TILL: date(2021, 5, 1)}
    mark_same(actor=actor, now=NOW, left=WEISS, right=WEISS_TILL, since=since)


def names(page):
    """The customers of the table, in order."""
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', page)


def test_everybody_is_listed_by_name_with_their_number(listing):
    page = listing()
    assert names(page) == [
        "Kim Berger", "Kern GmbH", "Frau Lenz", "Stumm",
        "Herr Dr. Weiß", "Herr Dr. Weiß", "Familie Yıldız",
    ]  # fmt: skip
    assert "7 Kunden" in page
    assert "Dr. Matthias Weiß · 62021 Obermoosen · 1" in page


@pytest.mark.parametrize(
    ("typed", "found"),
    [("weiss", 2), ("WEIẞ matthias", 2), ("030/23125102", 1), ("%2B49 30 23125 102", 1),
     ("yildiz@post", 1), ("kern", 1), ("Obermoosen", 1), ("nirgendwo", 0)],
)  # fmt: skip
def test_searching_finds_by_any_spelling(listing, typed, found):
    assert len(names(listing(f"?q={typed}"))) == found


def test_a_customer_number_goes_first(listing):
    assert names(listing("?q=2"))[0] == "Familie Yıldız"


def test_who_is_not_found_is_explained_with_a_next_step(listing):
    page = listing("?q=nirgendwo")
    assert "Dazu passt niemand" in page
    assert reverse("customers:new") in page
    assert "Nobody fits" in listing("?q=nirgendwo", language="en")


@pytest.mark.parametrize(
    ("query", "found"),
    [("?complaint=yes", ["Familie Yıldız"]), ("?promise=yes", ["Familie Yıldız"]),
     ("?mood=unhappy", ["Familie Yıldız"]), ("?writing=refused", ["Kim Berger"]),
     ("?kind=firm", ["Kern GmbH"]), ("?bought=month", ["Herr Dr. Weiß", "Familie Yıldız"]),
     ("?contact=quarter", []), ("?kind=firm&kind=household", ["Kern GmbH", "Familie Yıldız"]),
     ("?branch=Mitte&bought=quiet_half", ["Frau Lenz"])],
)  # fmt: skip
def test_filters_are_links_that_choose(listing, query, found):
    assert names(listing(query)) == found


def test_each_condition_is_a_chip_that_takes_itself_away():
    query = ListQuery.read({"q": ["anna"], "branch": ["Nord", "Süd"], "complaint": ["yes"]})
    told = {c.label: c.url for c in chips(query)}
    assert told["Filiale: Nord"] == "?q=anna&branch=S%C3%BCd&complaint=yes"
    assert told["mit offener Beschwerde"] == "?q=anna&branch=Nord&branch=S%C3%BCd"


@pytest.mark.parametrize(
    "query",
    ["?sort=nonsense", "?after=nonsense", "?after=WyJ4Il0", "?segment=x&mood=y&alive=z", "?value_from=abc",
     "?q=%00%00", "?value_from=1e999", "?list=999999999999999999999", "?branch=" + "x" * 5000,
     "?after=eyJhIjoxfQ", "?sort=value&after=WzEsICJ2IiwgIngiLCAic2hvcDoxIl0"],
)  # fmt: skip
def test_a_mistyped_address_shows_a_list_all_the_same(town, client_of, query):
    answer = client_of("dora").get(reverse("customers:list") + query, follow=True)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1.500", 1500),
        ("1500,50", 1500.5),
        ("1500.5", 1500.5),
        ("1.234.567,8", 1234567.8),
        ("12 €", 12),
    ],
)
def test_amounts_are_read_as_people_write_them(typed, number):
    query = ListQuery.read({"value_from": [typed]})
    assert query.filter(NOW.date()).value_from == number


def test_heads_sort_and_turn_round(listing):
    page = listing("?sort=last_purchase")
    assert names(page)[0] == "Herr Dr. Weiß"
    assert 'aria-sort="descending"' in page
    assert "?sort=last_purchase&amp;dir=up" in page
    assert names(listing("?sort=last_purchase&dir=up"))[0] == "Frau Lenz"


def test_unknown_values_say_that_they_cannot_be_told(listing):
    page = listing()
    assert page.count(">lässt sich nicht sagen<") == 7
    assert "zu wenige Kunden für eine Schätzung" in page


def test_who_may_not_be_written_to_is_seen_with_the_reason(listing, cast):
    assert "darf nicht angeschrieben werden: laut Datei nicht erlaubt" in listing()
    person = Person.objects.create(key=ADA, created_at=NOW, edited_at=NOW)
    Consent.objects.create(
        person=person, purpose=Purpose.ADVERTISING, channel=Channel.MAIL, at=NOW, recorded_at=NOW,
        said=Consent.Said.WITHDRAWN, source="phone", wording="Keine Werbung bitte",
    )  # fmt: skip
    Person.objects.create(key=KERN, created_at=NOW, edited_at=NOW, restricted=True)
    page = listing()
    assert "darf nicht angeschrieben werden: hat hier widersprochen" in page
    assert "Kern GmbH" not in page  # restricted: in no list at all
    assert names(listing("?writing=allowed")) == [
        "Stumm",
        "Herr Dr. Weiß",
        "Herr Dr. Weiß",
        "Familie Yıldız",
    ]


def test_nobody_whose_processing_is_restricted_stands_in_a_list(listing, cast):
    assert "Kern GmbH" in names(listing("?segment=-"))
    Person.objects.create(key=KERN, created_at=NOW, edited_at=NOW, restricted=True)
    assert "Kern GmbH" not in names(listing("?segment=-"))
    assert "Kern GmbH" not in names(listing("?sort=value"))
    assert "Kern GmbH" not in names(listing())
    assert "Kern GmbH" not in names(listing("?q=kern"))


def test_a_new_name_is_found_at_once(listing, cast):
    edit_names(
        actor=cast["dora"], now=NOW, key=ADA, names={"salutation": "frau", "last_name": "Öztürk"}
    )
    assert names(listing("?q=oeztuerk")) == ["Frau Öztürk"]
    assert "Frau Öztürk" in names(listing())


def test_a_customer_written_down_is_found_at_once(listing, cast):
    create_customer(
        actor=cast["dora"], now=NOW, names={"first_name": "Nele", "last_name": "Neumann"},
        contact={"kind": "phone", "value": "0171 5556677"},
    )  # fmt: skip
    page = listing("?q=neumann")
    assert names(page) == ["Nele Neumann"]
    assert "Ein Kunde passt dazu" in page
    assert names(listing("?q=%2B49 171 5556677")) == ["Nele Neumann"]
    assert names(listing())[0] == "Nele Neumann"
    assert "8 Kunden" in listing()
    assert names(listing("?branch=Mitte&q=neumann")) == []


def test_what_was_merged_is_one_row_before_the_register_knows_it(listing, cast):
    joined(cast["dora"])
    page = listing("?q=weiss")
    assert len(names(page)) == 1
    assert len(names(listing())) == 6


def test_the_register_shows_what_was_mirrored(listing, cast, town):
    from kundig_web.jobs.mirrors import publish_now

    joined(cast["dora"])
    create_customer(actor=cast["dora"], now=NOW, names={"last_name": "Neumann"})
    publish_now(NOW)
    register.build(town, today=NOW.date())
    assert len(names(listing("?q=weiss"))) == 1
    assert names(listing("?q=neumann")) == ["Neumann"]
    assert "7 Kunden" in listing()


def test_pages_follow_each_other(town, client_of, monkeypatch, listing):
    monkeypatch.setattr("kundig_web.customers.listing.ROWS", 3)
    monkeypatch.setattr("kundig_web.customers.list_views.ROWS", 3)
    found, query = [], ""
    for _ in range(4):
        page = listing(query)
        found += names(page)
        following = re.search(r'<a class="button second small" href="([^"]+)" rel="next">', page)
        if following is None:
            break
        query = following.group(1).replace("&amp;", "&")
    assert len(found) == 7
    assert "Zum Anfang" in page


def test_a_page_asks_the_database_few_questions(
    town, client_of, cast, django_assert_max_num_queries
):
    for number in range(30):
        Person.objects.create(
            key=f"shop:x{number}", last_name=f"Neu {number}", created_at=NOW, edited_at=NOW
        )
    client = client_of("dora")
    client.get(reverse("customers:list"))
    with django_assert_max_num_queries(20):
        assert client.get(reverse("customers:list") + "?q=neu").status_code == 200


@pytest.mark.parametrize(
    ("who", "status"), [("emil", 200), ("dana", 200), ("petra", 403), ("nina", 403)]
)
def test_only_who_may_see_customers_sees_the_list(town, client_of, who, status):
    assert client_of(who).get(reverse("customers:list")).status_code == status


def test_both_languages_say_everything(listing):
    page = listing("?mood=unhappy", language="en")
    assert "1 customer fits" in page
    assert "open complaint" in page
    assert "As of 20 November 2026" in page or "As of" in page


class TestWithoutARegister:
    def test_an_empty_company_offers_to_begin(self, own_home, client_of):
        page = client_of("dora").get(reverse("customers:list")).content.decode()
        assert "Noch keine Kunden" in page
        assert reverse("imports:start") in page
        assert reverse("customers:new") in page

    def test_who_was_written_down_is_listed_without_any_file(
        self, own_home, client_of, cast, clock
    ):
        create_customer(actor=cast["dora"], now=NOW, names={"last_name": "Erste"})
        page = client_of("dora").get(reverse("customers:list")).content.decode()
        assert names(" ".join(page.split())) == ["Erste"]

    def test_while_it_is_computed_the_page_says_so(self, demo_copy, client_of, clock):
        from kundig_web.jobs.models import Job

        client = client_of("dora")
        page = client.get(reverse("customers:list")).content.decode()
        assert "Die Kundenübersicht wird berechnet" in page
        assert "Gleich geht es los" in page
        Job.objects.filter(name="customers.build_register").update(
            state="leased", progress={"step": "values", "done": 2, "total": 4}
        )
        page = client.get(reverse("customers:list")).content.decode()
        assert "Werte werden geschätzt" in page
        assert 'value="2" max="4"' in page
        Job.objects.filter(name="customers.build_register").update(state="failed", finished_at=NOW)
        assert "misslungen" in client.get(reverse("customers:list")).content.decode()


def test_an_older_register_is_shown_with_its_date_while_a_new_one_is_computed(listing, town):
    from tests.world import world

    assert "wird gerade neu berechnet" not in listing()
    world(
        town.folder,
        {"customer_records": [{"source": "late", "record_id": "77", "last_name": "Spät"}]},
    )
    page = listing()
    assert "wird gerade neu berechnet" in page
    assert len(names(page)) == 7
    register.build(town, today=NOW.date())
    assert "Spät" in names(listing())
