"""HTML of strangers: text, structure and links stay; whatever acts or loads is gone."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from html.parser import HTMLParser

import pytest

from kundig_web.hostile import cleaner, html
from tests.web.hostile.vectors import vectors

#: Everything that may stand in cleaned HTML.
ALLOWED = {"href", "title", "colspan", "rowspan", "scope", "start", "dir", "lang", "target", "rel"}


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in cleaner.TAGS:
            self.wrong.append(tag)
        for name, value in attrs:
            if name not in ALLOWED:
                self.wrong.append(f"{tag} {name}")
            if name == "href" and not re.match(r"\s*(https?://|mailto:)", value or "", re.I):
                self.wrong.append(f"{tag} {name}={value}")


def test_the_corpus_has_more_than_a_hundred_vectors() -> None:
    assert len(vectors()) >= 200


def test_nothing_but_text_structure_and_links_is_left_of_any_vector() -> None:
    for one in vectors():
        seen = Seen()
        seen.feed(cleaner.clean(one))
        assert not seen.wrong, (one, seen.wrong)


def test_cleaning_twice_changes_nothing_more() -> None:
    for one in vectors():
        once = cleaner.clean(one)
        assert cleaner.clean(once) == once, one


def test_words_structure_and_links_survive() -> None:
    found = html.sanitise(
        "<h1>Hallo</h1><p>Die <b>Stiefel</b> kamen <a href='https://x.example/1' class=a>spät</a>.</p>"
        "<table><tr><td colspan=2>12,50</td></tr></table><img src='https://x.example/p.gif'>"
    )
    assert not found.plain
    assert found.images == 1
    assert "<b>Stiefel</b>" in found.html
    assert 'colspan="2"' in found.html
    assert "img" not in found.html
    link = re.search(r"<a [^>]*>", found.html)
    assert link
    assert "noopener" in link.group()
    assert "class" not in link.group()


def test_a_megabyte_and_more_is_shown_as_text_and_cut() -> None:
    found = html.sanitise("<script>x</script>" + "a" * html.MOST_BYTES)
    assert found.plain
    assert found.html.startswith("<pre>&lt;script&gt;")
    assert len(found.html) < html.MOST_SHOWN + 100


@pytest.mark.parametrize(
    "bomb", ["<div>" * 150_000, "<a><b><i>" * 40_000, "<table><tr><td>" * 40_000]
)
def test_what_takes_too_long_or_lies_too_deep_becomes_text_in_time(bomb: str) -> None:
    began = time.monotonic()
    found = html.sanitise(bomb)
    assert time.monotonic() - began < html.SECONDS + 2
    assert found.plain
    assert "<div" not in found.html


def test_the_cleaner_cannot_take_more_memory_than_it_may() -> None:
    greedy = (
        "import kundig_web.hostile.cleaner as c\n"
        "c.clean = lambda _: len(bytearray(2 * c.MEMORY))\n"
        "c.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", greedy], input=b"x", capture_output=True, check=False, timeout=30
    )
    assert done.returncode != 0
    assert b"MemoryError" in done.stderr


def test_half_characters_and_nul_do_not_stop_it() -> None:
    assert html.sanitise("<p>a\ud800b\x00c</p>").html


def test_hidden_characters_are_named() -> None:
    assert "⟨U+202E⟩" in html.sanitise("<p>a\u202eb</p>").html


def test_the_frame_has_a_sandbox_a_closed_policy_and_is_kept_by_nobody() -> None:
    answer = html.document("<p>x</p>", title="<b>")
    policy = answer["Content-Security-Policy"]
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["Cache-Control"] == "no-store"
    assert b"<title>&lt;b&gt;</title>" in answer.content
