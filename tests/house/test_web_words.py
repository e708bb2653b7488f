"""The words of the pages are complete: both languages, same placeholders, none missing or idle."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.house.test_house import placeholders

WEB = Path(__file__).resolve().parents[2] / "src" / "kundig_web"
APPS = sorted(p.parent.name for p in WEB.glob("*/apps.py"))
IN_TEMPLATE = re.compile(r"""\{%\s*tn?\s+["']([a-z_]+)\.([a-z0-9_]+)["']""")
NAMES = "|".join(APPS)
IN_PYTHON = re.compile(rf"""["']({NAMES})\.([a-z0-9_]+)["']""")
#: `say(f"site.menu_{key}")` and `{% t "site.role_"|add:role %}` use every key with that beginning.
DYNAMIC = re.compile(rf"""f?["']({NAMES})\.([a-z0-9_]*)(?:\{{|["']\s*(?:\||\+))""")
#: Any other literal that begins like a key, such as the value of a table of keys.
LOOSE = re.compile(r"""["']([a-z0-9_]+)["']""")


def told(app: str) -> dict[str, dict[str, str]]:
    """All sentences of an app."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted((WEB / app).glob("texts*.toml")):
        found |= tomllib.loads(file.read_text(encoding="utf-8"))
    return found


TOLD = {app: told(app) for app in APPS}
SOURCES = {
    p: p.read_text(encoding="utf-8")
    for p in [*WEB.rglob("*.py"), *WEB.rglob("*.html"), *WEB.rglob("*.txt")]
    if "migrations" not in p.parts
}


@pytest.mark.parametrize("app", APPS)
def test_every_sentence_stands_in_both_languages_with_the_same_placeholders(app: str) -> None:
    for key, words in TOLD[app].items():
        assert set(words) == {"de", "en"}, f"{app}.{key}"
        assert all(w.strip() for w in words.values()), f"{app}.{key}: empty"
        names = {lang: placeholders(w) for lang, w in words.items()}
        if key.endswith("_one"):  # "vor einem Tag" needs no number where English says "1 day"
            names = {lang: found - {"n"} for lang, found in names.items()}
        assert names["de"] == names["en"], f"{app}.{key}: {names}"


def test_no_page_asks_for_a_sentence_that_does_not_exist() -> None:
    missing = {
        f"{path.relative_to(WEB)}: {app}.{key}"
        for path, source in SOURCES.items()
        if path.suffix in {".html", ".txt"}
        for app, key in IN_TEMPLATE.findall(source)
        if not key.endswith("_") and key not in TOLD[app]
    }
    assert not missing


def test_no_sentence_is_idle() -> None:
    everything = "\n".join(SOURCES.values())
    literal = set(IN_TEMPLATE.findall(everything)) | set(IN_PYTHON.findall(everything))
    begun = set(DYNAMIC.findall(everything)) | {(a, k) for a, k in literal if k.endswith("_")}
    loose = set(LOOSE.findall(everything))
    idle = [
        f"{app}.{key}"
        for app, sentences in TOLD.items()
        for key in sentences
        if (app, key.removesuffix("_one")) not in literal
        and not any(app == a and key.startswith(b) for a, b in begun)
        and key.removesuffix("_one") not in loose
    ]
    assert not idle
