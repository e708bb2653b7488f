"""Who gets in: deny by default."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.urls import reverse


def test_every_address_declares_who_may_open_it() -> None:
    call_command("check")


@pytest.mark.django_db
def test_a_stranger_is_sent_to_the_login(client, demo) -> None:
    answer = client.get(reverse("site:more"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("access:login"))


def test_without_a_role_today_is_forbidden(client_of, demo) -> None:
    assert client_of("nina").get(reverse("site:today")).status_code == 403


def test_the_page_speaks_the_language_of_the_person(client_of, demo) -> None:
    assert 'lang="de"' in client_of("dora").get("/more/").content.decode()
    assert 'lang="en"' in client_of("dora", "en").get("/more/").content.decode()
