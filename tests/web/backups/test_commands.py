"""`kundig backup` and `kundig restore`, as somebody types them."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock

from kundig.store.home import Company, Home
from kundig_web.backups import collect, keyring, making
from kundig_web.backups.errors import BackupError
from kundig_web.backups.restoring import Wish, restore
from kundig_web.backups.verify import check
from tests.web.backups.making_some import NOW, backup_of, settings_of, small_company


def kundig(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Another process, as from a shell, with nothing of the tests' settings."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("KUNDIG_", "DJANGO"))}
    return subprocess.run(
        [sys.executable, "-m", "kundig", *arguments, "--lang", "de"],
        env=environment | more, capture_output=True, text=True, check=False,
    )  # fmt: skip


def tree(folder: Path) -> dict[str, bytes]:
    """Every file that is worth keeping."""
    passing = (".lock", ".log", "lock", "secret_key", "-wal", "-shm", "serve.json")
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and not p.name.endswith(passing) and "kundig.sqlite3" not in p.name
    }


def test_backup_and_restore_with_nothing_but_the_file_and_the_sheet(
    demo_home: Home, tmp_path: Path
) -> None:
    home = tmp_path / "laden"
    shutil.copytree(demo_home.folder, home)
    shutil.rmtree(home / "files", ignore_errors=True)
    prepared = subprocess.run(
        [sys.executable, "-m", "kundig_web", "prepare"], capture_output=True, check=True,
        env={k: v for k, v in os.environ.items() if not k.startswith(("KUNDIG_", "DJANGO"))}
        | {"KUNDIG_HOME": str(home), "KUNDIG_DATABASE_URL": ""},
    )  # fmt: skip
    assert b"path" in prepared.stdout
    done = kundig("backup", str(tmp_path / "stick") + "/", "--home", str(home))
    assert done.returncode == 0, done.stderr
    sheet = tmp_path / "kundig-schluesselblatt.txt"
    assert str(sheet) in done.stdout
    assert sheet.stat().st_mode & 0o077 == 0
    [file] = (tmp_path / "stick").iterdir()
    before = tree(home)
    shutil.rmtree(home)

    new = tmp_path / "neu"
    back = kundig("restore", str(file), "--into", str(new), "--key", str(sheet))
    assert back.returncode == 0, back.stderr
    assert "Nordhang" in back.stdout
    after = tree(new)
    left_out = {n for n in before if n.startswith(("register/", "backups/", "web/sheet.json"))}
    changing = {n for n in after if n.startswith("web/")}
    assert set(before) - left_out - changing == set(after) - changing - left_out
    assert all(after[n] == before[n] for n in set(after) & set(before) - changing)
    with closing(sqlite3.connect(new / "web" / "kundig.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM access_session").fetchone() == (0,)
    assert Home(new).store.snapshot().version == Home(demo_home.folder).store.snapshot().version
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_keys_and_the_secret_of_the_site_are_not_in_a_backup(tmp_path: Path) -> None:
    home = small_company(tmp_path / "laden")
    ring = keyring.load_or_make(home.keys)
    (home.folder / "web" / "secret_key").write_text("geheim-geheim", encoding="ascii")
    file = backup_of(home, tmp_path / "b.age")
    seen: dict[str, bytes] = {}

    def take(name: str, piece: bytes) -> None:
        seen[name] = seen.get(name, b"") + piece

    contents = check(file, ring, take).contents
    assert set(seen) == {
        "database/kundig.sqlite3", "home/company.toml", "home/mappings/kasse.toml",
    }  # fmt: skip
    for secret in (*ring.others.values(), ring.identities[0].encode(), b"geheim-geheim"):
        assert not any(secret in content for content in seen.values())
    assert contents.keys == ring.fingerprints()
    assert set(contents.keys) == set(keyring.NAMES)


def test_the_database_in_a_backup_has_no_pages_of_deleted_rows(tmp_path: Path) -> None:
    home = small_company(tmp_path / "laden")
    path = home.folder / "web" / "kundig.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA secure_delete = OFF")
        database.execute("INSERT INTO promise VALUES (9999, ?)", ("Erika Musterfrau" * 300,))
        database.commit()
        database.execute("DELETE FROM promise WHERE id = 9999")
        database.commit()
    assert b"Erika Musterfrau" in path.read_bytes()
    file = backup_of(home, tmp_path / "b.age")
    restore(Wish(file, tmp_path / "neu", keyring.load(home.keys), without_keys=True))
    assert b"Erika" not in (tmp_path / "neu" / "web" / "kundig.sqlite3").read_bytes()


def test_writers_go_on_while_a_backup_is_made_and_it_holds_one_moment(tmp_path: Path) -> None:
    """Each transaction moves an amount; a copy of half a transaction would not sum to nothing."""
    home = small_company(tmp_path / "laden")
    path = home.folder / "web" / "kundig.sqlite3"
    over, written = threading.Event(), [0]

    def write() -> None:
        with closing(sqlite3.connect(path, timeout=20)) as database:
            while not over.is_set():
                database.execute("UPDATE ledger SET amount = amount - 1 WHERE id = 1")
                database.execute("UPDATE ledger SET amount = amount + 1 WHERE id = 2")
                database.commit()
                written[0] += 1

    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE ledger (id INTEGER PRIMARY KEY, amount INTEGER)")
        database.execute("INSERT INTO ledger VALUES (1, 0), (2, 0)")
        database.commit()
    writer = threading.Thread(target=write)
    writer.start()
    try:
        files = []
        for n in range(5):
            before = written[0]
            files.append(backup_of(home, tmp_path / f"{n}.age"))
            assert written[0] > before
    finally:
        over.set()
        writer.join()
    ring = keyring.load(home.keys)
    for n, file in enumerate(files):
        check(file, ring)
        target = tmp_path / f"neu{n}"
        restore(Wish(file, target, ring))
        with closing(sqlite3.connect(target / "web" / "kundig.sqlite3")) as database:
            assert database.execute("SELECT sum(amount) FROM ledger").fetchone() == (0,)


@pytest.fixture
def laden(tmp_path: Path) -> tuple[Home, Path]:
    home = small_company(tmp_path / "laden")
    return home, backup_of(home, tmp_path / "b.age")


def test_a_filled_folder_and_a_running_site_are_left_alone(laden, tmp_path: Path) -> None:
    home, file = laden
    ring = keyring.load(home.keys)
    before = tree(home.folder)
    with pytest.raises(BackupError) as told:
        restore(Wish(file, home.folder, ring))
    assert told.value.key == "target_filled"
    with FileLock(home.folder / "web" / "serve.lock"), pytest.raises(BackupError) as told:
        restore(Wish(file, home.folder, ring))
    assert told.value.key == "running"
    assert tree(home.folder) == before
    empty = tmp_path / "leer"
    empty.mkdir()
    assert restore(Wish(file, empty, ring)).into == empty
    assert (empty / "company.toml").exists()


def test_lost_keys_are_named_and_one_may_go_on_without(laden, tmp_path: Path) -> None:
    home, file = laden
    ring = keyring.load(home.keys)
    poor = keyring.Ring(ring.identities, {k: v for k, v in ring.others.items() if k != "seal"})
    with pytest.raises(BackupError) as told:
        restore(Wish(file, tmp_path / "neu", poor))
    assert told.value.key == "keys_missing"
    assert told.value.values["names"] == "seal"
    restore(Wish(file, tmp_path / "neu", poor, without_keys=True))
    assert not (tmp_path / "neu" / "keys" / "seal").exists()


def test_a_killed_restore_and_a_killed_backup_leave_nothing_behind_for_long(
    laden, tmp_path: Path
) -> None:
    home, file = laden
    (tmp_path / ".neu-restore-abcd" / "home").mkdir(parents=True)
    drafts = home.folder / "web" / making.DRAFTS / "backup-dead"
    drafts.mkdir(parents=True)
    (drafts / "customers.parquet").write_bytes(b"Erika")
    restore(Wish(file, tmp_path / "neu", keyring.load(home.keys)))
    assert not (tmp_path / ".neu-restore-abcd").exists()
    making.sweep(home)
    assert not drafts.exists()


def test_one_backup_at_a_time(laden, tmp_path: Path) -> None:
    home, _ = laden
    with FileLock(home.folder / "web" / "backup.lock"), pytest.raises(BackupError) as told:
        backup_of(home, tmp_path / "second.age")
    assert told.value.key == "busy"
    assert not (tmp_path / "second.age").exists()


def test_a_full_disk_is_said_before_the_first_byte_and_leaves_nothing(
    laden, tmp_path: Path, monkeypatch
) -> None:
    home, _ = laden
    monkeypatch.setattr(making, "RESERVE", 1 << 60)
    with pytest.raises(BackupError) as told:
        backup_of(home, tmp_path / "stick" / "x.age")
    assert told.value.key == "no_space"
    assert not list((tmp_path / "stick").iterdir())


def test_a_disk_that_fills_up_meanwhile_leaves_no_half_backup(laden, tmp_path: Path) -> None:
    home, _ = laden
    code = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from kundig.cli.main import main\n"
        "import kundig_web.backups.making as m\n"
        "old = m._write\n"
        "def late(*a):\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "    return old(*a)\n"
        "m._write = late\n"
        f"sys.exit(main(['backup', {str(tmp_path / 'stick') + '/'!r},"
        f" '--home', {str(home.folder)!r}, '--lang', 'de']))\n"
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("KUNDIG_", "DJANGO"))}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "ist voll" in done.stderr
    assert not list((tmp_path / "stick").iterdir())


def test_a_store_that_moves_is_held_at_one_version(demo_home: Home, tmp_path: Path) -> None:
    """Between reading the list and linking, a file leaves; the next list is complete again."""
    home = Home(tmp_path / "laden")
    shutil.copytree(demo_home.folder / "store", home.folder / "store")
    original, calls = collect._hold, [0]

    def hold(source: Path, kept: Path) -> None:
        calls[0] += 1
        if calls[0] == 3:
            last = home.store.manifest().imports[-1].id
            home.store.withdraw(last)
            raise FileNotFoundError(source)
        original(source, kept)

    collect._hold = hold
    try:
        manifest, items = collect.store(home, tmp_path)
    finally:
        collect._hold = original
    assert manifest == home.store.manifest()
    assert len(items) == 1 + len(collect.named(manifest))


def test_the_locked_sheet_opens_with_its_passphrase_only(laden, tmp_path: Path) -> None:
    home, file = laden
    sheet, where = tmp_path / "blatt.age", ["--home", str(home.folder)]
    made = kundig(
        "backup", "--keys", str(sheet), *where, KUNDIG_KEYS_PASSPHRASE="zwölf Bäume am Bach"
    )
    assert made.returncode == 0, made.stderr
    assert b"AGE-SECRET" not in sheet.read_bytes()
    target = str(tmp_path / "neu")
    wrong = kundig("restore", str(file), "--into", target, "--key", str(sheet),
                   KUNDIG_KEYS_PASSPHRASE="elf Bäume am Bach")  # fmt: skip
    assert wrong.returncode == 1
    assert "Kennwort passt nicht" in wrong.stderr
    right = kundig("restore", str(file), "--check", "--key", str(sheet),
                   KUNDIG_KEYS_PASSPHRASE="zwölf Bäume am Bach")  # fmt: skip
    assert right.returncode == 0, right.stderr
    assert "ist heil" in right.stdout
    short = kundig("backup", "--keys", str(tmp_path / "x"), *where, KUNDIG_KEYS_PASSPHRASE="kurz")
    assert short.returncode == 1
    assert not (tmp_path / "x").exists()


def test_a_new_key_writes_from_now_on_and_the_old_one_still_reads(laden, tmp_path: Path) -> None:
    home, old = laden
    first = keyring.load(home.keys)
    keyring.note_sheet(home, first, NOW)
    assert keyring.sheet_is_current(home, first)
    ring = keyring.renew(home.keys)
    assert not keyring.sheet_is_current(home, ring)
    assert ring.site == first.site
    new = backup_of(home, tmp_path / "new.age")
    check(old, ring)
    check(new, ring)
    with pytest.raises(BackupError):
        check(new, first)
    text = keyring.sheet(ring, company=Company().name, now=NOW, lang="de")
    (tmp_path / "blatt.txt").write_text(text, encoding="utf-8")
    assert keyring.read_sheet(tmp_path / "blatt.txt") == ring


def test_what_is_missing_is_said_with_exit_code_one(tmp_path: Path) -> None:
    assert kundig("backup", "--home", str(tmp_path / "nirgends")).returncode == 1
    told = kundig("restore", "x.age", "--into", str(tmp_path / "neu"), "--home", str(tmp_path))
    assert told.returncode == 1
    assert "--key" in told.stderr
    assert kundig("restore", "x.age").returncode == 2


def test_an_existing_file_is_never_overwritten(laden) -> None:
    home, file = laden
    before = file.read_bytes()
    with pytest.raises(BackupError) as told:
        making.make(home, settings_of(home), file, now=NOW)
    assert told.value.key == "exists"
    assert file.read_bytes() == before
