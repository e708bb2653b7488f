"""The customers' register follows the store: it is built anew after files came in or went out."""

from __future__ import annotations

from datetime import datetime

from kundig_web.customers.jobs import ensure_register


def refresh_register(now: datetime) -> None:
    """Ask for a register of the store's newest state."""
    ensure_register(now)
