"""Mehr: what one may open, and nothing else."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from kundig_web.access.models import site
from kundig_web.site import more
from kundig_web.site.more import groups, open_to

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["dora", "lena", "emil", "ana", "petra", "konrad", "dana", "nina"])
def test_every_link_can_be_opened_by_whoever_sees_it(client_of, cast, demo, name: str) -> None:
    client = client_of(name)
    links = [link.url for group in groups(cast[name]) for link in group.links]
    assert links
    assert {url: client.get(url).status_code for url in links} == dict.fromkeys(links, 200)


def test_what_a_role_does_not_cover_is_left_out(cast) -> None:
    assert open_to(cast["dora"], "site:today") == "/"
    assert open_to(cast["nina"], "site:today") is None


def test_an_address_that_does_not_exist_is_left_out(cast, monkeypatch) -> None:
    monkeypatch.setattr(
        more, "GROUPS", (("house", (("account", "no:such"), ("style", "site:style"))),)
    )
    (group,) = groups(cast["dora"])
    assert [link.key for link in group.links] == ["style"]


def test_a_group_without_links_has_no_heading(cast, monkeypatch) -> None:
    monkeypatch.setattr(more, "GROUPS", (("data", (("import", "no:such"),)),))
    assert groups(cast["dora"]) == []


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_link_has_one_line_about_it(client_of, cast, demo, lang: str) -> None:
    page = client_of("dora", lang).get(reverse("site:more")).content.decode()
    lines = re.findall(r'<strong>([^<]+)</strong><span class="soft">([^<]+)</span>', page)
    assert len(lines) == sum(len(g.links) for g in groups(cast["dora"]))


def test_whoever_works_alone_sees_no_colleagues_but_the_way_to_them(cast: dict, demo) -> None:
    def keys() -> set[str]:
        return {link.key for group in groups(cast["dora"]) for link in group.links}

    row = site()
    row.mode = "team"
    row.save()
    assert {"people", "conditions"} <= keys()
    assert "grow" not in keys()
    row.mode = "alone"
    row.save()
    assert not {"people", "conditions"} & keys()
    assert "grow" in keys()


def test_what_is_for_technicians_stands_last_and_folded(client_of, cast, demo) -> None:
    shown = groups(cast["dora"])
    assert [g.folded for g in shown] == [False] * (len(shown) - 1) + [True]
    assert [link.key for link in shown[-1].links] == ["api", "style"]
    page = client_of("dora").get(reverse("site:more")).content.decode()
    assert page.index("<details><summary") < page.index("Für Technik")
