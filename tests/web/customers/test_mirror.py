"""What is written here reaches the shared tables, so that lists and letters know it, too."""

from __future__ import annotations

import pytest

from kundig import register
from kundig_web.customers import mirror
from kundig_web.customers.consent_workflows import withdraw_consent
from kundig_web.customers.contact_workflows import add_contact_point
from kundig_web.customers.identity_workflows import mark_same
from kundig_web.customers.knowledge_workflows import state_fact
from kundig_web.customers.people import person_for
from kundig_web.customers.workflows import create_customer, edit_names
from kundig_web.jobs.mirrors import publish_now
from kundig_web.jobs.models import Job
from tests.web.conftest import NOW, TODAY
from tests.web.customers.conftest import ADA, KIM, WEISS, WEISS_TILL, YILDIZ

pytestmark = pytest.mark.django_db


def published(town) -> register.Register:
    publish_now(NOW)
    return register.build(town, today=TODAY)


def test_nothing_written_is_nothing_to_mirror(town) -> None:
    assert mirror.rows(NOW) == {"customer_records": [], "customer_links": []}


def test_a_new_customer_stands_in_the_list_of_all(town) -> None:
    person = create_customer(
        actor=None, now=NOW, names={"kind": "firm", "company_name": "Bergschule"},
        contact={"kind": "mail", "value": "post@bergschule.example"},
    )  # fmt: skip
    row = published(town).customer(person.key)
    assert (row["company_name"], row["email"]) == ("Bergschule", "post@bergschule.example")
    assert (row["person_kind"], row["customer_since"], row["purchases"]) == ("firm", TODAY, 0)


def test_a_changed_name_counts_and_purchases_stay(town) -> None:
    names = {"kind": "person", "salutation": "neutral", "first_name": "Ada", "last_name": "Neu"}
    edit_names(key=ADA, actor=None, now=NOW, names=names)
    row = published(town).customer(ADA)
    assert (row["last_name"], row["salutation"], row["purchases"]) == ("Neu", None, 1)


def test_a_new_number_does_not_take_the_name_away(town) -> None:
    add_contact_point(
        key=ADA, actor=None, now=NOW, kind="phone", value="030 111222", source="kundig"
    )
    row = published(town).customer(ADA)
    assert (row["last_name"], row["phone"]) == ("Lenz", "030 111222")


def test_a_no_to_advertising_keeps_somebody_out_of_lists(town) -> None:
    assert not register.current(town).customer(ADA)["refused"]
    withdraw_consent(
        key=ADA, actor=None, now=NOW, purpose="advertising", channel="phone", source="phone"
    )
    assert published(town).customer(ADA)["refused"]


def test_whoever_is_restricted_is_refused_everywhere(town) -> None:
    person = person_for(YILDIZ, actor=None, now=NOW)
    person.restricted = True
    person.save()
    assert published(town).customer(YILDIZ)["refused"]


def test_facts_about_somebody_stay_here(town) -> None:
    state_fact(key=ADA, actor=None, now=NOW, today=TODAY, name="Hobby", value="Rudern")
    assert mirror.rows(NOW)["customer_records"] == []


def test_merged_customers_are_linked_with_what_was_changed_of_either(town, cast) -> None:
    add_contact_point(
        key=WEISS_TILL, actor=None, now=NOW, kind="phone", value="030 111222", source="kundig"
    )
    since = {WEISS: TODAY.replace(year=2019), WEISS_TILL: TODAY.replace(year=2021)}
    mark_same(left=WEISS, right=WEISS_TILL, since=since, actor=cast["lena"], now=NOW)
    links = {
        (r["source"], r["record_id"]): r["customer_id"] for r in mirror.rows(NOW)["customer_links"]
    }
    assert links == {("till", "9"): WEISS, ("kundig", WEISS_TILL): WEISS}
    row = published(town).customer(WEISS)
    assert (row["purchases"], row["records"]) == (31, 3)


def test_mirroring_twice_changes_nothing(town) -> None:
    create_customer(actor=None, now=NOW, names={"kind": "person", "last_name": "Öz"})
    first = publish_now(NOW)["version"]
    assert publish_now(NOW)["version"] == first


def test_writing_asks_for_a_mirror(town) -> None:
    edit_names(key=KIM, actor=None, now=NOW, names={"last_name": "Berger", "kind": "person"})
    assert Job.objects.filter(name="mirror.publish").count() == 1
