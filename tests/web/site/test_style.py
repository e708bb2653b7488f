"""Gestaltung: every piece of the design, shown with its markup."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import reverse

import kundig_web
from kundig_web.site import style

HERE = Path(kundig_web.__file__).parent
CSS = "".join(p.read_text(encoding="utf-8") for p in sorted(HERE.glob("*/static/*/*.css")))
#: Names of places that need no look of their own.
NOT_IN_CSS = {"field", "piece", "refused", "today-voice", "view-as"}


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_piece_is_shown_with_its_markup(client_of, demo, lang: str) -> None:
    page = client_of("konrad", lang).get(reverse("site:style")).content.decode()
    for key in style.PIECES:
        assert f'<section id="{key}"' in page
        assert style.samples()[f"name_{key}"][lang] in page
    assert page.count("<pre") == len(style.PIECES)


def test_every_piece_has_a_template_and_no_template_is_idle() -> None:
    files = {p.stem for p in (HERE / "site/templates/site/style").glob("*.html")}
    assert files == set(style.PIECES)


def test_the_invented_sentences_stand_in_both_languages() -> None:
    for key, said in style.samples().items():
        assert set(said) == {"de", "en"}, key
        assert all(s.strip() for s in said.values()), key


def test_no_invented_sentence_is_idle() -> None:
    pages = "".join(
        p.read_text(encoding="utf-8") for p in (HERE / "site/templates/site").glob("style*/*.html")
    ) + (HERE / "site/templates/site/style_mail.html").read_text(encoding="utf-8")
    used = set(re.findall(r"\bs\.([a-z_0-9]+)", pages))
    used |= {f"{what}_{key}" for key in style.PIECES for what in ("name", "use")}
    assert set(style.samples()) == used


def test_pages_use_only_classes_that_a_style_sheet_knows() -> None:
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", CSS))
    unknown = {
        f"{path.relative_to(HERE)}: {name}"
        for path in HERE.glob("*/templates/**/*.html")
        for classes in re.findall(
            r'class="([^"]*)"', re.sub(r"\{[%{].*?[%}]\}", " ", path.read_text(encoding="utf-8"))
        )
        for name in classes.split()
        if name not in known | NOT_IN_CSS
    }
    assert unknown == set()


#: Written as files that stand alone, with a policy of their own; the site never serves them.
FILES = {HERE / "registry/templates/registry/record.html"}


@pytest.mark.parametrize(
    "path",
    sorted({*HERE.glob("*/templates/**/*.html")} - FILES),
    ids=lambda p: "/".join(p.parts[-2:]),
)
def test_no_template_carries_styles_scripts_or_other_hosts(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=", source)
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", source)
