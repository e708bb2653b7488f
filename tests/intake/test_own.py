"""What was written down here is published as one import that replaces the one before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kundig.cli.main import main
from kundig.engines.duckdb import DuckDBEngine
from kundig.intake.errors import IntakeError
from kundig.intake.own import is_own, publish_rows
from kundig.store import Store
from kundig.store.home import Home
from tests.world import world

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def promise(number: int, **more: Any) -> dict[str, Any]:
    return {
        "promise_id": f"kundig-{number}", "record_id": "7", "source": "shop",
        "due_date": date(2026, 11, 27), "subject": "Ersatzteil", "status": "open", **more,
    }  # fmt: skip


def current(home: Home, table: str = "promises", columns: str = "promise_id, subject") -> list[Any]:
    with DuckDBEngine(threads=1) as engine:
        engine.attach({table: home.store.snapshot().tables[table]})
        return engine.execute(f"SELECT {columns} FROM {table} ORDER BY ALL")


def test_a_row_written_here_stands_beside_rows_of_files(tmp_path: Path) -> None:
    home = world(tmp_path, {"promises": [{"promise_id": "Z1", "due_date": "2026-11-20"}]})
    publish_rows(home, {"promises": [promise(1)]}, now=NOW)
    assert current(home) == [("Z1", None), ("kundig-1", "Ersatzteil")]


def test_nothing_changed_keeps_the_version_and_writes_no_file(tmp_path: Path) -> None:
    home = Home(tmp_path)
    version = publish_rows(home, {"promises": [promise(1), promise(2)]}, now=NOW)
    files = sorted(p.name for p in (tmp_path / "store").rglob("*"))
    again = publish_rows(
        home, {"promises": [promise(2), promise(1)]}, now=NOW + timedelta(minutes=1)
    )
    assert (again, sorted(p.name for p in (tmp_path / "store").rglob("*"))) == (version, files)


def test_an_empty_company_stays_empty(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert publish_rows(home, {"promises": [], "texts": []}, now=NOW) == 0
    assert not (tmp_path / "store").exists()


def test_an_edited_row_replaces_its_older_version_in_one_step(tmp_path: Path) -> None:
    home = Home(tmp_path)
    first = publish_rows(home, {"promises": [promise(1), promise(2)]}, now=NOW)
    second = publish_rows(home, {"promises": [promise(1, subject="Zelt"), promise(2)]}, now=NOW)
    assert second == first + 1
    assert current(home) == [("kundig-1", "Zelt"), ("kundig-2", "Ersatzteil")]


def test_a_row_that_vanished_is_gone_and_leaves_no_file_behind(tmp_path: Path) -> None:
    home = Home(tmp_path)
    publish_rows(home, {"promises": [promise(1)], "texts": [{
        "about_table": "contacts", "about_id": "kundig-talk-1", "field": "words", "text": "Familie Kern",
    }]}, now=NOW)  # fmt: skip
    publish_rows(home, {"promises": [promise(1)]}, now=NOW)
    assert current(home, "texts", "text") == []
    named = {f for i in home.store.manifest().imports for p in i.tables.values() for f in p.files}
    assert len(named) == 1
    publish_rows(home, {}, now=NOW)
    assert current(home) == []


def test_a_file_is_replaced_by_what_is_written_here_and_comes_back_without_it(
    tmp_path: Path,
) -> None:
    link = {"source": "shop", "record_id": "7", "customer_id": "shop:1"}
    home = world(tmp_path, {"customer_links": [link]})
    publish_rows(home, {"customer_links": [{**link, "customer_id": "shop:2"}]}, now=NOW)
    assert current(home, "customer_links", "customer_id") == [("shop:2",)]
    publish_rows(home, {"customer_links": []}, now=NOW)
    assert current(home, "customer_links", "customer_id") == [("shop:1",)]


def test_a_users_list_of_imports_does_not_name_it(tmp_path: Path, capsys: Any) -> None:
    home = world(tmp_path, {"promises": [{"promise_id": "Z1", "due_date": "2026-11-20"}]})
    publish_rows(home, {"promises": [promise(1)]}, now=NOW)
    own = [i for i in home.store.manifest().imports if is_own(i)]
    assert len(own) == 1
    assert main(["imports", "--home", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "world.csv" in told
    assert own[0].id not in told


def test_a_long_import_is_not_waited_for(tmp_path: Path, monkeypatch: Any) -> None:
    home = Home(tmp_path)
    monkeypatch.setattr("kundig.intake.own.LOCK_SECONDS", 0.05)
    with Store(home.store.folder).locked(), pytest.raises(IntakeError) as refused:
        publish_rows(home, {"promises": [promise(1)]}, now=NOW)
    assert refused.value.key == "busy"
    assert not list((home.store.folder / "staging").iterdir())


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (promise(1, due_date=None), "due_date"),
        (promise(1, status="lost"), "status"),
        (promise(1, due_date="2026-11-27"), "due_date"),
        (promise(1, due_at=datetime(2026, 11, 27, 9)), "due_at"),  # noqa: DTZ001
        (promise(1, name="Kern"), "name"),
    ],
)
def test_a_row_that_breaks_its_contract_is_a_defect(
    tmp_path: Path, row: dict[str, Any], what: str
) -> None:
    with pytest.raises(ValueError, match=what):
        publish_rows(Home(tmp_path), {"promises": [row]}, now=NOW)


def test_two_rows_of_one_key_that_differ_are_a_defect(tmp_path: Path) -> None:
    rows = [promise(1), promise(1, subject="Zelt")]
    with pytest.raises(ValueError, match="kundig-1"):
        publish_rows(Home(tmp_path), {"promises": rows}, now=NOW)
    publish_rows(Home(tmp_path), {"promises": [promise(1), promise(1)]}, now=NOW)


STATE = st.dictionaries(st.integers(1, 5), st.sampled_from(["x", "y", "z"]), max_size=5)


@settings(max_examples=25, deadline=None)
@given(st.lists(STATE, min_size=1, max_size=6))
def test_after_any_history_exactly_the_last_state_is_in_force(
    tmp_path_factory: Any, states: list[dict[int, str]]
) -> None:
    home = world(
        tmp_path_factory.mktemp("own"),
        {"promises": [{"promise_id": "Z1", "due_date": "2026-11-20", "subject": "file"}]},
    )
    version = home.store.manifest().version
    last: dict[int, str] = {}
    for state in states:
        rows = [promise(n, subject=s) for n, s in state.items()]
        now_at = publish_rows(home, {"promises": rows}, now=NOW)
        assert (now_at > version) == (state != last)
        version, last = now_at, state
    wanted = [("Z1", "file"), *((f"kundig-{n}", s) for n, s in sorted(last.items()))]
    assert current(home) == sorted(wanted)
