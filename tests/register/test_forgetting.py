"""A person leaves a built register without a rebuild; everybody else stays as he was."""

from __future__ import annotations

from pathlib import Path

import pytest

from kundig import register
from kundig.store.home import Home
from tests.erase.company import filled, hits

KEY, ANNA = "shop:77123", "shop:200"


@pytest.fixture
def shop(tmp_path: Path) -> Home:
    home = filled(Home(tmp_path / "home"))
    register.build(home)
    return home


def files(home: Home) -> list[Path]:
    return [p for p in (home.folder / "register").rglob("*") if p.is_file()]


def test_no_file_of_the_register_names_the_person(shop: Home) -> None:
    assert hits(files(shop), ["Quitterling", "Wipfelpfad"])
    register.forget(shop, [KEY])
    assert (
        hits(files(shop), ["Quitterling", "77123", "kanarie", "Wipfelpfad", "Zwieselpfosten"]) == []
    )


def test_everybody_else_is_unchanged(shop: Home) -> None:
    before = register.current(shop)
    assert before is not None
    rows, history = before.customer(ANNA), before.history([ANNA])
    records, count = before.records(ANNA), before.count
    after = register.forget(shop, [KEY])
    assert after is not None
    assert (after.customer(ANNA), after.history([ANNA]), after.records(ANNA)) == (
        rows,
        history,
        records,
    )
    assert after.count == count - 1
    assert (after.customer(KEY), after.history([KEY]), after.records(KEY)) == (None, [], [])
    assert [r["key"] for r in after.page().rows] == [ANNA, "shop:201"]
    assert after.page().total == count - 1


def test_the_register_bears_the_version_that_it_is_told(shop: Home) -> None:
    before = register.current(shop)
    assert before is not None
    same = register.forget(shop, ["shop:nobody"])
    assert same is not None
    assert same.folder == before.folder
    later = register.forget(shop, [KEY], version=before.version + 1)
    assert later is not None
    assert later.version == before.version + 1
    kept = register.forget(shop, [ANNA])
    assert kept is not None
    assert kept.version == before.version + 1


def test_older_registers_are_gone_at_once(shop: Home) -> None:
    register.forget(shop, [KEY])
    folders = [p for p in (shop.folder / "register").iterdir() if p.is_dir()]
    assert len(folders) == 1


def test_a_register_of_another_form_is_removed_as_a_whole(shop: Home) -> None:
    newest = register.current(shop)
    assert newest is not None
    note = newest.folder / "register.json"
    note.write_text(note.read_text().replace('"format": 2', '"format": 1'))
    from kundig.register import reading

    reading._opened.cache_clear()
    assert register.forget(shop, [KEY]) is None
    assert hits(files(shop), ["Quitterling"]) == []


def test_without_a_register_there_is_nothing_to_do(tmp_path: Path) -> None:
    assert register.forget(Home(tmp_path), [KEY]) is None
