"""The first start is guarded by a token that `kundig serve` prints; only its hash is kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kundig_web.access.links import hash_of, new_token
from kundig_web.access.models import Site, site


def started() -> bool:
    """True once the company has its owner."""
    return Site.objects.filter(pk=1, started_at__isnull=False).exists()


def issue_token(now: datetime) -> str:
    """A new token for `/start/?token=…`; the one before stops working.

    Empty if the company has been started already: then there is nothing to open.
    """
    with transaction.atomic():
        one = site()
        if one.started_at is not None:
            return ""
        token = new_token()
        Site.objects.filter(pk=1, started_at=None).update(first_start_hash=hash_of(token))
    return token
