"""Who must not come back, and who may not be written to: keyed hashes in a file of the store.

`suppressed.json` lies beside the manifest and belongs to every backup of the data; the key
("suppression") does not. Without the key nobody can read a name in it, or guess one. It holds
people who were forgotten (their numbers, addresses and documents) and objections, which survive
the forgetting and every import. Why: docs/decisions/forgotten-people-are-remembered-as-hashes.md.

    hashes = suppression.hashes(home, keys=[("shop", "4711")], mails=["anna@example.org"])
    suppression.object(home, hashes, "advertising")
    suppression.is_objected(home, hashes, "advertising")
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from kundig.store import durable
from kundig.store.keys import key, keyed_hash, keyed_hash_sql, pads

if TYPE_CHECKING:
    from kundig.store.home import Home

NAME = "suppressed.json"
FORMAT = 1
KEY = "suppression"
#: 128 bits of a keyed hash: enough that nobody is taken for somebody else.
DIGITS = 32
RECORD, MAIL, PHONE, DOCUMENT = "record", "mail", "phone", "document"
_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class Suppressed:
    """What the file says: hashes of the forgotten, and objections by purpose."""

    forgotten: frozenset[str] = frozenset()
    objections: dict[str, frozenset[str]] = field(default_factory=dict)  # purpose -> hashes

    @property
    def objected(self) -> frozenset[str]:
        """Whoever objected to anything."""
        return frozenset().union(*self.objections.values())

    @property
    def empty(self) -> bool:
        """True if nobody was forgotten and nobody objected."""
        return not self.forgotten and not any(self.objections.values())


def load(home: Home) -> Suppressed:
    """The file as it is now; nothing if there is none."""
    try:
        raw: dict[str, Any] = json.loads(_path(home).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Suppressed()
    if raw["format"] > FORMAT:
        raise ValueError(f"{_path(home)}: format {raw['format']} is newer than this kundig reads")
    objections = {purpose: frozenset(found) for purpose, found in raw["objections"].items()}
    return Suppressed(frozenset(raw["forgotten"]), objections)


def hashes(
    home: Home,
    *,
    keys: Iterable[tuple[str, str]] = (),
    mails: Iterable[str] = (),
    phones: Iterable[str] = (),
    documents: Iterable[tuple[str, str, str]] = (),
) -> list[str]:
    """Keyed hashes of what leads to a person; empty addresses are left out.

    Args:
        home: the company.
        keys: source and number of records.
        mails: addresses in any spelling.
        phones: numbers in any spelling.
        documents: table, source and number of documents (`orders`, `shop`, `A17`).
    """
    secret = key(home.keys, KEY)
    texts = [_BETWEEN.join((RECORD, *k)) for k in keys]
    texts += [_BETWEEN.join((MAIL, m)) for m in map(plain_mail, mails) if m]
    texts += [_BETWEEN.join((PHONE, p)) for p in map(plain_phone, phones) if p]
    texts += [_BETWEEN.join((DOCUMENT, *d)) for d in documents]
    return [keyed_hash(secret, text)[:DIGITS] for text in texts]


def forget(home: Home, found: Iterable[str]) -> None:
    """Note hashes of somebody who is forgotten: no import brings them back."""
    _change(home, lambda s: Suppressed(s.forgotten | set(found), s.objections))


def lift(home: Home, found: Iterable[str]) -> None:
    """Let somebody be a customer again; objections stay."""
    gone = set(found)
    _change(home, lambda s: Suppressed(s.forgotten - gone, s.objections))


def object(home: Home, found: Iterable[str], purpose: str) -> None:  # noqa: A001 - the law's word
    """Note an objection; it survives erasure and beats what files say."""
    new = frozenset(found)
    _change(
        home,
        lambda s: Suppressed(
            s.forgotten, {**s.objections, purpose: s.objections.get(purpose, frozenset()) | new}
        ),
    )


def take_back(home: Home, found: Iterable[str], purpose: str) -> None:
    """The person changed his mind: the objection no longer stands."""
    gone = set(found)
    _change(
        home,
        lambda s: Suppressed(
            s.forgotten, {**s.objections, purpose: s.objections.get(purpose, frozenset()) - gone}
        ),
    )


def is_objected(home: Home, found: Iterable[str], purpose: str) -> bool:
    """True if any of these hashes stands under this purpose."""
    return not load(home).objections.get(purpose, frozenset()).isdisjoint(found)


def is_forgotten(home: Home, found: Iterable[str]) -> bool:
    """True if any of these hashes belongs to somebody who was forgotten."""
    return not load(home).forgotten.isdisjoint(found)


def plain_mail(text: str) -> str:
    """An address as it is compared; nothing for a text that is none."""
    text = text.strip(" ").lower()
    return text if "@" in text else ""


def plain_phone(text: str) -> str:
    """A number as it is compared; nothing for fewer than six figures."""
    text = re.sub(r"[^0-9+]", "", text.replace("(0)", ""))
    text = re.sub(r"^(\+|00)49", "", text).lstrip("+0")
    return text if len(text) >= 6 else ""


def plain_mail_sql(text: str) -> str:
    """The same as an SQL expression; NULL for what is none."""
    return f"CASE WHEN contains({text}, '@') THEN lower(trim({text}, ' ')) END"


def plain_phone_sql(text: str) -> str:
    """The same as an SQL expression; NULL for what is none."""
    found = f"regexp_replace(replace({text}, '(0)', ''), '[^0-9+]', '', 'g')"
    found = f"ltrim(regexp_replace({found}, '^(\\+|00)49', ''), '+0')"
    return f"CASE WHEN length({found}) >= 6 THEN {found} END"


def sql_hash(kind: str, *parts: str) -> str:
    """SQL for the hash of these expressions; `open_hashing` gave the key to the engine before."""
    text = " || chr(31) || ".join((f"'{kind}'", *parts))
    return f"left({keyed_hash_sql(KEY, text)}, {DIGITS})"


def open_hashing(home: Home) -> list[str]:
    """Statements that an engine runs before `sql_hash`."""
    return pads(key(home.keys, KEY), KEY)


def _path(home: Home) -> Path:
    return home.store.folder / NAME


def _change(home: Home, change: Callable[[Suppressed], Suppressed]) -> None:
    """Read, change and replace the file; two at once follow each other."""
    path = _path(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock")):
        before = load(home)
        after = change(before)
        if after == before:
            return
        plain = {p: sorted(found) for p, found in sorted(after.objections.items()) if found}
        told = {"format": FORMAT, "forgotten": sorted(after.forgotten), "objections": plain}
        durable.replace(path, json.dumps(told, indent=0).encode(), durable.USUAL)
