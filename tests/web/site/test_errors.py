"""Pages for what went wrong."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from kundig_web import words
from kundig_web.site import errors


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["de", "en"])
def test_what_is_forbidden_names_who_gives_access(client_of, demo, lang: str) -> None:
    answer = client_of("nina", lang).get(reverse("site:today"))
    assert answer.status_code == 403
    page = answer.content.decode()
    assert words.say("site.error_403_title", lang) in page
    assert words.say("site.error_403_who", lang, names="Dora Berger") in page


@pytest.mark.django_db
def test_a_closed_account_is_not_named_as_giving_access(client_of, cast, demo) -> None:
    type(cast["dora"]).objects.filter(pk=cast["dora"].pk).update(is_active=False)
    page = client_of("nina").get(reverse("site:today")).content.decode()
    assert "Dora Berger" not in page
    assert words.say("site.error_403_do", "de") in page


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_missing_address_says_so_with_the_menu_around_it(client_of, demo, lang: str) -> None:
    answer = client_of("dora", lang).get("/no/such/thing/")
    assert answer.status_code == 404
    page = answer.content.decode()
    assert words.say("site.error_404_title", lang) in page
    assert 'class="side"' in page


@pytest.mark.django_db
def test_404_reads_the_same_whatever_is_missing(client_of, demo) -> None:
    client = client_of("dora")
    pages = [
        re.sub(r'value="[^"]*"|X-CSRFToken": "[^"]*"', "", client.get(path).content.decode())
        for path in ("/no/such/thing/", "/nothing/1/")
    ]
    assert pages[0] == pages[1]


@pytest.mark.django_db
def test_a_form_without_a_token_is_explained(cast, demo) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast["dora"])
    answer = client.post(reverse("site:language"), {"language": "en"})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert words.say("site.error_csrf_title", "de") in page
    assert words.say("site.error_403_title", "de") not in page


@pytest.mark.django_db
def test_a_request_that_makes_no_sense_is_answered_in_words(client_of, demo) -> None:
    request = RequestFactory().get("/")
    request.user = client_of("dora").session and None
    page = errors.bad_request(request)
    assert page.status_code == 400
    assert words.say("site.error_400_title", "de") in page.content.decode()


@pytest.mark.parametrize("lang", ["de", "en"])
def test_our_own_defect_needs_no_database(lang: str) -> None:
    """No `django_db` mark: any query fails this test."""
    request = RequestFactory().get("/customers/", headers={"accept-language": lang})
    request.COOKIES["kundig_language"] = lang
    answer = errors.server_error(request)
    assert answer.status_code == 500
    page = answer.content.decode()
    assert f'<html lang="{lang}">' in page
    assert words.say("site.error_500_title", lang) in page
    assert words.say("site.error_500_what", lang) in text_of(page)


def test_a_page_is_shown_even_when_its_context_cannot_be_made(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(request: HttpRequest) -> dict[str, Any]:
        raise OSError("the folder is gone")

    monkeypatch.setattr("kundig_web.company.company", broken)
    answer = errors.not_found(RequestFactory().get("/x/"))
    assert answer.status_code == 404
    assert words.say("site.error_404_title", "de") in answer.content.decode()
    assert "could not be made" in caplog.text


@pytest.mark.django_db
def test_a_broken_view_ends_on_our_page(
    cast, demo, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(user: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("kundig_web.site.views.groups", broken)
    client = Client(raise_request_exception=False)
    client.force_login(cast["dora"])
    answer = client.get(reverse("site:more"))
    assert answer.status_code == 500
    assert words.say("site.error_500_title", "de") in answer.content.decode()
    assert "RuntimeError" not in answer.content.decode()
