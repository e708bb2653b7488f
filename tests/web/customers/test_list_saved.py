"""Saved lists: a name for a filter, one's own unless shared, and gone without harm."""

import pytest
from django.urls import reverse

from kundig_web.access.models import Department
from kundig_web.customers.errors import RefusedError
from kundig_web.customers.saved import delete_list, lists_of, save_list
from kundig_web.customers.saved_models import SavedList
from tests.web.conftest import NOW

pytestmark = pytest.mark.django_db
QUERY = {"mood": ["unhappy"], "sort": ["value"], "dir": ["down"]}


def made(actor, name="Anrufen", departments=()):
    return save_list(actor=actor, now=NOW, name=name, query=QUERY, departments=departments)


def test_a_view_is_saved_opened_and_shown_under_its_name(town, client_of, cast):
    client = client_of("emil")
    answer = client.post(
        reverse("customers:list_save"),
        {"name": " Unzufriedene  anrufen ", "query": "?mood=unhappy"},
    )
    found = SavedList.objects.get()
    assert (found.name, found.owner, found.query) == (
        "Unzufriedene anrufen", cast["emil"], {"mood": ["unhappy"]},
    )  # fmt: skip
    page = client.get(answer["Location"]).content.decode()
    assert "<h1>Unzufriedene anrufen</h1>" in page
    assert "Familie Yıldız" in page
    opened = client.get(reverse("customers:list_open", args=[found.pk]))
    assert opened["Location"] == answer["Location"]


def test_a_list_whose_view_was_changed_is_no_longer_called_by_its_name(town, client_of, cast):
    found = made(cast["emil"])
    page = (
        client_of("emil")
        .get(f"{reverse('customers:list')}?kind=firm&list={found.pk}")
        .content.decode()
    )
    assert "<h1>Kunden</h1>" in page


def test_what_is_saved_is_cleaned_first(town, client_of, cast):
    client_of("emil").post(
        reverse("customers:list_save"),
        {"name": "x", "query": "?mood=nonsense&after=x&evil=1&q=  anna  "},
    )
    assert SavedList.objects.get().query == {"q": ["anna"]}


@pytest.mark.parametrize("way", ["list_open", "list_edit", "list_delete"])
def test_a_foreign_list_answers_like_a_missing_one(town, client_of, cast, way):
    found = made(cast["dora"])
    client = client_of("emil")
    call = client.post if way == "list_delete" else client.get
    assert call(reverse(f"customers:{way}", args=[found.pk])).status_code == 404
    assert call(reverse(f"customers:{way}", args=[found.pk + 999])).status_code == 404
    assert SavedList.objects.filter(pk=found.pk).exists()


def test_a_shared_list_is_opened_by_the_department_and_changed_by_its_owner(town, client_of, cast):
    service = Department.objects.get(name="Service")
    found = made(cast["dora"], departments=[service])
    assert client_of("emil").get(reverse("customers:list_open", args=[found.pk])).status_code == 302
    assert "Anrufen" in client_of("emil").get(reverse("customers:list")).content.decode()
    assert client_of("ana").get(reverse("customers:list_open", args=[found.pk])).status_code == 404
    assert "Anrufen" not in client_of("ana").get(reverse("customers:list")).content.decode()
    assert client_of("emil").get(reverse("customers:list_edit", args=[found.pk])).status_code == 404
    page = client_of("emil").get(f"{reverse('customers:list_open', args=[found.pk])}", follow=True)
    assert reverse("customers:list_edit", args=[found.pk]) not in page.content.decode()


def test_who_has_no_department_sees_no_list_of_those_without_one(cast):
    found = made(cast["dora"])
    assert found in lists_of(cast["dora"])
    assert lists_of(cast["dana"]) == []


def test_a_list_is_renamed_and_shared(town, client_of, cast):
    found = made(cast["emil"])
    service = Department.objects.get(name="Service")
    client_of("emil").post(
        reverse("customers:list_edit", args=[found.pk]), {"name": "Neu", "department": [service.pk]}
    )
    found.refresh_from_db()
    assert (found.name, list(found.departments.all()), found.query) == ("Neu", [service], QUERY)


@pytest.mark.parametrize("name", ["", "   ", "Schon da"])
def test_a_name_that_is_missing_or_taken_is_refused_and_nothing_is_lost(
    town, client_of, cast, name
):
    made(cast["emil"], "Schon da")
    made(cast["dora"], "Schon da")  # somebody else may use the same name
    found = made(cast["emil"], "Meine")
    answer = client_of("emil").post(reverse("customers:list_edit", args=[found.pk]), {"name": name})
    assert answer.status_code == 422
    assert "Ihre Auswahl steht noch da" in answer.content.decode()
    found.refresh_from_db()
    assert found.name == "Meine"
    saved = client_of("emil").post(
        reverse("customers:list_save"), {"name": name, "query": "?mood=happy"}, follow=True
    )
    assert "Ihre Auswahl steht noch da" in saved.content.decode()
    assert saved.redirect_chain[-1][0].endswith("?mood=happy")


def test_deleting_a_list_takes_a_post_and_leaves_its_customers(town, client_of, cast):
    found = made(cast["emil"])
    client = client_of("emil")
    assert client.get(reverse("customers:list_delete", args=[found.pk])).status_code == 405
    answer = client.post(reverse("customers:list_delete", args=[found.pk]), follow=True)
    assert "die Kunden darin bleiben" in answer.content.decode()
    assert "7 Kunden" in answer.content.decode()
    assert not SavedList.objects.exists()


def test_only_its_owner_deletes_a_list(cast):
    with pytest.raises(RefusedError):
        delete_list(actor=cast["emil"], saved=made(cast["dora"]))


def test_who_works_alone_is_asked_nothing_about_sharing(town, client_of, cast):
    from kundig_web.access.models import Mode, site

    url = f"{reverse('customers:list')}?mood=unhappy"
    assert "Teilen mit" in client_of("dora").get(url).content.decode()
    one = site()
    one.mode = Mode.ALONE
    one.save()
    assert "Teilen mit" not in client_of("dora").get(url).content.decode()
