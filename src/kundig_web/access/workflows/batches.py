"""What programs sent: claimed before it is written, remembered with its answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from kundig_web.access.errors import RefusedError
from kundig_web.access.links import hash_of
from kundig_web.access.models import Batch, Token

#: A try that has not finished by then was killed; the next one takes over.
LEASE = timedelta(minutes=10)


def claim_batch(*, token: Token, key: str, body_hash: str, import_id: str, now: datetime) -> Batch:
    """The batch of this key, ours to write unless it has a result already.

    Raises:
        RefusedError: `key_reused` if the key came with another body before, `key_busy` if the same
            batch is being written at this moment.
    """
    with transaction.atomic():
        batch, _ = Batch.objects.get_or_create(
            token=token, key_hash=hash_of(key),
            defaults={"body_hash": body_hash, "import_id": import_id, "created_at": now},
        )  # fmt: skip
        if batch.body_hash != body_hash:
            raise RefusedError("key_reused")
        if batch.result is not None:
            return batch
        free = Batch.objects.filter(pk=batch.pk, result__isnull=True).filter(
            Q(working_until=None) | Q(working_until__lte=now)
        )
        if not free.update(working_until=now + LEASE):
            raise RefusedError("key_busy")
    return batch


def finish_batch(*, batch: Batch, result: Mapping[str, Any]) -> None:
    """Remember the answer."""
    Batch.objects.filter(pk=batch.pk).update(result=dict(result), working_until=None)


def release_batch(*, batch: Batch) -> None:
    """Nothing was written: whoever sends it again may try at once."""
    Batch.objects.filter(pk=batch.pk, result__isnull=True).update(working_until=None)
