"""The privacy officer sees what happened; who it was only one entry at a time, and noted."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kundig_web.access.models import User
from kundig_web.access.sessions import FRESH
from kundig_web.audit.log import note
from kundig_web.audit.models import AuditEntry
from kundig_web.audit.sealing import forget_actors
from kundig_web.site.trail.opening import OPENED
from kundig_web.site.trail.shown import MIN, ROWS
from tests.web.audit.conftest import ANNA
from tests.web.conftest import NOW, PASSWORD

pytestmark = pytest.mark.django_db
LIST = "/audit/"


def text(response: Any) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", response.content.decode())


@pytest.fixture
def dana(client_of: Any, chain: Any) -> Any:
    client = client_of("dana")
    session = client.session
    session[FRESH] = 4_000_000_000
    session.save()
    return client


def opened(client: Any, seq: int, reason: str = "misuse") -> Any:
    return client.post(reverse("audit:open", args=[seq]), {"reason": reason})


@pytest.mark.parametrize("name", ["lena", "emil", "ana", "petra", "konrad", "nina"])
def test_others_do_not_see_the_log(client_of: Any, chain: Any, name: str) -> None:
    client = client_of(name)
    for url in (LIST, "/audit/1/"):
        assert client.get(url).status_code == 403
    assert opened(client, 1).status_code == 403


def test_the_list_names_what_happened_and_nobody(dana: Any) -> None:
    page = text(dana.get(LIST))
    assert "Namen geändert" in page
    assert "20. November 2026" in page
    for secret in ("Emil", "Sander", "Lena", "Yıldız", "4711", "09:0", "10:0"):
        assert secret not in page


def test_a_closed_entry_names_nobody_and_no_hour(dana: Any) -> None:
    page = text(dana.get("/audit/1/"))
    for secret in ("Emil", "Yıldız", "4711", "10:00"):
        assert secret not in page


def test_opening_an_entry_shows_it_and_is_an_entry_itself(dana: Any, chain: Any) -> None:
    response = opened(dana, 1)
    page = text(response)
    for shown in ("Emil Sander", "Yıldız", "Weg 0", ANNA, "10:00"):
        assert shown in page
    assert "no-store" in response["Cache-Control"]
    noted = AuditEntry.objects.latest("seq")
    assert (noted.verb, noted.of) == ("audit.entry_opened", "audit.entry:1")
    assert json.loads(noted.details) == {"reason": "misuse"}


@pytest.mark.parametrize("reason", ["", "curiosity"])
def test_without_a_reason_it_stays_closed(dana: Any, reason: str) -> None:
    response = opened(dana, 1, reason)
    assert response.status_code == 422
    assert "Bitte wählen Sie einen Grund" in text(response)
    assert "Emil" not in text(response)
    assert AuditEntry.objects.count() == 12


def test_opening_asks_for_the_password_again(client_of: Any, chain: Any) -> None:
    client = client_of("dana")
    session = client.session
    session.pop(FRESH, None)
    session.save()
    response = opened(client, 1)
    assert "Emil" not in text(response)
    assert AuditEntry.objects.count() == 12


def test_nobody_opens_so_many_that_work_could_be_counted(dana: Any) -> None:
    answers = [opened(dana, 1).status_code for _ in range(OPENED.tries + 2)]
    assert answers == [200] * OPENED.tries + [422] * 2
    assert AuditEntry.objects.filter(verb="audit.entry_opened").count() == OPENED.tries


def test_looking_changes_nothing(dana: Any) -> None:
    for url in (LIST, "/audit/1/", "/audit/1/open/"):
        dana.get(url)
    assert AuditEntry.objects.count() == 12


def test_a_name_that_has_left_is_told_as_gone(dana: Any) -> None:
    forget_actors(NOW + timedelta(days=90))
    page = text(opened(dana, 1))
    assert "nach höchstens 90 Tagen" in page
    assert "Emil" not in page
    assert "Yıldız" in page


def test_small_departments_are_not_named(dana: Any, chain: Any) -> None:
    assert "Service" not in text(dana.get(LIST))
    for i in range(MIN - 2):
        User.objects.create(
            email=f"{i}@nordhang.example", name=f"Nr. {i}", created_at=NOW,
            department=chain["emil"].department,
        )  # fmt: skip
    assert "Service" in text(dana.get(LIST))
    User.objects.filter(name="Nr. 0").update(is_active=False)
    assert "Service" not in text(dana.get(LIST))


def test_the_list_is_narrowed_by_verb_object_and_day(dana: Any) -> None:
    note("access.refused", now=NOW + timedelta(days=1), of="customers:list")
    seen = {
        "verb=access.refused": 1, "verb=customers.names_edited": 12, "of=customers.person:3": 1,
        "day=2026-11-20": 12, "day=2026-11-21": 1, "day=nonsense": 13,
        "verb=access.refused&day=2026-11-20": 0, "before=5": 4, "before=x": 13,
    }  # fmt: skip
    for query, n in seen.items():
        page = dana.get(f"{LIST}?{query}").content.decode()
        assert len(re.findall(r'href="/audit/\d+/"', page)) == n, query


def test_the_day_is_the_companys(dana: Any) -> None:
    late = NOW.replace(hour=23, minute=30)  # half past midnight in Berlin
    note("access.refused", now=late)
    assert "21. November 2026" in text(dana.get(f"{LIST}?day=2026-11-21"))


def test_nobody_can_sort_or_ask_by_person(dana: Any) -> None:
    usual = re.findall(r'href="/audit/\d+/"', dana.get(LIST).content.decode())
    for query in ("actor=2", "sort=actor", "order=department", "department=1", "about=x"):
        page = dana.get(f"{LIST}?{query}").content.decode()
        assert re.findall(r'href="/audit/\d+/"', page) == usual


def test_older_entries_follow(dana: Any) -> None:
    for _ in range(ROWS):
        note("audit.test", now=NOW)
    first = dana.get(LIST).content.decode()
    assert f"before={12 + 1}" in first
    second = dana.get(f"{LIST}?before=13").content.decode()
    assert len(re.findall(r'href="/audit/\d+/"', second)) == 12


def test_an_empty_log_says_so(client_of: Any, own_home: Any) -> None:
    assert "Noch steht nichts im Protokoll" in text(client_of("dana").get(LIST))
    assert client_of("dana").get("/audit/1/").status_code == 404


@pytest.mark.parametrize("language", ["de", "en"])
def test_both_languages_say_everything(client_of: Any, chain: Any, language: str) -> None:
    client = client_of("dana", language)
    word = {"de": "Protokoll", "en": "Audit log"}[language]
    for url in (LIST, "/audit/1/"):
        assert word in text(client.get(url))


def test_refused_access_is_noted_without_a_name(client_of: Any, own_home: Any) -> None:
    client = client_of("nina")
    for _ in range(40):
        assert client.get("/customers/").status_code == 403
    noted = AuditEntry.objects.filter(verb="access.refused")
    assert noted.count() == 30  # the limit of one person
    assert noted.first().of == "customers:list"
    assert client.get("/nowhere/").status_code == 404
    assert AuditEntry.objects.filter(verb="audit.flood").count() == 1


def test_more_leads_there(dana: Any, client_of: Any) -> None:
    assert "/audit/" in dana.get("/more/").content.decode()
    assert "/audit/" not in client_of("emil").get("/more/").content.decode()


def test_a_failed_sign_in_is_noted_and_a_successful_one_is_not(cast: Any, own_home: Any) -> None:
    client = Client()
    address = "dora@nordhang.example"
    client.post("/login/", {"email": address, "password": "falsch"})
    client.post("/login/", {"email": "nobody@nordhang.example", "password": "falsch"})
    verbs = list(AuditEntry.objects.order_by("seq").values_list("verb", flat=True))
    assert verbs == ["access.sign_in_failed"] * 2
    client.post("/login/", {"email": address, "password": PASSWORD})
    assert client.get("/more/").status_code == 200
    client.post("/logout/")
    assert AuditEntry.objects.count() == 2
