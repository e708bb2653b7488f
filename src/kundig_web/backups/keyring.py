"""The keys around backups: who can read them, who wrote them, and the sheet that survives a fire.

`keys/backup.age` holds age identities, the newest first. Backups are written for the newest; all of
them can read. The sheet holds these identities and the company's other keys: with a backup and the
sheet everything can be restored, with one of them alone nothing.
"""

from __future__ import annotations

import hmac
import json
import os
import re
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pyrage

from kundig.store import durable
from kundig.store import keys as store_keys
from kundig.store.home import Home
from kundig_web.backups.errors import BackupError
from kundig_web.words import say

FILE = "backup.age"
#: Says below `web` when the last sheet was made, and of which keys.
SHEET = "sheet.json"
#: Keys that other rooms make at first need: a sheet that is written early must hold them, too.
NAMES = ("pseudonyms", "suppression", "audit", "seal", "certificate")
AGE_MAGIC = b"age-encryption.org/v1"
LONGEST_SHEET = 1 << 20
_IDENTITY = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]{58}")
_KEY = re.compile(r"^\s*key\s+([a-z][a-z0-9_.-]{0,60})\s+([0-9a-f]{2,8192})\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Ring:
    """Identities (newest first) and the other keys by name."""

    identities: tuple[str, ...]
    others: dict[str, bytes] = field(default_factory=dict)

    def parsed(self) -> list[pyrage.x25519.Identity]:
        """The identities as age wants them."""
        return [pyrage.x25519.Identity.from_str(i) for i in self.identities]

    def recipient(self) -> pyrage.x25519.Recipient:
        """For whom new backups are written."""
        return self.parsed()[0].to_public()

    def fingerprints(self) -> dict[str, str]:
        """Name -> what tells this key from another and says nothing about it."""
        return {name: store_keys.fingerprint(key) for name, key in sorted(self.others.items())}

    @property
    def site(self) -> str:
        """Eight letters that stand in the names of this company's backups; they never change."""
        return _fingerprint(self.identities[-1])[:8]


def seal(identity: str, text: bytes) -> str:
    """Proof that whoever wrote `text` has the identity: anybody could encrypt to its public half."""
    own = hmac.new(identity.encode(), b"kundig backup manifest", sha256).digest()
    return hmac.new(own, text, sha256).hexdigest()


def is_sealed(ring: Ring, text: bytes, found: str) -> bool:
    """True if one of the ring's identities sealed the text."""
    return any(hmac.compare_digest(seal(i, text), found) for i in ring.identities)


def load(folder: Path) -> Ring:
    """The ring of a company.

    Raises:
        BackupError: `no_key` if no backup was ever made here.
    """
    try:
        found = _IDENTITY.findall((folder / FILE).read_text(encoding="ascii"))
    except FileNotFoundError:
        found = []
    if not found:
        raise BackupError("no_key", folder=folder)
    return Ring(tuple(found), _others(folder))


def load_or_make(folder: Path) -> Ring:
    """The ring; at first use the identity and the keys that other rooms will need are made."""
    path = folder / FILE
    if not path.exists():
        made = str(pyrage.x25519.Identity.generate())
        for name in NAMES:
            store_keys.key(folder, name)
        durable.write_once(path, f"{made}\n".encode("ascii"))
    return load(folder)


def renew(folder: Path) -> Ring:
    """A new identity for backups from now on; the older ones still read the older backups."""
    before = load_or_make(folder)
    made = str(pyrage.x25519.Identity.generate())
    durable.replace(folder / FILE, "".join(f"{i}\n" for i in (made, *before.identities)).encode())
    return load(folder)


def place(folder: Path, ring: Ring) -> None:
    """Put a ring into the folder of a company that has none."""
    folder.mkdir(parents=True, exist_ok=True)
    os.chmod(folder, 0o700)
    durable.replace(folder / FILE, "".join(f"{i}\n" for i in ring.identities).encode())
    for name, key in ring.others.items():
        durable.replace(folder / name, key)


def sheet(ring: Ring, *, company: str, now: datetime, lang: str) -> str:
    """The text of the sheet: what it is for, how it is used, the keys."""
    title = company or say("backups.sheet_company", lang)
    lines = [
        say("backups.sheet_title", lang, company=title),
        say("backups.sheet_made", lang, day=f"{now:%Y-%m-%d %H:%M} UTC", site=ring.site),
        "",
        say("backups.sheet_keep", lang),
        say("backups.sheet_use", lang),
        "",
        *ring.identities,
        *(f"key {name} {key.hex()}" for name, key in sorted(ring.others.items())),
    ]
    return "\n".join(lines) + "\n"


def read_sheet(path: Path, *, passphrase: str | None = None) -> Ring:
    """The ring of a sheet, or of `keys/backup.age` itself.

    Raises:
        BackupError: `sheet_unreadable`, `sheet_passphrase` if it is locked and the words are wrong.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(LONGEST_SHEET)
    except OSError as error:
        raise BackupError("sheet_missing", path=path, reason=error.strerror or "") from None
    if raw.startswith(AGE_MAGIC):
        if passphrase is None:
            raise BackupError("sheet_locked", path=path)
        try:
            raw = pyrage.passphrase.decrypt(raw, passphrase)
        except pyrage.DecryptError:
            raise BackupError("sheet_passphrase", path=path) from None
    text = raw.decode("utf-8", errors="replace")
    identities = tuple(dict.fromkeys(_IDENTITY.findall(text)))
    try:
        ring = Ring(identities, {n: bytes.fromhex(k) for n, k in _KEY.findall(text)})
        ring.parsed()
    except (ValueError, pyrage.IdentityError):
        identities = ()
    if not identities:
        raise BackupError("sheet_unreadable", path=path)
    return ring


def is_locked(path: Path) -> bool:
    """True if a passphrase is needed to read this sheet."""
    try:
        with path.open("rb") as file:
            return file.read(len(AGE_MAGIC)) == AGE_MAGIC
    except OSError:
        return False


def _others(folder: Path) -> dict[str, bytes]:
    found = {}
    for path in sorted(folder.iterdir()):
        if path.name == FILE or path.name.startswith(".") or not path.is_file():
            continue
        found[path.name] = path.read_bytes()
    return found


def _fingerprint(identity: str) -> str:
    return sha256(f"kundig site {identity}".encode()).hexdigest()


def note_sheet(home: Home, ring: Ring, now: datetime) -> None:
    """Remember that somebody has a sheet, and of which keys (fingerprints only)."""
    told = {"at": now.isoformat(), "keys": _all_fingerprints(ring)}
    (home.folder / "web").mkdir(parents=True, exist_ok=True)
    durable.replace(home.folder / "web" / SHEET, json.dumps(told).encode())


def sheet_is_current(home: Home, ring: Ring) -> bool:
    """True if a sheet was made that holds every key there is now."""
    try:
        told = json.loads((home.folder / "web" / SHEET).read_text(encoding="utf-8"))
        return set(_all_fingerprints(ring)) <= set(told["keys"])
    except (OSError, ValueError, KeyError):
        return False


def _all_fingerprints(ring: Ring) -> list[str]:
    return sorted([*ring.fingerprints().values(), *(_fingerprint(i) for i in ring.identities)])
