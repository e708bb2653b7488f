"""The same acts through the browser: with htmx the entry alone, without JavaScript the page."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from kundig_web.desk.models import EntryState, Steward

WHICH = {"kind": "thing", "ref": "1", "next": "/more/"}
HTMX = {"HTTP_HX_REQUEST": "true"}
VERBS = ("take_on", "pass_on", "decline", "finish", "give_back")


@pytest.mark.parametrize("verb", VERBS)
def test_looking_changes_nothing(client_of, offered, verb: str) -> None:
    assert client_of("emil").get(reverse(f"desk:{verb}")).status_code == 405


@pytest.mark.parametrize("verb", VERBS)
def test_without_the_permission_it_is_forbidden(client_of, offered, verb: str) -> None:
    for name in ("ana", "konrad", "nina"):
        assert client_of(name).post(reverse(f"desk:{verb}"), WHICH).status_code == 403
    assert not EntryState.objects.exists()


def test_somebody_elses_entry_is_as_missing_as_none(client_of, offered, entry_for) -> None:
    offered[:] = [entry_for("ana", ref="1")]
    emil = client_of("emil")
    assert emil.post(reverse("desk:take_on"), WHICH).status_code == 404
    assert emil.post(reverse("desk:take_on"), WHICH | {"ref": "999"}).status_code == 404
    assert not EntryState.objects.exists()


def test_without_javascript_one_comes_back_to_the_page_and_reads_what_happened(
    client_of, offered
) -> None:
    answer = client_of("emil").post(reverse("desk:take_on"), WHICH, follow=True)
    assert answer.redirect_chain == [("/more/", 302)]
    assert "Übernommen." in answer.content.decode()


def test_nobody_is_sent_to_a_foreign_site(client_of, offered) -> None:
    there = WHICH | {"next": "https://evil.example/"}
    assert client_of("emil").post(reverse("desk:take_on"), there)["Location"] == "/"


def test_with_htmx_the_one_entry_comes_back(client_of, offered) -> None:
    answer = client_of("emil").post(reverse("desk:take_on"), WHICH, **HTMX).content.decode()
    assert answer.strip().startswith("<article")
    assert answer.count("<article") == 1
    assert "Sie kümmern sich" in answer


def test_what_is_done_can_be_undone_on_the_spot(client_of, offered) -> None:
    emil = client_of("emil")
    gone = emil.post(reverse("desk:finish"), WHICH, **HTMX).content.decode()
    assert "Erledigt." in gone
    assert reverse("desk:give_back") in gone
    assert "Herr Brandt" in emil.post(reverse("desk:give_back"), WHICH, **HTMX).content.decode()
    assert EntryState.objects.get().state == "open"


def test_a_refusal_keeps_the_entry_and_says_what_to_do(client_of, offered) -> None:
    asked = WHICH | {"whom": "all", "reason": ""}
    answer = client_of("emil").post(reverse("desk:decline"), asked, **HTMX).content.decode()
    assert "Nichts geändert" in answer
    assert "Herr Brandt" in answer
    assert not EntryState.objects.exists()


def test_passing_on_names_the_department(client_of, offered, cast) -> None:
    to = cast["ana"].department_id
    asked = WHICH | {"department": str(to), "reason": "gehört ins Marketing"}
    answer = client_of("emil").post(reverse("desk:pass_on"), asked, **HTMX).content.decode()
    assert "Weitergegeben an: Marketing." in answer
    assert reverse("desk:give_back") not in answer  # it is no longer Emil's to give back


def test_words_of_customers_are_shown_never_run(client_of, offered, entry_for) -> None:
    offered[:] = [entry_for(who="<b>Brandt</b>", words="<script>alert(1)</script>{x}%s")]
    answer = client_of("emil").post(reverse("desk:take_on"), WHICH, **HTMX).content.decode()
    assert "<script>" not in answer
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{x}%s" in answer
    assert "<b>Brandt" not in answer


def test_the_owner_names_who_acts_on_a_figure(client_of, offered, cast) -> None:
    asked: dict[str, Any] = {"measure": "nps", "department": str(cast["lena"].department_id)}
    assert client_of("lena").post(reverse("desk:entrust"), asked).status_code == 403
    assert client_of("dora").post(reverse("desk:entrust"), asked).status_code == 302
    assert Steward.objects.get().measure == "nps"
    assert client_of("dora").post(reverse("desk:entrust"), {"measure": "no"}).status_code == 404
