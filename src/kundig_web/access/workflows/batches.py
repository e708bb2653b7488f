"""What programs sent under a key: one effect, one answer, however often and however parallel.

Where the effect lies in the database, key, effect and answer are one transaction (`once`). Where it
lies in the record store, the row with the key and the id of the import is written first; the store
takes an id only once, and whoever repeats finds what the killed try has left (`claimed`). Nothing
has to run out: a lock of the operating system ends with the process that held it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from filelock import FileLock, Timeout

from kundig_web.access.errors import RefusedError
from kundig_web.access.links import hash_of
from kundig_web.access.models import Batch, Token

#: So long a request waits for another one of the same key before it is told to come back.
WAIT_SECONDS = 5.0
FOLDER = "keys-in-use"


@dataclass(frozen=True, slots=True)
class Claimed:
    """A key that is ours alone until the block ends.

    Args:
        batch: its row; with a `result` nothing is left to do.
        repeated: True if an earlier try began and never answered: its effect may be there.
    """

    batch: Batch
    repeated: bool


def request_hash(method: str, path: str, *parts: bytes) -> str:
    """What a key is bound to: the operation and every byte that was sent."""
    told = sha256()
    for part in (method.encode(), path.encode(), *parts):
        told.update(len(part).to_bytes(8, "big") + part)
    return told.hexdigest()


def once(
    *, token: Token, key: str, body_hash: str, now: datetime, write: Callable[[], Mapping[str, Any]]
) -> tuple[dict[str, Any], bool]:
    """Do `write`, whose effect lies in the database, and remember its answer in one transaction.

    Returns:
        The answer, and whether it is one that was given before.

    Raises:
        RefusedError: `key_reused` if the key came with another request before.
    """
    with transaction.atomic():
        made, _ = _row(token, key, body_hash, "", now)
        # A second request waits here until the first one has committed or is undone.
        batch = Batch.objects.select_for_update().get(pk=made.pk)
        if batch.result is not None:
            found: dict[str, Any] = batch.result
            return found, True
        result = dict(write())
        finish_batch(batch=batch, result=result)
    return result, False


@contextmanager
def claimed(
    *, token: Token, key: str, body_hash: str, import_id: str, now: datetime
) -> Iterator[Claimed]:
    """The key for the length of a block; `import_id` is remembered if it is a new one.

    Raises:
        RefusedError: `key_reused`, or `key_busy` if another request still works under this key.
    """
    batch, fresh = _row(token, key, body_hash, import_id, now)
    if batch.result is not None:
        yield Claimed(batch, repeated=False)
        return
    lock = FileLock(_place(batch.key_hash))
    try:
        lock.acquire(timeout=WAIT_SECONDS)
    except Timeout:
        raise RefusedError("key_busy") from None
    try:
        batch.refresh_from_db()  # whoever held the key may have finished
        yield Claimed(batch, repeated=not fresh)
    finally:
        lock.release()


def finish_batch(*, batch: Batch, result: Mapping[str, Any]) -> None:
    """Remember the answer."""
    Batch.objects.filter(pk=batch.pk).update(result=dict(result))


def _row(
    token: Token, key: str, body_hash: str, import_id: str, now: datetime
) -> tuple[Batch, bool]:
    batch, fresh = Batch.objects.get_or_create(
        token=token, key_hash=hash_of(key),
        defaults={"body_hash": body_hash, "import_id": import_id, "created_at": now},
    )  # fmt: skip
    if batch.body_hash != body_hash:
        raise RefusedError("key_reused")
    return batch, fresh


def _place(key_hash: str) -> Path:
    """The file whose lock stands for a key; a few keys share one, which costs a wait at most."""
    folder = Path(settings.WEB_FOLDER) / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / f"{key_hash[:2]}.lock"
