"""Forgetting people in the record store: every row version, every file, at once.

What says who somebody is goes (records, links, words, what was written down here about them); what
the company's figures need stays without them: the customer becomes NULL and the numbers of his
documents become random ones, the same in every table, so that no sum changes. Rewritten rows get
random hashes: a hash of the old content could be guessed. Files that held the person are written
anew and deleted at once; a reader in the middle of a query reads again (`Snapshot.vanished`).
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from kundig.store import restricted, suppression
from kundig.store.rewriting import Erased, Erasing, Key, publish, scratch
from kundig.store.store import GRACE_SECONDS, Store

if TYPE_CHECKING:
    from kundig.store.home import Home


def known_names(home: Home, keys: Sequence[Key]) -> Erased:
    """What the store calls these people and what it holds about them; changes nothing."""
    with Erasing(home.store, home.store.manifest(), keys, home.store.folder / "staging") as work:
        return work.look()


def names_of(home: Home, keys: Sequence[Key]) -> Erased:
    """How these people are called and reached in files; much cheaper than `known_names`."""
    with Erasing.of_people(home.store, keys) as work:
        return work.people(Erased())


def document_ids(home: Home, keys: Sequence[Key]) -> list[tuple[str, str, str]]:
    """Table, source and number of every document of theirs."""
    with Erasing(home.store, home.store.manifest(), keys, home.store.folder / "staging") as work:
        return work.documents(own=True)


def all_records(home: Home) -> Iterator[Key]:
    """Source and number of everybody whom any table names."""
    with Erasing.of_people(home.store, ()) as work:
        yield from work.everybody()


def vouchers(home: Home, keys: Sequence[Key]) -> list[dict[str, Any]]:
    """Orders of these people with their lines, as a voucher wants them."""
    with Erasing(home.store, home.store.manifest(), keys, home.store.folder / "staging") as work:
        return work.vouchers()


def linked(home: Home, keys: Iterable[str]) -> tuple[str, ...]:
    """These customers and every record that files or decisions count among them, as keys."""
    with Erasing.of_people(home.store, ()) as work:
        return tuple(dict.fromkeys((*keys, *sorted(work.linked(set(keys))))))


def erase_records(
    home: Home, keys: Sequence[Key], *, mails: Iterable[str] = (), phones: Iterable[str] = ()
) -> Erased:
    """Forget these records. Safe to repeat: a second run finishes what a killed one began.

    Args:
        home: the company.
        keys: source and number of every record of the customer.
        mails: further addresses of the customer, known elsewhere: no import brings them back.
        phones: likewise.

    Raises:
        StoreError: `busy` if an import publishes for too long.
    """
    store = home.store
    with store.locked():
        manifest = store.manifest()
        with (
            scratch(store, "erase") as folder,
            Erasing(store, manifest, keys, folder) as work,
        ):
            found = work.look()
            found.mails = (*found.mails, *mails)
            found.phones = (*found.phones, *phones)
            # Before anything goes: afterwards nobody could say which numbers were theirs.
            suppression.forget(home, _hashes(home, keys, work, found))
            imports = work.rewrite()
        found.version = publish(store, manifest, imports).version
        _unrestrict(store, keys)
        _purge_staging(store)
    return found


def _hashes(home: Home, keys: Sequence[Key], work: Erasing, found: Erased) -> list[str]:
    shared = work.shared(found.mails, found.phones)
    return suppression.hashes(
        home,
        keys=keys,
        mails=[m for m in found.mails if suppression.plain_mail(m) not in shared],
        phones=[p for p in found.phones if suppression.plain_phone(p) not in shared],
        documents=work.documents(),
    )


def _purge_staging(store: Store) -> None:
    """Delete what killed imports left behind; an import that is reading holds its own folder."""
    root = store.folder / "staging"
    before = time.time() - GRACE_SECONDS
    for path in root.iterdir() if root.exists() else ():
        newest = max((p.stat().st_mtime for p in path.rglob("*") if p.exists()), default=0.0)
        if newest < before:
            shutil.rmtree(path, ignore_errors=True)


def _unrestrict(store: Store, keys: Sequence[Key]) -> None:
    """The list of those whose processing is restricted names them no longer."""
    names = {f"{source}:{record}" for source, record in keys}
    before = restricted.read(store.folder)
    if not names.isdisjoint(before.hidden | before.unscored):
        restricted.write(store.folder, before.hidden - names, before.unscored - names)


__all__ = [
    "Erased", "Key", "all_records", "document_ids", "erase_records", "known_names", "linked",
    "names_of", "vouchers",
]  # fmt: skip
