"""The customers' register follows the store: it is built anew after files came in or went out."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

_JOBS = "kundig_web.customers.jobs"


def refresh_register(now: datetime) -> None:
    """Ask for a register of the store's newest state."""
    if find_spec(_JOBS) is not None:
        import_module(_JOBS).ensure_register(now)
