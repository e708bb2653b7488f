"""`kundig backup` and `kundig restore`."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kundig.cli.main import command_parser
from kundig.store import durable
from kundig.store.home import Home
from kundig_web.backups import beside, folder, keyring
from kundig_web.backups.errors import BackupError
from kundig_web.words import say

PASSPHRASE = "KUNDIG_KEYS_PASSPHRASE"  # noqa: S105 - the name of a variable
SHORTEST = 12


def configure_backup(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of `kundig backup`."""
    parser.add_argument("target", nargs="?", metavar="FILE|DIR", help=_arg("target", lang))
    parser.add_argument("--sheet", metavar="FILE", type=Path, help=_arg("sheet", lang))
    parser.add_argument("--keys", metavar="FILE", type=Path, help=_arg("keys", lang))
    parser.add_argument("--new-key", action="store_true", help=_arg("new_key", lang))


def configure_restore(parser: argparse.ArgumentParser, lang: str) -> None:
    """The arguments of `kundig restore`."""
    parser.add_argument("file", metavar="FILE", type=Path, help=_arg("file", lang))
    parser.add_argument("--into", metavar="DIR", type=Path, help=_arg("into", lang))
    parser.add_argument("--check", action="store_true", help=_arg("check", lang))
    parser.add_argument("--key", metavar="SHEET", type=Path, help=_arg("key", lang))
    parser.add_argument("--erased", metavar="FILE", type=Path, help=_arg("erased", lang))
    parser.add_argument("--without-keys", action="store_true", help=_arg("without_keys", lang))


def backup(rest: Sequence[str], lang: str) -> int:
    """Write a backup, or the sheet with the keys. 0: done; 1: not done, and why; 2: wrong call."""
    parser = command_parser("backup", lang)
    configure_backup(parser, lang)
    args = parser.parse_args(list(rest))
    home = Home.find(args.home)
    if not (home.folder / "store").is_dir() and not (home.folder / "web").is_dir():
        return _fail(BackupError("no_company", path=home.folder), lang)
    try:
        if args.new_key:
            keyring.renew(home.keys)
            if args.sheet is None and args.keys is None:
                args.sheet = _sheet_place(home)
        if args.sheet is not None or args.keys is not None:
            return _write_sheets(home, args, lang)
        return _backup(home, args.target, lang)
    except BackupError as error:
        return _fail(error, lang)


def restore(rest: Sequence[str], lang: str) -> int:
    """Check a backup, or restore it into an empty folder. Exit codes as of `backup`."""
    parser = command_parser("restore", lang)
    configure_restore(parser, lang)
    args = parser.parse_args(list(rest))
    if args.into is None and not args.check:
        parser.error(say("backups.say_into_or_check", lang))
    try:
        home = Home.find(args.home)
        ring = _ring(args.key, home, lang)
        return _check(args.file, ring, lang) if args.check else _restore(args, home, ring, lang)
    except BackupError as error:
        return _fail(error, lang)


def _backup(home: Home, target: str | None, lang: str) -> int:
    from kundig_web.backups import making

    first = not (home.keys / keyring.FILE).exists()
    ring = keyring.load_or_make(home.keys)
    now = datetime.now(UTC)
    path = Path(target).absolute() if target else folder.folder(home)
    rotated = target is None
    if path.is_dir() or target is None or target.endswith(("/", os.sep)):
        path = path / folder.name(ring.site, now)
    started = time.monotonic()
    made = making.make(home, _database(home), path, now=now, progress=_bar())
    _clear()
    if rotated:
        folder.rotate(path.parent, ring.site, now)
        beside.copy(home, ring.site)
    _print("done", lang, path=made.path, size=_mib(made.size), seconds=_seconds(started, lang))
    if folder.on_same_disk(home, path.parent):
        _print("same_disk", lang)
    if first:
        sheet = _sheet_place(home)
        _put_sheet(home, ring, sheet, lang)
        _print("first_sheet", lang, path=sheet)
    return 0


def _restore(args: argparse.Namespace, home: Home, ring: keyring.Ring, lang: str) -> int:
    from kundig_web.backups.restoring import Wish, restore

    url = _variable("KUNDIG_DATABASE_URL") or ""
    database = None
    if url.startswith("postgres"):
        import dj_database_url

        database = dict(dj_database_url.parse(url))
    started = time.monotonic()
    done = restore(
        Wish(
            args.file.absolute(), args.into.absolute(), ring, database_url=url,
            without_keys=args.without_keys, erased=args.erased, old=home if _is_of(home, ring) else None,
        ),
        database,
    )  # fmt: skip
    at = datetime.fromisoformat(done.contents.made_at)
    _print(
        "restored", lang, path=done.into, company=done.contents.company, at=f"{at:%Y-%m-%d %H:%M}",
        erased=done.told.get("erased", 0), seconds=_seconds(started, lang),
    )  # fmt: skip
    _print("restored_next", lang, path=done.into)
    return 0


