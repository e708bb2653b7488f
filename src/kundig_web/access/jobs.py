"""Background work of access: what has run out is cleared away."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings

from kundig_web import company
from kundig_web.access.models import Batch, Invitation
from kundig_web.jobs.queue import job

#: How long a program may repeat what it sent and get the same answer.
KEEP_BATCHES = timedelta(days=30)


@job("access.clear_expired", every=3600)
def clear_expired(job: Any) -> dict[str, Any]:
    """Sessions, links and batches that have run out are deleted: they tell nothing later on."""
    now = company.now()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    deleted, _ = Invitation.objects.filter(expires_at__lte=now).delete()
    Batch.objects.filter(created_at__lte=now - KEEP_BATCHES).delete()
    return {"invitations": deleted}
