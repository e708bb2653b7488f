"""One template answers every question; what cannot be asked is refused with what there is."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kundig.answers import measures
from kundig.answers.told import headline
from kundig.glossary.measure import descriptions
from kundig.store.home import Home
from kundig_web.questions import asking, pictures
from tests.satisfaction.scores import answers
from tests.web.questions import throwaway
from tests.world import world

Browser = Callable[..., Client]


def text_of(response: Any) -> str:
    return unescape(re.sub(r"<[^>]*>", "", response.content.decode()))


def h1(response: Any) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.DOTALL)
    assert found
    return unescape(found[1])


@pytest.mark.parametrize("key", list(measures()))
def test_every_question_has_a_page_whose_title_is_the_answer(
    demo: Home, client_of: Browser, key: str
) -> None:
    for lang in ("de", "en"):
        response = client_of("dora", lang).get(f"/figures/{key}/")
        assert response.status_code == 200
        answer = asking.answer(key, {}, lang)
        assert h1(response).rstrip(".") == headline(answer).rstrip(".")
        told = text_of(response)
        for part in ("question", "formula", "decides"):
            assert measures()[key].say(part, lang) in told
        for caveat in answer.told_caveats():
            assert caveat in told
        assert answer.sql in told


def test_a_new_measure_appears_everywhere_without_web_code(
    demo: Home, client_of: Browser, monkeypatch: Any
) -> None:
    monkeypatch.setitem(descriptions(), "hiccups", throwaway.TEXTS)
    monkeypatch.setitem(measures(), "hiccups", throwaway.make())
    dora = client_of("dora")
    assert "name de Schluckauf" in text_of(dora.get("/figures/"))
    assert "question de Schluckauf" in text_of(dora.get("/figures/?q=hiccups"))
    page = dora.get("/figures/hiccups/?by=branch")
    told = text_of(page)
    for part in ("name", "question", "formula", "decides", "caveat"):
        assert f"{part} de Schluckauf" in told
    assert "<svg" in page.content.decode()
    assert "sour" in told
    assert "Filiale" in told
    for kind in ("csv", "xlsx", "json", "png", "svg", "pdf"):
        file = dora.get(f"/figures/hiccups/download.{kind}?by=branch")
        assert file.status_code == 200, kind
        assert len(file.content) > 100


def test_the_table_says_the_same_as_the_picture(demo: Home, client_of: Browser) -> None:
    page = client_of("dora").get("/figures/csat/?by=branch").content.decode()
    rows = re.findall(r'<th scope="row">([^<]+)</th>', page)
    asked = asking.answer("csat", {"by": "branch"}, "de").rows
    assert rows[: len(asked) - 1] == [r["branch"] for r in asked if r["branch"]][: len(asked) - 1]
    picture = re.search(r'<div class="wide">(.*?)</div>', page, re.DOTALL)
    assert picture
    for name in rows[:3]:
        assert f">{name}</text>" in picture[1]


def test_pictures_break_no_security_policy(demo: Home, client_of: Browser) -> None:
    for address in ("csat/?by=branch", "nps/?by=month", "rfm/", "csat/?by=branch&by=quarter"):
        page = client_of("dora").get(f"/figures/{address}").content.decode()
        assert "<svg" in page
        assert not re.search(r"\sstyle=|<style|<script(?! src)|\son\w+=", page)


def test_a_picture_bears_the_answer_as_its_name(demo: Home, client_of: Browser) -> None:
    page = client_of("dora").get("/figures/csat/?by=branch").content.decode()
    names = [unescape(n) for n in re.findall(r'role="img" aria-label="([^"]*)"', page)]
    told = headline(asking.answer("csat", {"by": "branch"}, "de"))
    assert told in names


@pytest.mark.parametrize(
    ("north", "south", "says"),
    [
        (38, 5, "Nord und Süd unterscheiden sich wirklich: Der Abstand beträgt"),
        (30, 26, "Ihre Spannen überlappen sich: Der Unterschied kann Zufall sein."),
    ],
)
def test_groups_are_compared_in_words(
    own_home: Home, client_of: Browser, north: int, south: int, says: str
) -> None:
    rows = answers("csat", {5: north, 1: 40 - north}, scale=(1, 5), branch="Nord")
    rows += answers("csat", {5: south, 1: 40 - south}, scale=(1, 5), branch="Süd")
    world(own_home.folder, {"survey_answers": rows})
    assert says in text_of(client_of("dora").get("/figures/csat/?by=branch"))


def test_too_few_answers_are_a_full_answer(own_home: Home, client_of: Browser) -> None:
    world(own_home.folder, {"survey_answers": answers("csat", {5: 14}, scale=(1, 5))}, lang="de")
    response = client_of("dora").get("/figures/csat/")
    assert h1(response) == "Zufriedenheit (CSAT): lässt sich noch nicht sagen (n = 14)."
    assert "Es braucht mindestens 30 Fälle, es gibt erst 14." in text_of(response)
    assert "<figure" not in response.content.decode()


def test_an_empty_company_is_told_why_and_what_to_do(own_home: Home, client_of: Browser) -> None:
    told = text_of(client_of("dora").get("/figures/csat/"))
    assert "Noch keine Daten" in told
    assert "Daten einlesen" in told
    index = text_of(client_of("dora").get("/figures/"))
    assert "Noch keine Daten" in index
    assert "Wie viele Kunden sind zufrieden?" in index


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("by=shoe", "Möglich sind: branch"), ("period=neulich", "Beispiele: 2026"),
        ("where.shoe=42", "Möglich sind"), ("option.mapping=x", "none, one_to_ten"),
        ("option.shoe=1", "mapping"), ("from=31.02.2026", "Beispiel: 2026-11-22"),
        ("from=2026-10-02&to=2026-10-01", "2026-10-02..2026-10-01"), ("period=9999-12-31", "9999"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_with_what_there_is(
    demo: Home, client_of: Browser, query: str, says: str
) -> None:
    for address in ("/figures/nps/", "/figures/nps/download.json"):
        response = client_of("dora").get(f"{address}?{query}", follow=True)
        assert response.status_code == 400
        assert says in text_of(response)


@pytest.mark.parametrize(
    "query",
    [
        "by=branch&by=branch", "by=month&by=quarter&by=year&by=week", "where.branch='%3B--",
        "where.branch=%00", "by=%00", "period=%00", "period=..", "period=2026..", "by=month&where.month=2026-10",
        "option.months=1e400", "option.months=-1", "option.months=NaN", "option.cohort=%F0%9F%A6%92",
        "by=cohort&option.cohort=year", "where.cohort=2026-Q1", "where.customer=1", "by=customer",
        "where.branch=" + "x" * 5000, "period=2026-02-30", "period=2026-13", "from=x&to=y", "&&&=", "limit=0",
        "period=1900-01-01&option.months=120", "period=2199-12-31", "period=2199-12", "by=segment",
    ],
)  # fmt: skip
@pytest.mark.parametrize("key", ["retention", "nps", "rfm"])
def test_no_address_breaks_the_page(demo: Home, client_of: Browser, key: str, query: str) -> None:
    response = client_of("dora").get(f"/figures/{key}/?{query}", follow=True)
    assert response.status_code in (200, 400)


def test_an_unknown_measure_is_not_found(demo: Home, client_of: Browser) -> None:
    for address in ("giraffe/", "giraffe/download.csv", "nps/download.exe"):
        assert client_of("dora").get(f"/figures/{address}").status_code == 404


def test_a_form_with_empty_fields_leads_to_the_one_address(demo: Home, client_of: Browser) -> None:
    response = client_of("dora").get(
        "/figures/csat/?from=2026-10-01&to=2026-10-31&by=branch&by=&option.weighted="
    )
    assert (response.status_code, response["Location"]) == (
        302,
        "/figures/csat/?period=2026-10&by=branch",
    )


def test_what_is_chosen_is_ticked_and_said(demo: Home, client_of: Browser) -> None:
    page = client_of("dora").get(
        "/figures/csat/?period=2026-10&by=branch&where.branch=S%C3%BCd&where.branch=Nord"
    )
    html = page.content.decode()
    assert "Oktober 2026 · nach Filiale · Filiale: Süd, Nord" in text_of(page)
    assert re.search(r'value="Süd" checked', html)
    assert re.search(r'<option value="branch" selected', html)
    assert 'name="from" value="2026-10-01"' in html


@pytest.mark.parametrize(
    ("who", "status"), [("petra", 200), ("konrad", 403), ("dana", 403), ("nina", 403)]
)
def test_only_who_may_see_figures_sees_them(
    demo: Home, client_of: Browser, who: str, status: int
) -> None:
    for address in ("", "csat/", "position/", "csat/download.json"):
        assert client_of(who).get(f"/figures/{address}").status_code == status


def test_who_may_not_see_customers_gets_none_by_any_way(demo: Home, client_of: Browser) -> None:
    petra, dora = client_of("petra"), client_of("dora")
    assert 'value="customer"' in dora.get("/figures/revenue/").content.decode()
    assert 'value="customer"' not in petra.get("/figures/revenue/").content.decode()
    for query in ("by=customer", "where.customer=1", "by=branch&by=customer"):
        for address in ("/figures/revenue/", "/figures/revenue/download.csv"):
            response = petra.get(f"{address}?{query}")
            assert response.status_code == 400
            assert (
                "customer"
                not in re.sub(r".*Möglich sind", "", text_of(response), flags=re.DOTALL).split(
                    "Verloren"
                )[0]
            )


def test_customers_lead_to_their_pages_and_leave_only_with_the_right_to(
    demo: Home, client_of: Browser
) -> None:
    page = client_of("emil").get("/figures/revenue/?by=customer")
    assert page.status_code == 200
    assert "/customers/" in page.content.decode()
    assert client_of("emil").get("/figures/revenue/download.csv?by=customer").status_code == 403
    assert client_of("ana").get("/figures/revenue/download.csv?by=customer").status_code == 200


def test_nothing_can_be_asked_per_employee() -> None:
    for measure in measures().values():
        assert not {"employee", "user", "agent", "clerk", "handled_by"} & set(measure.dimensions)


def test_without_the_renderer_the_table_stands_and_a_line_to_type(
    demo: Home, client_of: Browser, monkeypatch: Any, settings: Any, tmp_path: Path
) -> None:
    from kundig.charts import RendererMissing

    def missing(*args: Any, **more: Any) -> str:
        raise RendererMissing

    settings.WEB_FOLDER = tmp_path
    monkeypatch.setattr(pictures, "to_svg", missing)
    response = client_of("dora").get("/figures/csat/?by=branch")
    told = text_of(response)
    assert "pip install 'kundig[charts]'" in told
    assert "<svg" not in re.sub(r"(?s)<nav.*?</nav>", "", response.content.decode())
    assert '<details class="twin" open>' in response.content.decode()
    monkeypatch.setattr("kundig_web.questions.downloads.to_png", missing)
    assert client_of("dora").get("/figures/csat/download.png").status_code == 503


def test_the_index_leads_with_satisfaction_retention_recommendation(
    demo: Home, client_of: Browser
) -> None:
    page = client_of("dora").get("/figures/").content.decode()
    figures = re.findall(r'<p class="name"><a href="/figures/(\w+)/', page.split('id="all"')[0])
    assert figures[:3] == ["csat", "retention", "nps"]
    assert len(figures) == 7
    named = re.findall(r'<p class="name"><a href="/figures/(\w+)/', page.split('id="all"')[1])
    assert sorted(named) == sorted(measures())


def test_a_search_that_finds_nothing_offers_the_next_step(demo: Home, client_of: Browser) -> None:
    page = client_of("dora").get("/figures/?q=<b>giraffe")
    assert "Zu „<b>giraffe“ gibt es keine Zahl" in text_of(page).replace("&lt;", "<")
    assert "<b>giraffe" not in page.content.decode()


def test_pages_ask_the_database_only_who_is_there(
    demo: Home, client_of: Browser, django_assert_max_num_queries: Any
) -> None:
    dora = client_of("dora")
    for address in ("", "csat/?by=branch", "position/"):
        with django_assert_max_num_queries(12):
            dora.get(f"/figures/{address}")


def test_pages_weigh_little(demo: Home, client_of: Browser) -> None:
    for address in ("", "csat/?by=branch", "returns_rate/?by=category&by=quarter", "position/"):
        assert len(client_of("dora").get(f"/figures/{address}").content) < 150_000
