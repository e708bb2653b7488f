from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import kundig.readers
from kundig.glossary import texts
from kundig.readers import FileOptions, ReadError, layouts, open_source

ROOM = Path(kundig.readers.__file__).parent
KEY = re.compile(r'"([a-z][a-z0-9]*(?:_[a-z0-9]+)*)"')


def used() -> set[str]:
    words = {w for f in ROOM.glob("*.py") for w in KEY.findall(f.read_text(encoding="utf-8"))}
    return words | {f"layout_{m.name}" for m in layouts() if m.passes_over}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_say_the_same() -> None:
    for key, both in texts("readers").items():
        assert set(both) == {"de", "en"}, key
        assert placeholders(both["de"]) == placeholders(both["en"]), key


def test_every_sentence_is_used_and_every_message_has_one() -> None:
    known = set(texts("readers"))
    assert known - used() == set()
    raised = {
        key
        for f in ROOM.glob("*.py")
        for key in re.findall(
            r'(?:ReadError|Remark|OpenQuestion|say)\(\s*"([a-z0-9_]+)"',
            f.read_text(encoding="utf-8"),
        )
    }
    assert raised - known == set()


def test_messages_say_that_nothing_was_changed() -> None:
    for key, both in texts("readers").items():
        if "{file}" in both["de"]:
            assert both["de"].endswith("Es wurde nichts geändert."), key
            assert both["en"].endswith("Nothing was changed."), key


@pytest.mark.parametrize(
    "options",
    [{"delimiter": "::"}, {"delimiter": ""}, {"quote": "ab"}, {"delimiter": '"'}, {"delimiter": "\n"}],
)  # fmt: skip
def test_impossible_wishes_are_told(options: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(ReadError) as caught:
        open_source(path, options=FileOptions(**options))
    assert caught.value.key == "bad_delimiter"
    assert "f.csv" in caught.value.text("de")


def test_counts_stand_behind_a_colon_so_that_one_is_as_right_as_many() -> None:
    for key, both in texts("readers").items():
        for text in both.values():
            for name in re.findall(r"\{(count|good|bad|header|rows|found|expected)\}", text):
                assert re.search(rf": \{{{name}\}}", text), (key, name)
