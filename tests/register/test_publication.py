"""A register appears as a whole, stays while it is read, and goes when another took its place."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from kundig.register import Filter, build, current, sweep
from kundig.store.home import Home
from tests.golden.town import rows, town
from tests.world import world


def shop(folder, numbers):
    records = [{"record_id": str(n), "last_name": f"Nummer {n}"} for n in numbers]
    return world(folder, {"customer_records": records})


def test_without_a_register_there_is_none(tmp_path):
    assert current(Home(tmp_path)) is None
    shop(tmp_path, [1])
    assert current(Home(tmp_path)) is None


def test_an_empty_store_has_an_empty_register(tmp_path):
    register = build(Home(tmp_path), today=date(2026, 11, 20))
    assert (register.count, register.version, register.as_of) == (0, 0, date(2026, 11, 20))
    assert register.page(Filter(text="x")).total == 0
    assert register.branches() == register.segments() == ()
    assert list(register.stream()) == []
    assert register.history(["a:b"]) == register.records("a:b") == []


def test_the_same_state_is_built_once(tmp_path):
    home = shop(tmp_path, [1])
    first = build(home)
    assert build(home).folder == first.folder
    shop(tmp_path, [2])
    second = build(home)
    assert second.version == first.version + 1
    assert (first.count, second.count) == (1, 2)


def test_promises_fall_due_though_no_file_came(tmp_path):
    home = world(
        tmp_path,
        {"promises": [{"promise_id": "1", "record_id": "1", "made_date": "2026-11-18", "due_date": "2026-11-20"}]},
    )  # fmt: skip
    assert build(home, today=date(2026, 11, 20)).customer("shop:1")["overdue_promises"] == 0
    assert build(home, today=date(2026, 11, 21)).customer("shop:1")["overdue_promises"] == 1


def test_what_a_reader_holds_stays_readable_until_the_grace_ends(tmp_path):
    home = shop(tmp_path, [1])
    old = build(home)
    os.utime(old.folder, (0, 0))  # built long ago, but replaced only now
    shop(tmp_path, [2])
    new = build(home)
    assert current(home).folder == new.folder
    assert old.customer("shop:1")["last_name"] == "Nummer 1"
    sweep(home)
    assert old.folder.exists()
    sweep(home, grace=0)
    assert not old.folder.exists()
    assert new.folder.exists()


def test_files_and_what_was_written_here_are_told_apart(tmp_path):
    from datetime import UTC, datetime

    from kundig.intake.own import publish_rows

    home = shop(tmp_path, [1])
    register = build(home)
    assert register.knows_files_of(home.store.snapshot())
    publish_rows(
        home, {"customer_records": [{"record_id": "1", "last_name": "Neu"}]}, now=datetime.now(UTC)
    )
    assert home.store.snapshot().version > register.version
    assert register.knows_files_of(home.store.snapshot())
    shop(tmp_path, [2])
    assert not register.knows_files_of(home.store.snapshot())


def test_several_builders_make_one_register(tmp_path):
    home = town(tmp_path)
    with ThreadPoolExecutor(4) as pool:
        built = list(pool.map(lambda _: build(home), range(4)))
    assert len({r.folder for r in built}) == 1
    assert len([p for p in (tmp_path / "register").iterdir() if p.is_dir()]) == 1


@pytest.mark.parametrize("after", ["events", "values", "customers"])
def test_a_build_that_is_killed_leaves_the_old_register(tmp_path, after):
    home = town(tmp_path)
    old = build(home)
    world(tmp_path, {"customer_records": [{"source": "new", "record_id": "1", "last_name": "Neu"}]})
    program = (
        "import os, signal\n"
        "from kundig.register import build\n"
        "from kundig.store.home import Home\n"
        "def stop(step, done, total):\n"
        f"    if step == {after!r}: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"build(Home.find({str(tmp_path)!r}), progress=stop)\n"
    )
    killed = subprocess.run([sys.executable, "-c", program], cwd=Path.cwd(), timeout=120)
    assert killed.returncode == -signal.SIGKILL
    assert current(home).folder == old.folder
    assert old.count == current(home).page(limit=1).total
    new = build(home)
    assert new.customer("new:1")["last_name"] == "Neu"
    assert (
        sorted(p.name for p in (tmp_path / "register").iterdir() if p.name.startswith(".draft"))
        == []
    )


def test_readers_never_meet_half_a_register(tmp_path):
    """One process publishes; the other reads all the time and always finds a whole one."""
    home = shop(tmp_path, [1])
    build(home)
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from kundig.register import current\n"
        "from kundig.store.home import Home\n"
        f"home = Home.find({str(tmp_path)!r})\n"
        "n = 0; seen = set()\n"
        "while not (home.folder / 'stop').exists():\n"
        "    r = current(home); page = r.page(limit=100)\n"
        "    assert page.total == len(page.rows) == r.version, (page.total, r.version)\n"
        "    n += 1; seen.add(r.version)\n"
        "    if n == 1: print('reading', flush=True)\n"
        "print(n, len(seen))\n"
    )
    reader = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    try:
        assert reader.stdout.readline() == "reading\n"
        for number in range(2, 6):
            shop(tmp_path, [number])
            build(home)
    finally:
        (tmp_path / "stop").touch()
        told, _ = reader.communicate(timeout=60)
    assert reader.returncode == 0
    reads, versions = map(int, told.split())
    assert reads > versions > 1


def test_progress_names_every_step(tmp_path):
    told = []
    build(world(tmp_path, rows()), progress=lambda *step: told.append(step))
    assert [s for s, _, _ in told] == ["events", "purchases", "values", "customers", "done"]
    assert [d for _, d, _ in told] == [0, 1, 2, 3, 4]
    assert {n for _, _, n in told} == {4}
