"""Whatever is wrong with a backup is found before a byte is placed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from kundig_web.backups import keyring
from kundig_web.backups.errors import BackupError
from kundig_web.backups.restoring import Wish, restore
from kundig_web.backups.verify import check
from tests.web.backups.making_some import Crafted, backup_of, head, small_company

CHUNK = 65536 + 16


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("backups")


@pytest.fixture(scope="module")
def good(place: Path) -> Path:
    return backup_of(small_company(place / "nordhang"), place / "good.age")


@pytest.fixture(scope="module")
def ring(good: Path, place: Path) -> keyring.Ring:
    return keyring.load(place / "nordhang" / "keys")


def refused(path: Path, ring: keyring.Ring) -> str:
    """Why it is refused; nothing may have been written."""
    target = path.parent / "target"
    before = sorted(p.name for p in path.parent.iterdir())
    with pytest.raises(BackupError) as told:
        restore(Wish(path, target, ring))
    assert sorted(p.name for p in path.parent.iterdir()) == before
    assert told.value.text("de")
    assert told.value.text("en")
    return told.value.key


def changed(good: Path, tmp_path: Path, change: object) -> Path:
    content = bytearray(good.read_bytes())
    path = tmp_path / "bad.age"
    path.write_bytes(change(content))  # type: ignore[operator]
    return path


def flip(at: float) -> object:
    def change(content: bytearray) -> bytes:
        content[min(len(content) - 1, int(len(content) * at))] ^= 1
        return bytes(content)

    return change


def swap(content: bytearray) -> bytes:
    """Two chunks of the same file change places."""
    start = len(content) - 2 * CHUNK
    body = bytes(content)
    one, two = body[start - CHUNK : start], body[start : start + CHUNK]
    return body[: start - CHUNK] + two + one + body[start + CHUNK :]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda c: flip(0.0)(c), {"not_a_backup"}),
        (lambda c: c[:70] + bytes([c[70] ^ 4]) + c[71:], {"other_key", "not_a_backup", "damaged"}),
        (flip(0.5), {"damaged"}),
        (flip(1.0), {"damaged"}),
        (lambda c: c[: len(c) // 2], {"damaged"}),
        (lambda c: c[:-1], {"damaged"}),
        (lambda c: c[:50], {"not_a_backup"}),
        (swap, {"damaged"}),
        (lambda c: c + c[-CHUNK:], {"damaged"}),
        (lambda c: b"", {"not_a_backup"}),
        (lambda c: b"Sehr geehrte Damen und Herren" * 1000, {"not_a_backup"}),
        (lambda c: b"\x28\xb5\x2f\xfd" + bytes(5000), {"not_a_backup"}),
    ],
    ids=[
        "first bit", "header", "middle", "last bit", "half", "last byte missing", "header only",
        "swapped", "repeated end", "empty", "a letter", "another format",
    ],
)  # fmt: skip
def test_a_damaged_file_is_refused(good, ring, tmp_path, change, why) -> None:
    assert len(good.read_bytes()) > 4 * CHUNK
    assert refused(changed(good, tmp_path, change), ring) in why


def test_the_backup_of_another_company_is_refused(ring, tmp_path) -> None:
    other = backup_of(small_company(tmp_path / "other"), tmp_path / "other.age")
    assert refused(other, ring) == "other_key"


def test_who_knows_only_the_public_key_cannot_forge(ring, tmp_path) -> None:
    crafted = Crafted(ring).add("home/company.toml", b"name = 'Fremd'\n")
    crafted.seal = False
    assert refused(crafted.write(tmp_path / "forged.age"), ring) == "forged"


@pytest.mark.parametrize(
    "name",
    [
        "home/../../etc/cron.d/x", "/etc/passwd", "home/a/./b", "home//b", "home/keys/audit",
        "home/keys/backup.age", "home", "elsewhere/x", "home/a\\..\\b", "home/..", "database/x",
        "home/" + "x" * 300,
    ],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_is_refused(ring, tmp_path, name) -> None:
    path = Crafted(ring).add(name, b"x").write(tmp_path / "bad.age")
    assert refused(path, ring) == "unsafe_name"


@pytest.mark.parametrize("kind", [b"1", b"2", b"3", b"5", b"6"])
def test_only_plain_files_are_accepted(ring, tmp_path, kind) -> None:
    path = Crafted(ring).add("home/link", b"", kind=kind).write(tmp_path / "bad.age")
    assert refused(path, ring) == "unsafe_name"


def test_a_missing_an_added_and_a_changed_file_are_named(ring, tmp_path) -> None:
    missing = Crafted(ring).add("home/a", b"a").list("home/b", b"b")
    assert refused(missing.write(tmp_path / "1.age"), ring) == "file_missing"
    added = Crafted(ring).add("home/a", b"a").add("home/b", b"b", listed=False)
    assert refused(added.write(tmp_path / "2.age"), ring) == "file_extra"
    other = Crafted(ring).add("home/a", b"a", listed=False).list("home/a", b"b")
    path = other.write(tmp_path / "3.age")
    assert refused(path, ring) == "file_changed"
    with pytest.raises(BackupError) as told:
        check(path, ring)
    assert "home/a" in told.value.text("de")


def test_the_same_name_twice_is_refused(ring, tmp_path) -> None:
    twice = Crafted(ring).add("home/a", b"a").add("home/a", b"b")
    assert refused(twice.write(tmp_path / "twice.age"), ring) == "unsafe_name"


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (head(format=2), "newer"),
        (head(kundig="99.1"), "newer"),
        (head(format=0), "older_format"),
        (head(format="1"), "damaged"),
        (head(kundig="neu"), "damaged"),
        (b"[]", "damaged"),
    ],
)
def test_another_format_or_a_newer_version_is_refused(ring, tmp_path, told, why) -> None:
    crafted = Crafted(ring).add("home/a", b"a")
    crafted.head = told
    assert refused(crafted.write(tmp_path / "bad.age"), ring) == why


def test_every_single_bit_counts(good, ring, tmp_path) -> None:
    """Thirty random bits here; `python -m benchmarks.damage` turns a hundred."""
    content = bytearray(good.read_bytes())
    draw = random.Random(7)  # noqa: S311 - a test
    for _ in range(30):
        at, bit = draw.randrange(len(content)), draw.randrange(8)
        content[at] ^= 1 << bit
        path = tmp_path / "bit.age"
        path.write_bytes(content)
        with pytest.raises(BackupError):
            check(path, ring)
        content[at] ^= 1 << bit
    path.write_bytes(content)
    assert check(path, ring).contents.company == "Nordhang"
