"""Background work of the audit log: the head is anchored, names of actors leave."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from kundig_web import company
from kundig_web.audit import anchors
from kundig_web.audit.models import AuditEntry, Head
from kundig_web.audit.sealing import forget_actors
from kundig_web.jobs.queue import job

log = logging.getLogger(__name__)


class ChainError(Exception):
    """The chain is not the one that was anchored: forged, or an older state was put back."""


@job("audit.anchor", every=86_400)
def anchor(job: Any = None) -> Mapping[str, Any]:
    """Write the head to the anchor file, unless the chain lost what was anchored before.

    Raises:
        ChainError: if it did. `kundig audit verify` says more.
    """
    before = anchors.last()
    if before is not None:
        entry = AuditEntry.objects.filter(seq=before.seq).values_list("hash", flat=True).first()
        head = Head.objects.first()
        if entry != before.hash and (entry or head is None or head.seq < before.seq):
            log.error("audit log: entry %s is not the one that was anchored", before.seq)
            raise ChainError(f"entry {before.seq}")
    written = anchors.drop(company.now())
    return {"seq": written.seq if written else None}


@job("audit.forget_actors", every=86_400)
def forget(job: Any = None) -> Mapping[str, Any]:
    """Destroy the keys that open names of actors after 90 days."""
    return {"keys": forget_actors(company.now())}
