"""Who outside the company gets customers' data."""

from __future__ import annotations

from datetime import datetime

from kundig_web.access.models import User
from kundig_web.audit.log import audited
from kundig_web.rights.models import Recipient


@audited("rights.recipient_added", of="result")
def add_recipient(
    *, actor: User, now: datetime, name: str, what_for: str, country: str = ""
) -> Recipient:
    """From now on told to everybody who asks what we hold."""
    return Recipient.objects.create(name=name, what_for=what_for, country=country)


@audited("rights.recipient_removed", of="recipient")
def remove_recipient(*, recipient: Recipient, actor: User, now: datetime) -> None:
    """Nothing goes there any more."""
    recipient.delete()
