"""Writing down a customer: a name is enough, nobody is written down twice unasked, numbers are new."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from kundig_web.customers.contact_points import ContactPoint
from kundig_web.customers.contact_workflows import add_contact_point
from kundig_web.customers.errors import RefusedError
from kundig_web.customers.person import Membership, Person
from kundig_web.customers.workflows import create_customer, edit_names, join_group
from tests.web.conftest import NOW, TODAY
from tests.web.customers.conftest import ADA, KERN, WEISS, YILDIZ
from tests.web.customers.test_page import text

pytestmark = pytest.mark.django_db
URL = "/customers/new/"


def typed(**more: str) -> dict[str, str]:
    return {"kind": "person", "first_name": "Robin", "last_name": "Şahin", **more}


def new(names: dict[str, str] | None = None, **more) -> Person:
    names = names or {"kind": "person", "last_name": "Şahin"}
    return create_customer(actor=None, now=NOW, names=names, **more)


def test_a_name_is_enough(client_of, see, town, cast) -> None:
    answer = client_of("emil").post(URL, typed())
    assert answer.status_code == 302
    person = Person.objects.get()
    assert person.key == "kundig:K-000001"
    assert person.created_by == cast["emil"]
    page = text(see(person.key))
    assert "Robin Şahin" in page
    assert not re.search(r"\b(Herr|Frau)\b", page)


def test_without_a_name_nothing_is_written_and_nothing_typed_is_lost(client_of, town) -> None:
    answer = client_of("emil").post(
        URL, {"kind": "person", "contact_kind": "phone", "value": "030 4711"}
    )
    assert answer.status_code == 422
    assert "Ohne Namen geht es nicht" in answer.content.decode()
    assert "030 4711" in answer.content.decode()
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (typed(contact_kind="mail", value="M.Weiss@post.example"), "dieselbe E-Mail-Adresse"),
        (typed(contact_kind="phone", value="+49 30 23125102"), "dieselbe Telefonnummer"),
        (typed(first_name="Matthias", last_name="Weiss"), "derselbe Name"),
    ],
)
def test_who_looks_the_same_is_shown_before_saving(client_of, town, data, reason) -> None:
    answer = client_of("emil").post(URL, data)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert reason in page
    assert "Herr Dr. Weiß" in page
    assert "Noch ist nichts gespeichert" in page
    assert not Person.objects.exists()
    seen = re.search(r'name="anyway" value="([0-9a-f]+)"', page).group(1)
    assert client_of("emil").post(URL, {**data, "anyway": seen}).status_code == 302
    assert Person.objects.count() == 1


def test_whoever_changes_the_name_after_the_question_is_asked_again(client_of, town) -> None:
    data = typed(first_name="Matthias", last_name="Weiss")
    page = client_of("emil").post(URL, data).content.decode()
    seen = re.search(r'name="anyway" value="([0-9a-f]+)"', page).group(1)
    data = typed(first_name="Ada", last_name="Lenz", anyway=seen)
    assert "Frau Lenz" in client_of("emil").post(URL, data).content.decode()
    assert not Person.objects.exists()


def test_somebody_who_was_written_down_here_is_found_as_well(client_of, town) -> None:
    new({"kind": "firm", "company_name": "Bergschule Ost"})
    data = {"kind": "firm", "company_name": "Bergschule Ost"}
    assert "derselbe Name" in client_of("emil").post(URL, data).content.decode()
    assert Person.objects.count() == 1


def test_a_number_is_never_given_twice(town) -> None:
    first = new()
    first.delete()
    assert new().key == "kundig:K-000002"


def test_a_wrong_mail_address_leaves_nobody_behind(client_of, town) -> None:
    answer = client_of("emil").post(URL, typed(contact_kind="mail", value="nirgends"))
    assert answer.status_code == 422
    assert "„nirgends“ ist keine E-Mail-Adresse" in answer.content.decode()
    assert not Person.objects.exists()


def test_changing_a_name_changes_the_page_and_no_file(client_of, see, town) -> None:
    url = reverse("customers:names", kwargs={"key": ADA})
    form = client_of("emil").get(url).content.decode()
    assert 'value="Lenz"' in form
    assert re.search(r'value="frau" selected', form)
    data = {
        "kind": "person",
        "salutation": "neutral",
        "first_name": "Ada",
        "last_name": "Kern-Lenz",
    }
    assert client_of("emil").post(url, data).status_code == 302
    page = text(see(ADA))
    assert "Ada Kern-Lenz" in page
    assert "Frau" not in page


def test_a_title_goes_with_the_name(see, town) -> None:
    names = {"kind": "person", "salutation": "frau", "title": "Prof. Dr.", "last_name": "Öz"}
    assert "Frau Prof. Dr. Öz" in text(see(new(names).key))


def test_whoever_may_only_look_writes_nobody_down(client_of, town) -> None:
    assert client_of("dana").post(URL, typed()).status_code == 403
    assert client_of("dana").get(URL).status_code == 403


def test_an_old_way_is_ended_and_stays_readable(client_of, see, town) -> None:
    url = reverse("customers:contact_end", kwargs={"key": WEISS})
    data = {"kind": "mail", "value": "m.weiss@post.example", "source": "shop"}
    assert client_of("emil").post(url, data).status_code == 302
    page = see(WEISS)
    assert "<s>m.weiss@post.example</s>" in page
    assert "mailto:m.weiss" not in page
    assert ContactPoint.objects.get().source == "shop"


def test_a_way_that_a_file_knows_is_confirmed_and_stands_once(client_of, see, town) -> None:
    url = reverse("customers:contact_confirm", kwargs={"key": WEISS})
    data = {"kind": "phone", "value": "030 23125 102", "source": "shop"}
    client_of("emil").post(url, data)
    page = see(WEISS)
    assert page.count("tel:03023125102") == 1
    assert "bestätigt heute" in text(page)


def test_the_same_number_written_otherwise_is_the_same_way(town) -> None:
    for value in ("0171 234567", "+49 (0)171/234567"):
        add_contact_point(key=ADA, actor=None, now=NOW, kind="mobile", value=value, source="kundig")
    assert ContactPoint.objects.count() == 1


def test_one_number_is_preferred(town) -> None:
    for value in ("0171 234567", "0172 234567"):
        add_contact_point(
            key=ADA, actor=None, now=NOW, kind="phone", value=value, source="kundig", preferred=True
        )
    assert ContactPoint.objects.get(preferred=True).value == "0172 234567"


def test_what_is_no_number_is_refused_with_a_sentence(town) -> None:
    with pytest.raises(RefusedError, match="keine Telefonnummer"):
        add_contact_point(key=ADA, actor=None, now=NOW, kind="phone", value="110", source="kundig")


def test_somebody_belongs_to_a_firm_and_both_pages_say_so(client_of, see, town) -> None:
    url = reverse("customers:group_new", kwargs={"key": ADA})
    assert "Kern GmbH" in client_of("emil").get(url + "?q=kern").content.decode()
    assert client_of("emil").post(url, {"group": KERN, "role": "Einkauf"}).status_code == 302
    assert "Kern GmbH , Einkauf" in text(see(ADA))
    assert "Frau Lenz , Einkauf" in text(see(KERN))
    leave = reverse("customers:group_leave", kwargs={"key": ADA, "pk": Membership.objects.get().pk})
    assert client_of("emil").post(leave).status_code == 302
    assert "Einkauf" not in text(see(ADA))


def test_nobody_belongs_to_himself_or_in_a_circle(town) -> None:
    join_group(member=ADA, group=KERN, actor=None, now=NOW, today=TODAY)
    with pytest.raises(RefusedError, match="derselbe"):
        join_group(member=ADA, group=ADA, actor=None, now=NOW, today=TODAY)
    with pytest.raises(RefusedError, match="Umgekehrt"):
        join_group(member=KERN, group=ADA, actor=None, now=NOW, today=TODAY)


def test_a_customer_of_ours_keeps_a_name(town) -> None:
    person = new()
    with pytest.raises(RefusedError):
        edit_names(key=person.key, actor=None, now=NOW, names={})
    person.refresh_from_db()
    assert person.last_name == "Şahin"


@pytest.mark.parametrize(
    "name", ["names", "contact_new", "fact_new", "need_new", "care", "group_new"]
)
def test_every_form_opens_in_both_languages(client_of, town, name) -> None:
    url = reverse(f"customers:{name}", kwargs={"key": YILDIZ})
    assert client_of("emil").get(url).status_code == 200
    page = client_of("emil", "en").get(url).content.decode()
    assert "Family Yıldız" in page
    assert not {"Abbrechen", "freiwillig", "Familie"} & set(re.findall(r"\w+", page))


@pytest.mark.parametrize(
    "name", ["names", "contact_new", "fact_new", "need_new", "care", "merge", "consent"]
)
def test_an_unknown_customer_has_no_forms(client_of, town, name) -> None:
    url = reverse(f"customers:{name}", kwargs={"key": "shop:4711"})
    assert client_of("dora").get(url).status_code == 404
