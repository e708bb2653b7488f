"""Characters that nobody sees are named on pages; scripts and pictures keep what they need."""

from __future__ import annotations

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from kundig_web.hostile.middleware import VisibleMiddleware
from kundig_web.hostile.shown import _HIDDEN, visible, visible_page


@pytest.mark.parametrize("sign", "\u202e\u2066\u2069\u200b\u200e\ufeff\u061c\U000e0041\u3164")
def test_a_hidden_character_is_named(sign: str) -> None:
    assert visible(f"Frau{sign}Weiß") == f"Frau⟨U+{ord(sign):04X}⟩Weiß"


@pytest.mark.parametrize(
    "text",
    ["Familie Yıldız", "👨\u200d👩\u200d👧", "می\u200cخواهم", "Donau\u00addampf", "אבג", "❤️"],
)
def test_what_languages_and_pictures_need_stays(text: str) -> None:
    assert visible(text) == text


@given(st.text())
def test_a_page_shows_no_hidden_character_and_is_read_only_if_it_might(text: str) -> None:
    page = visible_page(text.encode("utf-8", "replace"))
    assert not _HIDDEN.search(page.decode())
    assert page.decode() == visible(text.encode("utf-8", "replace").decode())


def answered(response: HttpResponse | StreamingHttpResponse) -> HttpResponse:
    return VisibleMiddleware(lambda _: response)(RequestFactory().get("/"))  # type: ignore[arg-type,return-value]


def test_pages_are_changed_and_files_are_not() -> None:
    assert answered(HttpResponse("a\u202eb")).content.decode() == "a⟨U+202E⟩b"
    file = HttpResponse("a\u202eb", content_type="text/csv; charset=utf-8")
    assert answered(file).content.decode() == "a\u202eb"
    assert b"".join(answered(StreamingHttpResponse([b"x"]))) == b"x"
