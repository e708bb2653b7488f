"""Two customers become one only by a decision, and every decision can be taken back."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kundig import register
from kundig_web.customers.addresses import customer_url
from kundig_web.customers.errors import RefusedError
from kundig_web.customers.identities import all_links, identity_of
from kundig_web.customers.identity_models import IdentityDecision
from kundig_web.customers.identity_workflows import mark_different, mark_same, undo_decision
from kundig_web.customers.knowledge_workflows import state_fact
from kundig_web.jobs.mirrors import publish_now
from tests.web.conftest import NOW, TODAY
from tests.web.customers.conftest import ADA, KERN, WEISS, WEISS_TILL, YILDIZ
from tests.web.customers.test_page import text

pytestmark = pytest.mark.django_db


def compare(key: str, other: str) -> str:
    return reverse("customers:compare", kwargs={"key": key, "other": other})


def merge(client_of, key: str = WEISS_TILL, other: str = WEISS, decide: str = "same"):
    return client_of("lena").post(compare(key, other), {"decide": decide, "reason": "selbe E-Mail"})


def test_the_merge_page_proposes_who_looks_alike_and_says_why(client_of, town) -> None:
    page = client_of("lena").get(reverse("customers:merge", kwargs={"key": WEISS})).content.decode()
    assert "dieselbe E-Mail-Adresse" in page
    assert compare(WEISS, WEISS_TILL) in page
    assert "Yıldız" not in page


def test_somebody_else_is_found_by_searching(client_of, town) -> None:
    url = reverse("customers:merge", kwargs={"key": WEISS}) + "?q=Yildiz"
    assert compare(WEISS, YILDIZ) in client_of("lena").get(url).content.decode()


def test_before_merging_both_stand_side_by_side_with_what_will_happen(client_of, town) -> None:
    page = text(client_of("lena").get(compare(WEISS_TILL, WEISS)).content.decode())
    assert "30 Käufe" in page
    assert "Ein Kauf" in page
    assert "Herr Dr. Weiß bleibt, mit der Nummer 1" in page
    assert "jederzeit zurücknehmen" in page
    assert not IdentityDecision.objects.exists()


def test_the_older_customer_goes_on_and_the_other_address_leads_there(client_of, town) -> None:
    assert merge(client_of)["Location"] == customer_url(WEISS)
    answer = client_of("emil").get(customer_url(WEISS_TILL))
    assert (answer.status_code, answer["Location"]) == (302, customer_url(WEISS))


def test_a_merged_page_holds_the_purchases_of_both_at_once(client_of, see, town) -> None:
    merge(client_of)
    page = text(see(WEISS))
    assert "Stirnlampe" in page
    assert "31 Käufe" in page
    assert "1 (shop), 9 (till)" in page
    assert "nach dem Zusammenführen neu berechnet" in page


def test_a_merge_reaches_the_store_and_its_undo_does_too(client_of, see, town) -> None:
    merge(client_of)
    publish_now(NOW)
    built = register.build(town, today=TODAY)
    assert built.customer(WEISS)["purchases"] == 31
    assert built.customer(WEISS_TILL) is None
    assert "31 Käufe" in text(see(WEISS))

    decision = IdentityDecision.objects.get()
    client_of("lena").post(reverse("customers:undo", kwargs={"key": WEISS, "pk": decision.pk}))
    split = text(see(WEISS_TILL))  # the store does not know yet
    assert "Herr Dr. Weiß" in split
    assert "Getrennt ist schon" in split
    publish_now(NOW)
    built = register.build(town, today=TODAY)
    assert (built.customer(WEISS)["purchases"], built.customer(WEISS_TILL)["purchases"]) == (30, 1)
    assert "Stirnlampe" in text(see(WEISS_TILL))
    assert "Stirnlampe" not in text(see(WEISS))


def test_what_was_written_stays_with_whom_it_was_written_about(client_of, see, town, cast) -> None:
    state_fact(key=WEISS_TILL, actor=None, now=NOW, today=TODAY, name="Hobby", value="Klettern")
    decision = mark_same(left=WEISS, right=WEISS_TILL, since={}, actor=cast["lena"], now=NOW)
    assert "Klettern" in see(identity_of(WEISS).key)
    undo_decision(decision=decision, actor=cast["lena"], now=NOW)
    assert "Klettern" in see(WEISS_TILL)
    assert "Klettern" not in see(WEISS)


def test_a_decision_that_was_taken_back_stays_in_the_record(cast, town) -> None:
    decision = mark_same(left=WEISS, right=ADA, since={}, actor=cast["lena"], now=NOW)
    undo_decision(decision=decision, actor=cast["dora"], now=NOW)
    kept = IdentityDecision.objects.get()
    assert (kept.actor, kept.undone_by, kept.undone_at) == (cast["lena"], cast["dora"], NOW)
    assert all_links() == {}


def test_different_is_not_proposed_again_and_not_overruled(client_of, cast, town) -> None:
    merge(client_of, decide="different")
    page = client_of("lena").get(reverse("customers:merge", kwargs={"key": WEISS})).content.decode()
    assert "dieselbe E-Mail-Adresse" not in page
    with pytest.raises(RefusedError, match="verschiedene Kunden"):
        mark_same(left=WEISS, right=WEISS_TILL, since={}, actor=cast["lena"], now=NOW)
    mark_same(left=WEISS, right=ADA, since={}, actor=cast["lena"], now=NOW)
    with pytest.raises(RefusedError):  # nor by way of a third
        mark_same(left=ADA, right=WEISS_TILL, since={}, actor=cast["lena"], now=NOW)


def test_merged_customers_are_split_before_they_are_called_different(cast, town) -> None:
    mark_same(left=WEISS, right=ADA, since={}, actor=cast["lena"], now=NOW)
    with pytest.raises(RefusedError, match="Trennen"):
        mark_different(left=ADA, right=WEISS, since={}, actor=cast["lena"], now=NOW)
    with pytest.raises(RefusedError, match="schon"):
        mark_same(left=ADA, right=WEISS, since={}, actor=cast["lena"], now=NOW)


def test_a_chain_of_merges_is_one_customer_and_breaks_where_it_is_cut(cast, town) -> None:
    since = {WEISS: TODAY.replace(year=2019), ADA: TODAY.replace(year=2020), KERN: None}
    mark_same(left=WEISS, right=ADA, since=since, actor=cast["lena"], now=NOW)
    second = mark_same(left=ADA, right=KERN, since=since, actor=cast["lena"], now=NOW)
    assert identity_of(KERN).key == WEISS
    assert set(identity_of(KERN).keys) == {WEISS, ADA, KERN}
    undo_decision(decision=second, actor=cast["lena"], now=NOW)
    assert identity_of(KERN).keys == (KERN,)
    assert set(identity_of(ADA).keys) == {WEISS, ADA}


@pytest.mark.parametrize("who", ["emil", "dana", "petra"])
def test_only_whoever_may_merge_can(client_of, town, who) -> None:
    answer = client_of(who).post(compare(WEISS, WEISS_TILL), {"decide": "same"})
    assert answer.status_code == 403
    assert not IdentityDecision.objects.exists()


def test_a_decision_about_others_cannot_be_undone_from_here(client_of, cast, town) -> None:
    decision = mark_same(left=WEISS, right=ADA, since={}, actor=cast["lena"], now=NOW)
    url = reverse("customers:undo", kwargs={"key": KERN, "pk": decision.pk})
    assert client_of("lena").post(url).status_code == 404
    decision.refresh_from_db()
    assert decision.undone_at is None