def _is_of(home: Home, ring: keyring.Ring) -> bool:
    """True if the folder at hand is the same company's: its lists of erasures hold, too."""
    try:
        return keyring.load(home.keys).site == ring.site
    except BackupError:
        return False


def _check(path: Path, ring: keyring.Ring, lang: str) -> int:
    from kundig_web.backups.verify import check

    contents = check(path, ring).contents
    at = datetime.fromisoformat(contents.made_at)
    _print(
        "checked", lang, path=path, company=contents.company, at=f"{at:%Y-%m-%d %H:%M}",
        files=len(contents.files), size=_mib(contents.size),
    )  # fmt: skip
    return 0


def _write_sheets(home: Home, args: argparse.Namespace, lang: str) -> int:
    ring = keyring.load_or_make(home.keys)
    if args.sheet is not None:
        _put_sheet(home, ring, args.sheet, lang)
        _print("sheet", lang, path=args.sheet)
    if args.keys is not None:
        _put_sheet(home, ring, args.keys, lang, passphrase=_new_passphrase(lang))
        _print("keys", lang, path=args.keys)
    return 0


def _put_sheet(
    home: Home, ring: keyring.Ring, path: Path, lang: str, *, passphrase: str | None = None
) -> None:
    if path.exists():
        raise BackupError("exists", path=path)
    now = datetime.now(UTC)
    text = keyring.sheet(ring, company=home.company().name, now=now, lang=lang).encode()
    if passphrase is not None:
        import pyrage

        text = pyrage.passphrase.encrypt(text, passphrase)
    path.parent.mkdir(parents=True, exist_ok=True)
    durable.replace(path.absolute(), text)
    keyring.note_sheet(home, ring, now)


def _sheet_place(home: Home) -> Path:
    """Beside the company's folder, never in it: it must leave this machine."""
    place = home.folder.parent / "kundig-schluesselblatt.txt"
    number = 2
    while place.exists():
        place = home.folder.parent / f"kundig-schluesselblatt-{number}.txt"
        number += 1
    return place


def _ring(sheet: Path | None, home: Home, lang: str) -> keyring.Ring:
    if sheet is None:
        try:
            return keyring.load(home.keys)
        except BackupError:
            raise BackupError("no_sheet") from None
    passphrase = None
    if keyring.is_locked(sheet):
        passphrase = _given_passphrase() or getpass.getpass(say("backups.say_ask", lang))
    return keyring.read_sheet(sheet, passphrase=passphrase)


def _new_passphrase(lang: str) -> str:
    given = _given_passphrase()
    if given is None:
        given = getpass.getpass(say("backups.say_ask_new", lang))
        if getpass.getpass(say("backups.say_ask_again", lang)) != given:
            raise BackupError("passphrase_differs")
    if len(given) < SHORTEST:
        raise BackupError("passphrase_short", letters=SHORTEST)
    return given


def _given_passphrase() -> str | None:
    return _variable(PASSPHRASE)


def _variable(name: str) -> str | None:
    path = os.environ.get(f"{name}_FILE")
    return Path(path).read_text(encoding="utf-8").strip() if path else os.environ.get(name)


def _database(home: Home) -> Any:
    """The settings of the site that serves this folder."""
    os.environ["KUNDIG_HOME"] = str(home.folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kundig_web.site.settings")
    from django.conf import settings

    return settings.DATABASES["default"]


def _bar() -> Any:
    """One line on a terminal; nothing where nobody looks."""
    if not sys.stderr.isatty():
        return lambda done, total: None
    told = [0.0]

    def show(done: int, total: int) -> None:
        if time.monotonic() - told[0] > 0.2:
            told[0] = time.monotonic()
            sys.stderr.write(f"\r\x1b[K{done * 100 // max(1, total)} %")
            sys.stderr.flush()

    return show


def _clear() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")


def _arg(key: str, lang: str) -> str:
    return say(f"backups.arg_{key}", lang)


def _print(key: str, lang: str, **values: object) -> None:
    sys.stdout.write(say(f"backups.say_{key}", lang, **values) + "\n")


def _fail(error: BackupError, lang: str) -> int:
    _clear()
    sys.stderr.write(error.text(lang) + "\n")
    return 1


def _mib(size: int) -> int:
    return max(1, -(-size // 2**20))


def _seconds(started: float, lang: str) -> str:
    told = f"{time.monotonic() - started:.1f}"
    return told.replace(".", ",") if lang == "de" else told
